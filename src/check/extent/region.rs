//! The region: which part of the page the picture shows.
//!
//! It is an upright box on the page, whatever the picture's rotation or perspective: people crop pages, not pictures
//! of them.

use super::thresholds::{AGREEING_RESIDUAL, DISAGREEMENT_WEIGHT, REGION_CELL_PIXELS, VOTING_INK_CONTRAST};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::model::geometry::{Point, Rect};
use crate::model::page_map::PageMap;

/// The box on the page (in its pixels) with the greatest sum of votes, by Kadane's algorithm over rows of cells. Ink
/// in its place votes for a cell. Ink that is missing or extra votes against it. Bare paper is silent. Returns `None`
/// if nothing votes for the page.
pub fn region(residual: &Residual, aligned: &Aligned, back: &PageMap, page: (usize, usize)) -> Option<Rect> {
    let centre =
        Point { x: (aligned.x + aligned.width / 2) as f64, y: (aligned.y + aligned.height / 2) as f64 };
    let cell = REGION_CELL_PIXELS * back.scale_at(centre);
    let (cw, ch) = ((page.0 as f64 / cell) as usize + 1, (page.1 as f64 / cell) as usize + 1);
    let mut cells = vec![0f32; cw * ch];
    for y in 0..aligned.height {
        for x in 0..aligned.width {
            let v =
                vote(residual.normalised[y * aligned.width + x].abs(), residual.ink[y * aligned.width + x]);
            if v != 0.0 {
                let p = back.apply(aligned.centre(y * aligned.width + x));
                if p.x >= 0.0 && p.y >= 0.0 && p.x < page.0 as f64 && p.y < page.1 as f64 {
                    cells[(p.y / cell) as usize * cw + (p.x / cell) as usize] += v;
                }
            }
        }
    }
    let [x0, y0, x1, y1] = best_box(&cells, cw, ch)?.map(|v| v as f64 * cell);
    Some(Rect::new(x0, y0, x1.min(page.0 as f64), y1.min(page.1 as f64)))
}

fn vote(residual: f32, ink: f32) -> f32 {
    if residual > AGREEING_RESIDUAL {
        -DISAGREEMENT_WEIGHT * residual.min(1.0)
    } else if ink > VOTING_INK_CONTRAST {
        ink.min(1.0) * (1.0 - residual / AGREEING_RESIDUAL)
    } else {
        0.0
    }
}

fn best_box(cells: &[f32], cw: usize, ch: usize) -> Option<[usize; 4]> {
    // No box has more than the sum of the best runs of its rows. Few pairs of rows can beat the best box so far, and
    // only those are examined.
    let rows: Vec<f32> = cells.chunks_exact(cw).map(|row| best_run(row).0).collect();
    let (mut best, mut found) = (0.0, None);
    for top in 0..ch {
        if rows[top..].iter().sum::<f32>() <= best {
            break;
        }
        // A row at the edge that does not vote for the page makes no box better.
        if rows[top] <= 0.0 {
            continue;
        }
        let (mut column, mut most) = (vec![0f32; cw], 0.0);
        for bottom in top..ch {
            column.iter_mut().zip(&cells[bottom * cw..]).for_each(|(c, v)| *c += v);
            most += rows[bottom];
            if most <= best {
                continue;
            }
            let (sum, start, end) = best_run(&column);
            if sum > best {
                (best, found) = (sum, Some([start, top, end, bottom + 1]));
            }
        }
    }
    found
}

/// The run with the greatest sum, and its ends; 0 if no value is positive.
fn best_run(values: &[f32]) -> (f32, usize, usize) {
    let (mut sum, mut start) = (0.0, 0);
    let mut best = (0.0, 0, 0);
    for (x, v) in values.iter().enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, x);
        }
        sum += v;
        if sum > best.0 {
            best = (sum, start, x + 1);
        }
    }
    best
}

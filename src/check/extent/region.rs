//! The region: which part of the page the picture shows.
//!
//! It is an upright box on the page, whatever the picture's turn or perspective: people crop pages, not pictures of them.

use super::thresholds::{AGREEING_RESIDUAL, DISAGREEMENT_WEIGHT, REGION_CELL_PIXELS, VOTING_INK_CONTRAST};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::model::geometry::{Homography, Point, Rect};

/// The box on the page, in its pixels, with the greatest sum of votes (Kadane's algorithm over rows of cells): ink that
/// is where it should be speaks for a cell, ink that is missing or should not be there against it, bare paper is
/// silent. None where nothing speaks for the page.
pub fn region(r: &Residual, a: &Aligned, back: &Homography, page: (usize, usize)) -> Option<Rect> {
    let centre = Point { x: (a.x + a.width / 2) as f64, y: (a.y + a.height / 2) as f64 };
    let cell = REGION_CELL_PIXELS * back.scale_at(centre);
    let (cw, ch) = ((page.0 as f64 / cell) as usize + 1, (page.1 as f64 / cell) as usize + 1);
    let mut cells = vec![0f32; cw * ch];
    for y in 0..a.height {
        for x in 0..a.width {
            let v = vote(r.departure[y * a.width + x].abs(), r.ink[y * a.width + x]);
            if v != 0.0 {
                let p = back.apply(a.centre(y * a.width + x));
                if p.x >= 0.0 && p.y >= 0.0 && p.x < page.0 as f64 && p.y < page.1 as f64 {
                    cells[(p.y / cell) as usize * cw + (p.x / cell) as usize] += v;
                }
            }
        }
    }
    let [x0, y0, x1, y1] = best_box(&cells, cw, ch)?.map(|v| v as f64 * cell);
    Some(Rect::new(x0, y0, x1.min(page.0 as f64), y1.min(page.1 as f64)))
}

fn vote(departure: f32, ink: f32) -> f32 {
    if departure > AGREEING_RESIDUAL {
        -DISAGREEMENT_WEIGHT * departure.min(1.0)
    } else if ink > VOTING_INK_CONTRAST {
        ink.min(1.0) * (1.0 - departure / AGREEING_RESIDUAL)
    } else {
        0.0
    }
}

fn best_box(cells: &[f32], cw: usize, ch: usize) -> Option<[usize; 4]> {
    // No box has more than the sum of the best runs of its rows: few pairs of rows can beat the best so far, and only
    // those are looked at.
    let rows: Vec<f32> = cells.chunks_exact(cw).map(|row| best_run(row).0).collect();
    let (mut best, mut found) = (0.0, None);
    for top in 0..ch {
        if rows[top..].iter().sum::<f32>() <= best {
            break;
        }
        // A box is none the better for a row at its edge that does not speak for the page.
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

/// The run with the greatest sum, and its ends; 0 where nothing is positive.
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

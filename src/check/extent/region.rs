//! The region: which part of the page the picture shows.
//!
//! It is an upright box on the page, whatever the picture's rotation or perspective: people crop pages, not pictures
//! of them.

use super::thresholds::{AGREEING_RESIDUAL, DISAGREEMENT_WEIGHT, REGION_CELL_PIXELS, VOTING_INK_CONTRAST};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::model::geometry::{Point, Rect};
use crate::model::page_map::PageMap;

/// The votes of the cells of a page. Ink in its place votes for a cell. Ink that is missing or extra votes against it. Bare paper
/// is silent.
pub struct Votes {
    /// Width and height of the page, in its pixels.
    page: (f64, f64),
    /// Side of a cell, in pixels of the page.
    side: f64,
    /// Cells across and down.
    size: (usize, usize),
    /// Sum of the votes of each cell, row by row.
    sums: Vec<f32>,
    /// Whether the page is expected to show ink in each cell, in the contrast of the whole picture.
    has_ink: Vec<bool>,
}

impl Votes {
    /// Counts the votes of all pixels. `back` maps the picture to the page, whose size in its pixels is `page`.
    pub fn of(residual: &Residual, aligned: &Aligned, back: &PageMap, page: (usize, usize)) -> Self {
        let centre =
            Point { x: (aligned.x + aligned.width / 2) as f64, y: (aligned.y + aligned.height / 2) as f64 };
        let side = REGION_CELL_PIXELS * back.scale_at(centre);
        let (across, down) = ((page.0 as f64 / side) as usize + 1, (page.1 as f64 / side) as usize + 1);
        let (mut sums, mut has_ink) = (vec![0f32; across * down], vec![false; across * down]);
        // In the void the page is expected without contrast, because it is fitted to what is seen.
        let least = VOTING_INK_CONTRAST * residual.contrast;
        for y in 0..aligned.height {
            for x in 0..aligned.width {
                let i = y * aligned.width + x;
                let v = vote(residual.normalised[i].abs(), residual.ink[i]);
                // Programs draw a rule in different widths and tones: that it is drawn otherwise says nothing of the part.
                if v > 0.0 || v < 0.0 && !residual.rule[i] {
                    let p = back.apply(aligned.centre(i));
                    if p.x >= 0.0 && p.y >= 0.0 && p.x < page.0 as f64 && p.y < page.1 as f64 {
                        let cell = (p.y / side) as usize * across + (p.x / side) as usize;
                        sums[cell] += v;
                        has_ink[cell] |= residual.strength[i] > least;
                    }
                }
            }
        }
        Self { page: (page.0 as f64, page.1 as f64), side, size: (across, down), sums, has_ink }
    }

    /// The box on the page (in its pixels) with the greatest sum of votes, by Kadane's algorithm over rows of cells. Returns
    /// `None` if nothing votes for the page.
    pub fn region(&self) -> Option<Rect> {
        let [x0, y0, x1, y1] = best_box(&self.sums, self.size.0, self.size.1)?.map(|v| v as f64 * self.side);
        Some(Rect::new(x0, y0, x1.min(self.page.0), y1.min(self.page.1)))
    }

    /// The region with all cells around it that agree, if most cells with ink of the page that are shown there do. A cover, a
    /// highlighter or a line of other words across the page divides its votes, and what lies beyond is of the page all the same.
    /// `is_shown` says whether a point of the page lies where the picture may show the page.
    pub fn with_agreeing_ink(&self, region: Rect, is_shown: impl Fn(Point) -> bool) -> Rect {
        let is_around = |i: &usize| {
            let centre = self.cell(*i).centre();
            self.has_ink[*i] && !region.contains(centre) && is_shown(centre)
        };
        let around = (0..self.sums.len()).filter(is_around);
        let (agreeing, differing): (Vec<usize>, Vec<usize>) = around.partition(|&i| self.sums[i] > 0.0);
        if agreeing.len() <= differing.len() {
            return region;
        }
        let whole = Rect::new(0.0, 0.0, self.page.0, self.page.1);
        agreeing.into_iter().fold(region, |all, i| all.union(&self.cell(i))).intersection(&whole)
    }

    /// The box of a cell, in pixels of the page.
    fn cell(&self, i: usize) -> Rect {
        let [x, y] = [i % self.size.0, i / self.size.0].map(|at| at as f64 * self.side);
        Rect::new(x, y, x + self.side, y + self.side)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::model::geometry::Homography;

    const SIDE: usize = 300;

    /// Two blocks of letters, and rules of a table between them; what is drawn at a pixel may be changed.
    fn drawn(change: impl Fn(usize, usize, f32) -> f32) -> Vec<f32> {
        let grey = |x: usize, y: usize| {
            let is_block = (20..110).contains(&y) || (200..290).contains(&y);
            let is_letter = is_block && (20..280).contains(&x) && x % 8 < 3 && y % 16 < 10;
            let is_rule = (130..190).contains(&y) && y % 20 < 3;
            if is_letter || is_rule { 20.0 } else { 255.0 }
        };
        (0..SIDE * SIDE).map(|i| change(i % SIDE, i / SIDE, grey(i % SIDE, i / SIDE))).collect()
    }

    fn found(seen: Vec<f32>) -> (Rect, Rect) {
        let aligned = Aligned::of_greys(SIDE, SIDE, seen, drawn(|_, _, grey| grey));
        let residual = residual(&aligned, 1.0);
        let back = PageMap::from(Homography::IDENTITY);
        let votes = Votes::of(&residual, &aligned, &back, (SIDE, SIDE));
        let region = votes.region().expect("ink votes");
        (region, votes.with_agreeing_ink(region, |_| true))
    }

    fn is_whole(region: Rect) -> bool {
        region.y0 < 30.0 && region.y1 > 280.0
    }

    #[test]
    fn rules_that_a_viewer_draws_paler_do_not_divide_the_region() {
        let (region, _) =
            found(drawn(|_, y, grey| if (130..190).contains(&y) { grey.max(170.0) } else { grey }));
        assert!(is_whole(region), "{region:?}");
    }

    #[test]
    fn the_region_goes_on_beyond_a_cover() {
        let (divided, whole) = found(drawn(|_, y, grey| if (112..198).contains(&y) { 20.0 } else { grey }));
        assert!(!is_whole(divided), "{divided:?}");
        assert!(is_whole(whole), "{whole:?}");
    }

    #[test]
    fn the_void_beside_a_page_does_not_agree_with_its_ink() {
        let (divided, region) = found(drawn(|_, y, grey| if y > 115 { 20.0 } else { grey }));
        assert_eq!(region, divided);
    }

    #[test]
    fn the_region_ends_where_something_else_than_the_page_is_shown() {
        let other = |x: usize, y: usize| if (x + y) % 9 < 3 && y % 14 < 9 { 20.0 } else { 255.0 };
        let (_, region) = found(drawn(|x, y, grey| if y > 115 { other(x, y) } else { grey }));
        assert!(region.y1 < 200.0, "{region:?}");
    }
}

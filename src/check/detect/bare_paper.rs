//! Bare paper: does a place show nothing but the paper around it? What was wiped out in the paper's own grey is
//! missing, while a cover is visible.

use super::blobs::Blob;
use super::thresholds::{BARE_PAPER_INK, COVER_DEVIATIONS, COVER_GREY_STEP, SURROUNDING_PAPER_PIXELS};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::middle;

/// Whether this grey, the median of a place, is that of the paper around it, so that no edge is visible. If there is
/// no paper nearby, everything around the place counts.
pub fn is_as_about(aligned: &Aligned, residual: &Residual, blob: &Blob, grey: f32, letter: f64) -> bool {
    let (paper, all) = about(aligned, residual, blob, letter);
    let greys = if paper.len() < SURROUNDING_PAPER_PIXELS { all } else { paper };
    if greys.len() < SURROUNDING_PAPER_PIXELS {
        return (grey - residual.paper).abs() < COVER_GREY_STEP;
    }
    let (level, spread) = middle(greys);
    (grey - level).abs() < COVER_GREY_STEP.max(COVER_DEVIATIONS * spread)
}

/// The greys of the paper within a letter's width of a place, and the greys of everything there.
fn about(aligned: &Aligned, residual: &Residual, blob: &Blob, letter: f64) -> (Vec<f32>, Vec<f32>) {
    let [x0, y0, x1, y1] = blob.bounds;
    let by = letter.max(1.0) as usize;
    let columns = x0.saturating_sub(by)..(x1 + by).min(aligned.width);
    let (mut paper, mut all) = (Vec::new(), Vec::new());
    for y in y0.saturating_sub(by)..(y1 + by).min(aligned.height) {
        for x in columns.clone().filter(|x| !((x0..x1).contains(x) && (y0..y1).contains(&y))) {
            let i = y * aligned.width + x;
            if aligned.expected[i].is_nan() {
                continue;
            }
            all.push(aligned.seen[i]);
            if residual.ink[i] < BARE_PAPER_INK {
                paper.push(aligned.seen[i]);
            }
        }
    }
    (paper, all)
}

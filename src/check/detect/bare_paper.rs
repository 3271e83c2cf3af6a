//! Bare paper: whether a place shows nothing but the paper about it. What was wiped out in the paper's own colour is missing;
//! a cover can be seen.

use super::blobs::Blob;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::middle;

/// Ink of the page up to which a pixel shows paper.
const BARE: f32 = 0.1;
/// Least pixels of paper about a place from which its grey is taken.
const SOME: usize = 24;
/// Grey levels by which a cover stands off what is about it, at least: less is no edge that a reader sees.
const STEP: f32 = 10.0;
/// The same in standard deviations of the paper about it.
const DEVIATIONS: f32 = 4.0;

/// Whether this grey, that of most of a place, is the grey of the paper about it: no edge is seen there. Where no paper is near,
/// of all that is about it.
pub fn is_as_about(a: &Aligned, r: &Residual, blob: &Blob, grey: f32, letter: f64) -> bool {
    let (paper, all) = about(a, r, blob, letter);
    let greys = if paper.len() < SOME { all } else { paper };
    if greys.len() < SOME {
        return (grey - r.paper).abs() < STEP;
    }
    let (level, spread) = middle(greys);
    (grey - level).abs() < STEP.max(DEVIATIONS * spread)
}

/// The greys of the paper about a place as wide as a letter, and those of all that is about it.
fn about(a: &Aligned, r: &Residual, blob: &Blob, letter: f64) -> (Vec<f32>, Vec<f32>) {
    let [x0, y0, x1, y1] = blob.bounds;
    let by = letter.max(1.0) as usize;
    let columns = x0.saturating_sub(by)..(x1 + by).min(a.width);
    let (mut paper, mut all) = (Vec::new(), Vec::new());
    for y in y0.saturating_sub(by)..(y1 + by).min(a.height) {
        for x in columns.clone().filter(|x| !((x0..x1).contains(x) && (y0..y1).contains(&y))) {
            let i = y * a.width + x;
            if a.expected[i].is_nan() {
                continue;
            }
            all.push(a.seen[i]);
            if r.ink[i] < BARE {
                paper.push(a.seen[i]);
            }
        }
    }
    (paper, all)
}

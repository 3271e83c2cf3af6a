//! Covers and marks: telling a bar, a blur, a ring or a stroke from a changed letter.

use super::align::Aligned;
use super::difference::{Blob, What};
use super::residual::Residual;
use crate::model::verdict::{DifferenceKind, HiddenKind};

/// Whether a connected piece is no letter: too tall for one, or a thin stroke longer than a word.
pub fn is_large(width: usize, height: usize, letter: f64) -> bool {
    let (w, h) = (width as f64, height as f64);
    let l = letter.max(5.0);
    h > 2.6 * l || w > 5.0 * l && h < 0.45 * l
}

/// Spread of grey below which a patch is flat, as a share of the contrast of paper and ink.
const FLAT: f32 = 0.09;
/// Share of a flat patch's pixels that its own grey must fill.
const FILLED: f32 = 0.9;

/// What a place that stands out is.
pub fn classify(a: &Aligned, r: &Residual, blob: &Blob, letter: f64) -> What {
    let [x0, y0, x1, y1] = blob.bounds;
    let share = blob.added as f32 / blob.pixels.len().max(1) as f32;
    if is_flat(a, r, blob) {
        return What::Hidden(HiddenKind::Redaction);
    }
    if is_blurred(a, r, blob) {
        return What::Hidden(HiddenKind::Blur);
    }
    if is_large(x1 - x0, y1 - y0, letter) && (share > 0.5 || is_solid(blob)) {
        return What::Hidden(HiddenKind::Mark);
    }
    What::Difference(match share {
        s if s > 0.85 => DifferenceKind::Added,
        s if s < 0.15 => DifferenceKind::Missing,
        _ => DifferenceKind::Changed,
    })
}

/// Whether the picture shows one grey throughout the place, ink and paper of the page alike.
fn is_flat(a: &Aligned, r: &Residual, blob: &Blob) -> bool {
    let mut greys: Vec<f32> = Vec::new();
    let mut ink = 0usize;
    each(a, blob, |i| {
        greys.push(a.seen[i]);
        ink += usize::from(r.ink[i] > 0.4);
    });
    if greys.len() < 12 || ink * 12 < greys.len() {
        return false;
    }
    greys.sort_by(f32::total_cmp);
    let middle = greys[greys.len() / 2];
    let near = greys.iter().filter(|g| (*g - middle).abs() < FLAT * r.contrast).count();
    near as f32 >= FILLED * greys.len() as f32
}

/// Whether the picture shows a smeared copy of the page there: the same at a coarse scale, without its fine ink.
fn is_blurred(a: &Aligned, r: &Residual, blob: &Blob) -> bool {
    let (mut seen, mut expected) = (0f32, 0f32);
    each(a, blob, |i| {
        let step = |v: &[f32]| {
            let (dx, dy) = (v[i + 1] - v[i - 1], v[i + a.width] - v[i - a.width]);
            dx * dx + dy * dy
        };
        let e = step(&a.expected);
        if e.is_finite() {
            seen += step(&a.seen);
            expected += e;
        }
    });
    let [x0, y0, x1, y1] = blob.bounds;
    let n = ((x1 - x0) * (y1 - y0)) as f32;
    expected > n * (0.04 * r.contrast).powi(2) && seen < 0.2 * expected
}

/// Whether the piece fills its box or is one thin stroke.
fn is_solid(blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let (w, h) = ((x1 - x0) as f32, (y1 - y0) as f32);
    blob.pixels.len() as f32 > 0.6 * w * h || w > 12.0 * h || h > 6.0 * w
}

fn each(a: &Aligned, blob: &Blob, mut f: impl FnMut(usize)) {
    let [x0, y0, x1, y1] = blob.bounds;
    for y in y0..y1 {
        for x in x0..x1 {
            f(y * a.width + x);
        }
    }
}

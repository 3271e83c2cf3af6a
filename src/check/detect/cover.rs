//! What covers look like: one flat grey, or a blurred copy of the page; and what they are told from, bare paper and page that
//! shows through.

use super::bare_paper;
use super::blobs::Blob;
use super::thresholds::{
    BAR_RIM_PIXELS, BLURRED_INK_SHARE, BLURRED_PAGE_SLOPE, BLURRED_SLOPE_RATIO, FLAT_BOX_FILL_SHARE,
    FLAT_FILL_SHARE, FLAT_INK_DIVISOR, FLAT_PIXELS, FLAT_SIDE_LETTERS, FLAT_SPREAD_CONTRAST,
    OCCLUSION_PIXELS, PALEST_INK_GREYS, SHOW_THROUGH_CORRELATION, SOLID_PATCH_LETTERS,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::INKED_CONTRAST;
use crate::imaging::sampling::correlation;

/// Whether the page's ink is visible in a flat place, like sparse words beneath a highlighter.
pub fn is_legible(aligned: &Aligned, residual: &Residual, blob: &Blob) -> bool {
    let (mut greys, mut inked) = (Vec::new(), 0);
    each(aligned, blob, |i| {
        if aligned.expected[i].is_finite() {
            greys.push((aligned.expected[i], aligned.seen[i]));
            inked += usize::from(residual.ink[i] > INKED_CONTRAST);
        }
    });
    inked >= OCCLUSION_PIXELS && correlation(greys.into_iter()) > SHOW_THROUGH_CORRELATION
}

/// Whether the picture shows one grey throughout the place: over ink and paper of the page alike, or as a solid patch
/// larger than a letter.
pub fn is_flat(aligned: &Aligned, residual: &Residual, blob: &Blob, letter: f64) -> bool {
    let mut greys: Vec<f32> = Vec::new();
    let mut ink = 0usize;
    let [x0, y0, x1, y1] = blob.bounds;
    let filled = blob.pixels.len() as f32 > FLAT_BOX_FILL_SHARE * ((x1 - x0) * (y1 - y0)) as f32;
    // Smoothing widens the edge of a bar, and its rim has mixed greys.
    let rim = |from: usize, to: usize| {
        if to - from > 3 * BAR_RIM_PIXELS { (from + BAR_RIM_PIXELS, to - BAR_RIM_PIXELS) } else { (from, to) }
    };
    let ((x0, x1), (y0, y1)) = (rim(x0, x1), rim(y0, y1));
    for y in y0..y1 {
        for x in x0..x1 {
            greys.push(aligned.seen[y * aligned.width + x]);
            ink += usize::from(residual.ink[y * aligned.width + x] > INKED_CONTRAST);
        }
    }
    let low = (x1 - x0).min(y1 - y0) as f64;
    let patch = low > SOLID_PATCH_LETTERS * letter && filled;
    if greys.len() < FLAT_PIXELS
        || low < FLAT_SIDE_LETTERS * letter
        || ink * FLAT_INK_DIVISOR < greys.len() && !patch
    {
        return false;
    }
    greys.sort_by(f32::total_cmp);
    let middle = greys[greys.len() / 2];
    // What was wiped out in the grey of the paper has no edge: it is missing.
    if bare_paper::is_as_about(aligned, residual, blob, middle, letter) {
        return false;
    }
    let near =
        greys.iter().filter(|g| (*g - middle).abs() < FLAT_SPREAD_CONTRAST * residual.contrast).count();
    near as f32 >= FLAT_FILL_SHARE * greys.len() as f32
}

/// Share of the page's ink within the piece's box that the picture still has. It is about 1 for a blur, even an
/// unreadable one, and about 0 if the ink was wiped out. A blur carries ink out of the letters. So if much seems to
/// be gone, additional ink within half a letter of the box counts, too.
pub fn left_over(aligned: &Aligned, residual: &Residual, blob: &Blob, letter: f64) -> f32 {
    let [x0, y0, x1, y1] = blob.bounds;
    let (mut left, mut ink) = (0f32, 0f32);
    each(aligned, blob, |i| {
        if aligned.expected[i].is_finite() {
            left += residual.ink[i] - residual.normalised[i] * residual.polarity;
            ink += residual.ink[i];
        }
    });
    if left < BLURRED_INK_SHARE.start * ink {
        let by = (letter / 2.0).ceil() as usize;
        let columns = x0.saturating_sub(by)..(x1 + by).min(aligned.width);
        for y in y0.saturating_sub(by)..(y1 + by).min(aligned.height) {
            let is_inside = |x: usize| (x0..x1).contains(&x) && (y0..y1).contains(&y);
            let around = columns.clone().filter(|&x| !is_inside(x)).map(|x| y * aligned.width + x);
            left -= around
                .filter(|&i| aligned.expected[i].is_finite())
                .map(|i| residual.normalised[i] * residual.polarity)
                .sum::<f32>();
        }
    }
    if ink > 0.0 { left / ink } else { 0.0 }
}

/// Whether the picture shows a blurred copy of the page: the same at a coarse scale, without its fine ink.
pub fn is_blurred(aligned: &Aligned, residual: &Residual, blob: &Blob, letter: f64) -> bool {
    let (mut seen, mut expected) = (0f32, 0f32);
    each(aligned, blob, |i| {
        let step = |v: &[f32]| {
            let (dx, dy) = (v[i + 1] - v[i - 1], v[i + aligned.width] - v[i - aligned.width]);
            dx * dx + dy * dy
        };
        let e = step(&aligned.expected);
        if e.is_finite() {
            seen += step(&aligned.seen);
            expected += e;
        }
    });
    let [x0, y0, x1, y1] = blob.bounds;
    let n = ((x1 - x0) * (y1 - y0)) as f32;
    expected > n * (BLURRED_PAGE_SLOPE * residual.contrast).powi(2)
        && seen < BLURRED_SLOPE_RATIO * expected
        && BLURRED_INK_SHARE.contains(&left_over(aligned, residual, blob, letter))
}

/// Whether the page has nothing beneath the piece that could be missing, however pale. This is paper between tinted
/// places, or paper that seems darker because of a cover beside it. A tenth at either end is left out, because rims
/// reach into letters.
pub fn is_blank(aligned: &Aligned, residual: &Residual, blob: &Blob) -> bool {
    let mut greys: Vec<f32> = blob.pixels.iter().map(|&i| aligned.page[i as usize]).collect();
    greys.sort_unstable_by(f32::total_cmp);
    let (dark, light) = (greys[greys.len() / 10], greys[greys.len() * 9 / 10]);
    dark > residual.bare && light - dark < PALEST_INK_GREYS
}

fn each(aligned: &Aligned, blob: &Blob, mut f: impl FnMut(usize)) {
    let [x0, y0, x1, y1] = blob.bounds;
    for y in y0..y1 {
        for x in x0..x1 {
            f(y * aligned.width + x);
        }
    }
}

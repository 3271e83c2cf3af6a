//! Hairlines: thin lines of the page itself, such as the frame of a table or of a link, that another program draws
//! with another strength or width. They are there, so nothing is added or missing.

use super::blobs::Blob;
use super::part::Part;
use super::thresholds::{
    HAIRLINE_COVER_SHARE, HAIRLINE_FRAME_FILL_SHARE, HAIRLINE_FRAME_LETTERS, HAIRLINE_LEFT_SHARE,
    HAIRLINE_LETTERS, HAIRLINE_PIXELS, HAIRLINE_TRACE_CONTRAST,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;

/// Removes the page's own hairlines from the pieces.
pub fn remove_redrawn(aligned: &Aligned, residual: &Residual, blobs: &mut Vec<Blob>, part: &Part) {
    blobs.retain(|blob| !is_redrawn(aligned, residual, blob, part));
}

/// Whether a piece is a hairline of the page itself. On a page that leans or bends, a line is thinner than its box and lies
/// a fraction of a pixel off.
pub fn is_redrawn(aligned: &Aligned, residual: &Residual, blob: &Blob, part: &Part) -> bool {
    let is_upright = part.transform.plane().is_upright();
    let beside = if is_upright { 0 } else { 1 };
    is_line(blob, part.letter_at(aligned, &blob.bounds), is_upright)
        && is_own(residual, blob, aligned.width, beside)
}

/// Whether a piece is one thin line, or a frame of thin lines, which leaves most of its box empty.
fn is_line(blob: &Blob, letter: f64, is_upright: bool) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let (w, h) = ((x1 - x0) as f64, (y1 - y0) as f64);
    let (long, short, area) = (w.max(h), w.min(h), blob.pixels.len() as f64);
    let thick = if is_upright { short } else { area / long };
    long > HAIRLINE_LETTERS * letter
        && (thick <= HAIRLINE_PIXELS
            || long > HAIRLINE_FRAME_LETTERS * letter && area < HAIRLINE_FRAME_FILL_SHARE * w * h)
}

/// Whether the page has the line, up to some pixels `beside` it, and the picture still shows it, or more of it.
fn is_own(residual: &Residual, blob: &Blob, width: usize, beside: usize) -> bool {
    let pixels = || blob.pixels.iter().map(|&i| i as usize);
    let has_line = |i: usize| residual.strength[i] > HAIRLINE_TRACE_CONTRAST * residual.contrast;
    let is_there = |i: usize| {
        (0..=beside).any(|by| {
            let around = [i.wrapping_sub(by), i + by, i.wrapping_sub(by * width), i + by * width];
            around.into_iter().any(|i| i < residual.strength.len() && has_line(i))
        })
    };
    let there = pixels().filter(|&i| is_there(i)).count();
    let (lost, ink) = pixels()
        .fold((0.0, 0.0), |s, i| (s.0 + residual.normalised[i] * residual.polarity, s.1 + residual.ink[i]));
    there as f32 > HAIRLINE_COVER_SHARE * blob.pixels.len() as f32 && lost < (1.0 - HAIRLINE_LEFT_SHARE) * ink
}

//! Speckle: dots from scanners, fax machines and dust (salt-and-pepper noise). A speck beside a word resembles those
//! on bare paper, and it cannot be told from a full stop.

use super::blobs::Blob;
use super::thresholds::{
    BARE_PAPER_INK, FAINT_SPECK_INK, FAINT_SPECK_TRACE_INK, SPECK_LETTERS, SPECK_PIXELS,
    SPECK_SURROUND_PIXELS, STREWN_SPECKS,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::model::geometry::Rect;

/// Removes faint specks of the page itself that the picture shows stronger: sharpening makes black dots of grey ones.
pub fn remove_sharpened(aligned: &Aligned, residual: &Residual, blobs: &mut Vec<Blob>, letter: f64) {
    let is_faint = |b: &Blob| {
        most_ink(aligned, residual, b, 0) > FAINT_SPECK_TRACE_INK
            && most_ink(aligned, residual, b, SPECK_SURROUND_PIXELS) < FAINT_SPECK_INK
    };
    blobs.retain(|b| !(is_dot(b, letter) && is_faint(b)));
}

/// Removes specks on bare paper and counts them, if they are strewn over the picture. `high` is the least peak of a
/// place that stands out; `is_within` says whether a piece lies in the region. A few specks are kept, because each
/// may be a full stop.
pub fn remove_strewn(
    aligned: &Aligned,
    residual: &Residual,
    blobs: &mut Vec<Blob>,
    high: f32,
    letter: f64,
    is_within: &dyn Fn(&Blob) -> bool,
) -> usize {
    let is_speck =
        |b: &Blob| is_dot(b, letter) && most_ink(aligned, residual, b, 1) < BARE_PAPER_INK && is_within(b);
    let strewn = blobs.iter().filter(|b| b.peak >= high && is_speck(b)).count();
    if strewn < STREWN_SPECKS {
        return 0;
    }
    blobs.retain(|b| !is_speck(b));
    strewn
}

/// Whether a piece is added ink no larger than a speck.
fn is_dot(blob: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    is_small((x1 - x0) as f64, (y1 - y0) as f64, letter) && blob.added == blob.pixels.len()
}

/// Whether a place is so small that it may be a speck.
pub fn is_as_small(place: &Rect, letter: f64) -> bool {
    is_small(place.width(), place.height(), letter)
}

fn is_small(width: f64, height: f64, letter: f64) -> bool {
    width.max(height) <= (SPECK_LETTERS * letter).max(SPECK_PIXELS)
}

/// The largest ink of the page within `by` pixels of a piece's box.
fn most_ink(aligned: &Aligned, residual: &Residual, blob: &Blob, by: usize) -> f32 {
    let [x0, y0, x1, y1] = blob.bounds;
    let columns = x0.saturating_sub(by)..(x1 + by).min(aligned.width);
    let rows = y0.saturating_sub(by)..(y1 + by).min(aligned.height);
    rows.flat_map(|y| &residual.ink[y * aligned.width..][columns.clone()]).copied().fold(0.0, f32::max)
}

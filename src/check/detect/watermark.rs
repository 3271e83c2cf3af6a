//! Watermarks: large lettering over a page, so pale that print stays legible. It marks the page and changes nothing.

use super::blobs::{Blob, merge};
use super::thresholds::{LINE_HEIGHT_LETTERS, WATERMARK_ADDED_SHARE, WATERMARK_CONTRAST};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;

/// Extracts the pieces of a watermark, merged with their neighbours; `high` is the least peak of a group. If no group
/// is taller than a line, nothing is extracted, because a line may have been written pale.
pub fn extract_watermark(
    aligned: &Aligned,
    residual: &Residual,
    blobs: &mut Vec<Blob>,
    high: f32,
    letter: f64,
) -> Vec<Blob> {
    let is_pale = |b: &Blob| is_pale(aligned, residual, b);
    let pale: Vec<Blob> = blobs.iter().filter(|b| is_pale(b)).cloned().collect();
    let groups = merge(&pale, high, (aligned.width, letter), &|_| letter);
    let is_tall = |b: &Blob| (b.bounds[3] - b.bounds[1]) as f64 > LINE_HEIGHT_LETTERS * letter;
    if !groups.iter().any(is_tall) {
        return Vec::new();
    }
    blobs.retain(|b| !is_pale(b));
    groups
}

/// Whether a piece is pale ink that the page does not have. Its dark tenth is measured, because the rim is paler
/// anyway.
fn is_pale(aligned: &Aligned, residual: &Residual, blob: &Blob) -> bool {
    if (blob.added as f32) < WATERMARK_ADDED_SHARE * blob.pixels.len() as f32 {
        return false;
    }
    let darker = |&i: &u32| {
        (aligned.expected[i as usize] - aligned.seen[i as usize]) * residual.polarity / residual.contrast
    };
    let mut ink: Vec<f32> = blob.pixels.iter().map(darker).collect();
    ink.sort_unstable_by(f32::total_cmp);
    ink.get(ink.len() * 9 / 10).is_some_and(|&dark| dark < WATERMARK_CONTRAST)
}

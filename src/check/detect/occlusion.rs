//! Occlusions: covers and marks, told from changed letters by the look of each place.

use super::blobs::{Blob, fills_box, is_large, is_one, is_solid};
use super::cover::{is_blank, is_blurred, is_flat, is_legible, left_over};
use super::detection::DetectionKind;
use super::foreign::{Foreign, shape};
use super::ink::Ink;
use super::part::Part;
use super::stroke::StrokeShape;
use super::thresholds::{
    ADDED_SHARE, BLURRED_INK_SHARE, MARK_ADDED_SHARE, MISSING_SHARE, STICKER_WORD_PIECES,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::INKED_CONTRAST;
use crate::model::answer::{DifferenceKind, HiddenKind};

/// Classifies a place that stands out. `light` is the light ink on dark grounds.
pub fn classify(
    aligned: &Aligned,
    residual: &Residual,
    foreign: &Foreign<'_>,
    blob: &Blob,
    (part, light): (&Part, Option<&Ink>),
) -> DetectionKind {
    let letter = part.letter_at(aligned, &blob.bounds);
    let [x0, y0, x1, y1] = blob.bounds;
    let added = blob.added as f32 / blob.pixels.len().max(1) as f32;
    let is_large = is_large(x1 - x0, y1 - y0, letter) && is_one(blob);
    // A bar over small print in a line of larger type is a bar, too.
    if is_flat(aligned, residual, blob, letter.min(part.letter)) && !is_legible(aligned, residual, blob) {
        let kind = if BLURRED_INK_SHARE.contains(&left_over(aligned, residual, blob, letter)) {
            HiddenKind::Blur
        } else {
            HiddenKind::Redaction
        };
        return DetectionKind::Hidden(kind);
    }
    if added > ADDED_SHARE && foreign.is_on_patch(aligned, blob) {
        return if blob.parts < STICKER_WORD_PIECES && fills_box(blob) {
            DetectionKind::Hidden(HiddenKind::Mark)
        } else {
            DetectionKind::Written
        };
    }
    if is_blurred(aligned, residual, blob, letter) {
        return DetectionKind::Hidden(HiddenKind::Blur);
    }
    if is_large && added > MARK_ADDED_SHARE {
        let pixels: Vec<usize> = blob.pixels.iter().map(|&i| i as usize).collect();
        match shape(aligned, residual, &pixels, letter) {
            // Tested first, because smoothing fills the gaps between letters on a line.
            Some(StrokeShape::Lettering) if strikes_out(aligned, residual, blob) => {
                return DetectionKind::Hidden(HiddenKind::Mark);
            }
            Some(StrokeShape::Lettering) => {}
            Some(StrokeShape::Inscription) => return DetectionKind::Written,
            _ if is_solid(blob) => return DetectionKind::Hidden(HiddenKind::Mark),
            Some(StrokeShape::Stroke) => return DetectionKind::Hidden(HiddenKind::Mark),
            // The end of a stroke that was cut by something else.
            _ if foreign.is_near(blob, letter) => return DetectionKind::Hidden(HiddenKind::Mark),
            _ => return DetectionKind::Written,
        }
    }
    if added < MISSING_SHARE && is_blank(aligned, residual, blob) {
        return DetectionKind::Hidden(HiddenKind::Highlight);
    }
    let is_light = light.is_some_and(|light| light.has_ground_under(blob));
    DetectionKind::Difference(match if is_light { 1.0 - added } else { added } {
        s if s > ADDED_SHARE => DifferenceKind::Added,
        s if s < MISSING_SHARE => DifferenceKind::Missing,
        _ => DifferenceKind::Changed,
    })
}

/// Whether a stroke runs over the page's own words for most of its length and strikes them out. Added words stand
/// where the page has none.
fn strikes_out(aligned: &Aligned, residual: &Residual, blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let has_ink = |x: &usize| (y0..y1).any(|y| residual.ink[y * aligned.width + x] > INKED_CONTRAST);
    2 * (x0..x1).filter(has_ink).count() > x1 - x0
}

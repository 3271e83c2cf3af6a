//! Contours: the rendition keeps a few grey levels, so a flat tone between two of them is stored as patches one level
//! apart. The picture has no such patches. Where it shows one tone, an addition cannot be shown, and a person has to
//! look.

use super::blobs::Blob;
use super::thresholds::{CONTOUR_REACH_PIXELS, EDGE_OVERSHOOT_SHARE};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::model::raster::Rendition;

/// Extracts the pieces that may come from the levels of the rendition. Light marks on a grey background, one level
/// lighter, look the same when they are wiped out.
pub fn extract_contours(aligned: &Aligned, residual: &Residual, blobs: &mut Vec<Blob>) -> Vec<Blob> {
    blobs.extract_if(.., |blob| seems_added(residual, blob) && is_contour(aligned, blob)).collect()
}

fn seems_added(residual: &Residual, blob: &Blob) -> bool {
    blob.pixels.iter().map(|&i| residual.normalised[i as usize] * residual.polarity).sum::<f32>() < 0.0
}

/// Whether the page has two neighbouring levels around a piece, and the picture one tone.
fn is_contour(aligned: &Aligned, blob: &Blob) -> bool {
    let (page, seen) = (range(aligned, blob, &aligned.page), range(aligned, blob, &aligned.seen));
    let half = Rendition::STEP / 2.0;
    (half..=(1.0 + EDGE_OVERSHOOT_SHARE) * Rendition::STEP).contains(&page) && seen < half
}

/// The range of the values around a piece.
fn range(aligned: &Aligned, blob: &Blob, values: &[f32]) -> f32 {
    let [x0, y0, x1, y1] = blob.bounds;
    let columns = x0.saturating_sub(CONTOUR_REACH_PIXELS)..(x1 + CONTOUR_REACH_PIXELS).min(aligned.width);
    let rows = y0.saturating_sub(CONTOUR_REACH_PIXELS)..(y1 + CONTOUR_REACH_PIXELS).min(aligned.height);
    let about = rows.flat_map(|y| &values[y * aligned.width..][columns.clone()]);
    let (low, high) = about.fold((f32::MAX, f32::MIN), |(low, high), &v| (low.min(v), high.max(v)));
    high - low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;

    /// The number of pieces that are left if the page has a patch of one grey on a background of another, and the
    /// picture too.
    fn left(page: [f32; 2], seen: [f32; 2]) -> usize {
        let draw = |[ground, patch]: [f32; 2]| -> Vec<f32> {
            let is_patch = |i: usize| (20..30).contains(&(i % 60)) && (20..24).contains(&(i / 60));
            (0..3600)
                .map(|i| {
                    if i < 120 {
                        0.0
                    } else if is_patch(i) {
                        patch
                    } else {
                        ground
                    }
                })
                .collect()
        };
        // The fit adapts the page's background to that of the picture.
        let fitted = page.map(|grey| grey + seen[0] - page[0]);
        let mut aligned = Aligned::of_greys(60, 60, draw(seen), draw(page));
        aligned.expected = draw(fitted);
        let residual = residual(&aligned, 1.0);
        let mut blobs =
            Blob::pieces(&aligned, |i| residual.normalised[i].abs() > 0.2, |i| residual.normalised[i].abs());
        assert_eq!(blobs.len(), 1);
        extract_contours(&aligned, &residual, &mut blobs);
        blobs.len()
    }

    #[test]
    fn a_tone_between_two_levels_is_no_ink() {
        assert_eq!(left([182.0, 218.0], [200.0, 201.0]), 0);
    }

    #[test]
    fn what_the_picture_shows_or_lacks_of_its_own_stays() {
        assert_eq!(left([255.0, 255.0], [255.0, 170.0]), 1, "ink that the page does not have");
        assert_eq!(left([182.0, 218.0], [200.0, 150.0]), 1, "ink on a contour");
        assert_eq!(left([255.0, 219.0], [255.0, 255.0]), 1, "pale ink that was wiped");
        assert_eq!(left([109.0, 255.0], [109.0, 109.0]), 1, "light words that were wiped from a dark ground");
    }
}

//! Size of a raster at which OCR is most accurate.

use crate::imaging::median::median;
use crate::model::raster::Raster;

/// Typical letter height, in pixels, at which OCR is most accurate. At half of it there are twice as many
/// errors, above it OCR is slower.
pub const LETTER: f64 = 14.0;
/// Range of scale factors for resizing before OCR.
const SCALES: std::ops::RangeInclusive<f64> = 0.5..=3.0;
/// Most pixels of the resized raster.
const MOST_PIXELS: f64 = 16e6;

/// Width and height, in pixels, to which a raster is resized for OCR. `lines` has the letter height and the
/// number of words of each of its lines.
pub fn size(lines: impl Iterator<Item = (f64, usize)>, raster: &Raster) -> (usize, usize) {
    let letters = lines.flat_map(|(letter, words)| std::iter::repeat_n(letter, words));
    let letter = median(letters).unwrap_or(LETTER);
    // Leave it if the letters are large enough: resampling blurs.
    let wanted = if (LETTER..2.0 * LETTER).contains(&letter) { 1.0 } else { LETTER / letter.max(1.0) };
    let most = (MOST_PIXELS / (raster.width * raster.height) as f64).sqrt();
    let scale = wanted.clamp(*SCALES.start(), *SCALES.end()).min(most);
    let side = |side: usize| (side as f64 * scale).round().max(1.0) as usize;
    (side(raster.width), side(raster.height))
}

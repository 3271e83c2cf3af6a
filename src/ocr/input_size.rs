//! The size at which readers of words read best.

use crate::imaging::median::median;
use crate::model::raster::Raster;

/// Height of usual letters, in pixels, that readers read best: at half of it they make twice the faults, at more they take
/// longer.
pub const LETTER: f64 = 14.0;
/// How far a picture is enlarged or reduced for that, at most, and the most pixels that come of it.
const SCALES: std::ops::RangeInclusive<f64> = 0.5..=3.0;
const MOST_PIXELS: f64 = 16e6;

/// Width and height of a raster in which letters have the size at which they are read best. `lines` are the lines on
/// it: the height of each one's letters, and how many words it has.
pub fn size(lines: impl Iterator<Item = (f64, usize)>, raster: &Raster) -> (usize, usize) {
    let letters = lines.flat_map(|(letter, words)| std::iter::repeat_n(letter, words));
    let letter = median(letters).unwrap_or(LETTER);
    // What is large enough is left as it is: resampling blurs.
    let wanted = if (LETTER..2.0 * LETTER).contains(&letter) { 1.0 } else { LETTER / letter.max(1.0) };
    let most = (MOST_PIXELS / (raster.width * raster.height) as f64).sqrt();
    let scale = wanted.clamp(*SCALES.start(), *SCALES.end()).min(most);
    let side = |side: usize| (side as f64 * scale).round().max(1.0) as usize;
    (side(raster.width), side(raster.height))
}

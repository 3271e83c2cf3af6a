//! The size of type, independent of the letters of a word: a word of small letters alone is lower than one with
//! ascenders and descenders in the same type.

use crate::check::text::thresholds::{ASCENDER_HEIGHT, DESCENDER_DEPTH};
use crate::model::text::SeenWord;

/// Letters and marks without ascenders.
const LOW: &str = "acçegmnopqrsuvwxyz.,:;-–—_=~+·";
/// Letters and marks with descenders, and marks whose depth depends on the font.
const HANGING: &str = "gjpqyçQ,;_()[]{}|/\\@$&#§";

/// Whether a word may reach below the baseline.
pub fn hangs(text: &str) -> bool {
    text.chars().any(|c| HANGING.contains(c))
}

/// The x-height of the type of a word, in pixels of the raster that was read.
pub fn x_height(word: &SeenWord) -> f64 {
    let up = if word.text.chars().all(|c| LOW.contains(c)) { 0.0 } else { ASCENDER_HEIGHT };
    let down = if hangs(&word.text) { DESCENDER_DEPTH } else { 0.0 };
    word.bounds.height() / (1.0 + up + down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;

    #[test]
    fn words_of_one_type_have_one_size_whatever_their_letters() {
        // Heights of ink in DejaVu Sans at 16 pixels an em.
        for (text, height) in [("one", 9.0), ("Out", 12.0), ("page,", 13.0), ("Reply", 16.0), ("(x)", 15.0)] {
            let word = SeenWord {
                text: text.into(),
                bounds: Rect::new(0.0, 0.0, 30.0, height),
                confidence: 95.0,
                line: 0,
            };
            assert!((8.0..=9.6).contains(&x_height(&word)), "{text}: {}", x_height(&word));
        }
    }
}

//! The size of type, independent of the letters of a word: a word of small letters alone is lower than one with
//! ascenders and descenders in the same type.

use super::text::SeenWord;

/// How far ascenders and capitals reach above small letters, in x-heights. Measured: capitals by 0.25 to 0.42 and ascenders by 0.33 to
/// 0.51 in DejaVu Sans and Serif, the three Liberation typefaces, Open Sans, Carlito and Inter.
const ASCENDER_HEIGHT: f64 = 0.4;
/// How far descenders reach below the baseline, in x-heights. Measured: 0.33 to 0.47 in these typefaces.
const DESCENDER_DEPTH: f64 = 0.42;

/// Letters and marks without ascenders.
const LOW: &str = "acçegmnopqrsuvwxyz.,:;-–—_=~+·";
/// Letters and marks with descenders, and marks whose depth depends on the font.
const HANGING: &str = "gjpqyçQ,;_()[]{}|/\\@$&#§";

/// Whether a word may reach below the baseline.
pub fn hangs(text: &str) -> bool {
    text.chars().any(|c| HANGING.contains(c))
}

/// The x-height of the type of a word, in the unit of its box.
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

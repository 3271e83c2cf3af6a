//! How large letters are, whichever of them a word has: one of small letters alone is not as high as one that reaches up
//! and down, in the same type.

use crate::model::text::SeenWord;

/// How far letters reach above small ones, and below the line, in the height of small ones, in usual fonts.
const UP: f64 = 0.4;
const DOWN: f64 = 0.42;
/// Letters and marks that do not reach up, that hang down, and that do both.
const SMALL: &str = "acemnorsuvwxz.:-–—=~+·";
const HANGING: &str = "gpqy,;_";
const LONG: &str = "j()[]{}/|@Qç";

/// The height that small letters have in the type of a word (its x-height), in pixels of the raster that was read.
pub fn x_height(word: &SeenWord) -> f64 {
    let has = |reaches: &dyn Fn(char) -> bool| f64::from(u8::from(word.text.chars().any(reaches)));
    let up = has(&|c| !SMALL.contains(c) && !HANGING.contains(c));
    let down = has(&|c| HANGING.contains(c) || LONG.contains(c));
    word.bounds.height() / (1.0 + UP * up + DOWN * down)
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

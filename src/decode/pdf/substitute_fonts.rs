//! Words of a PDF in a typeface that is not embedded: the renderer substitutes another, as each viewer does, or
//! finds no glyphs.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_interpret::{InterpreterCache, InterpreterSettings};
use hayro::hayro_syntax::page::Page as PdfPage;

use super::{Sheet, collected};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::raster::Picture;
use crate::model::unsettled::{Cause, Unsettled, in_lines};

/// Smallest contrast, in grey levels, of a word that was rendered. Evenly printed paper has none; the palest
/// grey legible on white, 215, has 40.
const LEAST_CONTRAST: u8 = 24;

/// Finds such words, by comparison with an interpreter without substitute typefaces, which omits exactly these
/// words.
#[derive(Default)]
pub(super) struct Substitutes<'a> {
    /// True if a substitute has been requested: typefaces are cached from page to page and requested once.
    asked: Arc<AtomicBool>,
    /// Cache of the interpreter without substitutes.
    cache: InterpreterCache<'a>,
}

impl<'a> Substitutes<'a> {
    /// Default settings that also record whether a typeface is substituted.
    pub fn watched(&self) -> InterpreterSettings {
        let asked = self.asked.clone();
        let usual = InterpreterSettings::default().font_resolver;
        let font_resolver = Arc::new(move |query: &FontQuery| {
            asked.store(true, Relaxed);
            usual(query)
        });
        InterpreterSettings { font_resolver, ..InterpreterSettings::default() }
    }

    /// Places of a page's words that are rendered in a substitute, or not at all. The words and their
    /// visibility come from an interpretation with [`Substitutes::watched`]; `picture` is the rendered page.
    pub fn places(
        &self,
        page: &'a PdfPage<'a>,
        sheet: &Sheet,
        (words, visible): (&[Word], &[bool]),
        picture: &Picture,
    ) -> Vec<Unsettled> {
        if !self.asked.load(Relaxed) {
            return Vec::new();
        }
        let without = InterpreterSettings {
            font_resolver: Arc::new(|_: &FontQuery| None),
            ..InterpreterSettings::default()
        };
        let own = collected(page, sheet, &self.cache, without).finish();
        let own: HashSet<_> = own.iter().map(place_of).collect();
        let of_others = words
            .iter()
            .zip(visible)
            .filter(|(word, is_visible)| **is_visible && !own.contains(&place_of(word)));
        in_lines(of_others.map(|(word, _)| Unsettled {
            bounds: word.bounds,
            cause: if is_drawn(&word.bounds, sheet.scale, picture) {
                Cause::Typeface
            } else {
                Cause::Undrawn
            },
        }))
    }
}

/// A word and its position, rounded to points.
fn place_of(word: &Word) -> (String, i64, i64) {
    (word.text.clone(), word.bounds.x0.round() as i64, word.bounds.y0.round() as i64)
}

/// True if a picture with `scale` pixels per point shows anything at a place.
fn is_drawn(place: &Rect, scale: f64, picture: &Picture) -> bool {
    let column = |x: f64| ((x * scale).max(0.0) as usize).min(picture.width);
    let row = |y: f64| ((y * scale).max(0.0) as usize).min(picture.height);
    let (mut darkest, mut lightest) = (u8::MAX, u8::MIN);
    for y in row(place.y0)..row(place.y1) {
        let pixels = &picture.rgb
            [3 * (y * picture.width + column(place.x0))..3 * (y * picture.width + column(place.x1))];
        for &value in pixels.as_chunks::<3>().0.iter().map(|[_, green, _]| green) {
            (darkest, lightest) = (darkest.min(value), lightest.max(value));
        }
    }
    lightest.saturating_sub(darkest) >= LEAST_CONTRAST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_drawn_where_its_box_has_ink_and_not_where_it_is_even() {
        let mut picture = Picture { width: 40, height: 20, rgb: vec![255; 3 * 40 * 20] };
        let ink = 3 * (5 * 40 + 10);
        picture.rgb[ink..ink + 9].fill(0);
        assert!(is_drawn(&Rect::new(2.0, 1.0, 10.0, 5.0), 2.0, &picture));
        assert!(!is_drawn(&Rect::new(10.0, 1.0, 18.0, 5.0), 2.0, &picture));
        assert!(!is_drawn(&Rect::new(-5.0, 30.0, 90.0, 50.0), 2.0, &picture));
    }
}

//! Unread ink: OCR overlooks words in photographs, and an overlooked word is not missing.

use crate::check::text::align::mismatch::Alignment;
use crate::check::text::align::ocr_words::{OcrText, SeenTerm};
use crate::check::text::thresholds::{
    FRAGMENT_WIDTH_RATIO, LINE_TRIM_SHARE, MISSED_INK_GAP_LETTERS, WORD_INK_SHARE,
};
use crate::imaging::median::median;
use crate::model::geometry::Rect;

/// Whether there is unread ink between a term and one on a later line, as much as words of `width` pixels have: at
/// the end of the first line, at the start of the second, or on lines between.
pub fn between(alignment: &Alignment, before: &SeenTerm, after: &SeenTerm, width: f64) -> bool {
    let (left, right) = alignment.column;
    let height = before.bounds.height().max(after.bounds.height());
    let trimmed =
        |r: Rect| Rect { y0: r.y0 + LINE_TRIM_SHARE * height, y1: r.y1 - LINE_TRIM_SHARE * height, ..r };
    let gap = MISSED_INK_GAP_LETTERS * height;
    let places = [
        Rect { x0: before.bounds.x1 + gap, x1: right, ..before.bounds },
        Rect { x0: left, x1: after.bounds.x0 - gap, ..after.bounds },
        Rect { x0: left, x1: right, y0: before.bounds.y1, y1: after.bounds.y0 },
    ];
    let ink: usize = places.into_iter().map(|place| inked(alignment.seen, &trimmed(place))).sum();
    ink as f64 >= WORD_INK_SHARE * width * height
}

/// A side of a word.
#[derive(Clone, Copy)]
pub enum Side {
    /// Before it.
    Left,
    /// After it.
    Right,
}

/// Whether there is ink at this side of what was read (a box in pixels of the raster that was read), nearer than another word would be.
pub fn joins(seen: &OcrText, read: &Rect, side: Side) -> bool {
    let gap = MISSED_INK_GAP_LETTERS * read.height();
    // The rim of the last letter that was read is its own.
    let strip = match side {
        Side::Left => Rect { x0: read.x0 - gap, x1: read.x0 - 1.0, ..*read },
        Side::Right => Rect { x0: read.x1 + 1.0, x1: read.x1 + gap, ..*read },
    };
    inked(seen, &strip) as f64 >= WORD_INK_SHARE * strip.area()
}

/// Whether what was read on one line has too few letters for its room, so that OCR read only a fragment of a word.
pub fn is_a_piece(seen: &OcrText, terms: &[SeenTerm]) -> bool {
    let across = |t: &SeenTerm| t.bounds.width() / t.bounds.height();
    let letters = |t: &SeenTerm| t.token.text.chars().count() as f64;
    let usual = median(seen.terms.iter().filter(|t| letters(t) >= 2.0).map(|t| across(t) / letters(t)));
    let read: f64 = terms.iter().map(letters).sum();
    // A single letter may be a wide one.
    let room = terms.iter().map(across).sum::<f64>() / (read + 1.0);
    usual.is_some_and(|usual| room > FRAGMENT_WIDTH_RATIO * usual)
}

/// The number of inked pixels in a box.
fn inked(seen: &OcrText, place: &Rect) -> usize {
    let ink = seen.ink();
    let clamped = |v: f64, most: usize| (v.round().max(0.0) as usize).min(most);
    let (x0, x1) = (clamped(place.x0, ink.width), clamped(place.x1, ink.width));
    let (y0, y1) = (clamped(place.y0, ink.height), clamped(place.y1, ink.height));
    if x0 >= x1 {
        return 0;
    }
    (y0..y1).map(|y| ink.ink[y * ink.width..][x0..x1].iter().filter(|ink| **ink).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Homography;
    use crate::model::raster::Raster;
    use std::rc::Rc;

    #[test]
    fn a_stroke_beside_what_was_read_joins_it_and_the_next_word_does_not() {
        let (width, height) = (200, 60);
        // A word, a stroke 3 pixels behind it, and a word 12 pixels before it.
        let is_ink = |x: usize| (60..100).contains(&x) && x % 8 < 3 || (103..106).contains(&x) || x < 48;
        let grey = |i: usize| if (20..40).contains(&(i / width)) && is_ink(i % width) { 0 } else { 255 };
        let raster = Raster { width, height, grey: (0..width * height).map(grey).collect() };
        let seen = OcrText::new(Rc::new(raster), Homography::IDENTITY, Vec::new());
        let read = Rect::new(60.0, 20.0, 100.0, 40.0);
        assert!(joins(&seen, &read, Side::Right));
        assert!(!joins(&seen, &read, Side::Left));
    }
}

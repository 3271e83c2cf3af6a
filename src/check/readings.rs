//! Readings: the words at each difference, in the original and in the picture.

use super::context::Read;
use super::view::analyzed_view::AnalyzedView;
use super::view::thresholds::{
    READ_WORD_LETTERS, READING_CONFIDENCE, READING_CONTEXT_HEIGHTS, READING_OVERLAP_SHARE,
};
use crate::model::answer::{Difference, Finding};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::text::SeenWord;

/// Gives each difference the words of the original. `words` are those of the page's file, if it has any.
pub fn of_original(differences: &mut [Difference], words: &[Word]) {
    for difference in differences {
        let there = words.iter().filter(|w| meet(&w.bounds, &difference.on_page));
        difference.original = in_a_row(there.map(|w| w.text.as_str()));
    }
}

/// Gives each difference the words that OCR reads there in the picture. A difference gets none if OCR fails or is
/// unsure, or if it reads what the original has, because then it missed the difference.
pub fn of_picture(finding: &mut Finding, analyzed_view: &AnalyzedView, read: &mut Read<'_>) {
    let mut differences: Vec<&mut Difference> = finding
        .pages
        .iter_mut()
        .flat_map(|page| &mut page.differences)
        .filter(|d| d.shown.is_none())
        .collect();
    let Some(to_view) = analyzed_view.best().to_picture.inverse() else { return };
    let Some(part) = Rect::around(differences.iter().map(|d| about(&to_view.apply_rect(&d.bounds)))) else {
        return;
    };
    let Ok(seen) = analyzed_view.transcribed(&part, read) else { return };
    for difference in &mut differences {
        let there: Vec<_> =
            seen.words.iter().filter(|w| meet(&seen.in_picture(&w.bounds), &difference.bounds)).collect();
        if there.iter().all(|w| w.confidence >= READING_CONFIDENCE) {
            let words = in_a_row(there.iter().map(|w| w.text.as_str()));
            difference.shown = words.filter(|words| Some(words) != difference.original.as_ref());
        }
    }
}

/// Where words are read in all of the picture, in its pixels. Returns `None` if OCR cannot be had.
pub fn boxes(analyzed_view: &AnalyzedView, read: &mut Read<'_>) -> Option<Vec<Rect>> {
    let seen = analyzed_view.transcribed(&analyzed_view.best().raster.bounds(), read).ok()?;
    let is_word = |word: &&SeenWord| {
        word.confidence >= READING_CONFIDENCE
            && word.text.chars().filter(|c| c.is_alphanumeric()).count() >= READ_WORD_LETTERS
    };
    Some(seen.words.iter().filter(is_word).map(|word| seen.in_picture(&word.bounds)).collect())
}

fn about(place: &Rect) -> Rect {
    let (across, down) =
        (READING_CONTEXT_HEIGHTS.0 * place.height(), READING_CONTEXT_HEIGHTS.1 * place.height());
    Rect::new(place.x0 - across, place.y0 - down, place.x1 + across, place.y1 + down)
}

fn meet(word: &Rect, place: &Rect) -> bool {
    let common = word.intersection(place);
    let across = common.width() > READING_OVERLAP_SHARE * word.width().min(place.width());
    across && common.height() > READING_OVERLAP_SHARE * word.height().min(place.height())
}

fn in_a_row<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| words.join(" "))
}

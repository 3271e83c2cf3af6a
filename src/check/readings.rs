//! Readings: the words at each difference, in the original and in the picture.

use super::context::Read;
use super::view::analyzed_view::AnalyzedView;
use super::view::thresholds::{
    READ_WORD_LETTERS, READING_CONFIDENCE, READING_CONTEXT_HEIGHTS, READING_OVERLAP_SHARE,
};
use crate::model::answer::{Difference, Finding};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::text::{SeenWord, excerpt};

/// Gives each difference the words of the original and their line. `words` are those of the page's file, if it has any.
pub fn of_original(differences: &mut [Difference], words: &[Word]) {
    for difference in differences {
        let is_there = |i: &usize| meet(&words[*i].bounds, &difference.on_page);
        let there: Vec<usize> = (0..words.len()).filter(is_there).collect();
        difference.original = in_a_row(there.iter().map(|&i| words[i].text.as_str()));
        difference.line = line(words, &there);
    }
}

/// The line with the words at these positions: they and their neighbours in the order of the file, as far as they
/// stand at the same height. Returns `None` if they stand alone or in several lines.
fn line(words: &[Word], there: &[usize]) -> Option<String> {
    let (&first, &last) = (there.first()?, there.last()?);
    let row = words[first].bounds;
    let is_beside = |word: &&Word| (row.y0..row.y1).contains(&word.bounds.centre().y);
    if !words[first..=last].iter().all(|word| is_beside(&word)) {
        return None;
    }
    let begin = first - words[..first].iter().rev().take_while(is_beside).count();
    let end = last + 1 + words[last + 1..].iter().take_while(is_beside).count();
    let is_alone = (begin, end) == (first, last + 1);
    let text = |words: &[Word]| in_a_row(words.iter().map(|w| w.text.as_str())).unwrap_or_default();
    (!is_alone).then(|| excerpt(&text(&words[begin..end]), &text(&words[first..=last])))
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

/// The words that are read in all of the picture, with their boxes in its pixels. Returns `None` if OCR cannot be had.
pub fn words(analyzed_view: &AnalyzedView, read: &mut Read<'_>) -> Option<Vec<SeenWord>> {
    let seen = analyzed_view.transcribed(&analyzed_view.best().raster.bounds(), read).ok()?;
    let in_picture = |word: &SeenWord| SeenWord { bounds: seen.in_picture(&word.bounds), ..word.clone() };
    Some(seen.words.iter().map(in_picture).collect())
}

/// The boxes of the words that OCR is sure of.
pub fn sure_boxes(words: &[SeenWord]) -> Vec<Rect> {
    let is_word = |word: &&SeenWord| {
        word.confidence >= READING_CONFIDENCE
            && word.text.chars().filter(|c| c.is_alphanumeric()).count() >= READ_WORD_LETTERS
    };
    words.iter().filter(is_word).map(|word| word.bounds).collect()
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

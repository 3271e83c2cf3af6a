//! Readings: the words that stand where picture and page differ, on both sides.

use super::context::Read;
use super::view::analyzed_view::AnalyzedView;
use crate::model::answer::{Difference, Finding};
use crate::model::document::Word;
use crate::model::geometry::Rect;

/// Share of a word's box, or of a difference's where that is smaller, that must lie in the other for them to meet.
const TOUCHED: f64 = 0.3;
/// What is read about a difference, in its heights: words beside it, and the lines above and below, by which the reader
/// tells how high letters are.
const ABOUT: (f64, f64) = (20.0, 1.5);
/// How sure the reader must be of a word, 0 to 100. Of less, nothing is said: the pair of pictures shows it.
const SURE: f64 = 60.0;

/// Puts to each difference the words that the original has there. `words` are those of the page, where its file has words.
pub fn of_original(differences: &mut [Difference], words: &[Word]) {
    for difference in differences {
        let there = words.iter().filter(|w| meet(&w.bounds, &difference.on_page));
        difference.original = in_a_row(there.map(|w| w.text.as_str()));
    }
}

/// Puts to each difference the words that are read there in the picture; none where no reader is to be had, where it is
/// unsure, or where it reads what the original has, for then it has missed what differs.
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
        if there.iter().all(|w| w.confidence >= SURE) {
            let words = in_a_row(there.iter().map(|w| w.text.as_str()));
            difference.shown = words.filter(|words| Some(words) != difference.original.as_ref());
        }
    }
}

fn about(place: &Rect) -> Rect {
    let (across, down) = (ABOUT.0 * place.height(), ABOUT.1 * place.height());
    Rect::new(place.x0 - across, place.y0 - down, place.x1 + across, place.y1 + down)
}

fn meet(word: &Rect, place: &Rect) -> bool {
    let common = word.intersection(place);
    let across = common.width() > TOUCHED * word.width().min(place.width());
    across && common.height() > TOUCHED * word.height().min(place.height())
}

fn in_a_row<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| words.join(" "))
}

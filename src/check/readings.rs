//! Readings: the words that stand where picture and page differ, on both sides.

use super::context::Read;
use super::view::analyzed_view::AnalyzedView;
use super::view::thresholds::{READING_CONFIDENCE, READING_CONTEXT_HEIGHTS, READING_OVERLAP_SHARE};
use crate::model::answer::{Difference, Finding};
use crate::model::document::Word;
use crate::model::geometry::Rect;

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
        if there.iter().all(|w| w.confidence >= READING_CONFIDENCE) {
            let words = in_a_row(there.iter().map(|w| w.text.as_str()));
            difference.shown = words.filter(|words| Some(words) != difference.original.as_ref());
        }
    }
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

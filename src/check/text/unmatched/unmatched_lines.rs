//! Unmatched lines: those that continue the page's lines, or are typeset like them, and that the page does not have.

use super::line_agreement::{Line, Place, lines};
use super::typesetting::typeset_alike;
use crate::check::text::align::ocr_words::OcrText;
use crate::check::text::thresholds::{
    ENDED_TEXT_REACH_LETTERS, OPEN_TEXT_REACH_LETTERS, TEXT_LINE_HEIGHT_RATIO, TEXT_LINE_TERMS,
};
use crate::model::geometry::Rect;

/// What a picture shows around a text that the page does not have.
#[derive(Default)]
pub struct Unmatched {
    /// Words of lines that continue the text.
    pub words: usize,
    /// Boxes of lines above and below that are typeset like the text.
    pub typeset_alike: Vec<Rect>,
}

/// Finds lines within the body's column that the page does not have: between its lines, and above and below if they
/// continue the text or are typeset like it.
pub fn unmatched(seen: &OcrText, place: &Place) -> Unmatched {
    let Some(column) = place.column(seen) else { return Unmatched::default() };
    let (Rect { y0, y1, .. }, usual) = (column.bounds, column.usual);
    let lines = lines(seen, place, &column.bounds);
    let foreign = |l: &&Line| {
        !l.is_own()
            && l.sure >= TEXT_LINE_TERMS
            && TEXT_LINE_HEIGHT_RATIO.contains(&(l.bounds.height() / usual))
    };
    let within = lines.iter().filter(|l| l.middle() > y0 && l.middle() < y1);
    let between: usize = within.filter(foreign).map(|l| l.sure).sum();
    let run = |lines: &mut dyn Iterator<Item = &Line>, mut edge: f64, is_end: bool| {
        let most = if is_end { ENDED_TEXT_REACH_LETTERS } else { OPEN_TEXT_REACH_LETTERS } * usual;
        let mut unmatched = 0;
        for line in lines {
            if (line.middle() - edge).abs() > most || line.is_own() {
                break;
            }
            if foreign(&line) {
                unmatched += line.sure;
                edge = line.middle();
            }
        }
        unmatched
    };
    let above = run(&mut lines.iter().rev().filter(|l| l.middle() < y0), y0, place.is_whole[0]);
    let below = run(&mut lines.iter().filter(|l| l.middle() > y1), y1, place.is_whole[1]);
    Unmatched {
        words: between + above + below,
        typeset_alike: typeset_alike(&lines, &column, place.is_whole[1]),
    }
}

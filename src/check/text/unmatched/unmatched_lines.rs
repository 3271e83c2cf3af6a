//! Strange lines: those that run on with the page's own, or are set as they are, and that the page does not have.

use super::line_agreement::{Line, Place, lines};
use super::typesetting::set_alike;
use crate::check::text::align::ocr_words::OcrText;
use crate::model::geometry::Rect;

/// Heights of a line over which lines that follow a text's end run on with it, and over which a text goes on that has not
/// ended.
const RUNS_ON: f64 = 3.0;
const GOES_ON: f64 = 8.0;
/// Terms of a line that make it one of a text.
const LEAST_TERMS: usize = 3;
/// Heights of letters that count as the text's own.
const ALIKE: std::ops::Range<f64> = 0.7..1.45;

/// What a picture shows about a text that the page does not have.
#[derive(Default)]
pub struct Strange {
    /// Words of lines that run on with the text.
    pub words: usize,
    /// Lines above and below that are set as the text is.
    pub set_alike: Vec<Rect>,
}

/// Lines within the body's column that the page does not have: between its lines, and above and below where the text runs
/// on or lines are set as it is.
pub fn strange(seen: &OcrText, place: &Place) -> Strange {
    let Some(column) = place.column(seen) else { return Strange::default() };
    let (Rect { y0, y1, .. }, usual) = (column.bounds, column.usual);
    let lines = lines(seen, place, &column.bounds);
    let foreign =
        |l: &&Line| !l.is_own() && l.sure >= LEAST_TERMS && ALIKE.contains(&(l.bounds.height() / usual));
    let within = lines.iter().filter(|l| l.middle() > y0 && l.middle() < y1);
    let between: usize = within.filter(foreign).map(|l| l.sure).sum();
    let run = |lines: &mut dyn Iterator<Item = &Line>, mut edge: f64, is_end: bool| {
        let most = if is_end { RUNS_ON } else { GOES_ON } * usual;
        let mut strange = 0;
        for line in lines {
            if (line.middle() - edge).abs() > most || line.is_own() {
                break;
            }
            if foreign(&line) {
                strange += line.sure;
                edge = line.middle();
            }
        }
        strange
    };
    let above = run(&mut lines.iter().rev().filter(|l| l.middle() < y0), y0, place.is_whole[0]);
    let below = run(&mut lines.iter().filter(|l| l.middle() > y1), y1, place.is_whole[1]);
    Strange { words: between + above + below, set_alike: set_alike(&lines, &column, place.is_whole[1]) }
}

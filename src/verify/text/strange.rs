//! Strange lines: those that run on with the page's own and that the page does not have.

use std::collections::HashSet;

use super::transcript::{SeenTerm, Transcript};
use crate::model::geometry::Rect;
use crate::model::median::median;

/// Heights of a line over which lines that follow a text's end run on with it, and over which a text goes on that has not
/// ended.
const RUNS_ON: f64 = 3.0;
const GOES_ON: f64 = 8.0;
/// Terms of a line that make it one of a text.
const LEAST_TERMS: usize = 3;
/// Share of a line's terms that agree where it is the page's.
const OWN: f64 = 0.4;
/// Heights of letters that count as the text's own.
const ALIKE: std::ops::Range<f64> = 0.7..1.45;
/// Confidence from which a term was surely read.
const SURE: f64 = 60.0;

struct Line {
    bounds: Rect,
    terms: usize,
    sure: usize,
    own: usize,
}

impl Line {
    fn is_own(&self) -> bool {
        self.own as f64 >= OWN * self.terms as f64
    }
}

/// What is known of a text's place in the picture.
pub struct Place<'a> {
    /// Terms that agree with the body, in order.
    pub body: &'a [usize],
    /// Terms that agree with any part.
    pub agreeing: &'a HashSet<usize>,
    /// Whether the body begins, and ends, with the first and the last of them: what stands beyond is the mail program's.
    pub is_whole: [bool; 2],
}

/// Terms of lines within the body's column that the page does not have: between its lines, and above and below where the
/// text runs on.
pub fn strange(seen: &Transcript, place: &Place) -> usize {
    let Some(column) = Rect::around(place.body.iter().map(|&i| seen.terms[i].bounds)) else {
        return 0;
    };
    let usual = median(place.body.iter().map(|&i| seen.terms[i].bounds.height())).unwrap_or_default();
    let mut lines = lines(seen, place);
    lines.retain(|l| l.bounds.x0 < column.x1 && l.bounds.x1 > column.x0);
    lines.sort_by(|a, b| a.bounds.y0.total_cmp(&b.bounds.y0));
    let foreign =
        |l: &&Line| !l.is_own() && l.sure >= LEAST_TERMS && ALIKE.contains(&(l.bounds.height() / usual));
    let middle = |l: &Line| l.bounds.centre().y;
    let within = lines.iter().filter(|l| middle(l) > column.y0 && middle(l) < column.y1);
    let between: usize = within.filter(foreign).map(|l| l.sure).sum();
    let run = |lines: &mut dyn Iterator<Item = &Line>, mut edge: f64, is_end: bool| {
        let most = if is_end { RUNS_ON } else { GOES_ON } * usual;
        let mut strange = 0;
        for line in lines {
            if (middle(line) - edge).abs() > most || line.is_own() {
                break;
            }
            if foreign(&line) {
                strange += line.sure;
                edge = middle(line);
            }
        }
        strange
    };
    let above = run(&mut lines.iter().rev().filter(|l| middle(l) < column.y0), column.y0, place.is_whole[0]);
    let below = run(&mut lines.iter().filter(|l| middle(l) > column.y1), column.y1, place.is_whole[1]);
    between + above + below
}

fn lines(seen: &Transcript, place: &Place) -> Vec<Line> {
    let mut at = 0;
    let of_lines = seen.terms.chunk_by(|a, b| a.line == b.line);
    let line = |terms: &[SeenTerm]| {
        let numbers = at..at + terms.len();
        at = numbers.end;
        Some(Line {
            bounds: Rect::around(terms.iter().map(|t| t.bounds))?,
            terms: terms.len(),
            sure: terms.iter().filter(|t| t.confidence >= SURE).count(),
            own: numbers.filter(|i| place.agreeing.contains(i)).count(),
        })
    };
    of_lines.filter_map(line).collect()
}

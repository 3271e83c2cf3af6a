//! A word is exchanged, and a line is drawn beneath it.

use fastrand::Rng;

use super::edited::Edited;
use super::pen::Pen;
use crate::evaluate::edit_sites::{Piece, Places};
use crate::evaluate::tamper;
use crate::figure::canvas::Canvas;
use crate::model::geometry::{Point, Rect};

/// Distance of the line from the baseline, in letter heights.
const BELOW: f64 = 0.3;
/// Largest overhang of the line at either end, in letter heights.
const OVERHANG: f64 = 0.8;
/// Largest slope of the line: a hand is not steady.
const SLOPE: f64 = 0.015;

/// Exchanges a word on an underline.
pub fn made(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    let exchange = tamper::find(places, Piece::Word, lots)?;
    let word = &exchange.target;
    let letter = f64::from(word.letter);
    let bounds = word.bounds.rect();
    let (x0, x1) = (bounds.x0 - OVERHANG * letter * lots.f64(), bounds.x1 + OVERHANG * letter * lots.f64());
    let y = word.base as f64 + BELOW * letter;
    let rise = (2.0 * lots.f64() - 1.0) * SLOPE * (x1 - x0);
    let line = [Point { x: x0, y }, Point { x: x1, y: y + rise }];
    let shown = Rect::new(x0, bounds.y0, x1, y.max(y + rise));
    let pen = Pen::any(word.letter, lots);
    let edited = Edited::by(&exchange, page);
    Some(edited.with_mark(page, &shown, |canvas| pen.stroke(canvas, &line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::edits::sample::{assert_changed_there_alone, differences, edited, sheet};

    #[test]
    fn a_word_is_changed_on_a_line_that_the_unchanged_page_has_too() {
        let all = edited(made);
        assert_eq!(all.len(), 20);
        for edited in &all {
            assert_changed_there_alone(edited, 60);
            assert_ne!(edited.was, edited.now);
            let line = differences(&sheet().canvas, edited.mark_alone.as_ref().unwrap());
            let bounds = edited.bounds;
            let columns: std::collections::BTreeSet<usize> = line.iter().map(|(x, _, _)| *x).collect();
            let beneath =
                (bounds.x0 as usize..bounds.x1 as usize - 2).filter(|x| !columns.contains(x)).count();
            assert_eq!(beneath, 0, "the line runs beneath the whole word");
            assert!(line.iter().all(|(_, y, _)| *y as f64 > bounds.y0 + bounds.height() / 2.0));
        }
    }
}

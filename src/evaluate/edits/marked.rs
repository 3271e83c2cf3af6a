//! A word is exchanged, and a translucent marker of a vivid colour is drawn over it.

use fastrand::Rng;

use super::edited::Edited;
use super::pen::Marker;
use crate::evaluate::edit_sites::{Piece, Places};
use crate::evaluate::tamper;
use crate::figure::canvas::Canvas;

/// Overhang of the marker on every side of the word, in letter heights.
const OVERHANG: f64 = 0.3;

/// Exchanges a word under a marker.
pub fn made(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    let exchange = tamper::find(places, Piece::Word, lots)?;
    let tinted = exchange.bounds().grown(OVERHANG * f64::from(exchange.target.letter));
    let marker = Marker::any(lots);
    let edited = Edited::by(&exchange, page);
    Some(edited.with_mark(page, &tinted, |canvas| marker.over(canvas, &tinted)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::edits::sample::{assert_changed_there_alone, differences, edited, sheet};

    #[test]
    fn a_word_is_changed_under_a_marker_that_the_unchanged_page_has_too() {
        let all = edited(made);
        assert_eq!(all.len(), 20);
        for edited in &all {
            assert_changed_there_alone(edited, 60);
            assert_ne!(edited.was, edited.now);
            let alone = edited.mark_alone.as_ref().unwrap();
            let tinted = differences(&sheet().canvas, alone);
            assert!(tinted.len() as f64 >= edited.bounds.area(), "the whole word is tinted");
            let tones = || tinted.iter().map(|&(x, y, _)| alone.at(x, y));
            let vivid = tones().filter(|[r, g, b]| r.max(g).max(b) - r.min(g).min(b) > 40).count();
            assert!(2 * vivid > tinted.len(), "the colour is vivid");
            let luma = |[r, g, b]: [u8; 3]| u32::from(r) + 2 * u32::from(g) + u32::from(b);
            let (lightest, darkest) = (tones().map(luma).max().unwrap(), tones().map(luma).min().unwrap());
            assert!(lightest - darkest > 240, "the letters stay legible");
        }
    }
}

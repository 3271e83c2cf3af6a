//! A digit is exchanged, and a ring is drawn around its number.

use fastrand::Rng;

use super::edited::Edited;
use super::pen::Pen;
use crate::evaluate::edit_sites::{Piece, Place, Places};
use crate::evaluate::tamper;
use crate::figure::canvas::Canvas;

/// Distance of the ring from the number, in letter heights: its stroke does not touch the number.
const ROOM: f64 = 0.75;

/// Exchanges a digit in a ring. If the file of the page has no words, any letter may be taken.
pub fn made(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    let exchange = tamper::find_where(places, Piece::Letter, &may_be_digit, lots)?;
    let word = places.word_of(&exchange.target).unwrap_or(&exchange.target);
    let ring = word.bounds.rect().grown(ROOM * f64::from(word.letter));
    let pen = Pen::any(word.letter, lots);
    let edited = Edited::by(&exchange, page);
    Some(edited.with_mark(page, &ring, |canvas| pen.ring(canvas, &ring)))
}

fn may_be_digit(place: &Place) -> bool {
    place.text.as_ref().is_none_or(|text| text.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::edits::sample::{assert_changed_there_alone, differences, edited, sheet};

    #[test]
    fn a_digit_is_changed_inside_a_ring_that_the_unchanged_page_has_too() {
        let all = edited(made);
        assert_eq!(all.len(), 20);
        for edited in &all {
            assert_changed_there_alone(edited, 60);
            let digit = |text: &Option<String>| text.as_ref().unwrap().parse::<u8>().unwrap();
            assert_ne!(digit(&edited.was), digit(&edited.now));
            let ring = differences(&sheet().canvas, edited.mark_alone.as_ref().unwrap());
            assert!(ring.len() > 300, "{} pixels of the ring", ring.len());
            let inside = |(x, y, _): &&(usize, usize, u8)| {
                edited.bounds.contains(crate::model::geometry::Point { x: *x as f64, y: *y as f64 })
            };
            assert_eq!(ring.iter().filter(inside).count(), 0, "the stroke does not touch the digit");
        }
    }

    #[test]
    fn a_page_without_two_digits_has_no_place_for_it() {
        let sheet = crate::evaluate::edits::sample::page(&[("No number stands on this page at all", 30.0)]);
        assert!(made(&Places::of(&sheet), &sheet.canvas, &mut Rng::with_seed(1)).is_none());
    }
}

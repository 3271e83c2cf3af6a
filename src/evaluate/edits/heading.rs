//! A word, letter or digit is exchanged in large type.

use fastrand::Rng;

use super::edited::Edited;
use crate::evaluate::edit_sites::{Piece, Place, Places};
use crate::evaluate::tamper;
use crate::figure::canvas::Canvas;
use crate::imaging::median::median;

/// Smallest letter height of a heading, relative to the median of the page's words.
const LARGE: f64 = 1.5;

/// Exchanges a word or a letter of a heading, each half of the time; the other one if no two are alike.
pub fn made(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    let usual = median(places.words().map(|word| word.letter))?;
    let is_large = |place: &Place| f64::from(place.letter) >= LARGE * usual;
    let pieces = if lots.bool() { [Piece::Word, Piece::Letter] } else { [Piece::Letter, Piece::Word] };
    let exchange = pieces.into_iter().find_map(|piece| tamper::find_where(places, piece, &is_large, lots))?;
    Some(Edited::by(&exchange, page))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::edits::sample::{HEADING, TEXT, assert_changed_there_alone, edited, page};

    #[test]
    fn large_type_alone_is_changed() {
        let all = edited(made);
        assert!(all.len() >= 10, "{}", all.len());
        for edited in &all {
            assert_changed_there_alone(edited, 60);
            assert!(edited.letter > 30.0 && edited.bounds.y1 < 140.0, "{}", edited.bounds);
            assert!(HEADING.contains(edited.was.as_deref().unwrap()));
        }
    }

    #[test]
    fn a_page_of_one_size_has_no_place_for_it() {
        let sheet = page(&TEXT.map(|line| (line, 30.0)));
        assert!(made(&Places::of(&sheet), &sheet.canvas, &mut Rng::with_seed(1)).is_none());
    }
}

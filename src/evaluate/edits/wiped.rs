//! A word, letter or digit is wiped: painted over with the tone of the paper.

use fastrand::Rng;

use super::edited::Edited;
use crate::evaluate::edit_sites::{Piece, Place, Places};
use crate::evaluate::tamper::{paper, wipe};
use crate::figure::canvas::Canvas;

/// Wipes a word or a letter, each half of the time; the other one if the page has none that stands alone.
pub fn made(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    let pieces = if lots.bool() { [Piece::Word, Piece::Letter] } else { [Piece::Letter, Piece::Word] };
    pieces.into_iter().find_map(|piece| wiped(places, page, piece, lots))
}

fn wiped(places: &Places, page: &Canvas, piece: Piece, lots: &mut Rng) -> Option<Edited> {
    // Faint pixels lie around the ink; the letters of a word stand closer together than words.
    let room = if piece == Piece::Word { 2 } else { 1 };
    let mut sites: Vec<&Place> = places.all.iter().filter(|place| place.piece == piece).collect();
    lots.shuffle(&mut sites);
    let alone = |place: &&Place| places.alone(&place.bounds, room).map(|window| (window, (*place).clone()));
    let (window, place) = sites.iter().find_map(alone)?;
    let mut canvas = page.clone();
    wipe(&mut canvas, &window, paper(page, &window));
    let bounds = place.bounds.rect();
    let letter = place.letter.min(place.bounds.height() as f32);
    Some(Edited {
        canvas,
        mark_alone: None,
        bounds,
        shown: bounds,
        letter,
        was: place.text,
        now: Some(String::new()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::edits::sample;

    #[test]
    fn the_ink_is_gone_there_and_nowhere_else() {
        let all = sample::edited(made);
        assert_eq!(all.len(), 20);
        for edited in &all {
            sample::assert_changed_there_alone(edited, 100);
            let b = edited.bounds;
            let part =
                edited.canvas.cut(b.x0 as usize, b.y0 as usize, b.width() as usize, b.height() as usize);
            let part = part.unwrap();
            let blank = Canvas::new(part.width, part.height, part.at(0, 0));
            assert_eq!(part, blank, "bare paper is left of {:?}", edited.was);
        }
        assert!(all.iter().any(|edited| edited.was.as_ref().is_some_and(|was| was.chars().count() > 2)));
        assert!(all.iter().any(|edited| edited.was.as_ref().is_some_and(|was| was.chars().count() == 1)));
    }
}

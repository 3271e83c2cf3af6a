//! A decimal point or comma is wiped, or becomes the other one.

use fastrand::Rng;

use super::edited::Edited;
use crate::evaluate::edit_sites::{Bounds, Place, Places, runs, tight};
use crate::evaluate::tamper::{copy, paper, wipe};
use crate::figure::canvas::Canvas;

/// Largest height of a point or comma, in letter heights of its line.
const HIGH: f32 = 0.6;
/// How far a comma may reach below the baseline, in letter heights of its line.
const BELOW: f32 = 0.5;
/// Margin of the ink, in pixels: its faint edges.
const EDGE: usize = 1;
/// Smallest distance from the letters at its sides, in pixels: their faint edges are left alone.
const APART: usize = 2;

/// A point or comma within a word.
struct Sign<'a> {
    word: &'a Place,
    /// Its place among the letters of the word, from 0.
    at: usize,
    sign: char,
    /// Its ink, with its faint edges.
    bounds: Bounds,
    /// Columns between the letters at its sides: the first, and the one after the last.
    free: (usize, usize),
    /// True if it stands between two digits.
    is_decimal: bool,
}

/// Wipes a point or comma between digits, or exchanges it, each half of the time. It is wiped if the page has
/// none to exchange it with. Only pages whose files have words are known to have any.
pub fn made(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    let mut signs: Vec<Sign> = places.words().flat_map(|word| signs(word, places)).collect();
    lots.shuffle(&mut signs);
    let target = signs.iter().find(|sign| sign.is_decimal)?;
    let mut canvas = page.clone();
    let tone = paper(page, &target.word.bounds.grown(EDGE).filter(|b| places.is_on_the_page(b))?);
    wipe(&mut canvas, &target.bounds, tone);
    let source = signs.iter().find_map(|source| Some((source, target.room_for(source)?)));
    let exchange = source.filter(|_| lots.bool());
    if let Some((source, to)) = &exchange {
        let other = source.word.bounds.grown(EDGE).filter(|b| places.is_on_the_page(b))?;
        copy(page, &source.bounds, paper(page, &other), &mut canvas, (to.x0, to.y0), tone);
    }
    let bounds = exchange.as_ref().map_or(target.bounds, |(_, to)| target.bounds.union(to)).rect();
    let letters = target.word.text.iter().flat_map(|text| text.chars().enumerate());
    let now = letters.filter_map(|(i, c)| match &exchange {
        _ if i != target.at => Some(c),
        Some((source, _)) => Some(source.sign),
        None => None,
    });
    Some(Edited {
        canvas,
        mark_alone: None,
        bounds,
        shown: target.word.bounds.rect().union(&bounds),
        letter: target.word.letter,
        was: target.word.text.clone(),
        now: Some(now.collect()),
    })
}

/// Points and commas of a word that stand apart from its letters.
fn signs<'a>(word: &'a Place, places: &Places) -> Vec<Sign<'a>> {
    let letters: Vec<char> = word.text.iter().flat_map(|text| text.chars()).collect();
    let runs = runs(&word.bounds, &places.ink);
    // If the file's word has another number of letters, the pieces cannot be identified.
    if letters.len() != runs.len() {
        return Vec::new();
    }
    let is_digit = |i: usize| letters.get(i).is_some_and(char::is_ascii_digit);
    let all = letters.iter().enumerate().skip(1).filter(|(_, c)| matches!(c, '.' | ','));
    let sign = |(at, &sign): (usize, &char)| {
        let after = runs.get(at + 1).map_or(runs[at].1 + EDGE + APART, |run| run.0);
        let free = (runs[at - 1].1, after);
        let below = word.base + (BELOW * word.letter) as usize;
        let rows = Bounds { x0: runs[at].0, x1: runs[at].1, y0: word.bounds.y0, y1: below };
        let ink = tight(&places.ink, Bounds { y1: rows.y1.min(places.ink.height), ..rows })?;
        let bounds = ink.grown(EDGE).filter(|bounds| places.is_on_the_page(bounds))?;
        let is_apart = free.0 + APART <= ink.x0 && ink.x1 + APART <= free.1;
        let is_low = ink.height() as f32 <= HIGH * word.letter && ink.y1 + EDGE >= word.base;
        let is_decimal = is_digit(at - 1) && is_digit(at + 1);
        (is_apart && is_low).then_some(Sign { word, at, sign, bounds, free, is_decimal })
    };
    all.filter_map(sign).collect()
}

impl Sign<'_> {
    /// Box for another sign in its place, on its baseline. Returns `None` if that is the same sign, or of
    /// another size, or if it would touch the letters at the sides.
    fn room_for(&self, other: &Sign) -> Option<Bounds> {
        let size = other.word.letter - self.word.letter;
        if other.sign == self.sign || size.abs() > 1.0 {
            return None;
        }
        let middle = self.bounds.x0 + self.bounds.x1;
        let x0 = middle.checked_sub(other.bounds.width())? / 2;
        let y0 = (self.word.base + other.bounds.y0).checked_sub(other.word.base)?;
        let to = Bounds { x0, y0, x1: x0 + other.bounds.width(), y1: y0 + other.bounds.height() };
        (self.free.0 < to.x0 && to.x1 < self.free.1).then_some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::edits::sample::{assert_changed_there_alone, edited, page};

    #[test]
    fn a_point_between_digits_is_gone_or_another() {
        let all = edited(made);
        assert_eq!(all.len(), 20);
        let is_point = |c: &char| matches!(c, '.' | ',');
        let (mut wiped, mut exchanged) = (0, 0);
        for edited in &all {
            assert_changed_there_alone(edited, 60);
            let (was, now) = (edited.was.as_deref().unwrap(), edited.now.as_deref().unwrap());
            assert_ne!(was, now);
            let digits = |text: &str| text.chars().filter(|c| !is_point(c)).collect::<String>();
            assert_eq!(digits(was), digits(now));
            if was.len() == now.len() {
                exchanged += 1
            } else {
                wiped += 1
            }
            assert!(edited.bounds.width() < 15.0, "{}", edited.bounds);
        }
        assert!(wiped > 3 && exchanged > 3, "{wiped} wiped, {exchanged} exchanged");
    }

    #[test]
    fn the_end_of_a_sentence_is_no_decimal_point() {
        let sheet = page(&[("He left in 1921. She came back, and stayed.", 30.0)]);
        assert!(made(&Places::of(&sheet), &sheet.canvas, &mut Rng::with_seed(1)).is_none());
    }
}

//! A phrase is added on bare paper beside a line, also in pale grey. It is a phrase of the page itself, so its
//! typeface is that of the page.

use fastrand::Rng;

use super::edited::Edited;
use crate::evaluate::edit_sites::{Bounds, Place, Places, inked};
use crate::evaluate::tamper::{copy, paper};
use crate::figure::canvas::{Canvas, Colour};

/// Most words of a phrase.
const WORDS: usize = 3;
/// Largest gap between two words of a phrase, in letter heights: columns of a table are further apart.
const GAP: f32 = 1.2;
/// Smallest and largest distance of the phrase from its line, in letter heights.
const BESIDE: (f32, f32) = (0.8, 1.5);
/// Bare paper around the phrase, in letter heights.
const BARE: f32 = 0.3;
/// Distance from the right edge of the page, in letter heights.
const MARGIN: f32 = 2.0;
/// Margin of the phrase that is copied with it, in pixels: the faint edges of its letters.
const ROOM: usize = 2;
/// Largest difference in letter height between the phrase and the line, in pixels.
const ALIKE: f32 = 1.0;
/// Most phrases and most lines that are tried.
const TRIED: usize = 40;
/// Smallest and largest share of paper in pale ink.
const PALE: (f32, f32) = (0.5, 0.7);

/// Adds a phrase.
pub fn made(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    added(places, page, None, lots)
}

/// Adds a phrase in pale grey.
pub fn made_pale(places: &Places, page: &Canvas, lots: &mut Rng) -> Option<Edited> {
    let share = PALE.0 + (PALE.1 - PALE.0) * lots.f32();
    added(places, page, Some(share), lots)
}

/// Words that stand beside each other in one line.
struct Phrase {
    bounds: Bounds,
    base: usize,
    letter: f32,
    text: Option<String>,
}

fn added(places: &Places, page: &Canvas, pale: Option<f32>, lots: &mut Rng) -> Option<Edited> {
    let lines = lines(places);
    let mut phrases = phrases(&lines, lots);
    lots.shuffle(&mut phrases);
    let mut ends: Vec<&Place> = lines.iter().flat_map(|line| line.last().copied()).collect();
    lots.shuffle(&mut ends);
    phrases.iter().take(TRIED).find_map(|phrase| {
        let from = places.alone(&phrase.bounds, ROOM)?;
        let alike = ends.iter().filter(|end| (end.letter - phrase.letter).abs() <= ALIKE);
        let to = alike.take(TRIED).find_map(|end| bare(places, phrase, &from, end, lots))?;
        let mut canvas = page.clone();
        let tone = paper(page, &to);
        copy(page, &from, paper(page, &from), &mut canvas, (to.x0, to.y0), tone);
        if let Some(share) = pale {
            faded(&mut canvas, &to, tone, share);
        }
        let bounds = Bounds { x0: to.x0 + ROOM, y0: to.y0 + ROOM, x1: to.x1 - ROOM, y1: to.y1 - ROOM }.rect();
        let letter = phrase.letter.min(phrase.bounds.height() as f32);
        let (was, now) = (Some(String::new()), phrase.text.clone());
        Some(Edited { canvas, mark_alone: None, bounds, shown: bounds, letter, was, now })
    })
}

/// Words of each line, from left to right.
fn lines(places: &Places) -> Vec<Vec<&Place>> {
    let mut words: Vec<&Place> = places.words().collect();
    words.sort_by_key(|word| (word.line, word.bounds.x0));
    words.chunk_by(|a, b| a.line == b.line).map(<[_]>::to_vec).collect()
}

/// Phrases of these lines: from each word one of random length, if the words stand that close.
fn phrases(lines: &[Vec<&Place>], lots: &mut Rng) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for line in lines {
        for first in 0..line.len() {
            let most = lots.usize(1..=WORDS);
            let near = |pair: &&[&Place]| {
                pair[1].bounds.x0.saturating_sub(pair[0].bounds.x1) as f32 <= GAP * pair[0].letter
            };
            let more = line[first..].windows(2).take(most - 1).take_while(near).count();
            let words = &line[first..=first + more];
            let Some(bounds) = words.iter().map(|word| word.bounds).reduce(|a, b| a.union(&b)) else {
                continue;
            };
            let text: Option<Vec<&str>> = words.iter().map(|word| word.text.as_deref()).collect();
            let text = text.map(|words| words.join(" "));
            phrases.push(Phrase { bounds, base: words[0].base, letter: words[0].letter, text });
        }
    }
    phrases
}

/// Bare paper for a phrase to the right of a line, on its baseline. Returns `None` if something stands there.
fn bare(places: &Places, phrase: &Phrase, from: &Bounds, end: &Place, lots: &mut Rng) -> Option<Bounds> {
    let gap = (BESIDE.0 + (BESIDE.1 - BESIDE.0) * lots.f32()) * phrase.letter;
    let x0 = end.bounds.x1 + gap.ceil() as usize;
    let y0 = (end.base + from.y0).checked_sub(phrase.base)?;
    let to = Bounds { x0, y0, x1: x0 + from.width(), y1: y0 + from.height() };
    let around = to.grown((BARE * phrase.letter).ceil() as usize)?;
    let end = to.x1 + (MARGIN * phrase.letter).ceil() as usize;
    let is_inside = places.is_on_the_page(&around) && end <= places.ink.width;
    (is_inside && inked(&places.ink, &around) == 0).then_some(to)
}

/// Mixes a box with the tone of its paper.
fn faded(canvas: &mut Canvas, b: &Bounds, tone: Colour, share: f32) {
    for y in b.y0..b.y1 {
        for x in b.x0..b.x1 {
            canvas.mix(x as i64, y as i64, tone, share);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::edits::sample::{assert_changed_there_alone, edited, page, sheet};

    fn darkest(canvas: &Canvas, edited: &Edited) -> u8 {
        let b = edited.bounds;
        let pixels =
            (b.y0 as usize..b.y1 as usize).flat_map(|y| (b.x0 as usize..b.x1 as usize).map(move |x| (x, y)));
        pixels.map(|(x, y)| canvas.at(x, y)[0]).min().unwrap()
    }

    #[test]
    fn a_phrase_of_the_page_stands_where_the_paper_was_bare() {
        for (made, levels, ink) in [(made as super::super::OfALook, 150, 0..80), (made_pale, 50, 120..190)] {
            let all = edited(made);
            assert!(all.len() >= 15, "{}", all.len());
            for edited in &all {
                assert_changed_there_alone(edited, levels);
                assert!(darkest(&sheet().canvas, edited) > 230, "the paper was bare");
                assert!(
                    ink.contains(&darkest(&edited.canvas, edited)),
                    "{}",
                    darkest(&edited.canvas, edited)
                );
                assert_eq!(edited.was.as_deref(), Some(""));
                assert!(!edited.now.as_ref().unwrap().is_empty());
            }
        }
    }

    #[test]
    fn a_page_whose_lines_run_to_its_edge_has_no_place_for_it() {
        let line = "Lines of this page run from one edge to the other and leave no room for words ".repeat(2);
        let sheet = page(&[(line.trim(), 30.0); 3]);
        assert!(made(&Places::of(&sheet), &sheet.canvas, &mut Rng::with_seed(1)).is_none());
    }
}

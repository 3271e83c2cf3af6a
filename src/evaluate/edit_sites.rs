//! Places of a page that can be exchanged: its words, and the letters and digits within them, as boxes of ink.

use super::rerender::Sheet;
use crate::features::binarize::{InkMap, ink_map};
use crate::features::word_boxes::{self, Line, Mark};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// Letters lower than this, in pixels of the drawn page, are not taken apart.
const LEAST_LETTER: f32 = 9.0;
/// Words that a line has at least where the file gives none: what stands alone may be a piece of a drawing.
const SOME_WORDS: usize = 3;
/// Shares of ink in the box of a word.
const INKED: (f64, f64) = (0.08, 0.7);
/// Width of a word, at least, and of a letter, in heights of the line's letters.
const WORD_WIDE: f32 = 1.2;
const LETTER_WIDE: (f32, f32) = (0.3, 1.5);
/// Height of a letter, in the same: neither dots nor brackets.
const LETTER_HIGH: (f32, f32) = (0.85, 1.9);

/// A box of pixels, the far edges exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Left.
    pub x0: usize,
    /// Top.
    pub y0: usize,
    /// Right.
    pub x1: usize,
    /// Bottom.
    pub y1: usize,
}

impl Bounds {
    /// Its width.
    pub fn width(&self) -> usize {
        self.x1 - self.x0
    }

    /// Its height.
    pub fn height(&self) -> usize {
        self.y1 - self.y0
    }

    /// It as a rectangle.
    pub fn rect(&self) -> Rect {
        Rect::new(self.x0 as f64, self.y0 as f64, self.x1 as f64, self.y1 as f64)
    }
}

/// What is exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A whole word, or a number.
    Word,
    /// A letter or digit.
    Letter,
}

/// A place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its ink, tightly.
    pub bounds: Bounds,
    /// The row below the letters of its word that stand on the line.
    pub base: usize,
    /// Height of the letters of its line.
    pub letter: f32,
    /// What it is.
    pub piece: Piece,
    /// What it says, where the file gives words.
    pub text: Option<String>,
}

/// A page taken apart.
pub struct Places {
    /// Its pixels.
    pub luma: Raster,
    /// Its ink.
    pub ink: InkMap,
    /// Its places.
    pub all: Vec<Place>,
}

impl Places {
    /// Those of a page.
    pub fn of(sheet: &Sheet) -> Self {
        let luma = sheet.canvas.clone().picture().luma();
        let ink = ink_map(&luma);
        let mut all = Vec::new();
        for line in word_boxes::lines(&ink).iter().filter(|line| line.letter >= LEAST_LETTER) {
            for mark in &line.words {
                all.extend(word(line, mark, &ink, &sheet.words));
            }
        }
        let letters: Vec<Place> = all.iter().flat_map(|word| letters(word, &ink)).collect();
        all.extend(letters);
        Self { luma, ink, all }
    }
}

/// A word; none where the mark is hardly one.
fn word(line: &Line, mark: &Mark, ink: &InkMap, known: &[Word]) -> Option<Place> {
    let bounds = tight(ink, around(mark, ink))?;
    let text = known.iter().find(|word| is_it(word, &bounds)).map(|word| word.text.clone());
    let share = inked(ink, &bounds) as f64 / (bounds.width() * bounds.height()) as f64;
    let is_word = bounds.width() as f32 >= WORD_WIDE * line.letter && (INKED.0..INKED.1).contains(&share);
    let is_known = text.is_some() || known.is_empty() && line.words.len() >= SOME_WORDS;
    (is_word && is_known).then_some(Place {
        bounds,
        base: base(ink, &bounds),
        letter: line.letter,
        piece: Piece::Word,
        text,
    })
}

/// Whether a word of the file stands in this box.
fn is_it(word: &Word, bounds: &Bounds) -> bool {
    let (x, y) = ((bounds.x0 + bounds.x1) as f64 / 2.0, (bounds.y0 + bounds.y1) as f64 / 2.0);
    let b = &word.bounds;
    let as_wide = (b.width() - bounds.width() as f64).abs() <= 0.2 * b.width();
    as_wide && (b.x0..b.x1).contains(&x) && (b.y0..b.y1).contains(&y)
}

/// Letters of a word that stand apart from their neighbours. What each says is known where there are as many as the file
/// gives the word.
fn letters(word: &Place, ink: &InkMap) -> Vec<Place> {
    let b = word.bounds;
    let has_ink = |x: usize| (b.y0..b.y1).any(|y| ink.ink[y * ink.width + x]);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for x in (b.x0..b.x1).filter(|x| has_ink(*x)) {
        match runs.last_mut() {
            Some(run) if run.1 == x => run.1 = x + 1,
            _ => runs.push((x, x + 1)),
        }
    }
    let spelled: Vec<char> = word.text.iter().flat_map(|text| text.chars()).collect();
    let is_spelled = spelled.len() == runs.len();
    // Where the file gives the word and it does not fit, nobody knows what the pieces are.
    if word.text.is_some() && !is_spelled {
        return Vec::new();
    }
    let letter = |(i, &(x0, x1)): (usize, &(usize, usize))| {
        let bounds = tight(ink, Bounds { x0, x1, ..b })?;
        let wide = bounds.width() as f32 / word.letter;
        let high = bounds.height() as f32 / word.letter;
        let text = spelled.get(i).map(char::to_string);
        let is_letter = text.as_ref().is_none_or(|t| t.chars().all(char::is_alphanumeric));
        let is_one =
            (LETTER_WIDE.0..LETTER_WIDE.1).contains(&wide) && (LETTER_HIGH.0..LETTER_HIGH.1).contains(&high);
        (is_letter && is_one).then_some(Place { bounds, piece: Piece::Letter, text, ..*word })
    };
    runs.iter().enumerate().filter_map(letter).collect()
}

/// Where a word stands: below the row from which its ink drops the most.
fn base(ink: &InkMap, b: &Bounds) -> usize {
    let row = |y: usize| if y < b.y1 { inked(ink, &Bounds { y0: y, y1: y + 1, ..*b }) } else { 0 };
    let drop = |y: &usize| row(*y).saturating_sub(row(y + 1));
    (b.y0 + b.height() / 2..b.y1).max_by_key(drop).map_or(b.y1, |y| y + 1)
}

fn around(mark: &Mark, ink: &InkMap) -> Bounds {
    let edge = |v: f32, most: usize| (v.round().max(0.0) as usize).min(most);
    Bounds {
        x0: edge(mark.x0, ink.width),
        y0: edge(mark.y0, ink.height),
        x1: edge(mark.x1, ink.width),
        y1: edge(mark.y1, ink.height),
    }
}

/// The box round the ink in a box; none where there is none.
fn tight(ink: &InkMap, b: Bounds) -> Option<Bounds> {
    let has = |x: usize, y: usize| ink.ink[y * ink.width + x];
    let column = |x: &usize| (b.y0..b.y1).any(|y| has(*x, y));
    let row = |y: &usize| (b.x0..b.x1).any(|x| has(x, *y));
    Some(Bounds {
        x0: (b.x0..b.x1).find(column)?,
        y0: (b.y0..b.y1).find(row)?,
        x1: (b.x0..b.x1).rfind(column)? + 1,
        y1: (b.y0..b.y1).rfind(row)? + 1,
    })
}

/// Inked pixels in a box.
pub fn inked(ink: &InkMap, b: &Bounds) -> usize {
    let row =
        |y: usize| ink.ink[y * ink.width + b.x0..y * ink.width + b.x1].iter().filter(|ink| **ink).count();
    (b.y0..b.y1).map(row).sum()
}

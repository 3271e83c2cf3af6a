//! Sites of a page where an edit can be made: words, and the letters and digits within them, as boxes of ink.

use super::rerender::Sheet;
use crate::features::binarize::{InkMap, ink_map};
use crate::features::word_boxes::{self, Line, Mark};
use crate::model::document::Word;
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// Smallest letter height, in pixels of the rendered page, at which words are split into letters.
const LEAST_LETTER: f32 = 9.0;
/// Fewest words of a line if the file has none: an isolated one may be part of a drawing.
const SOME_WORDS: usize = 3;
/// Smallest and largest share of ink in the box of a word.
const INKED: (f64, f64) = (0.08, 0.7);
/// Smallest width of a word, in letter heights of its line.
const WORD_WIDE: f32 = 1.2;
/// Smallest and largest width of a letter, in letter heights of its line.
const LETTER_WIDE: (f32, f32) = (0.3, 1.5);
/// Smallest and largest height of a letter, in letter heights of its line: excludes dots and brackets.
const LETTER_HIGH: (f32, f32) = (0.85, 1.9);

/// A box of pixels; right and bottom edges are exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Left edge.
    pub x0: usize,
    /// Top edge.
    pub y0: usize,
    /// Right edge.
    pub x1: usize,
    /// Bottom edge.
    pub y1: usize,
}

impl Bounds {
    /// Width.
    pub fn width(&self) -> usize {
        self.x1 - self.x0
    }

    /// Height.
    pub fn height(&self) -> usize {
        self.y1 - self.y0
    }

    /// The box with a margin on every side. Returns `None` if it would leave the page at the left or the top.
    pub fn grown(&self, by: usize) -> Option<Self> {
        let (x0, y0) = (self.x0.checked_sub(by)?, self.y0.checked_sub(by)?);
        Some(Self { x0, y0, x1: self.x1 + by, y1: self.y1 + by })
    }

    /// The smallest box around both.
    pub fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// True if the other box is within it.
    fn holds(&self, other: &Self) -> bool {
        self.union(other) == *self
    }

    /// The box as a rectangle.
    pub fn rect(&self) -> Rect {
        Rect::new(self.x0 as f64, self.y0 as f64, self.x1 as f64, self.y1 as f64)
    }
}

/// Kind of an edit site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A whole word or number.
    Word,
    /// A letter or digit.
    Letter,
}

/// An edit site.
#[derive(Clone, Debug)]
pub struct Place {
    /// Bounding box of its ink.
    pub bounds: Bounds,
    /// Row below the letters of its word that stand on the baseline.
    pub base: usize,
    /// Number of its line, from the top of the page.
    pub line: usize,
    /// Letter height of its line, in pixels.
    pub letter: f32,
    /// Its kind.
    pub piece: Piece,
    /// Its text, if the file has words.
    pub text: Option<String>,
}

/// A page with its edit sites.
pub struct Places {
    /// Luma of the page.
    pub luma: Raster,
    /// Its ink.
    pub ink: InkMap,
    /// Its edit sites.
    pub all: Vec<Place>,
}

impl Places {
    /// Finds the edit sites of a page.
    pub fn of(sheet: &Sheet) -> Self {
        let luma = sheet.canvas.clone().picture().luma();
        let ink = ink_map(&luma);
        let mut all = Vec::new();
        for (number, line) in word_boxes::lines(&ink).iter().enumerate() {
            let marks = line.words.iter().filter(|_| line.letter >= LEAST_LETTER);
            all.extend(marks.filter_map(|mark| word((number, line), mark, &ink, &sheet.words)));
        }
        let letters: Vec<Place> = all.iter().flat_map(|word| letters(word, &ink)).collect();
        all.extend(letters);
        Self { luma, ink, all }
    }

    /// Its words.
    pub fn words(&self) -> impl Iterator<Item = &Place> {
        self.all.iter().filter(|place| place.piece == Piece::Word)
    }

    /// The word that a letter belongs to; a word is its own.
    pub fn word_of(&self, place: &Place) -> Option<&Place> {
        self.words().find(|word| word.line == place.line && word.bounds.holds(&place.bounds))
    }

    /// The box with a margin. Returns `None` if the margin has ink, or is not on the page.
    pub fn alone(&self, bounds: &Bounds, room: usize) -> Option<Bounds> {
        let window = bounds.grown(room).filter(|window| self.is_on_the_page(window))?;
        (inked(&self.ink, &window) == inked(&self.ink, bounds)).then_some(window)
    }

    /// True if the box is on the page.
    pub fn is_on_the_page(&self, bounds: &Bounds) -> bool {
        bounds.x1 <= self.ink.width && bounds.y1 <= self.ink.height
    }
}

/// Site of a word. Returns `None` if the box is unlikely to be a word.
fn word((number, line): (usize, &Line), mark: &Mark, ink: &InkMap, known: &[Word]) -> Option<Place> {
    let bounds = tight(ink, around(mark, ink))?;
    let text = known.iter().find(|word| is_it(word, &bounds)).map(|word| word.text.clone());
    let share = inked(ink, &bounds) as f64 / (bounds.width() * bounds.height()) as f64;
    let is_word = bounds.width() as f32 >= WORD_WIDE * line.letter && (INKED.0..INKED.1).contains(&share);
    let is_known = text.is_some() || known.is_empty() && line.words.len() >= SOME_WORDS;
    (is_word && is_known).then_some(Place {
        bounds,
        base: base(ink, &bounds),
        line: number,
        letter: line.letter,
        piece: Piece::Word,
        text,
    })
}

/// True if a word of the file is in this box.
fn is_it(word: &Word, bounds: &Bounds) -> bool {
    let (x, y) = ((bounds.x0 + bounds.x1) as f64 / 2.0, (bounds.y0 + bounds.y1) as f64 / 2.0);
    let b = &word.bounds;
    let as_wide = (b.width() - bounds.width() as f64).abs() <= 0.2 * b.width();
    as_wide && (b.x0..b.x1).contains(&x) && (b.y0..b.y1).contains(&y)
}

/// Letters of a word that are separated from their neighbours. Their text is known if there are as many as in
/// the file's word.
fn letters(word: &Place, ink: &InkMap) -> Vec<Place> {
    let (b, runs) = (word.bounds, runs(&word.bounds, ink));
    let spelled: Vec<char> = word.text.iter().flat_map(|text| text.chars()).collect();
    let is_spelled = spelled.len() == runs.len();
    // If the file's word has another number of letters, the pieces cannot be identified.
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

/// Runs of columns with ink in a box: the first column of each, and the one after its last.
pub fn runs(b: &Bounds, ink: &InkMap) -> Vec<(usize, usize)> {
    let has_ink = |x: usize| (b.y0..b.y1).any(|y| ink.ink[y * ink.width + x]);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for x in (b.x0..b.x1).filter(|x| has_ink(*x)) {
        match runs.last_mut() {
            Some(run) if run.1 == x => run.1 = x + 1,
            _ => runs.push((x, x + 1)),
        }
    }
    runs
}

/// Row below the baseline of a word: after the row with the largest drop in ink.
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

/// Bounding box of the ink in a box. Returns `None` if there is none.
pub fn tight(ink: &InkMap, b: Bounds) -> Option<Bounds> {
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

/// Number of ink pixels in a box.
pub fn inked(ink: &InkMap, b: &Bounds) -> usize {
    let row =
        |y: usize| ink.ink[y * ink.width + b.x0..y * ink.width + b.x1].iter().filter(|ink| **ink).count();
    (b.y0..b.y1).map(row).sum()
}

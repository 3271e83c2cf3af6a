//! Passages: what the alignment leaves between words on which picture and page agree.

use std::ops::Range;

use super::dates::Meant;
use super::ends::{ends, without_strays};
use super::fields::fields;
use super::glyphs::{Glyphs, LazyGlyphs, Shown, is_another};
use super::sides::{BEYOND_DOUBT, Sides};
use super::transcript::SeenTerm;
use crate::model::geometry::Rect;
use crate::model::verdict::DifferenceKind;

/// Confidence below which a word that the page does not have may be no word at all.
const DOUBTED: f64 = 50.0;
/// Confidence from which another word that was read leaves a doubt, whatever the letters say.
const DOUBTLESS: f64 = 60.0;
/// Share of its neighbours' height that a word has at least.
const LEAST_HEIGHT: f64 = 0.4;
/// Pitches of lines over which a text still runs on from one line to the next.
const RUNS_ON: f64 = 2.3;
/// Least width of a letter, in its line's height.
const NARROW: f64 = 0.35;
/// How far a bar may reach over the words beside it, in heights of their letters, and how many times the room that the
/// words beneath it need at least it may have.
const OVER: f64 = 0.6;
const ROOMY: f64 = 4.0;
/// Letters as which readers take a mark, at most.
const LETTERS_OF_A_MARK: usize = 2;
/// From one line to the next, in heights of letters.
const PITCH: f64 = 1.8;
/// Heights of letters by which words of one line stand apart when they are of different columns.
const APART: f64 = 4.0;

/// A place where the words differ, or may.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Where, in pixels of the raster that was read.
    pub bounds: Rect,
    /// How.
    pub kind: DifferenceKind,
    /// What the page has there; empty where words were added.
    pub original: String,
    /// What was read there; empty where words are missing.
    pub shown: String,
    /// How far beyond the picture's own letters, in their limit.
    pub beyond: f64,
    /// Whether it is of the header.
    pub in_header: bool,
    /// Whether another number or word was read, though the letters do not tell.
    pub is_doubt: bool,
}

impl Passage {
    /// A passage that differs as far as was read.
    pub fn new(bounds: Rect, kind: DifferenceKind, original: String, shown: String) -> Self {
        Self { bounds, kind, original, shown, beyond: 1.0, in_header: false, is_doubt: false }
    }

    /// The same where a person is to look.
    pub fn in_doubt(self) -> Self {
        Self { is_doubt: true, ..self }
    }
}

/// What holding the words against each other brought.
#[derive(Default)]
pub struct Passages {
    /// Terms of the picture that show what the page has.
    pub agreeing: Vec<usize>,
    /// Places that differ.
    pub differing: Vec<Passage>,
    /// Places of which neither can be said.
    pub unclear: Vec<Passage>,
    /// Bars over words, in pixels of the raster that was read, and how many of the page's words they cover.
    pub bars: Vec<Rect>,
    /// See `bars`.
    pub covered: usize,
}

/// The digits of words: one of them changed is another number, where a letter is mostly a fault of the reader.
fn digits(words: &str) -> String {
    words.chars().filter(char::is_ascii_digit).collect()
}

/// Goes through the passages between words that are spelled the same, and those at the ends.
pub fn passages(sides: &Sides, glyphs: &LazyGlyphs) -> Passages {
    let firm = sides.pairs.iter().copied().filter(|&(i, j)| sides.same(i, j)).collect();
    let firm = without_strays(sides, firm);
    let mut found = Passages { agreeing: firm.iter().map(|p| p.0).collect(), ..Default::default() };
    for ends in firm.windows(2) {
        let (seen, said) = (ends[0].0 + 1..ends[1].0, ends[0].1 + 1..ends[1].1);
        if seen.is_empty() && said.is_empty() {
            continue;
        }
        if sides.is_of_subject(ends[0].1) {
            // Compared by itself, with the other fields of the heading.
            continue;
        }
        if sides.part(ends[0].1) == sides.part(ends[1].1) {
            Between { sides, glyphs, seen, said }.weigh(&mut found);
        } else {
            // Two words in a row are a field, one may stand anywhere.
            let is_field = firm.contains(&(ends[0].0.wrapping_sub(1), ends[0].1.wrapping_sub(1)));
            let (seen, said) = sides.rest_of_field(ends[0]);
            if is_field {
                Between { sides, glyphs, seen, said }.one_by_one(&mut found);
            }
        }
    }
    for end in ends(sides, &firm) {
        let (seen, said) = (end.seen, end.said);
        let certain = found.differing.len();
        let in_body = sides.part(said.start) == sides.script.body();
        Between { sides, glyphs, seen, said }.changed(in_body, &mut found);
        if !end.is_sure {
            let doubted = found.differing.split_off(certain).into_iter();
            found.unclear.extend(doubted.map(Passage::in_doubt));
        }
    }
    found
}

/// Goes through what the heading shows of the fields; `first` is the first term that agrees with the body.
pub fn heading(sides: &Sides, glyphs: &LazyGlyphs, first: usize, found: &mut Passages) {
    let fields = fields(sides, first);
    for (seen, said) in fields.held {
        Between { sides, glyphs, seen, said }.changed(true, found);
    }
    found.differing.extend(fields.differing);
    found.unclear.extend(fields.doubtful.into_iter().map(Passage::in_doubt));
}

/// What lies between two words that agree, neither of which is in it.
struct Between<'a, 'g> {
    sides: &'a Sides<'a>,
    glyphs: &'a LazyGlyphs<'g>,
    seen: Range<usize>,
    said: Range<usize>,
}

impl Between<'_, '_> {
    fn weigh(self, found: &mut Passages) {
        let in_body = self.sides.part(self.said.start.saturating_sub(1)) == self.sides.script.body();
        let bars = if in_body && !self.said.is_empty() { self.covering() } else { Vec::new() };
        match (self.seen.is_empty(), self.said.is_empty()) {
            _ if !bars.is_empty() => {
                found.bars.extend(bars);
                found.covered += self.said.len();
            }
            (true, false) if in_body => self.missing(found),
            (false, true) if in_body => self.added(found),
            (false, false) => self.changed(in_body, found),
            _ => {}
        }
    }

    /// The bars over what is between, where all that was read there lies on them and they have room for the page's words.
    fn covering(&self) -> Vec<Rect> {
        let Sides { seen, column, .. } = self.sides;
        let (before, after) = (seen.terms[self.seen.start - 1].bounds, seen.terms[self.seen.end].bounds);
        let height = seen.height();
        let over = OVER * height;
        let (first, last) = (before.centre().y, after.centre().y);
        let lies_between = |bar: &&Rect| {
            let spans = |y: f64| bar.y0 <= y && y < bar.y1;
            let in_turn = bar.y1 > first && bar.y0 < last.max(first + 1.0);
            let beside =
                (!spans(first) || bar.x0 > before.x1 - over) && (!spans(last) || bar.x1 < after.x0 + over);
            in_turn && beside && (column.0..column.1).contains(&bar.centre().x)
        };
        let bars: Vec<Rect> = seen.bars().iter().filter(lies_between).copied().collect();
        let lines = |bar: &Rect| (bar.height() / (PITCH * height)).round().max(1.0);
        let room: f64 = bars.iter().map(|bar| bar.width() * lines(bar)).sum();
        let letters = self.sides.script.said(self.said.clone()).chars().count();
        let needed = NARROW * height * letters as f64;
        let on_bars = |t: &SeenTerm| bars.iter().any(|b| b.grown(over).intersection(&t.bounds).area() > 0.0);
        let fits =
            (needed..ROOMY * needed).contains(&room) && seen.terms[self.seen.clone()].iter().all(on_bars);
        if fits { bars } else { Vec::new() }
    }

    /// The page has words that the picture has not.
    fn missing(&self, found: &mut Passages) {
        let (before, after) =
            (&self.sides.seen.terms[self.seen.start - 1], &self.sides.seen.terms[self.seen.end]);
        let height = before.bounds.height().max(after.bounds.height());
        let original = self.sides.script.said(self.said.clone());
        let same_line = before.line == after.line;
        let bounds = if same_line {
            Rect {
                x0: before.bounds.x1 - height / 2.0,
                x1: after.bounds.x0 + height / 2.0,
                ..before.bounds.union(&after.bounds)
            }
        } else {
            after.bounds
        };
        // Ink that could not be read leaves its room.
        let room = after.bounds.x0 - before.bounds.x1;
        let needed = NARROW * height * original.chars().count() as f64;
        let down = after.bounds.centre().y - before.bounds.centre().y;
        let runs_on =
            if same_line { room < needed.max(height) } else { down < RUNS_ON * 1.6 * height && down > 0.0 };
        // A letter by itself is easily overlooked.
        let is_letter = original.chars().filter(|c| c.is_alphanumeric()).count() < 2;
        let passage = Passage::new(bounds, DifferenceKind::Missing, original, String::new());
        if runs_on && !is_letter { found.differing.push(passage) } else { found.unclear.push(passage) }
    }

    /// The picture has words that the page has not.
    fn added(&self, found: &mut Passages) {
        let (before, after) =
            (&self.sides.seen.terms[self.seen.start - 1], &self.sides.seen.terms[self.seen.end]);
        let height = before.bounds.height().max(after.bounds.height());
        let column = self.sides.column;
        // What stands beside the text, and specks and icons taken for words, were not added to it.
        let counts = |t: &&SeenTerm| {
            let inside = t.bounds.x1 > column.0 && t.bounds.x0 < column.1;
            inside && t.confidence >= DOUBTED && t.bounds.height() > LEAST_HEIGHT * height
        };
        let terms: Vec<&SeenTerm> = self.sides.seen.terms[self.seen.clone()].iter().filter(counts).collect();
        let Some(first) = terms.first() else { return };
        let letters: usize = terms.iter().map(|t| t.token.plain.chars().count()).sum();
        let apart = first.line == before.line && first.bounds.x0 - before.bounds.x1 > APART * height;
        if letters < 2 || apart {
            return;
        }
        let shown = self.sides.shown(self.seen.clone());
        let marks = self.sides.script.marks_before(self.said.start);
        let may_be_marks = marks > 0 && letters <= LETTERS_OF_A_MARK * (marks + 1);
        let of_lines = terms.chunk_by(|a, b| a.line == b.line);
        for bounds in of_lines.filter_map(|line| Rect::around(line.iter().map(|t| t.bounds))) {
            let passage = Passage::new(bounds, DifferenceKind::Added, String::new(), shown.clone());
            if may_be_marks {
                found.unclear.push(passage.in_doubt());
            } else {
                found.differing.push(passage);
            }
        }
    }

    /// Both have words, and not the same.
    fn changed(&self, in_body: bool, found: &mut Passages) {
        let joined = |terms: &mut dyn Iterator<Item = &str>| terms.collect::<String>();
        let (seen, said) =
            (&self.sides.seen.terms[self.seen.clone()], &self.sides.script.terms[self.said.clone()]);
        let folded = joined(&mut seen.iter().map(|t| t.token.folded.as_str()));
        // Words run together or torn apart.
        if folded == joined(&mut said.iter().map(|t| t.token.folded.as_str())) {
            found.agreeing.extend(self.seen.clone());
            return;
        }
        if self.seen.len() == self.said.len() {
            self.one_by_one(found);
        } else if in_body {
            self.judge(self.seen.clone(), self.said.clone(), found);
        }
    }

    /// Words of both, as many of each.
    fn one_by_one(&self, found: &mut Passages) {
        for (i, j) in self.seen.clone().zip(self.said.clone()) {
            match self.sides.same(i, j).then_some(Meant::Same).or_else(|| self.sides.as_dates(i, j)) {
                Some(Meant::Same) => found.agreeing.push(i),
                Some(Meant::Unclear) => {}
                Some(Meant::Different) | None => self.judge(i..i + 1, j..j + 1, found),
            }
        }
    }

    /// Words of both, neither more than the other: a fault of the reader, or a change.
    fn judge(&self, seen: Range<usize>, said: Range<usize>, found: &mut Passages) {
        let sides = self.sides;
        let (original, shown) = (sides.script.said(said.clone()), sides.shown(seen.clone()));
        let terms = &sides.seen.terms[seen.clone()];
        let Some(&bounds) = sides.boxes(seen.clone()).first() else { return };
        let confidence = terms.iter().map(|t| t.confidence).fold(100.0, f64::min);
        let verdict = match sides.in_one_word(seen.clone(), said.clone()) {
            Some((word, as_said)) => self.glyphs.shown(&word.bounds, &word.text, &as_said, confidence),
            None => Glyphs::by_reading(&shown, &original, confidence),
        };
        let passage = Passage {
            in_header: self.sides.part(said.start) != self.sides.script.body(),
            is_doubt: digits(&original) != digits(&shown)
                || confidence >= DOUBTLESS && is_another(&shown, &original)
                || confidence >= BEYOND_DOUBT,
            ..Passage::new(bounds, DifferenceKind::Changed, original, shown)
        };
        match verdict {
            Shown::Same => found.agreeing.extend(seen),
            Shown::Other(beyond) => found.differing.push(Passage { beyond, ..passage }),
            Shown::Unclear => found.unclear.push(passage),
        }
    }
}

//! Passages: what the alignment leaves between words on which picture and page agree.

use std::ops::Range;

use super::dates::{Meant, meant};
use super::glyphs::{Glyphs, Shown};
use super::script::Script;
use super::transcript::{SeenTerm, Transcript};
use crate::model::geometry::Rect;
use crate::model::text::FieldKind;
use crate::model::verdict::DifferenceKind;

/// Confidence below which a word that the page does not have may be no word at all.
const DOUBTED: f64 = 50.0;
/// Share of its neighbours' height that a word has at least.
const LEAST_HEIGHT: f64 = 0.4;
/// Pitches of lines over which a text still runs on from one line to the next.
const RUNS_ON: f64 = 2.3;
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
    /// Whether another number was read, though the letters do not tell.
    pub is_doubt: bool,
}

impl Passage {
    /// A passage that differs as far as was read.
    pub fn new(bounds: Rect, kind: DifferenceKind, original: String, shown: String) -> Self {
        Self { bounds, kind, original, shown, beyond: 1.0, in_header: false, is_doubt: false }
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
}

/// The digits of words: one of them changed is another number, where a letter is mostly a fault of the reader.
fn digits(words: &str) -> String {
    words.chars().filter(char::is_ascii_digit).collect()
}

/// Picture and page side by side.
pub struct Sides<'a> {
    /// The picture's words.
    pub seen: &'a Transcript,
    /// The page's.
    pub script: &'a Script<'a>,
    column: (f64, f64),
}

impl<'a> Sides<'a> {
    /// Picture and page, of which these terms agree.
    pub fn new(seen: &'a Transcript, script: &'a Script<'a>, pairs: &[(usize, usize)]) -> Self {
        let mut sides = Self { seen, script, column: (f64::MIN, f64::MAX) };
        let held = pairs.iter().filter(|&&(i, j)| script.terms[j].part == script.body() && sides.same(i, j));
        let (mut left, mut right): (Vec<f64>, Vec<f64>) =
            held.map(|p| seen.terms[p.0].bounds).map(|b| (b.x0, b.x1)).unzip();
        left.sort_by(f64::total_cmp);
        right.sort_by(f64::total_cmp);
        // A word or two may agree by chance beside the text.
        let few = left.len() / 50;
        if let (Some(&left), Some(&right)) = (left.get(few), right.iter().rev().nth(few)) {
            sides.column = (left, right);
        }
        sides
    }

    /// Left and right end of the body's column, in pixels of the raster that was read.
    fn column(&self) -> (f64, f64) {
        self.column
    }
}

/// Goes through the passages between words that are spelled the same. `pairs` are the alignment's.
pub fn passages(sides: &Sides, pairs: &[(usize, usize)], glyphs: &Glyphs) -> Passages {
    let firm: Vec<(usize, usize)> = pairs.iter().copied().filter(|&(i, j)| sides.same(i, j)).collect();
    let mut found = Passages { agreeing: firm.iter().map(|p| p.0).collect(), ..Default::default() };
    for ends in firm.windows(2) {
        let (seen, said) = (ends[0].0 + 1..ends[1].0, ends[0].1 + 1..ends[1].1);
        if seen.is_empty() && said.is_empty() {
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
    found
}

impl Sides<'_> {
    /// Whether a term of the picture is spelled as one of the page, but for what readers confuse.
    pub fn same(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.seen.terms[i].token, &self.script.terms[j].token);
        a.plain == b.plain || a.folded == b.folded
    }

    fn part(&self, j: usize) -> usize {
        self.script.terms[j].part
    }

    /// What follows the last word of a sender, subject or date that agrees: on its line, and in its field.
    fn rest_of_field(&self, (i, j): (usize, usize)) -> (Range<usize>, Range<usize>) {
        let (part, line) = (self.part(j), self.seen.terms[i].line);
        let held = [FieldKind::From, FieldKind::Subject, FieldKind::Date].map(|kind| self.script.field(kind));
        if !held.contains(&Some(part)) {
            return (i..i, j..j);
        }
        let near = |k: &usize| {
            let (a, b) = (&self.seen.terms[k - 1], &self.seen.terms[*k]);
            let is_address = self.seen.words[b.word].text.contains('@');
            b.line == line && b.bounds.x0 - a.bounds.x1 < a.bounds.height() && !is_address
        };
        let seen = (i + 1..self.seen.terms.len()).take_while(near).count();
        let said = self.script.terms[j + 1..].iter().take_while(|t| t.part == part).count();
        let both = seen.min(said);
        (i + 1..i + 1 + both, j + 1..j + 1 + both)
    }

    /// How a term of the picture stands to one of the message's date; none where it is not of the date.
    fn as_dates(&self, i: usize, j: usize) -> Option<Meant> {
        let said = &self.script.terms[j];
        if self.script.field(FieldKind::Date) != Some(said.part) {
            return None;
        }
        // The hour is the fifth term: weekday, day, month, year, hour.
        let first = self.script.terms.iter().position(|t| t.part == said.part)?;
        let weekday = usize::from(self.script.terms[first].token.plain.chars().all(char::is_alphabetic));
        Some(meant(&said.token.plain, &self.seen.terms[i].token.plain, j == first + weekday + 3))
    }

    /// What was read from one term to another, with what stands between them.
    fn shown(&self, terms: Range<usize>) -> String {
        let of_words = self.seen.terms[terms].chunk_by(|a, b| a.word == b.word);
        let part =
            |t: &[SeenTerm]| self.seen.words[t[0].word].text[t[0].at.start..t[t.len() - 1].at.end].to_owned();
        of_words.map(part).collect::<Vec<_>>().join(" ")
    }

    /// The word that terms are of, where it is one: its box, its spelling, and where they stand in it.
    fn in_one_word(&self, terms: &[SeenTerm]) -> Option<(Rect, &str, Range<usize>)> {
        let (first, last) = terms.first().zip(terms.last())?;
        let word = &self.seen.words[first.word];
        (first.word == last.word).then_some((word.bounds, word.text.as_str(), first.at.start..last.at.end))
    }

    /// Boxes of terms, one a line.
    fn boxes(&self, terms: Range<usize>) -> Vec<Rect> {
        let of_lines = self.seen.terms[terms].chunk_by(|a, b| a.line == b.line);
        of_lines.filter_map(|line| line.iter().map(|t| t.bounds).reduce(|a, b| a.union(&b))).collect()
    }
}

/// What lies between two words that agree, neither of which is in it.
struct Between<'a> {
    sides: &'a Sides<'a>,
    glyphs: &'a Glyphs<'a>,
    seen: Range<usize>,
    said: Range<usize>,
}

impl Between<'_> {
    fn weigh(self, found: &mut Passages) {
        let in_body = self.sides.part(self.said.start.saturating_sub(1)) == self.sides.script.body();
        match (self.seen.is_empty(), self.said.is_empty()) {
            (true, false) if in_body => self.missing(found),
            (false, true) if in_body => self.added(found),
            (false, false) => self.changed(in_body, found),
            _ => {}
        }
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
        let needed = 0.35 * height * original.chars().count() as f64;
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
        let column = self.sides.column();
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
        let of_lines = terms.chunk_by(|a, b| a.line == b.line);
        for bounds in of_lines.filter_map(|line| line.iter().map(|t| t.bounds).reduce(|a, b| a.union(&b))) {
            found.differing.push(Passage::new(bounds, DifferenceKind::Added, String::new(), shown.clone()));
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
        let verdict = match sides.in_one_word(terms) {
            Some((place, word, at)) => {
                let as_said = [&word[..at.start], &original, &word[at.end..]].concat();
                self.glyphs.shown(&place, word, &as_said, confidence)
            }
            None => Glyphs::by_reading(&shown, &original, confidence),
        };
        let passage = Passage {
            in_header: self.sides.part(said.start) != self.sides.script.body(),
            is_doubt: digits(&original) != digits(&shown),
            ..Passage::new(bounds, DifferenceKind::Changed, original, shown)
        };
        match verdict {
            Shown::Same => found.agreeing.extend(seen),
            Shown::Other(beyond) => found.differing.push(Passage { beyond, ..passage }),
            Shown::Unclear => found.unclear.push(passage),
        }
    }
}

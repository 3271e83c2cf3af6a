//! Passages: what the alignment leaves between words on which picture and page agree.

use std::ops::Range;

use super::boundaries::{ends, without_strays};
use super::missed_ink;
use crate::check::text::align::mismatch::{Opposite, Sides};
use crate::check::text::align::ocr_words::SeenTerm;
use crate::check::text::glyphs::spelling::{Glyphs, LazyGlyphs, Shown, is_another};
use crate::check::text::header::fields::{Number, fields};
use crate::check::text::thresholds::{
    ADDED_WORD_CONFIDENCE, ADDED_WORD_HEIGHT_RATIO, BAR_OVERLAP_LETTERS, BAR_ROOM_RATIO, CERTAIN_CONFIDENCE,
    COLUMN_GAP_LETTERS, LINE_PITCH_LETTERS, LOST_LETTERS_RATIO, MARK_LETTERS, MISSING_WORDS_LINES,
    MISSING_WORDS_PITCH_LETTERS, NARROW_LETTER_WIDTH, OTHER_WORD_CONFIDENCE, PIECE_GAP_LETTERS,
};
use crate::model::answer::DifferenceKind;
use crate::model::geometry::Rect;

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
    /// Recipients of the message that the heading does not show.
    pub not_shown: Vec<String>,
}

impl Passages {
    /// Of a page whose own words may be misread no place can be said to differ: a person has to look at all of them.
    pub fn doubt_all(&mut self) {
        self.unclear.extend(self.differing.drain(..).map(Passage::in_doubt));
    }
}

/// The digits of words: one of them changed is another number, where a letter is mostly a fault of the reader.
fn digits(words: &str) -> String {
    words.chars().filter(char::is_ascii_digit).collect()
}

/// Goes through the passages of the body between words that are spelled the same, and those at its ends.
pub fn passages(sides: &Sides, glyphs: &LazyGlyphs) -> Passages {
    let firm = sides.pairs.iter().copied().filter(|&(i, j)| sides.same(i, j)).collect();
    let firm = without_strays(sides, firm);
    let mut found = Passages { agreeing: firm.iter().map(|p| p.0).collect(), ..Default::default() };
    let in_body = |pair: &(usize, usize)| sides.part(pair.1) == sides.script.body();
    for ends in firm.windows(2).filter(|ends| ends.iter().all(in_body)) {
        let (seen, said) = (ends[0].0 + 1..ends[1].0, ends[0].1 + 1..ends[1].1);
        Between { sides, glyphs, seen, said }.weigh(&mut found);
    }
    marks(sides, &firm, &mut found);
    ends(sides, &firm).into_iter().for_each(|end| oppose(sides, glyphs, end, &mut found));
    found
}

/// Where a question is shown as an exclamation, or the other way: whole sentences turn on it, and letters do not tell.
fn marks(sides: &Sides, firm: &[(usize, usize)], found: &mut Passages) {
    let asks = |mark: Option<char>| mark.filter(|mark| ['?', '!'].contains(mark));
    for &(i, j) in firm {
        let term = &sides.seen.terms[i];
        let word = &sides.seen.words[term.word];
        let shown = asks(word.text[term.at.end..].chars().next());
        let own = asks(sides.script.mark_after(j));
        if term.confidence >= CERTAIN_CONFIDENCE && shown.zip(own).is_some_and(|(shown, own)| shown != own) {
            let original = sides.script.said(j..j + 1) + &own.map(String::from).unwrap_or_default();
            let shown = word.text[term.at.start..].to_owned();
            found
                .unclear
                .push(Passage::new(term.bounds, DifferenceKind::Changed, original, shown).in_doubt());
        }
    }
}

/// Goes through what the heading shows of the fields; `first` is the first term that agrees with the body.
pub fn heading(sides: &Sides, glyphs: &LazyGlyphs, first: usize, found: &mut Passages) {
    let fields = fields(sides, first);
    fields.opposite.into_iter().for_each(|pair| oppose(sides, glyphs, pair, found));
    for Number { term, expected, original } in fields.numbers {
        let SeenTerm { word, at, bounds, confidence, token, .. } = &sides.seen.terms[term];
        let word = &sides.seen.words[*word];
        let as_said = [&word.text[..at.start], &expected, &word.text[at.end..]].concat();
        let verdict = glyphs.shown(&word.bounds, &word.text, &as_said, *confidence);
        let passage = Passage::new(*bounds, DifferenceKind::Changed, original, token.text.clone());
        found.tell(verdict, term..term + 1, Passage { in_header: true, is_doubt: true, ..passage });
    }
    for (i, j) in fields.confusable {
        let term = &sides.seen.terms[i];
        let (word, own) = (&sides.seen.words[term.word], &sides.script.terms[j].token.text);
        let as_said = [&word.text[..term.at.start], own, &word.text[term.at.end..]].concat();
        let verdict = glyphs.shown(&word.bounds, &word.text, &as_said, term.confidence);
        let passage =
            Passage::new(term.bounds, DifferenceKind::Changed, own.clone(), term.token.text.clone());
        found.tell(verdict, i..i + 1, Passage { in_header: true, is_doubt: true, ..passage });
    }
    found.not_shown = fields.not_shown;
    found.differing.extend(fields.differing);
    found.unclear.extend(fields.doubtful.into_iter().map(Passage::in_doubt));
}

/// Holds words against those in whose place they stand.
fn oppose(
    sides: &Sides,
    glyphs: &LazyGlyphs,
    Opposite { seen, said, is_sure }: Opposite,
    found: &mut Passages,
) {
    let certain = found.differing.len();
    Between { sides, glyphs, seen, said }.changed(found);
    if !is_sure {
        let doubted = found.differing.split_off(certain).into_iter();
        found.unclear.extend(doubted.map(Passage::in_doubt));
    }
}

impl Passages {
    /// Enters what the letters of a passage's terms show.
    fn tell(&mut self, verdict: Shown, terms: Range<usize>, passage: Passage) {
        match verdict {
            Shown::Same => self.agreeing.extend(terms),
            Shown::Other(beyond) => self.differing.push(Passage { beyond, ..passage }),
            Shown::Unclear => self.unclear.push(passage),
        }
    }
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
        let bars = if self.said.is_empty() { Vec::new() } else { self.covering() };
        match (self.seen.is_empty(), self.said.is_empty()) {
            _ if !bars.is_empty() => {
                found.bars.extend(bars);
                found.covered += self.said.len();
            }
            (true, false) => self.missing(found),
            (false, true) => self.added(found),
            (false, false) => self.changed(found),
            (true, true) => {}
        }
    }

    /// The bars over what is between, where all that was read there lies on them and they have room for the page's words.
    fn covering(&self) -> Vec<Rect> {
        let Sides { seen, column, .. } = self.sides;
        let (before, after) = (seen.terms[self.seen.start - 1].bounds, seen.terms[self.seen.end].bounds);
        let height = seen.height();
        let over = BAR_OVERLAP_LETTERS * height;
        let (first, last) = (before.centre().y, after.centre().y);
        let lies_between = |bar: &&Rect| {
            let spans = |y: f64| bar.y0 <= y && y < bar.y1;
            let in_turn = bar.y1 > first && bar.y0 < last.max(first + 1.0);
            let beside =
                (!spans(first) || bar.x0 > before.x1 - over) && (!spans(last) || bar.x1 < after.x0 + over);
            in_turn && beside && (column.0..column.1).contains(&bar.centre().x)
        };
        let bars: Vec<Rect> = seen.bars().iter().filter(lies_between).copied().collect();
        let lines = |bar: &Rect| (bar.height() / (LINE_PITCH_LETTERS * height)).round().max(1.0);
        let room: f64 = bars.iter().map(|bar| bar.width() * lines(bar)).sum();
        let letters = self.sides.script.said(self.said.clone()).chars().count();
        let needed = NARROW_LETTER_WIDTH * height * letters as f64;
        let on_bars = |t: &SeenTerm| bars.iter().any(|b| b.grown(over).intersection(&t.bounds).area() > 0.0);
        let fits = (needed..BAR_ROOM_RATIO * needed).contains(&room)
            && seen.terms[self.seen.clone()].iter().all(on_bars);
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
        let needed = NARROW_LETTER_WIDTH * height * original.chars().count() as f64;
        let down = after.bounds.centre().y - before.bounds.centre().y;
        let runs_on = if same_line {
            room < needed.max(height)
        } else {
            down < MISSING_WORDS_LINES * MISSING_WORDS_PITCH_LETTERS * height && down > 0.0
        };
        // A letter by itself is easily overlooked.
        let is_letter = original.chars().filter(|c| c.is_alphanumeric()).count() < 2;
        let is_unread = !same_line && missed_ink::between(self.sides, before, after, needed);
        let passage = Passage::new(bounds, DifferenceKind::Missing, original, String::new());
        if runs_on && !is_letter && !is_unread {
            found.differing.push(passage)
        } else {
            found.unclear.push(passage)
        }
    }

    /// The picture has words that the page has not.
    fn added(&self, found: &mut Passages) {
        let (before, after) =
            (&self.sides.seen.terms[self.seen.start - 1], &self.sides.seen.terms[self.seen.end]);
        let height = before.bounds.height().max(after.bounds.height());
        let column = self.sides.column;
        // What goes on with a line stands in the text, however long the line is.
        let behind = self.sides.beside(self.seen.start - 1, self.seen.clone(), COLUMN_GAP_LETTERS);
        let ahead = self.sides.beside(self.seen.end, self.seen.clone().rev(), PIECE_GAP_LETTERS);
        let goes_on = |i: usize| i < self.seen.start + behind || i >= self.seen.end - ahead;
        // What stands beside the text, and specks and icons taken for words, were not added to it.
        let counts = |i: &usize| {
            let t = &self.sides.seen.terms[*i];
            let in_column = t.bounds.x1 > column.0 && t.bounds.x0 < column.1;
            let is_word =
                t.confidence >= ADDED_WORD_CONFIDENCE && t.bounds.height() > ADDED_WORD_HEIGHT_RATIO * height;
            (in_column || goes_on(*i)) && is_word
        };
        let counted: Vec<usize> = self.seen.clone().filter(counts).collect();
        let terms: Vec<&SeenTerm> = counted.into_iter().map(|i| &self.sides.seen.terms[i]).collect();
        let Some(first) = terms.first() else { return };
        let letters: usize = terms.iter().map(|t| t.token.plain.chars().count()).sum();
        let apart =
            first.line == before.line && first.bounds.x0 - before.bounds.x1 > COLUMN_GAP_LETTERS * height;
        if letters < 2 || apart {
            return;
        }
        let shown = self.sides.shown(self.seen.clone());
        let marks = self.sides.script.marks_before(self.said.start);
        let may_be_marks = marks > 0 && letters <= MARK_LETTERS * (marks + 1);
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
    fn changed(&self, found: &mut Passages) {
        let [read, own] = self.sides.letters(&self.seen, &self.said);
        // Words run together or torn apart.
        if read == own {
            found.agreeing.extend(self.seen.clone());
            return;
        }
        // What stands beside the text was not put in the place of its words: these were overlooked.
        let (left, right) = self.sides.column;
        let terms = &self.sides.seen.terms;
        let ends = [self.seen.start.checked_sub(1), Some(self.seen.end)].into_iter().flatten();
        let ends: Vec<usize> = ends.filter_map(|i| terms.get(i)).map(|t| t.line).collect();
        let height = self.sides.seen.height();
        let goes_on = self.seen.start.checked_sub(1).is_some_and(|i| {
            let (last, next) = (&terms[i], &terms[self.seen.start]);
            last.line == next.line && next.bounds.x0 - last.bounds.x1 < COLUMN_GAP_LETTERS * height
        });
        let is_between = goes_on || ends.len() == 2 && ends[0] == ends[1];
        let is_beside = |t: &SeenTerm| !is_between && (t.bounds.x1 <= left || t.bounds.x0 >= right);
        if self.sides.seen.terms[self.seen.clone()].iter().all(is_beside) {
            found.unclear.extend(self.passage());
            return;
        }
        if self.seen.len() != self.said.len() {
            return self.judge(self.seen.clone(), self.said.clone(), found);
        }
        for (i, j) in self.seen.clone().zip(self.said.clone()) {
            if self.sides.same(i, j) {
                found.agreeing.push(i);
            } else {
                self.judge(i..i + 1, j..j + 1, found);
            }
        }
    }

    /// Whether of several words only some letters were read, and nothing that speaks against them: "marri i" of "married
    /// women in". Who takes words out takes them out whole.
    fn lost_letters(&self, seen: &Range<usize>, said: &Range<usize>) -> bool {
        let [read, own] = self.sides.letters(seen, said);
        let mut letters = own.chars();
        let is_letter = |c: char| c.is_alphabetic();
        read.chars().all(is_letter)
            && own.chars().all(is_letter)
            && LOST_LETTERS_RATIO.1 * read.chars().count() <= LOST_LETTERS_RATIO.0 * own.chars().count()
            && read.chars().all(|c| letters.any(|own| own == c))
    }

    /// The whole of it, as far as was read.
    fn passage(&self) -> Option<Passage> {
        let bounds = self.sides.boxes(self.seen.clone()).first().copied()?;
        let (original, shown) =
            (self.sides.script.said(self.said.clone()), self.sides.shown(self.seen.clone()));
        Some(Passage::new(bounds, DifferenceKind::Changed, original, shown))
    }

    /// Whether what was read may be the page's word and a mark beside it that was taken for a letter.
    fn may_have_marks(&self, seen: &Range<usize>, said: &Range<usize>) -> bool {
        let script = self.sides.script;
        let marks = script.marks_before(said.start) + script.marks_before(said.end);
        let [read, own] = self.sides.letters(seen, said);
        let more = read.strip_prefix(&own).or_else(|| read.strip_suffix(&own)).unwrap_or_default();
        (1..=MARK_LETTERS * marks).contains(&more.chars().count()) && more.chars().all(char::is_alphabetic)
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
            None if self.lost_letters(&seen, &said) => Shown::Unclear,
            None => Glyphs::by_reading(&shown, &original, confidence),
        };
        // A mark beside a word may have been read as a letter of it, and of a word only a piece.
        let verdict = match verdict {
            Shown::Other(_) if self.may_have_marks(&seen, &said) => Shown::Unclear,
            Shown::Other(_) if missed_ink::is_a_piece(sides.seen, terms) => Shown::Unclear,
            verdict => verdict,
        };
        let passage = Passage {
            in_header: self.sides.part(said.start) != self.sides.script.body(),
            is_doubt: self.may_have_marks(&seen, &said)
                || digits(&original) != digits(&shown)
                || confidence >= OTHER_WORD_CONFIDENCE && is_another(&shown, &original)
                || confidence >= CERTAIN_CONFIDENCE,
            ..Passage::new(bounds, DifferenceKind::Changed, original, shown)
        };
        found.tell(verdict, seen, passage);
    }
}

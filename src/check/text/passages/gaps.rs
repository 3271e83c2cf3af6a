//! Passages: what lies between words on which picture and page agree.

use std::ops::Range;

use super::boundaries::{ends, without_strays};
use super::missed_ink::{self, Side};
use crate::check::text::align::mismatch::{Alignment, Mismatch};
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

/// A place where the words differ, or may differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The place, in pixels of the raster that was read.
    pub bounds: Rect,
    /// The kind of difference.
    pub kind: DifferenceKind,
    /// What the page has there; empty if words were added.
    pub original: String,
    /// What was read there; empty if words are missing.
    pub shown: String,
    /// Misfit of the page's spelling, in limits of the picture's own letters.
    pub beyond: f64,
    /// Whether it is in the header.
    pub in_header: bool,
    /// Whether another number or word was read, although glyphs do not decide.
    pub is_doubt: bool,
}

impl Passage {
    /// A passage that differs by its reading.
    pub fn new(bounds: Rect, kind: DifferenceKind, original: String, shown: String) -> Self {
        Self { bounds, kind, original, shown, beyond: 1.0, in_header: false, is_doubt: false }
    }

    /// The same passage, to be examined by a person.
    pub fn in_doubt(self) -> Self {
        Self { is_doubt: true, ..self }
    }
}

/// The result of the comparison of words.
#[derive(Default)]
pub struct Passages {
    /// Terms of the picture that match the page.
    pub agreeing: Vec<usize>,
    /// Places that differ.
    pub differing: Vec<Passage>,
    /// Places that are undecided.
    pub unclear: Vec<Passage>,
    /// Redaction bars over words, in pixels of the raster that was read.
    pub bars: Vec<Rect>,
    /// Number of the page's words that the bars cover.
    pub covered: usize,
    /// Recipients of the message that the header in the picture does not show.
    pub not_shown: Vec<String>,
}

impl Passages {
    /// Turns all differences into doubts, for a page whose own words may be misread.
    pub fn doubt_all(&mut self) {
        self.unclear.extend(self.differing.drain(..).map(Passage::in_doubt));
    }
}

/// The digits of words. A changed digit is another number, while a changed letter is mostly an error of OCR.
fn digits(words: &str) -> String {
    words.chars().filter(char::is_ascii_digit).collect()
}

/// Compares the passages of the body between words that are spelled the same, and those at its ends.
pub fn passages(alignment: &Alignment, glyphs: &LazyGlyphs) -> Passages {
    let firm = alignment.pairs.iter().copied().filter(|&(i, j)| alignment.same(i, j)).collect();
    let firm = without_strays(alignment, firm);
    let mut found = Passages { agreeing: firm.iter().map(|p| p.0).collect(), ..Default::default() };
    let in_body = |pair: &(usize, usize)| alignment.part(pair.1) == alignment.reference.body();
    for ends in firm.windows(2).filter(|ends| ends.iter().all(in_body)) {
        let (seen, said) = (ends[0].0 + 1..ends[1].0, ends[0].1 + 1..ends[1].1);
        Between { alignment, glyphs, seen, said }.compare(&mut found);
    }
    marks(alignment, &firm, &mut found);
    ends(alignment, &firm).into_iter().for_each(|end| compare_mismatch(alignment, glyphs, end, &mut found));
    found
}

/// Finds a question that is shown as an exclamation, or the reverse: it changes a whole sentence, and glyphs do not
/// decide.
fn marks(alignment: &Alignment, firm: &[(usize, usize)], found: &mut Passages) {
    let asks = |mark: Option<char>| mark.filter(|mark| ['?', '!'].contains(mark));
    for &(i, j) in firm {
        let term = &alignment.seen.terms[i];
        let word = &alignment.seen.words[term.word];
        let shown = asks(word.text[term.at.end..].chars().next());
        let own = asks(alignment.reference.mark_after(j));
        if term.confidence >= CERTAIN_CONFIDENCE && shown.zip(own).is_some_and(|(shown, own)| shown != own) {
            let original = alignment.reference.said(j..j + 1) + &own.map(String::from).unwrap_or_default();
            let shown = word.text[term.at.start..].to_owned();
            found
                .unclear
                .push(Passage::new(term.bounds, DifferenceKind::Changed, original, shown).in_doubt());
        }
    }
}

/// Compares the header fields shown; `first` is the first term that matches the body.
pub fn header_fields(alignment: &Alignment, glyphs: &LazyGlyphs, first: usize, found: &mut Passages) {
    let fields = fields(alignment, first);
    fields.mismatches.into_iter().for_each(|pair| compare_mismatch(alignment, glyphs, pair, found));
    for Number { term, expected, original } in fields.numbers {
        let SeenTerm { word, at, bounds, confidence, token, .. } = &alignment.seen.terms[term];
        let word = &alignment.seen.words[*word];
        let as_said = [&word.text[..at.start], &expected, &word.text[at.end..]].concat();
        let verdict = glyphs.shown(&word.bounds, &word.text, &as_said, *confidence);
        let passage = Passage::new(*bounds, DifferenceKind::Changed, original, token.text.clone());
        found.add(verdict, term..term + 1, Passage { in_header: true, is_doubt: true, ..passage });
    }
    for (i, j) in fields.confusable {
        let term = &alignment.seen.terms[i];
        let (word, own) = (&alignment.seen.words[term.word], &alignment.reference.terms[j].token.text);
        let as_said = [&word.text[..term.at.start], own, &word.text[term.at.end..]].concat();
        let verdict = glyphs.shown(&word.bounds, &word.text, &as_said, term.confidence);
        let passage =
            Passage::new(term.bounds, DifferenceKind::Changed, own.clone(), term.token.text.clone());
        found.add(verdict, i..i + 1, Passage { in_header: true, is_doubt: true, ..passage });
    }
    found.not_shown = fields.not_shown;
    found.differing.extend(fields.differing);
    found.unclear.extend(fields.doubtful.into_iter().map(Passage::in_doubt));
}

/// Compares the terms of a mismatch.
fn compare_mismatch(
    alignment: &Alignment,
    glyphs: &LazyGlyphs,
    Mismatch { seen, said, is_sure }: Mismatch,
    found: &mut Passages,
) {
    let certain = found.differing.len();
    Between { alignment, glyphs, seen, said }.changed(found);
    if !is_sure {
        let doubted = found.differing.split_off(certain).into_iter();
        found.unclear.extend(doubted.map(Passage::in_doubt));
    }
}

impl Passages {
    /// Adds a passage by what its glyphs show.
    fn add(&mut self, verdict: Shown, terms: Range<usize>, passage: Passage) {
        match verdict {
            Shown::Same => self.agreeing.extend(terms),
            Shown::Other(beyond) => self.differing.push(Passage { beyond, ..passage }),
            Shown::Unclear => self.unclear.push(passage),
        }
    }
}

/// What lies between two matching words.
struct Between<'a, 'g> {
    alignment: &'a Alignment<'a>,
    glyphs: &'a LazyGlyphs<'g>,
    seen: Range<usize>,
    said: Range<usize>,
}

impl Between<'_, '_> {
    fn compare(self, found: &mut Passages) {
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

    /// The redaction bars over this gap, if all that was read there lies on them and they have room for the page's
    /// words.
    fn covering(&self) -> Vec<Rect> {
        let Alignment { seen, column, .. } = self.alignment;
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
        let letters = self.alignment.reference.said(self.said.clone()).chars().count();
        let needed = NARROW_LETTER_WIDTH * height * letters as f64;
        let on_bars = |t: &SeenTerm| bars.iter().any(|b| b.grown(over).intersection(&t.bounds).area() > 0.0);
        let fits = (needed..BAR_ROOM_RATIO * needed).contains(&room)
            && seen.terms[self.seen.clone()].iter().all(on_bars);
        if fits { bars } else { Vec::new() }
    }

    /// The page has words that the picture does not have.
    fn missing(&self, found: &mut Passages) {
        let (before, after) =
            (&self.alignment.seen.terms[self.seen.start - 1], &self.alignment.seen.terms[self.seen.end]);
        let height = before.bounds.height().max(after.bounds.height());
        let original = self.alignment.reference.said(self.said.clone());
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
        // Unread ink leaves room.
        let room = after.bounds.x0 - before.bounds.x1;
        let needed = NARROW_LETTER_WIDTH * height * original.chars().count() as f64;
        let down = after.bounds.centre().y - before.bounds.centre().y;
        let runs_on = if same_line {
            room < needed.max(height)
        } else {
            down < MISSING_WORDS_LINES * MISSING_WORDS_PITCH_LETTERS * height && down > 0.0
        };
        // A single letter is easily overlooked.
        let is_letter = original.chars().filter(|c| c.is_alphanumeric()).count() < 2;
        let is_unread = !same_line && missed_ink::between(self.alignment, before, after, needed);
        let passage = Passage::new(bounds, DifferenceKind::Missing, original, String::new());
        if runs_on && !is_letter && !is_unread {
            found.differing.push(passage)
        } else {
            found.unclear.push(passage)
        }
    }

    /// The picture has words that the page does not have.
    fn added(&self, found: &mut Passages) {
        let (before, after) =
            (&self.alignment.seen.terms[self.seen.start - 1], &self.alignment.seen.terms[self.seen.end]);
        let height = before.bounds.height().max(after.bounds.height());
        let column = self.alignment.column;
        // Words that continue a line belong to the text, however long the line is.
        let behind = self.alignment.beside(self.seen.start - 1, self.seen.clone(), COLUMN_GAP_LETTERS);
        let ahead = self.alignment.beside(self.seen.end, self.seen.clone().rev(), PIECE_GAP_LETTERS);
        let goes_on = |i: usize| i < self.seen.start + behind || i >= self.seen.end - ahead;
        // Words beside the text, specks and icons were not added to it.
        let counts = |i: &usize| {
            let t = &self.alignment.seen.terms[*i];
            let in_column = t.bounds.x1 > column.0 && t.bounds.x0 < column.1;
            let is_word =
                t.confidence >= ADDED_WORD_CONFIDENCE && t.bounds.height() > ADDED_WORD_HEIGHT_RATIO * height;
            (in_column || goes_on(*i)) && is_word
        };
        let counted: Vec<usize> = self.seen.clone().filter(counts).collect();
        let terms: Vec<&SeenTerm> = counted.into_iter().map(|i| &self.alignment.seen.terms[i]).collect();
        let Some(first) = terms.first() else { return };
        let letters: usize = terms.iter().map(|t| t.token.plain.chars().count()).sum();
        let apart =
            first.line == before.line && first.bounds.x0 - before.bounds.x1 > COLUMN_GAP_LETTERS * height;
        if letters < 2 || apart {
            return;
        }
        let shown = self.alignment.shown(self.seen.clone());
        let marks = self.alignment.reference.marks_before(self.said.start);
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

    /// Both have words, and they differ.
    fn changed(&self, found: &mut Passages) {
        let [read, own] = self.alignment.letters(&self.seen, &self.said);
        // Words that OCR joined or split.
        if read == own {
            found.agreeing.extend(self.seen.clone());
            return;
        }
        // Words beside the text do not replace its words, which were overlooked.
        let (left, right) = self.alignment.column;
        let terms = &self.alignment.seen.terms;
        let ends = [self.seen.start.checked_sub(1), Some(self.seen.end)].into_iter().flatten();
        let ends: Vec<usize> = ends.filter_map(|i| terms.get(i)).map(|t| t.line).collect();
        let height = self.alignment.seen.height();
        let goes_on = self.seen.start.checked_sub(1).is_some_and(|i| {
            let (last, next) = (&terms[i], &terms[self.seen.start]);
            last.line == next.line && next.bounds.x0 - last.bounds.x1 < COLUMN_GAP_LETTERS * height
        });
        let is_between = goes_on || ends.len() == 2 && ends[0] == ends[1];
        let is_beside = |t: &SeenTerm| !is_between && (t.bounds.x1 <= left || t.bounds.x0 >= right);
        if self.alignment.seen.terms[self.seen.clone()].iter().all(is_beside) {
            found.unclear.extend(self.passage());
            return;
        }
        if self.seen.len() != self.said.len() {
            return self.judge(self.seen.clone(), self.said.clone(), found);
        }
        for (i, j) in self.seen.clone().zip(self.said.clone()) {
            if self.alignment.same(i, j) {
                found.agreeing.push(i);
            } else {
                self.judge(i..i + 1, j..j + 1, found);
            }
        }
    }

    /// Whether OCR read only some letters of several words, and nothing that contradicts them: "marri i" of "married
    /// women in". A forger removes whole words.
    fn lost_letters(&self, seen: &Range<usize>, said: &Range<usize>) -> bool {
        let [read, own] = self.alignment.letters(seen, said);
        let mut letters = own.chars();
        let is_letter = |c: char| c.is_alphabetic();
        read.chars().all(is_letter)
            && own.chars().all(is_letter)
            && LOST_LETTERS_RATIO.1 * read.chars().count() <= LOST_LETTERS_RATIO.0 * own.chars().count()
            && read.chars().all(|c| letters.any(|own| own == c))
    }

    /// Whether OCR read the page's word without an end, and ink without a reading stands there: it takes an l or a 1 for a stroke.
    fn lost_an_end(&self, seen: &Range<usize>, said: &Range<usize>) -> bool {
        let [read, own] = self.alignment.letters(seen, said);
        let [first, last] = [seen.start, seen.end - 1].map(|i| &self.alignment.seen.terms[i].bounds);
        let text = self.alignment.seen;
        own.starts_with(&read) && missed_ink::joins(text, last, Side::Right)
            || own.ends_with(&read) && missed_ink::joins(text, first, Side::Left)
    }

    /// The whole gap as a passage.
    fn passage(&self) -> Option<Passage> {
        let bounds = self.alignment.boxes(self.seen.clone()).first().copied()?;
        let (original, shown) =
            (self.alignment.reference.said(self.said.clone()), self.alignment.shown(self.seen.clone()));
        Some(Passage::new(bounds, DifferenceKind::Changed, original, shown))
    }

    /// Whether what was read may be the page's word with a punctuation mark that was read as a letter.
    fn may_have_marks(&self, seen: &Range<usize>, said: &Range<usize>) -> bool {
        let reference = self.alignment.reference;
        let marks = reference.marks_before(said.start) + reference.marks_before(said.end);
        let [read, own] = self.alignment.letters(seen, said);
        let more = read.strip_prefix(&own).or_else(|| read.strip_suffix(&own)).unwrap_or_default();
        (1..=MARK_LETTERS * marks).contains(&more.chars().count()) && more.chars().all(char::is_alphabetic)
    }

    /// Decides between an error of OCR and a change for words of both alignment.
    fn judge(&self, seen: Range<usize>, said: Range<usize>, found: &mut Passages) {
        let alignment = self.alignment;
        let (original, shown) = (alignment.reference.said(said.clone()), alignment.shown(seen.clone()));
        let terms = &alignment.seen.terms[seen.clone()];
        let Some(&bounds) = alignment.boxes(seen.clone()).first() else { return };
        let confidence = terms.iter().map(|t| t.confidence).fold(100.0, f64::min);
        let verdict = match alignment.in_one_word(seen.clone(), said.clone()) {
            Some((word, as_said)) => self.glyphs.shown(&word.bounds, &word.text, &as_said, confidence),
            None if self.lost_letters(&seen, &said) => Shown::Unclear,
            None => Glyphs::by_reading(&shown, &original, confidence),
        };
        // A mark beside a word may have been read as a letter of it, and of a word only a fragment.
        let verdict = match verdict {
            Shown::Other(_) if self.may_have_marks(&seen, &said) => Shown::Unclear,
            Shown::Other(_) if missed_ink::is_a_piece(alignment.seen, terms) => Shown::Unclear,
            verdict => verdict,
        };
        let lost_an_end = matches!(verdict, Shown::Other(_)) && self.lost_an_end(&seen, &said);
        let verdict = if lost_an_end { Shown::Unclear } else { verdict };
        let passage = Passage {
            in_header: self.alignment.part(said.start) != self.alignment.reference.body(),
            is_doubt: lost_an_end
                || self.may_have_marks(&seen, &said)
                || digits(&original) != digits(&shown)
                || confidence >= OTHER_WORD_CONFIDENCE && is_another(&shown, &original)
                || confidence >= CERTAIN_CONFIDENCE,
            ..Passage::new(bounds, DifferenceKind::Changed, original, shown)
        };
        found.add(verdict, seen, passage);
    }
}

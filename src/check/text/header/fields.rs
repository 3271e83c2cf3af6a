//! The fields of a heading: whether subject, sender, recipients and date shown over a text are the message's.
//!
//! Programs show them in any order, and the alignment of the whole keeps one order, so each is looked for by itself among
//! the lines right above the text.

use std::collections::HashSet;
use std::ops::Range;

use super::datetime::{Fault, Moment, Term, moment_of_header, moments};
use super::field_labels;
use super::header_block::{is_label, label, lines};
use super::recipients::{foreign, not_shown};
use super::subject_prefix;
use crate::check::text::align::local_alignment::align;
use crate::check::text::align::mismatch::{Opposite, Sides};
use crate::check::text::align::ocr_words::SeenTerm;
use crate::check::text::align::term::is_alike;
use crate::check::text::passages::gaps::Passage;
use crate::check::text::thresholds::{
    FIELD_GAP_LETTERS, HEADER_WORD_CONFIDENCE, ICON_HEIGHT_RATIO, NAME_LETTERS, SHOWN_FIELD_TERMS,
    STRANGE_LINE_NAMES, STRANGE_LINE_WORDS,
};
use crate::model::answer::DifferenceKind;
use crate::model::geometry::Rect;
use crate::model::text::FieldKind;

/// Fields that are looked for by themselves, in this order: what is told of one is no other's.
const FIELDS: [FieldKind; 6] =
    [FieldKind::Subject, FieldKind::From, FieldKind::To, FieldKind::Cc, FieldKind::Bcc, FieldKind::ReplyTo];
/// How many of them come before those that name recipients.
const BEFORE_RECIPIENTS: usize = 2;
/// Those that name recipients.
const RECIPIENTS: [FieldKind; 4] = [FieldKind::To, FieldKind::Cc, FieldKind::Bcc, FieldKind::ReplyTo];

/// What a heading shows of its fields.
#[derive(Default)]
pub struct Fields {
    /// What stands in the place of each other.
    pub opposite: Vec<Opposite>,
    /// Numbers of a moment that should be others.
    pub numbers: Vec<Number>,
    /// Moments that are not the message's.
    pub differing: Vec<Passage>,
    /// Words that no field has, and moments without a year or in an odd zone.
    pub doubtful: Vec<Passage>,
    /// Terms of picture and page that read alike and are not spelled the same: "enr0n" for "enron".
    pub confusable: Vec<(usize, usize)>,
    /// Recipients of the message that the heading does not show.
    pub not_shown: Vec<String>,
}

/// A number that should be another.
pub struct Number {
    /// The term of the picture.
    pub term: usize,
    /// What should stand there.
    pub expected: String,
    /// The field of the message.
    pub original: String,
}

/// Holds what stands above the text, whose first term that agrees is `first`, against the header.
pub fn fields(sides: &Sides, first: usize) -> Fields {
    let mut found = Fields::default();
    // What has no header, an office file for one, may have anything above the words that agree.
    if sides.script.body() > 0 {
        let header = sides.script.header();
        let heading = Heading { sides, lines: lines(sides, first, &header), header };
        let mut told = Vec::new();
        let (of_others, of_recipients) = FIELDS.split_at(BEFORE_RECIPIENTS);
        of_others.iter().for_each(|kind| heading.fields(*kind, &mut told, &mut found));
        found.not_shown = heading.not_shown(&told);
        of_recipients.iter().for_each(|kind| heading.fields(*kind, &mut told, &mut found));
        heading.date(&mut told, &mut found);
        heading.strangers(&told, &mut found);
        heading.foreign(&mut found);
    }
    found
}

struct Heading<'a> {
    sides: &'a Sides<'a>,
    lines: Vec<Vec<usize>>,
    /// Folded spellings of all that the header says.
    header: HashSet<&'a str>,
}

impl Heading<'_> {
    fn term(&self, i: usize) -> &SeenTerm {
        &self.sides.seen.terms[i]
    }

    /// Terms of lines that no other field's name stands before, without those that are `told` of already.
    fn terms(&self, kind: FieldKind, told: &[usize]) -> Vec<usize> {
        let is_free = |line: &&Vec<usize>| {
            label(self.sides, line).is_none_or(|label| field_labels::may_be(label, kind))
        };
        let own = |line: &Vec<usize>| line[usize::from(label(self.sides, line).is_some())..].to_vec();
        let mut terms: Vec<usize> = self.lines.iter().filter(is_free).flat_map(own).collect();
        terms.retain(|i| !told.contains(i));
        terms.sort_unstable();
        terms
    }

    /// Compares the fields of a kind.
    fn fields(&self, kind: FieldKind, told: &mut Vec<usize>, found: &mut Fields) {
        self.sides.script.fields(kind).for_each(|part| self.field(part, kind, told, found));
    }

    /// Compares a field where it is shown. What stands beside its ends has to be its own, but lists of recipients are shown
    /// in part.
    fn field(&self, part: usize, kind: FieldKind, told: &mut Vec<usize>, found: &mut Fields) {
        let script = self.sides.script;
        let said: Vec<usize> = (0..script.terms.len()).filter(|&j| script.terms[j].part == part).collect();
        let seen = self.terms(kind, told);
        let score = |a: usize, b: usize| self.term(seen[a]).token.likeness(&script.terms[said[b]].token);
        let (pairs, _) = align(seen.len(), said.len(), score);
        let firm: Vec<(usize, usize)> =
            pairs.iter().map(|&(a, b)| (seen[a], said[b])).filter(|&(i, j)| self.sides.same(i, j)).collect();
        let (Some(first), Some(last)) = (firm.first(), firm.last()) else { return };
        if firm.len() < SHOWN_FIELD_TERMS.min(said.len()) {
            return;
        }
        let runs_on = |ends: &&[(usize, usize)]| self.runs_on(ends[0].0, ends[1].0);
        let between = |ends: &[(usize, usize)]| (ends[0].0 + 1..ends[1].0, ends[0].1 + 1..ends[1].1);
        let mut places: Vec<(Range<usize>, Range<usize>)> =
            firm.windows(2).filter(runs_on).map(between).collect();
        if [FieldKind::Subject, FieldKind::From, FieldKind::Date].contains(&kind) {
            let behind =
                last.0 + 1..last.0 + 1 + self.beside(last.0, last.0 + 1..self.sides.seen.terms.len());
            let left = said.iter().filter(|j| **j > last.1).count();
            let both = self.of_both(kind, &behind, left);
            places.push((behind.start..behind.start + both, last.1 + 1..last.1 + 1 + both.min(left)));
            let before = first.0 - self.beside(first.0, (0..first.0).rev())..first.0;
            let left = first.1 - said[0];
            let both = self.of_both(kind, &before, left);
            places.push((before.end - both..before.end, first.1 - both.min(left)..first.1));
        }
        if kind == FieldKind::Subject {
            found.doubtful.extend(subject_prefix::other(self.sides, &said, &firm));
        }
        found.confusable.extend(firm.iter().filter(|p| self.is_confusable(**p)));
        told.extend(firm.iter().map(|p| p.0));
        places.into_iter().for_each(|(seen, said)| self.hold((part, kind), seen, said, told, found));
    }

    /// Whether two terms of an address read alike and are not spelled the same.
    fn is_confusable(&self, (i, j): (usize, usize)) -> bool {
        let (shown, own) = (&self.term(i).token.plain, &self.sides.script.terms[j].token.plain);
        shown != own && self.sides.seen.words[self.term(i).word].text.contains('@')
    }

    /// Recipients whom the heading does not show, beside the terms that are `told` of already; none where there is no
    /// heading.
    fn not_shown(&self, told: &[usize]) -> Vec<String> {
        let free = self.lines.iter().flatten().filter(|i| !told.contains(i));
        let free: HashSet<&str> = free.map(|&i| self.term(i).token.folded.as_str()).collect();
        if self.lines.is_empty() { Vec::new() } else { not_shown(self.sides.script, &free) }
    }

    /// How many terms at an end are held against those that are left of the field: of another sender all.
    fn of_both(&self, kind: FieldKind, seen: &Range<usize>, left: usize) -> usize {
        let is_another = kind == FieldKind::From && left > 0 && self.is_another(seen);
        if is_another { seen.len() } else { seen.len().min(left) }
    }

    /// Holds terms against those of a field in whose place they stand.
    fn hold(
        &self,
        (part, kind): (usize, FieldKind),
        mut seen: Range<usize>,
        said: Range<usize>,
        told: &mut Vec<usize>,
        found: &mut Fields,
    ) {
        while seen.start < seen.end && self.is_icon(seen.start) {
            seen.start += 1;
        }
        if seen.is_empty() || seen.clone().any(|i| told.contains(&i)) {
            return;
        }
        told.extend(seen.clone());
        let terms: Vec<usize> = seen.clone().collect();
        let is_cut = self.may_be_cut(&seen, &said);
        if said.is_empty() {
            found.doubtful.extend(self.passage(&terms, String::new()));
        } else if kind == FieldKind::From && !is_cut && self.is_another(&seen) {
            let original = self.sides.script.field_text(part);
            let words = self.term(seen.start).word..=self.term(seen.end - 1).word;
            let words: Vec<&str> = self.sides.seen.words[words].iter().map(|w| w.text.as_str()).collect();
            let passage = self.passage(&terms, original);
            found.differing.extend(passage.map(|passage| Passage { shown: words.join(" "), ..passage }));
        } else {
            let is_sure = match kind {
                FieldKind::Subject | FieldKind::From => !is_cut,
                // Dates are written in many ways.
                FieldKind::Date => false,
                // Programs leave some of the recipients out.
                _ => seen.len() == said.len(),
            };
            found.opposite.push(Opposite { seen, said, is_sure });
        }
    }

    /// Whether what was read ends its line and begins as the field goes on: the picture's edge may have cut it off.
    fn may_be_cut(&self, seen: &Range<usize>, said: &Range<usize>) -> bool {
        let [read, own] = self.sides.letters(seen, said);
        let next = self.sides.seen.terms.get(seen.end);
        let ends_line = next.is_none_or(|next| next.line != self.term(seen.end - 1).line);
        ends_line && own.len() > read.len() && own.starts_with(&read)
    }

    /// Whether what was read is an icon: initials in a disc stand beside many a sender.
    fn is_icon(&self, i: usize) -> bool {
        self.term(i).bounds.height() > ICON_HEIGHT_RATIO * self.sides.seen.height()
    }

    /// Whether two terms stand on one line, or on one and the next of the same field.
    fn runs_on(&self, from: usize, to: usize) -> bool {
        let (from, to) = (self.term(from).line, self.term(to).line);
        let is_labelled =
            |line: &&Vec<usize>| self.term(line[0]).line == to && label(self.sides, line).is_some();
        from == to || from + 1 == to && !self.lines.iter().any(|line| is_labelled(&line))
    }

    /// How many of the next terms belong to the field of a term.
    fn beside(&self, of: usize, next: impl Iterator<Item = usize>) -> usize {
        let is_own = |i: &usize| {
            let term = self.term(*i);
            let is_address =
                term.word != self.term(of).word && self.sides.seen.words[term.word].text.contains('@');
            !is_address && !self.is_icon(*i) && !field_labels::before_a_field(&term.token.plain)
        };
        self.sides.beside(of, next.take_while(is_own), FIELD_GAP_LETTERS)
    }

    /// Moments that are not the message's are differences; without a year, doubts. Those of other fields, `told` already,
    /// are left out, the others told.
    fn date(&self, told: &mut Vec<usize>, found: &mut Fields) {
        let script = self.sides.script;
        let Some(part) = script.field(FieldKind::Date) else { return };
        let original = script.field_text(part);
        // What is no date (RFC 5322) is a field like others.
        let Some(own) = moment_of_header(&original) else {
            return self.fields(FieldKind::Date, told, found);
        };
        for line in &self.lines {
            for meant in moments(&self.written(line)) {
                let held = meant.iter().map(|moment| (moment, moment.against(&own)));
                let Some((moment, held)) = held.min_by_key(|(_, held)| (held.faults.len(), held.is_odd))
                else {
                    continue;
                };
                let terms = self.of_line(line, moment);
                if terms.iter().any(|i| told.contains(i)) {
                    continue;
                }
                told.extend(&terms);
                let is_sure = moment.has_year()
                    && terms.iter().all(|&i| self.term(i).confidence >= HEADER_WORD_CONFIDENCE);
                match &held.faults[..] {
                    [] if !held.is_odd => {}
                    [Fault { term, expected: Some(expected) }] if moment.has_year() => {
                        found.numbers.push(Number {
                            term: line[*term],
                            expected: expected.clone(),
                            original: original.clone(),
                        })
                    }
                    [_, ..] if is_sure => found.differing.extend(self.passage(&terms, original.clone())),
                    _ => found.doubtful.extend(self.passage(&terms, original.clone())),
                }
            }
        }
    }

    /// A line as what moments are looked for in.
    fn written(&self, line: &[usize]) -> Vec<Term<'_>> {
        let term = |i: &usize| {
            let SeenTerm { token, word: number, at, .. } = self.term(*i);
            let word = self.sides.seen.words[*number].text.as_str();
            Term { plain: &token.plain, word, number: *number, at: at.clone() }
        };
        line.iter().map(term).collect()
    }

    /// The terms of the picture that a moment of a line is written with, in order.
    fn of_line(&self, line: &[usize], moment: &Moment) -> Vec<usize> {
        let mut terms: Vec<usize> = moment.terms().into_iter().map(|term| line[term]).collect();
        terms.sort_unstable();
        terms
    }

    /// What alone may stand in a line behind the name of a field of recipients; none where it is no such line.
    fn recipients(&self, line: &[usize]) -> Option<HashSet<&str>> {
        let script = self.sides.script;
        let of_recipients = |l: &str| RECIPIENTS.iter().all(|kind| field_labels::may_be(l, *kind));
        let has_others = || line[1..].iter().any(|&i| is_label(self.sides, i));
        if !label(self.sides, line).is_some_and(of_recipients) || has_others() {
            return None;
        }
        let parts: Vec<usize> = RECIPIENTS.iter().flat_map(|kind| script.fields(*kind)).collect();
        let terms = script.terms.iter().filter(|t| parts.contains(&t.part));
        Some(terms.map(|t| t.token.folded.as_str()).collect())
    }

    /// Whether a term is like none of these, and was surely read.
    fn is_strange(&self, i: usize, said: &HashSet<&str>) -> bool {
        let term = self.term(i);
        let word = term.token.folded.as_str();
        let is_said = |said: &&str| {
            *said == word || said.len() >= NAME_LETTERS && word.starts_with(said) || is_alike(said, word)
        };
        term.confidence >= HEADER_WORD_CONFIDENCE
            && word.chars().count() >= NAME_LETTERS
            && term.token.text.chars().all(char::is_alphabetic)
            && !said.iter().any(is_said)
            && !field_labels::of_a_program(&term.token.plain)
    }

    /// Whether in a sender's place somebody else is named: names are set in letters of their own, which tell little.
    fn is_another(&self, seen: &Range<usize>) -> bool {
        let long = seen.clone().filter(|&i| self.term(i).token.folded.chars().count() >= NAME_LETTERS);
        long.clone().next().is_some() && long.into_iter().all(|i| self.is_strange(i, &self.header))
    }

    /// Lines that say what no field does leave a doubt.
    fn strangers(&self, told: &[usize], found: &mut Fields) {
        for line in &self.lines {
            let recipients = self.recipients(line);
            let said = recipients.as_ref().unwrap_or(&self.header);
            let is_strange = |i: &&usize| !told.contains(i) && self.is_strange(**i, said);
            let strange: Vec<usize> = line.iter().filter(is_strange).copied().collect();
            let is_name = |i: &&usize| self.term(**i).token.text.starts_with(char::is_uppercase);
            let names = strange.iter().filter(is_name).count();
            let (few, many) = if label(self.sides, line).is_some() {
                (1, STRANGE_LINE_NAMES)
            } else {
                (STRANGE_LINE_NAMES, STRANGE_LINE_WORDS)
            };
            if names >= few || strange.len() >= many {
                found.doubtful.extend(self.passage(&strange, String::new()));
            }
        }
    }

    /// Addresses that are nobody's of the header, in lines of the heading and in those that begin as such a line does, leave
    /// a doubt. Where the text says what the heading says, it is not sure where the one ends.
    fn foreign(&self, found: &mut Fields) {
        let agrees: HashSet<usize> =
            self.sides.pairs.iter().filter(|&&(i, j)| self.sides.same(i, j)).map(|p| p.0).collect();
        let mut at = 0;
        for line in self.sides.seen.terms.chunk_by(|a, b| a.line == b.line) {
            let line: Vec<usize> = (at..at + line.len()).collect();
            at += line.len();
            let is_of_heading = label(self.sides, &line).is_some() || self.lines.contains(&line);
            let foreign = if is_of_heading { foreign(self.sides, &line) } else { Vec::new() };
            if !foreign.iter().any(|i| agrees.contains(i)) {
                found.doubtful.extend(self.passage(&foreign, String::new()));
            }
        }
    }

    fn passage(&self, terms: &[usize], original: String) -> Option<Passage> {
        let bounds = Rect::around(terms.iter().map(|&i| self.term(i).bounds))?;
        let shown: Vec<&str> = terms.iter().map(|&i| self.term(i).token.text.as_str()).collect();
        let passage = Passage::new(bounds, DifferenceKind::Changed, original, shown.join(" "));
        Some(Passage { in_header: true, ..passage })
    }
}

//! Header fields: are subject, sender, recipients and date shown over a text those of the message?
//!
//! Programs show them in any order, and the alignment keeps one order. So each field is searched separately among the
//! lines right above the text.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::datetime::{Fault, Term, WrittenDateTime, header_date_time, written_date_times};
use super::field_labels;
use super::header_block::{has_headline_letters, is_label, label, lines};
use super::recipients::{addresses_read, foreign, not_shown};
use super::subject_prefix;
use crate::check::text::align::local_alignment::align;
use crate::check::text::align::mismatch::{Alignment, Mismatch};
use crate::check::text::align::ocr_words::SeenTerm;
use crate::check::text::align::term::is_alike;
use crate::check::text::passages::gaps::Passage;
use crate::check::text::thresholds::{
    FIELD_GAP_LETTERS, HEADER_WORD_CONFIDENCE, ICON_HEIGHT_RATIO, NAME_LETTERS, SHOWN_FIELD_TERMS,
    UNKNOWN_LINE_NAMES, UNKNOWN_LINE_WORDS,
};
use crate::model::answer::DifferenceKind;
use crate::model::geometry::Rect;
use crate::model::text::FieldKind;

/// Fields that name recipients.
const RECIPIENTS: [FieldKind; 4] = [FieldKind::To, FieldKind::Cc, FieldKind::Bcc, FieldKind::ReplyTo];

/// The header fields that the picture shows.
#[derive(Default)]
pub struct Fields {
    /// Terms in the place of a field's terms.
    pub mismatches: Vec<Mismatch>,
    /// Numbers of a date that should be others.
    pub numbers: Vec<Number>,
    /// Dates that are not the message's.
    pub differing: Vec<Passage>,
    /// Words that no field has, and dates without a year or in an unexpected zone.
    pub doubtful: Vec<Passage>,
    /// Terms of picture and page that OCR confuses and that are spelled differently: "enr0n" for "enron".
    pub confusable: Vec<(usize, usize)>,
    /// Recipients of the message that the header in the picture does not show.
    pub not_shown: Vec<String>,
}

/// A number that should be another.
pub struct Number {
    /// The term of the picture.
    pub term: usize,
    /// The expected digits.
    pub expected: String,
    /// The field of the message.
    pub original: String,
}

/// Compares the lines above the text with the header; `first` is the first term that matches the text.
pub fn fields(alignment: &Alignment, first: usize) -> Fields {
    let mut found = Fields::default();
    // A page without a header, such as an office file, may have anything above the matching words.
    if alignment.reference.body() > 0 {
        let header = alignment.reference.header();
        let block = HeaderBlock { alignment, lines: lines(alignment, first, &header), header };
        // Each field is searched separately. Terms that match one are not used for the next.
        let mut claimed = Vec::new();
        block.fields(FieldKind::Subject, &mut claimed, &mut found);
        if claimed.is_empty() {
            block.other_headline(&mut found);
        }
        block.fields(FieldKind::From, &mut claimed, &mut found);
        found.not_shown = block.not_shown(&claimed);
        RECIPIENTS.iter().for_each(|kind| block.fields(*kind, &mut claimed, &mut found));
        block.date(&mut claimed, &mut found);
        block.unknown_lines(&claimed, &mut found);
        block.foreign(&mut found);
    }
    found
}

struct HeaderBlock<'a> {
    alignment: &'a Alignment<'a>,
    lines: Vec<Vec<usize>>,
    /// Folded spellings of all terms of the header.
    header: HashSet<&'a str>,
}

impl HeaderBlock<'_> {
    fn term(&self, i: usize) -> &SeenTerm {
        &self.alignment.seen.terms[i]
    }

    /// Terms of lines that may show this field, without those that are claimed by another one.
    fn terms(&self, kind: FieldKind, claimed: &[usize]) -> Vec<usize> {
        let is_free = |line: &&Vec<usize>| {
            label(self.alignment, line).is_none_or(|label| field_labels::may_be(label, kind))
        };
        let own = |line: &Vec<usize>| line[usize::from(label(self.alignment, line).is_some())..].to_vec();
        let mut terms: Vec<usize> = self.lines.iter().filter(is_free).flat_map(own).collect();
        terms.retain(|i| !claimed.contains(i));
        terms.sort_unstable();
        terms
    }

    /// Compares the fields of a kind.
    fn fields(&self, kind: FieldKind, claimed: &mut Vec<usize>, found: &mut Fields) {
        self.alignment.reference.fields(kind).for_each(|part| self.field(part, kind, claimed, found));
    }

    /// Compares a field if it is shown. What stands next to its ends must belong to it, except in lists of
    /// recipients, which are shown in part.
    fn field(&self, part: usize, kind: FieldKind, claimed: &mut Vec<usize>, found: &mut Fields) {
        let reference = self.alignment.reference;
        let said: Vec<usize> =
            (0..reference.terms.len()).filter(|&j| reference.terms[j].part == part).collect();
        let seen = self.terms(kind, claimed);
        let score = |a: usize, b: usize| self.term(seen[a]).token.likeness(&reference.terms[said[b]].token);
        let (pairs, _) = align(seen.len(), said.len(), score);
        let firm: Vec<(usize, usize)> = pairs
            .iter()
            .map(|&(a, b)| (seen[a], said[b]))
            .filter(|&(i, j)| self.alignment.same(i, j))
            .collect();
        let (Some(first), Some(last)) = (firm.first(), firm.last()) else { return };
        // "Re: Sorting" is shown where "Sorting" is: the prefix may be what was changed.
        let prefix =
            if kind == FieldKind::Subject { subject_prefix::length(self.alignment, &said) } else { 0 };
        if firm.len() < SHOWN_FIELD_TERMS.min(said.len() - prefix).max(1) {
            return;
        }
        let runs_on = |ends: &&[(usize, usize)]| self.runs_on(ends[0].0, ends[1].0);
        let between = |ends: &[(usize, usize)]| (ends[0].0 + 1..ends[1].0, ends[0].1 + 1..ends[1].1);
        let mut places: Vec<(Range<usize>, Range<usize>)> =
            firm.windows(2).filter(runs_on).map(between).collect();
        if [FieldKind::Subject, FieldKind::From, FieldKind::Date].contains(&kind) {
            let behind =
                last.0 + 1..last.0 + 1 + self.beside(last.0, last.0 + 1..self.alignment.seen.terms.len());
            let left = said.iter().filter(|j| **j > last.1).count();
            let both = self.of_both(kind, &behind, left);
            places.push((behind.start..behind.start + both, last.1 + 1..last.1 + 1 + both.min(left)));
            let before = first.0 - self.beside(first.0, (0..first.0).rev())..first.0;
            let left = first.1 - said[0];
            let both = self.of_both(kind, &before, left);
            // Programs show labels behind a subject, and nothing before it.
            let more: Vec<usize> = (before.start..before.end - both).collect();
            if kind == FieldKind::Subject && more.iter().any(|&i| self.is_unknown(i, &self.header)) {
                found.doubtful.extend(self.passage(&more, reference.field_text(part)));
            }
            places.push((before.end - both..before.end, first.1 - both.min(left)..first.1));
        }
        if kind == FieldKind::Subject {
            found.doubtful.extend(subject_prefix::other(self.alignment, &said, &firm));
        }
        found.confusable.extend(firm.iter().filter(|p| self.is_confusable(**p)));
        claimed.extend(firm.iter().map(|p| p.0));
        places.into_iter().for_each(|(seen, said)| self.hold((part, kind), seen, said, claimed, found));
    }

    /// Whether two terms of an address look alike but are spelled differently.
    fn is_confusable(&self, (i, j): (usize, usize)) -> bool {
        let (shown, own) = (&self.term(i).token.plain, &self.alignment.reference.terms[j].token.plain);
        shown != own && self.alignment.seen.words[self.term(i).word].text.contains('@')
    }

    /// Recipients that the header does not show, without the terms that are claimed already; empty if there is no
    /// header.
    fn not_shown(&self, claimed: &[usize]) -> Vec<String> {
        if self.lines.is_empty() {
            return Vec::new();
        }
        let free: Vec<&SeenTerm> =
            self.lines.iter().flatten().filter(|i| !claimed.contains(i)).map(|&i| self.term(i)).collect();
        let words: BTreeSet<usize> = free.iter().map(|term| term.word).collect();
        let seen = &self.alignment.seen.words;
        let at: Vec<String> = words.iter().flat_map(|&word| addresses_read(seen, word)).collect();
        let free: HashSet<&str> = free.iter().map(|term| term.token.folded.as_str()).collect();
        not_shown(self.alignment.reference, &free, &at)
    }

    /// How many terms at an end are compared with those left of the field: all of them if another sender is named.
    fn of_both(&self, kind: FieldKind, seen: &Range<usize>, left: usize) -> usize {
        let is_another = kind == FieldKind::From && left > 0 && self.is_another(seen);
        if is_another { seen.len() } else { seen.len().min(left) }
    }

    /// Compares terms with those of a field in whose place they stand.
    fn hold(
        &self,
        (part, kind): (usize, FieldKind),
        mut seen: Range<usize>,
        said: Range<usize>,
        claimed: &mut Vec<usize>,
        found: &mut Fields,
    ) {
        while seen.start < seen.end && self.is_icon(seen.start) {
            seen.start += 1;
        }
        if seen.is_empty() || seen.clone().any(|i| claimed.contains(&i)) {
            return;
        }
        claimed.extend(seen.clone());
        let terms: Vec<usize> = seen.clone().collect();
        let is_cut = self.may_be_cut(&seen, &said);
        if said.is_empty() {
            found.doubtful.extend(self.passage(&terms, String::new()));
        } else if kind == FieldKind::From && !is_cut && self.is_another(&seen) {
            let original = self.alignment.reference.field_text(part);
            let words = self.term(seen.start).word..=self.term(seen.end - 1).word;
            let words: Vec<&str> = self.alignment.seen.words[words].iter().map(|w| w.text.as_str()).collect();
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
            found.mismatches.push(Mismatch { seen, said, is_sure });
        }
    }

    /// Whether what was read ends its line and begins like the field: the edge of the picture may have cut it off.
    fn may_be_cut(&self, seen: &Range<usize>, said: &Range<usize>) -> bool {
        let [read, own] = self.alignment.letters(seen, said);
        let next = self.alignment.seen.terms.get(seen.end);
        let ends_line = next.is_none_or(|next| next.line != self.term(seen.end - 1).line);
        ends_line && own.len() > read.len() && own.starts_with(&read)
    }

    /// Whether a term is an icon: initials in a disc stand beside many senders.
    fn is_icon(&self, i: usize) -> bool {
        self.term(i).bounds.height() > ICON_HEIGHT_RATIO * self.alignment.seen.height()
    }

    /// Whether two terms stand on one line, or on two consecutive lines of the same field.
    fn runs_on(&self, from: usize, to: usize) -> bool {
        let (from, to) = (self.term(from).line, self.term(to).line);
        let is_labelled =
            |line: &&Vec<usize>| self.term(line[0]).line == to && label(self.alignment, line).is_some();
        from == to || from + 1 == to && !self.lines.iter().any(|line| is_labelled(&line))
    }

    /// The number of next terms that belong to the field of a term.
    fn beside(&self, of: usize, next: impl Iterator<Item = usize>) -> usize {
        let is_own = |i: &usize| {
            let term = self.term(*i);
            let is_address =
                term.word != self.term(of).word && self.alignment.seen.words[term.word].text.contains('@');
            !is_address && !self.is_icon(*i) && !field_labels::before_a_field(&term.token.plain)
        };
        self.alignment.beside(of, next.take_while(is_own), FIELD_GAP_LETTERS)
    }

    /// Compares dates. One that is not the message's is a difference, or a doubt without a year. Terms of other
    /// fields, claimed already, are left out.
    fn date(&self, claimed: &mut Vec<usize>, found: &mut Fields) {
        let reference = self.alignment.reference;
        let Some(part) = reference.field(FieldKind::Date) else { return };
        let original = reference.field_text(part);
        // A field that is no date by RFC 5322 is compared like others.
        let Some(own) = header_date_time(&original) else {
            return self.fields(FieldKind::Date, claimed, found);
        };
        for line in &self.lines {
            for meant in written_date_times(&self.written(line)) {
                let comparison = meant.iter().map(|date_time| (date_time, date_time.against(&own)));
                let Some((date_time, comparison)) =
                    comparison.min_by_key(|(_, comparison)| (comparison.faults.len(), comparison.is_odd))
                else {
                    continue;
                };
                let terms = self.of_line(line, date_time);
                if terms.iter().any(|i| claimed.contains(i)) {
                    continue;
                }
                claimed.extend(&terms);
                let is_sure = date_time.has_year()
                    && terms.iter().all(|&i| self.term(i).confidence >= HEADER_WORD_CONFIDENCE);
                match &comparison.faults[..] {
                    [] if !comparison.is_odd => {}
                    [Fault { term, expected: Some(expected) }] if date_time.has_year() => {
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

    /// A line in the form in which dates are searched.
    fn written(&self, line: &[usize]) -> Vec<Term<'_>> {
        let term = |i: &usize| {
            let SeenTerm { token, word: number, at, .. } = self.term(*i);
            let word = self.alignment.seen.words[*number].text.as_str();
            Term { plain: &token.plain, word, number: *number, at: at.clone() }
        };
        line.iter().map(term).collect()
    }

    /// The terms of the picture with which a date of a line is written, in order.
    fn of_line(&self, line: &[usize], date_time: &WrittenDateTime) -> Vec<usize> {
        let mut terms: Vec<usize> = date_time.terms().into_iter().map(|term| line[term]).collect();
        terms.sort_unstable();
        terms
    }

    /// The terms that may stand behind the label of recipients. Returns `None` for a line without such a label.
    fn recipients(&self, line: &[usize]) -> Option<HashSet<&str>> {
        let reference = self.alignment.reference;
        let of_recipients = |l: &str| RECIPIENTS.iter().all(|kind| field_labels::may_be(l, *kind));
        let has_others = || line[1..].iter().any(|&i| is_label(self.alignment, i));
        if !label(self.alignment, line).is_some_and(of_recipients) || has_others() {
            return None;
        }
        let parts: Vec<usize> = RECIPIENTS.iter().flat_map(|kind| reference.fields(*kind)).collect();
        let terms = reference.terms.iter().filter(|t| parts.contains(&t.part));
        Some(terms.map(|t| t.token.folded.as_str()).collect())
    }

    /// Whether a term resembles none of these and was read with confidence.
    fn is_unknown(&self, i: usize, said: &HashSet<&str>) -> bool {
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

    /// Whether somebody else is named in the place of a sender. Names are typeset in a font of their own, so glyphs
    /// hardly help.
    fn is_another(&self, seen: &Range<usize>) -> bool {
        let long = seen.clone().filter(|&i| self.term(i).token.folded.chars().count() >= NAME_LETTERS);
        long.clone().next().is_some() && long.into_iter().all(|i| self.is_unknown(i, &self.header))
    }

    /// Adds a doubt for a headline with words that the header does not have: in the place of a subject that is not shown, one such
    /// word is another subject.
    fn other_headline(&self, found: &mut Fields) {
        let reference = self.alignment.reference;
        let Some(subject) = reference.field(FieldKind::Subject) else { return };
        for line in self.lines.iter().filter(|line| has_headline_letters(self.alignment, line)) {
            if line.iter().any(|&i| self.is_unknown(i, &self.header)) {
                found.doubtful.extend(self.passage(line, reference.field_text(subject)));
            }
        }
    }

    /// Adds doubts for lines that say what no field says.
    fn unknown_lines(&self, claimed: &[usize], found: &mut Fields) {
        for line in &self.lines {
            let recipients = self.recipients(line);
            let said = recipients.as_ref().unwrap_or(&self.header);
            let is_unknown = |i: &&usize| !claimed.contains(i) && self.is_unknown(**i, said);
            let unknown: Vec<usize> = line.iter().filter(is_unknown).copied().collect();
            let is_name = |i: &&usize| self.term(**i).token.text.starts_with(char::is_uppercase);
            let names = unknown.iter().filter(is_name).count();
            let (few, many) = if label(self.alignment, line).is_some() {
                (1, UNKNOWN_LINE_NAMES)
            } else {
                (UNKNOWN_LINE_NAMES, UNKNOWN_LINE_WORDS)
            };
            if names >= few || unknown.len() >= many {
                found.doubtful.extend(self.passage(&unknown, String::new()));
            }
        }
    }

    /// Adds doubts for addresses that the header does not have, in lines of the header and in lines that begin like
    /// one. Where the text repeats the header, the end of the header is uncertain.
    fn foreign(&self, found: &mut Fields) {
        let agrees: HashSet<usize> =
            self.alignment.pairs.iter().filter(|&&(i, j)| self.alignment.same(i, j)).map(|p| p.0).collect();
        let mut at = 0;
        for line in self.alignment.seen.terms.chunk_by(|a, b| a.line == b.line) {
            let line: Vec<usize> = (at..at + line.len()).collect();
            at += line.len();
            let is_of_heading = label(self.alignment, &line).is_some() || self.lines.contains(&line);
            let foreign = if is_of_heading { foreign(self.alignment, &line) } else { Vec::new() };
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

//! What differs between a quotation and the passage that has its words.
//!
//! Between two words that agree, the quotation may have other words, further words, or fewer. Words that an ellipsis
//! leaves out are no difference, nor are those in whose place words in brackets stand, nor those that stand between
//! two pages.

use std::ops::Range;

use super::parse::{Quoted, QuotedTerm, is_sic};
use super::source::Source;
use super::thresholds::NEIGHBOUR_EDGE_TERMS;
use super::words::{self, Worded, number_marks, separator, whole};
use crate::check::text::align::reference::ReferenceTerm;
use crate::features::shingles::SHINGLE;
use crate::model::answer::DifferenceKind;

/// A place where a quotation differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Terms of the quotation, whole words.
    pub quoted: Range<usize>,
    /// Terms of the original, whole words.
    pub said: Range<usize>,
}

impl Told {
    /// The kind of the difference.
    pub fn kind(&self) -> DifferenceKind {
        match (self.quoted.is_empty(), self.said.is_empty()) {
            (true, _) => DifferenceKind::Missing,
            (_, true) => DifferenceKind::Added,
            _ => DifferenceKind::Changed,
        }
    }
}

/// Result of the comparison.
#[derive(Default)]
pub struct Compared {
    /// The differences, in order.
    pub differences: Vec<Told>,
    /// Terms of the original for which an ellipsis stands.
    pub omissions: Vec<Range<usize>>,
    /// Terms of the original in whose place words in brackets stand, with the number of the term before which these are.
    pub replaced: Vec<(usize, Range<usize>)>,
    /// Terms of the original in whose place a word stands that has letters in brackets.
    pub edited: Vec<Told>,
}

/// Compares the terms in `reach` with the passage in which `agreeing` are equal.
pub fn compare(
    quoted: &Quoted,
    source: &Source,
    agreeing: &[(usize, usize)],
    reach: &Range<usize>,
) -> Compared {
    let mut walk = Walk { quoted, source, found: Compared::default() };
    let Some((first, last)) = agreeing.first().zip(agreeing.last()) else { return walk.found };
    walk.before(reach.start..first.0, first.1);
    for pair in agreeing.windows(2) {
        walk.gap(&(pair[0].0 + 1..pair[1].0), &(pair[0].1 + 1..pair[1].1));
        walk.numbers(pair[1], pair[1] == (pair[0].0 + 1, pair[0].1 + 1));
    }
    walk.numbers(*first, false);
    walk.after(last.0 + 1..reach.end, last.1 + 1);
    let mut found = walk.found;
    let in_words = found.differences.iter().map(|told| in_words(told, quoted, source, agreeing));
    let mut told: Vec<Told> = in_words.collect();
    told.sort_by_key(|told| (told.quoted.start, told.said.start));
    found.differences = merged(told, |a, b| match is_reordered(a, b, quoted, source) {
        true => Some(Told { quoted: hull(&a.quoted, &b.quoted), said: hull(&a.said, &b.said) }),
        false => overlaps(a, b).then(|| union_of(a, b)),
    });
    found
}

struct Walk<'a> {
    quoted: &'a Quoted,
    source: &'a Source,
    found: Compared,
}

impl Walk<'_> {
    /// What stands between two words that agree.
    fn gap(&mut self, quoted: &Range<usize>, said: &Range<usize>) {
        let left_out = self.quoted.ellipsis_in(quoted).filter(|_| quoted.len() <= said.len());
        let Some(at) = left_out else { return self.change(quoted, said) };
        // Words beside the ellipsis stand in the place of as many words of the original.
        let (left, right) = (said.start + (at - quoted.start), said.end - (quoted.end - at));
        self.change(&(quoted.start..at), &(said.start..left));
        self.change(&(at..quoted.end), &(right..said.end));
        if left < right {
            self.found.omissions.push(left..right);
        }
    }

    /// Words of the quotation in the place of words of the original; either may be none.
    fn change(&mut self, quoted: &Range<usize>, said: &Range<usize>) {
        if self.source.is_same(said, self.quoted, quoted) {
            return;
        }
        let told = Told { quoted: quoted.clone(), said: said.clone() };
        let is_edited = !quoted.is_empty() && self.quoted.terms[quoted.clone()].iter().all(|t| t.is_edited);
        if is_edited && !said.is_empty() {
            self.found.edited.push(told);
        } else if quoted.is_empty() && self.quoted.replaces(quoted.start) {
            self.found.replaced.push((quoted.start, said.clone()));
        } else if !(quoted.is_empty() && self.is_between_pages(said)) {
            self.found.differences.push(told);
        }
    }

    /// Whether these few words stand at the end of one page and the beginning of the next, as page numbers do.
    fn is_between_pages(&self, said: &Range<usize>) -> bool {
        let before = said.start.saturating_sub(1);
        said.len() <= 2 * NEIGHBOUR_EDGE_TERMS && self.source.is_page_end(before, said.end)
    }

    /// Words of the quotation before the passage, which begins with the term `at`.
    fn before(&mut self, quoted: Range<usize>, at: usize) {
        let ellipsis = self.quoted.ellipses.iter().rfind(|e| (quoted.start..=quoted.end).contains(e));
        let middle = ellipsis.copied().unwrap_or(quoted.start);
        self.added(quoted.start..middle, at);
        let near = middle..quoted.end;
        let beside = |count: usize| at.saturating_sub(count)..at;
        self.edge(&near, &beside, at);
    }

    /// Words of the quotation after the passage, which ends before the term `at`.
    fn after(&mut self, quoted: Range<usize>, at: usize) {
        let middle = self.quoted.ellipsis_in(&quoted).unwrap_or(quoted.end);
        let near = quoted.start..middle;
        let beside = |count: usize| at..(at + count).min(self.source.reference.terms.len());
        self.edge(&near, &beside, at.saturating_sub(1));
        self.added(middle..quoted.end, at);
    }

    /// Words beside the passage, whose end is the term `inside`: one may be another word, more are further ones.
    fn edge(&mut self, quoted: &Range<usize>, beside: &dyn Fn(usize) -> Range<usize>, inside: usize) {
        let is_joined = |count: &usize| self.source.is_same(&beside(*count), self.quoted, quoted);
        if quoted.is_empty() || (1..=quoted.len() + 1).any(|count| is_joined(&count)) {
            return;
        }
        let said = beside(quoted.len());
        let is_one_text = said.clone().all(|term| self.source.is_one_text(term, inside));
        let is_word = words::count(self.quoted, quoted) == 1 && words::count(self.source, &said) == 1;
        if is_word && said.len() == quoted.len() && is_one_text {
            self.change(quoted, &said);
        } else {
            self.added(quoted.clone(), inside);
        }
    }

    /// Words of the quotation that the original does not have beside the term `beside`.
    fn added(&mut self, quoted: Range<usize>, beside: usize) {
        if quoted.is_empty() {
            return;
        }
        // They may stand at another place of the page.
        let (own, said) = (&self.quoted.terms[quoted.clone()], &self.source.reference.terms);
        let is_same = |(a, b): (&QuotedTerm, &ReferenceTerm)| a.token.plain == b.token.plain;
        let moved = said.windows(own.len()).position(|said| own.iter().zip(said).all(is_same));
        let moved = moved.filter(|_| own.len() >= SHINGLE).map(|at| at..at + own.len());
        self.found.differences.push(Told { quoted, said: moved.unwrap_or(beside..beside) });
    }

    /// The marks of a number: a comma or point within it, if the term before is part of it, a minus and a percent sign.
    fn numbers(&mut self, (i, j): (usize, usize), goes_on: bool) {
        let (own, original) = (separator(self.quoted, i), separator(self.source, j));
        let is_other_mark = goes_on && own.zip(original).is_some_and(|(a, b)| a != b);
        if is_other_mark || number_marks(self.quoted, i) != number_marks(self.source, j) {
            self.found.differences.push(Told { quoted: i..i + 1, said: j..j + 1 });
        }
    }
}

impl Quoted {
    /// Whether words in brackets before this term may stand in the place of others; `[sic]` does not.
    fn replaces(&self, term: usize) -> bool {
        self.insertions.iter().any(|(at, words)| *at == term && !is_sic(words))
    }
}

/// A difference of whole words, on both sides.
fn in_words(told: &Told, quoted: &Quoted, source: &Source, agreeing: &[(usize, usize)]) -> Told {
    let mut both = Told { quoted: whole(quoted, &told.quoted), said: whole(source, &told.said) };
    let (own, original) = (both.quoted.clone(), both.said.clone());
    for (i, j) in agreeing.iter().filter(|(i, j)| own.contains(i) || original.contains(j)) {
        both = union_of(&both, &Told { quoted: *i..i + 1, said: *j..j + 1 });
    }
    both
}

fn union(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.clone(),
        (_, true) => a.clone(),
        _ => hull(a, b),
    }
}

/// Both, with what stands between them.
fn hull(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}

fn union_of(a: &Told, b: &Told) -> Told {
    Told { quoted: union(&a.quoted, &b.quoted), said: union(&a.said, &b.said) }
}

/// Whether two differences are about the same word.
fn overlaps(a: &Told, b: &Told) -> bool {
    let is_shared = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    is_shared(&a.quoted, &b.quoted) || is_shared(&a.said, &b.said)
}

/// Whether the same words are missing here and added there: they stand in another order.
fn is_reordered(a: &Told, b: &Told, quoted: &Quoted, source: &Source) -> bool {
    let (added, missing) = match (a.kind(), b.kind()) {
        (DifferenceKind::Added, DifferenceKind::Missing) => (a, b),
        (DifferenceKind::Missing, DifferenceKind::Added) => (b, a),
        _ => return false,
    };
    source.is_same(&missing.said, quoted, &added.quoted)
}

/// Neighbouring differences, with those that `one` makes of two.
fn merged(told: Vec<Told>, one: impl Fn(&Told, &Told) -> Option<Told>) -> Vec<Told> {
    let mut kept: Vec<Told> = Vec::new();
    for next in told {
        match kept.last_mut().and_then(|last| Some((one(last, &next)?, last))) {
            Some((both, last)) => *last = both,
            None => kept.push(next),
        }
    }
    kept
}

/// The words of terms as they are written. Returns `None` if there are none.
pub fn spelled(words: &impl Worded, terms: &Range<usize>) -> Option<String> {
    Some(words::said(words, terms)).filter(|said| !said.is_empty())
}

//! The reference text: the words of a page in order, its header fields first.

use std::collections::HashSet;
use std::ops::Range;

use super::term::Token;
use crate::check::text::thresholds::ALIGNED_TERMS;
use crate::features::shingles;
use crate::model::text::{FieldKind, Text};

/// A term of the page.
#[derive(Clone, Debug)]
pub struct ReferenceTerm {
    /// Its spelling.
    pub token: Token,
    /// Number of its part: that of the field, or the number of fields for the body.
    pub part: usize,
    /// Its bytes within the part.
    pub at: Range<usize>,
}

/// The words of a page.
pub struct Reference {
    text: Text,
    /// Its terms, in the order in which the word index counts them.
    pub terms: Vec<ReferenceTerm>,
}

impl Reference {
    /// Splits the words of a page into terms.
    pub fn new(text: Text) -> Self {
        let mut terms = Vec::new();
        for (part, said) in Self::parts(&text).enumerate() {
            terms.extend(shingles::terms(said).into_iter().map(|term| ReferenceTerm {
                token: Token::new(&said[term.at.clone()], term.folded),
                part,
                at: term.at,
            }));
        }
        Self { text, terms }
    }

    fn parts(text: &Text) -> impl Iterator<Item = &str> {
        text.fields.iter().map(|f| f.text.as_str()).chain([text.body.as_str()])
    }

    /// The whole text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The text of a part.
    pub fn part_text(&self, part: usize) -> Option<&str> {
        Self::parts(&self.text).nth(part)
    }

    /// Reduces a long page to its header and to the surroundings of the terms found, `margin` on either side.
    pub fn narrow(&mut self, found: Range<usize>, margin: usize) {
        let body = self.body();
        let about = found.start.saturating_sub(margin)..found.end + margin;
        if self.terms.len() > ALIGNED_TERMS {
            let mut number = 0..;
            self.terms.retain(|t| number.next().is_some_and(|n| t.part < body || about.contains(&n)));
            self.terms.truncate(ALIGNED_TERMS);
        }
    }

    /// Number of the body among the parts.
    pub fn body(&self) -> usize {
        self.text.fields.len()
    }

    /// Number of the first field of a kind.
    pub fn field(&self, kind: FieldKind) -> Option<usize> {
        self.fields(kind).next()
    }

    /// Numbers of all fields of a kind.
    pub fn fields(&self, kind: FieldKind) -> impl Iterator<Item = usize> {
        (0..self.body()).filter(move |&part| self.text.fields[part].kind == kind)
    }

    /// Folded spellings of all terms of the header.
    pub fn header(&self) -> HashSet<&str> {
        let body = self.body();
        self.terms.iter().filter(|t| t.part < body).map(|t| t.token.folded.as_str()).collect()
    }

    /// The text of a field.
    pub fn field_text(&self, part: usize) -> String {
        self.text.fields.get(part).map_or(String::new(), |f| f.text.clone())
    }

    /// The word, with its marks, that consists of these terms. Returns `None` if it has other terms, too.
    pub fn whole_word(&self, terms: Range<usize>) -> Option<&str> {
        let (first, last) = self.terms[terms.clone()].first().zip(self.terms[terms.clone()].last())?;
        let part = Self::parts(&self.text).nth(first.part).filter(|_| first.part == last.part)?;
        let start = part[..first.at.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let end = part[last.at.end..].find(char::is_whitespace).map_or(part.len(), |at| last.at.end + at);
        let is_within = |t: &ReferenceTerm| t.part == first.part && t.at.start < end && t.at.end > start;
        let others = [terms.start.checked_sub(1), Some(terms.end)].into_iter().flatten();
        let has_others = others.filter_map(|i| self.terms.get(i)).any(is_within);
        (!has_others).then(|| part.get(start..end))?
    }

    /// The text of the page from one term to another of the same part.
    pub fn said(&self, terms: Range<usize>) -> String {
        let Some((first, last)) = self.terms[terms.clone()].first().zip(self.terms[terms].last()) else {
            return String::new();
        };
        let part = Self::parts(&self.text).nth(first.part).unwrap_or_default();
        let end = if last.part == first.part { last.at.end } else { part.len() };
        part[first.at.start..end].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The character right behind a term.
    pub fn mark_after(&self, term: usize) -> Option<char> {
        let term = self.terms.get(term)?;
        Self::parts(&self.text).nth(term.part)?[term.at.end..].chars().next()
    }

    /// The number of marks, such as arrows of quotations and rules of signatures, between a term and the one before
    /// it.
    pub fn marks_before(&self, term: usize) -> usize {
        let Some((last, next)) =
            term.checked_sub(1).and_then(|last| self.terms.get(last)).zip(self.terms.get(term))
        else {
            return 0;
        };
        let part = Self::parts(&self.text).nth(next.part).unwrap_or_default();
        let from = if last.part == next.part { last.at.end } else { 0 };
        part[from..next.at.start].chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace()).count()
    }
}

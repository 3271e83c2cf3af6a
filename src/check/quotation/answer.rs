//! What is said of a quotation: pages, passages in their context, and words in brackets.

use std::ops::Range;

use super::compare::{Compared, Told, spelled};
use super::parse::Quoted;
use super::place::Part;
use super::source::Source;
use super::words;
use crate::limits::QUOTATION_CONTEXT_WORDS;
use crate::model::answer::{Basis, Difference, PageAnswer, PageKind, PageRef};
use crate::model::geometry::{Homography, Rect};
use crate::model::quotation::{Insertion, Omission, QuotedPassage};

/// The answer about the page of a part. There is no picture, so places in it are empty.
pub fn page(quoted: &Quoted, part: &Part, compared: &Compared) -> PageAnswer {
    let page = part.source.page(part.passage().start);
    PageAnswer {
        page: part.page(),
        kind: page.map_or(PageKind::Page, |page| page.kind),
        basis: vec![Basis::Words],
        region: Rect::default(),
        transform: Homography::IDENTITY,
        compared: 1.0,
        chance: 10f64.powf(part.log10_nfa.clamp(-300.0, 300.0)),
        smallest_text: None,
        differences: compared.differences.iter().map(|told| difference(told, quoted, &part.source)).collect(),
        hidden: Vec::new(),
        drawn_by: None,
        signatures: Vec::new(),
        namesake: page.map(|page| page.sha256),
    }
}

fn difference(told: &Told, quoted: &Quoted, source: &Source) -> Difference {
    Difference {
        bounds: Rect::default(),
        on_page: source.bounds(&told.said).unwrap_or_default(),
        kind: told.kind(),
        deviation: 1.0,
        // Words read by OCR are never given as the original's.
        original: spelled(source, &told.said).filter(|_| !source.is_read),
        shown: spelled(quoted, &told.quoted),
        // The passage stands in its context instead.
        line: None,
    }
}

/// Further pages that have the same words.
pub fn twins(parts: &[Part]) -> Vec<PageRef> {
    let mut twins: Vec<PageRef> = Vec::new();
    for twin in parts.iter().flat_map(|part| &part.twins) {
        if !twins.contains(twin) && parts.iter().all(|part| part.page() != *twin) {
            twins.push(twin.clone());
        }
    }
    twins
}

/// The passage of a part, in its context.
pub fn passage(part: &Part, compared: &Compared) -> QuotedPassage {
    let source = &part.source;
    let terms = words::whole(source, &part.passage());
    let last = terms.end.saturating_sub(1);
    let page = part.page();
    let to_page = source.page(last).map(|page| page.number).filter(|number| *number != page.page);
    let (at_words, of_words) = source.at_words(&terms);
    let is_inside = |term: &usize| source.reference.terms[*term].part == source.reference.terms[last].part;
    let before = (terms.start.saturating_sub(QUOTATION_CONTEXT_WORDS)..terms.start).filter(is_inside);
    let count = source.reference.terms.len();
    let after = (terms.end..(terms.end + QUOTATION_CONTEXT_WORDS).min(count)).filter(is_inside);
    QuotedPassage {
        page,
        to_page,
        field: source.field(terms.start).map(str::to_owned),
        sent: source.sent(),
        at_words,
        of_words,
        before: words::said(source, &span(before)),
        original: words::said(source, &terms),
        after: words::said(source, &span(after)),
        omissions: compared.omissions.iter().map(|left_out| omission(left_out, source)).collect(),
    }
}

/// The range of numbers that follow each other.
fn span(mut numbers: impl Iterator<Item = usize>) -> Range<usize> {
    numbers.next().map_or(0..0, |first| first..numbers.last().unwrap_or(first) + 1)
}

fn omission(left_out: &Range<usize>, source: &Source) -> Omission {
    let original = words::said(source, left_out);
    Omission { words: original.split_whitespace().count(), original }
}

/// The words in brackets, in order, with those in whose place they stand.
pub fn insertions(quoted: &Quoted, parts: &[(&Part, &Compared)]) -> Vec<Insertion> {
    let replaced = |at: usize| {
        parts.iter().find_map(|(part, compared)| {
            let (_, said) = compared.replaced.iter().find(|(before, _)| *before == at)?;
            spelled(&part.source, said)
        })
    };
    let in_brackets = quoted.insertions.iter().map(|(at, words)| (*at, words.clone(), replaced(*at)));
    let edited = parts.iter().flat_map(|(part, compared)| {
        let own = |told: &Told| spelled(quoted, &told.quoted).unwrap_or_default();
        compared
            .edited
            .iter()
            .map(move |told| (told.quoted.start, own(told), spelled(&part.source, &told.said)))
    });
    let mut all: Vec<(usize, String, Option<String>)> = in_brackets.chain(edited).collect();
    all.sort_by_key(|(at, ..)| *at);
    all.into_iter().map(|(_, text, instead_of)| Insertion { text, instead_of }).collect()
}

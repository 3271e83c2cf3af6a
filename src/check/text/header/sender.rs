//! The sender: is the one shown over a text the message's?
//!
//! Mail programs omit fields, and write dates and recipients in their own way, so a missing field means nothing. A
//! sender that is not the message's does.

use std::collections::HashSet;

use super::field_labels;
use crate::check::text::align::mismatch::Alignment;
use crate::check::text::align::ocr_words::SeenTerm;
use crate::check::text::align::term::is_alike;
use crate::check::text::passages::gaps::Passage;
use crate::check::text::thresholds::{HEADER_LINE_REACH, HEADER_WORD_CONFIDENCE, SENDER_NAME_WORDS};
use crate::model::answer::DifferenceKind;
use crate::model::geometry::Rect;
use crate::model::text::{FieldKind, SeenWord};

/// The sender that the header shows.
#[derive(Debug, PartialEq)]
pub enum Sender {
    /// The message's, or nobody.
    Same,
    /// Somebody else, at this place.
    Other(Passage),
    /// Somebody who may not be the message's.
    Unclear,
}

/// Examines the lines above the first term of `body`, the terms that match the body.
pub fn sender(alignment: &Alignment, agreeing: &HashSet<usize>, body: &[usize]) -> Sender {
    let Some(from) = alignment.reference.field(FieldKind::From) else { return Sender::Same };
    let of_part = |part: usize| {
        let matching = alignment
            .pairs
            .iter()
            .filter(|p| alignment.reference.terms[p.1].part == part && agreeing.contains(&p.0));
        matching.map(|p| p.0).collect::<Vec<usize>>()
    };
    let of_sender = of_part(from);
    let known = alignment.reference.header();
    let is_unknown = |i: &usize| {
        let term = &alignment.seen.terms[*i];
        let is_word = term.token.text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        is_word
            && !agreeing.contains(i)
            && term.confidence >= HEADER_WORD_CONFIDENCE
            && !known.contains(term.token.folded.as_str())
            && !field_labels::of_a_program(&term.token.plain)
    };
    if !of_sender.is_empty() {
        return if names_another(alignment, from, body) { Sender::Unclear } else { Sender::Same };
    }
    let zone = zone(alignment, agreeing, body);
    let addressed =
        zone.iter().copied().filter(is_unknown).filter(|&i| is_address(alignment, &alignment.seen.terms[i]));
    if let Some(passage) = passage(alignment, &addressed.collect::<Vec<_>>(), from) {
        return Sender::Other(passage);
    }
    let is_name = |i: &&usize| alignment.seen.terms[**i].token.text.starts_with(char::is_uppercase);
    let names = zone.iter().filter(|i| is_unknown(i)).filter(is_name).count();
    if names >= SENDER_NAME_WORDS || names_another(alignment, from, body) {
        Sender::Unclear
    } else {
        Sender::Same
    }
}

/// Whether a line above the text that is labelled as a sender's does not name the message's sender: a reply has its
/// own header, and quotes the header of what it answers.
fn names_another(alignment: &Alignment, from: usize, body: &[usize]) -> bool {
    let Alignment { seen, reference, .. } = alignment;
    let own: Vec<&str> =
        reference.terms.iter().filter(|t| t.part == from).map(|t| t.token.folded.as_str()).collect();
    let is_labelled = |first: &SeenTerm| {
        field_labels::NAMED_AFTER.contains(&first.token.plain.as_str()) && seen.has_colon(first)
    };
    let until = body.first().copied().unwrap_or_default();
    let lines = seen.terms[..until].chunk_by(|a, b| a.line == b.line).filter(|line| is_labelled(&line[0]));
    // Hosts of addresses are shared by many and end alike.
    let is_of_host = |t: &SeenTerm| seen.words[t.word].text.find('@').is_some_and(|at| t.at.start > at);
    let letters = |t: &SeenTerm| t.token.folded.chars().filter(|c| c.is_alphabetic()).count();
    let names = |line: &[SeenTerm]| -> Vec<String> {
        let read = line[1..]
            .iter()
            .filter(|t| t.confidence >= HEADER_WORD_CONFIDENCE && letters(t) >= 2 && !is_of_host(t));
        read.map(|t| t.token.folded.clone()).collect()
    };
    let is_own = |name: &String| own.iter().any(|own| own == name || is_alike(own, name));
    lines.map(names).any(|names| names.len() >= SENDER_NAME_WORDS && !names.iter().any(is_own))
}

/// Terms of the lines from the first matching header field to the body.
fn zone(alignment: &Alignment, agreeing: &HashSet<usize>, body: &[usize]) -> Vec<usize> {
    let terms = &alignment.seen.terms;
    let matching = alignment.pairs.iter().filter(|p| {
        alignment.reference.terms[p.1].part < alignment.reference.body() && agreeing.contains(&p.0)
    });
    let Some(fields) = Rect::around(matching.map(|p| terms[p.0].bounds)) else { return Vec::new() };
    let end = body.iter().map(|&i| terms[i].bounds.y0).fold(f64::MAX, f64::min);
    let mut top = fields.y0;
    // Extended upwards, line by line, as long as lines are close.
    let mut above: Vec<Rect> = terms
        .iter()
        .map(|t| t.bounds)
        .filter(|b| b.y1 <= top && b.x0 < fields.x1 && b.x1 > fields.x0)
        .collect();
    above.sort_by(|a, b| b.y0.total_cmp(&a.y0));
    for line in above {
        if top - line.y0 < HEADER_LINE_REACH * line.height() {
            top = top.min(line.y0);
        }
    }
    (0..terms.len()).filter(|&i| terms[i].bounds.y0 >= top && terms[i].bounds.y1 <= end).collect()
}

/// Whether a term is part of an address.
fn is_address(alignment: &Alignment, term: &SeenTerm) -> bool {
    let word = &alignment.seen.words[term.word].text;
    word.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
}

/// The words of terms, as one passage.
fn passage(alignment: &Alignment, terms: &[usize], from: usize) -> Option<Passage> {
    let mut words: Vec<usize> = terms.iter().map(|&i| alignment.seen.terms[i].word).collect();
    words.dedup();
    let words: Vec<&SeenWord> = words.into_iter().map(|w| &alignment.seen.words[w]).collect();
    let bounds = Rect::around(words.iter().map(|w| w.bounds))?;
    let shown = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let original = alignment.reference.field_text(from);
    Some(Passage { in_header: true, ..Passage::new(bounds, DifferenceKind::Changed, original, shown) })
}

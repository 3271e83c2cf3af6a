//! The prefix of a subject: is the message a reply, or forwarded? It is short and changes much.

use crate::check::text::align::mismatch::Alignment;
use crate::check::text::passages::gaps::Passage;
use crate::model::answer::DifferenceKind;
use crate::model::geometry::Rect;

/// Prefixes that programs write before the subject of a reply, in the most frequent languages.
const REPLY: [&str; 4] = ["re", "aw", "sv", "antw"];
/// Prefixes of what was forwarded.
const FORWARD: [&str; 5] = ["fw", "fwd", "wg", "tr", "vs"];

/// The kind of a subject prefix.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Prefix {
    Reply,
    Forward,
}

fn prefix(plain: &str) -> Option<Prefix> {
    let is_of = |names: &[&str]| names.contains(&plain);
    match () {
        _ if is_of(&REPLY) => Some(Prefix::Reply),
        _ if is_of(&FORWARD) => Some(Prefix::Forward),
        _ => None,
    }
}

/// The prefixes with which a subject of the message begins; `said` are its terms.
fn prefixes(alignment: &Alignment, said: &[usize]) -> Vec<Prefix> {
    said.iter().map_while(|&j| prefix(&alignment.reference.terms[j].token.plain)).collect()
}

/// The number of terms of a subject that are its prefix.
pub fn length(alignment: &Alignment, said: &[usize]) -> usize {
    prefixes(alignment, said).len()
}

/// The passage of a subject that is shown with another prefix than the message has. `said` are the terms of the
/// subject, `firm` the matching pairs. Returns `None` if the prefix is the same.
pub fn other(alignment: &Alignment, said: &[usize], firm: &[(usize, usize)]) -> Option<Passage> {
    let own = prefixes(alignment, said);
    let begins = *said.get(own.len())?;
    // The prefix is only known if the first word of the subject itself matches.
    let (first, _) = *firm.iter().find(|(_, j)| *j == begins)?;
    let terms = &alignment.seen.terms;
    let is_before = |&i: &usize| {
        // "Re:", and "Re[3]:" if programs count.
        let is_marked =
            |at: usize| alignment.seen.words[terms[i].word].text[at..].starts_with([':', '[', '(']);
        terms[i].line == terms[first].line && is_marked(terms[i].at.end)
    };
    let before: Vec<(usize, Prefix)> = (0..first)
        .rev()
        .take_while(is_before)
        .map_while(|i| prefix(&terms[i].token.plain).map(|p| (i, p)))
        .collect();
    let shown: Vec<Prefix> = before.iter().rev().map(|(_, p)| *p).collect();
    // Programs shorten "Re: Re:".
    if shown.first() == own.first() {
        return None;
    }
    let places = before.iter().map(|(i, _)| *i).chain([first]);
    let bounds = Rect::around(places.map(|i| terms[i].bounds))?;
    let from = before.last().map_or(first, |(i, _)| *i);
    let kind = match (shown.is_empty(), own.is_empty()) {
        (true, _) => DifferenceKind::Missing,
        (_, true) => DifferenceKind::Added,
        _ => DifferenceKind::Changed,
    };
    let original = alignment.reference.said(said[0]..begins + 1);
    let passage = Passage::new(bounds, kind, original, alignment.shown(from..first + 1));
    Some(Passage { in_header: true, ..passage })
}

//! What stands before a subject: whether it is a reply to something, or forwarded. It is short and says much.

use crate::check::text::align::mismatch::Sides;
use crate::check::text::passages::gaps::Passage;
use crate::model::answer::DifferenceKind;
use crate::model::geometry::Rect;

/// What programs write before the subject of a reply, and of what is forwarded, in the languages met most.
const REPLY: [&str; 4] = ["re", "aw", "sv", "antw"];
const FORWARD: [&str; 5] = ["fw", "fwd", "wg", "tr", "vs"];

/// A reply, or something forwarded.
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

/// Where a subject is shown with other words before it than the message's has. `said` are the terms of the subject, `firm`
/// the pairs in which picture and page agree.
pub fn other(sides: &Sides, said: &[usize], firm: &[(usize, usize)]) -> Option<Passage> {
    let of_page = |&j: &usize| prefix(&sides.script.terms[j].token.plain);
    let own: Vec<Prefix> = said.iter().map_while(of_page).collect();
    let begins = *said.get(own.len())?;
    // Only where the subject itself begins is it known what stands before it.
    let (first, _) = *firm.iter().find(|(_, j)| *j == begins)?;
    let terms = &sides.seen.terms;
    let is_before = |&i: &usize| {
        // "Re:", and "Re[3]:" where programs count.
        let is_marked = |at: usize| sides.seen.words[terms[i].word].text[at..].starts_with([':', '[', '(']);
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
    let original = sides.script.said(said[0]..begins + 1);
    let passage = Passage::new(bounds, kind, original, sides.shown(from..first + 1));
    Some(Passage { in_header: true, ..passage })
}

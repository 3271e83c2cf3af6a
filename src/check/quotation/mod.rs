//! What does a quotation in words quote? The way of words without the reading: no letter is in doubt.
//!
//! 1. **Parsing** (`parse`): ellipses, and brackets with words that are the writer's own.
//! 2. **Place** (`place`): runs of three words are looked up, and the words are aligned with those of each page that has
//!    some. A passage that reaches the end of its page goes on with the next one. Words that are left over are looked
//!    up again: a quotation may be put together from several messages.
//! 3. **Comparison** (`compare`): each word that was changed, added, left out or moved.
//! 4. **Verdict** (`verdict::quotation_verdict`).
//!
//! A page is named only if so long a run of words of this rarity is no coincidence: everybody writes "thank you very
//! much for your".

mod answer;
pub mod compare;
pub mod parse;
pub mod place;
mod slide;
pub mod source;
pub mod thresholds;
pub mod words;

use std::ops::Range;

use super::verdict::quotation_verdict::{Evidence, Missed, Order, not_named, rules};
use crate::features::shingles::SHINGLE;
use crate::index::{Error, Index};
use crate::limits::{MAX_QUOTATION_BYTES, MAX_QUOTED_PARTS};
use crate::model::answer::{Finding, PageKind, Verdict};
use crate::model::coverage::{Accounts, Coverage};
use crate::model::quotation::{Quotation, QuotationFault};
use crate::model::reason::Reason;
use compare::{Compared, Told, compare};
use parse::Quoted;
use place::{Part, Search, search};

/// The finding on a quotation, and what it quotes.
///
/// # Errors
///
/// If the index cannot be read.
pub fn check(text: &str, index: &Index) -> Result<(Finding, Option<Quotation>), Error> {
    if text.len() > MAX_QUOTATION_BYTES {
        return Ok((unusable(QuotationFault::TooLong), None));
    }
    let quoted = Quoted::parse(text);
    if quoted.terms.is_empty() {
        return Ok((unusable(QuotationFault::NoWords), None));
    }
    let (parts, missed) = parts(&quoted, index)?;
    let words = words::count(&quoted, &(0..quoted.terms.len()));
    let blank = Quotation { text: text.to_owned(), words, ..Quotation::default() };
    if parts.is_empty() {
        let quotation = Quotation { insertions: answer::insertions(&quoted, &[]), ..blank };
        let (verdict, why) = not_named(missed);
        return Ok((without_page(verdict, why.into_iter().collect()), Some(quotation)));
    }
    let (finding, quotation) = named(&quoted, &parts, blank);
    Ok((finding, Some(quotation)))
}

/// The finding on the pages that have the parts, and what is quoted of them.
fn named(quoted: &Quoted, parts: &[Part], blank: Quotation) -> (Finding, Quotation) {
    let compared = compared(quoted, parts);
    let evidence = evidence(quoted, parts, &compared);
    let (verdict, why) = rules(&evidence);
    let told: Vec<(&Part, &Compared)> = parts.iter().zip(&compared).collect();
    let finding = Finding {
        verdict,
        pages: told.iter().map(|(part, compared)| answer::page(quoted, part, compared)).collect(),
        also: answer::twins(parts),
        coverage: Coverage { words: accounts(&evidence), ..Coverage::default() },
        why,
    };
    let passages = told.iter().map(|(part, compared)| answer::passage(part, compared)).collect();
    let insertions = answer::insertions(quoted, &told);
    let more = parts.iter().map(|part| part.more).sum();
    (finding, Quotation { passages, insertions, more, ..blank })
}

/// A finding that names no page.
fn without_page(verdict: Verdict, why: Vec<Reason>) -> Finding {
    Finding { verdict, pages: Vec::new(), also: Vec::new(), coverage: Coverage::default(), why }
}

/// The finding on what cannot be looked up.
pub fn unusable(fault: QuotationFault) -> Finding {
    without_page(Verdict::NotChecked, vec![Reason::QuotationUnusable(fault)])
}

/// The parts of a quotation that stand somewhere, in its order, and the result of the search for all of it.
fn parts(quoted: &Quoted, index: &Index) -> Result<(Vec<Part>, Missed), Error> {
    let (mut open, mut parts) = (Vec::new(), Vec::new());
    let mut next = Some(0..quoted.terms.len());
    let mut missed = Missed::Nowhere;
    while let Some(span) = next {
        match search(quoted, &span, index)? {
            Search::Found(part) => {
                let found = part.span();
                open.extend([span.start..found.start, found.end..span.end]);
                parts.push(*part);
            }
            Search::Missed(why) if parts.is_empty() => missed = why,
            Search::Missed(_) => {}
        }
        open.retain(|span: &Range<usize>| span.len() >= SHINGLE);
        next = if parts.len() < MAX_QUOTED_PARTS { open.pop() } else { None };
    }
    parts.sort_by_key(|part| part.span().start);
    Ok((joined(parts), missed))
}

/// The parts, with those that follow each other on the same page made one.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut kept: Vec<Part> = Vec::new();
    for part in parts {
        let is_same = |last: &&mut Part| {
            let pages = |part: &Part| part.source.pages.iter().map(|page| page.id).collect::<Vec<_>>();
            let is_after = last.passage().end <= part.passage().start;
            is_after && pages(last) == pages(&part) && last.source.has_all_terms_of(&part.source)
        };
        match kept.last_mut().filter(is_same) {
            Some(last) => {
                last.agreeing.extend(part.agreeing);
                last.log10_nfa = last.log10_nfa.min(part.log10_nfa);
            }
            None => kept.push(part),
        }
    }
    kept
}

/// The comparison of each part with its passage. Words between two parts belong to the one before them.
fn compared(quoted: &Quoted, parts: &[Part]) -> Vec<Compared> {
    let ends = parts.iter().skip(1).map(|part| part.span().start).chain([quoted.terms.len()]);
    let mut start = 0;
    let compared = parts.iter().zip(ends).map(|(part, end)| {
        let reach = start..end;
        start = end;
        compare(quoted, &part.source, &part.agreeing, &reach)
    });
    let mut compared: Vec<Compared> = compared.collect();
    for (number, pair) in parts.windows(2).enumerate() {
        let gap = pair[0].span().end..pair[1].span().start;
        if of_two(pair) != Order::Kept || quoted.ellipsis_in(&gap).is_some() {
            continue;
        }
        // What is left out begins on one page and ends on another.
        let rest = pair[0].passage().end..pair[0].source.reference.terms.len();
        let (of, said) =
            if rest.is_empty() { (number + 1, 0..pair[1].passage().start) } else { (number, rest) };
        if !said.is_empty() {
            compared[of].differences.push(Told { quoted: gap.end..gap.end, said });
        }
    }
    compared
}

fn evidence(quoted: &Quoted, parts: &[Part], compared: &[Compared]) -> Evidence {
    let differences = || compared.iter().flat_map(|compared| &compared.differences);
    let differing: usize = differences().map(|told| words::count(quoted, &told.quoted)).sum();
    let total = words::count(quoted, &(0..quoted.terms.len()));
    Evidence {
        compared: total,
        agreeing: total.saturating_sub(differing),
        differences: differences().count(),
        is_read: parts.iter().any(|part| part.source.is_read),
        order: order(parts),
    }
}

/// How the parts stand to each other.
fn order(parts: &[Part]) -> Order {
    let orders: Vec<Order> = parts.windows(2).map(of_two).collect();
    let worst = [Order::Joined, Order::Changed].into_iter().find(|order| orders.contains(order));
    worst.unwrap_or_default()
}

/// How a part stands to the one before it.
fn of_two(pair: &[Part]) -> Order {
    let [first, last] = [pair[0].page(), pair[1].page()];
    let is_paged = pair.iter().all(|part| part.source.pages[0].kind == PageKind::Page);
    if first.document != last.document || (first.page != last.page && !is_paged) {
        return Order::Joined;
    }
    let is_after = (first.page, pair[0].passage().end) <= (last.page, pair[1].passage().start);
    if is_after { Order::Kept } else { Order::Changed }
}

/// What became of the words of the quotation.
fn accounts(evidence: &Evidence) -> Accounts {
    let Evidence { compared, agreeing, .. } = *evidence;
    Accounts { agrees: agreeing, differs: compared - agreeing, ..Accounts::default() }
}

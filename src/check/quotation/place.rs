//! Where the words of a quotation stand: pages that have its runs of words, and the alignment with each of them.

use std::ops::Range;

use super::parse::Quoted;
use super::slide::to_ellipses;
use super::source::Source;
use super::thresholds::{NEIGHBOUR_EDGE_TERMS, SHINGLES_PER_RUN_WITNESS, STRAY_TERMS};
use super::words::Pairs;
use crate::check::recall::by_words::{self, Candidate};
use crate::check::recall::thresholds::{COMMON_SHINGLE_PAGES, RARITY_PAGES};
use crate::check::register::thresholds::NAMED_LOG10_NFA;
use crate::check::text::align::local_alignment::align;
use crate::check::verdict::quotation_verdict::Missed;
use crate::check::verdict::thresholds::AGREEING_WORDS_SHARE;
use crate::features::shingles::SHINGLE;
use crate::index::{Error, Index};
use crate::limits::MAX_QUOTED_PAGES;
use crate::model::answer::PageRef;

/// A part of a quotation, and the page that has its words.
pub struct Part {
    /// The page, or two that follow each other.
    pub source: Source,
    /// Terms of the quotation and of the source that are equal, in order.
    pub agreeing: Pairs,
    /// Logarithm to base 10 of the number of false alarms: pages that would have as many words by coincidence.
    pub log10_nfa: f64,
    /// Other pages that have the same words.
    pub twins: Vec<PageRef>,
    /// Number of further pages that were not compared.
    pub more: usize,
}

/// Result of the search for some words of a quotation.
pub enum Search {
    /// They stand there.
    Found(Box<Part>),
    /// They name no page.
    Missed(Missed),
}

impl Part {
    /// The terms of the quotation from the first to the last one that agrees.
    pub fn span(&self) -> Range<usize> {
        self.agreeing.first().zip(self.agreeing.last()).map_or(0..0, |(first, last)| first.0..last.0 + 1)
    }

    /// The terms of the source from the first to the last one that agrees.
    pub fn passage(&self) -> Range<usize> {
        self.agreeing.first().zip(self.agreeing.last()).map_or(0..0, |(first, last)| first.1..last.1 + 1)
    }

    /// The page on which the passage begins.
    pub fn page(&self) -> PageRef {
        let first = self.source.page(self.passage().start).or(self.source.pages.first());
        first.map_or(PageRef { document: String::new(), page: 0 }, |page| page.name())
    }

    /// Whether so many words of this rarity are no coincidence.
    fn is_named(&self) -> bool {
        self.log10_nfa <= NAMED_LOG10_NFA
    }

    /// How well the page explains the quotation: words that agree, less the places where they do not go on.
    fn rank(&self, quoted: &Quoted) -> i64 {
        let is_break = |pair: &&[(usize, usize)]| {
            let gap = pair[0].0 + 1..pair[1].0;
            let is_left_out = pair[1].1 > pair[0].1 + 1 && quoted.ellipsis_in(&gap).is_none();
            !gap.is_empty() || is_left_out
        };
        2 * self.agreeing.len() as i64 - self.agreeing.windows(2).filter(is_break).count() as i64
    }
}

/// Looks for the words of a part of a quotation.
pub fn search(quoted: &Quoted, span: &Range<usize>, index: &Index) -> Result<Search, Error> {
    let folded = || quoted.terms[span.clone()].iter().map(|term| term.token.folded.as_str());
    let tokens = by_words::tokens(folded());
    let pages = index.page_count()?;
    let rarest = (pages as f64).max(RARITY_PAGES).log10();
    let all: Pairs = (0..span.len()).map(|i| (i, i)).collect();
    let is_too_short = log10_nfa(&all, rarest, pages) > NAMED_LOG10_NFA;
    let nowhere = || Search::Missed(if is_too_short { Missed::TooShort } else { Missed::Nowhere });
    if tokens.is_empty() {
        return Ok(nowhere());
    }
    let mut candidates = by_words::by_tokens(&tokens, COMMON_SHINGLE_PAGES, index)?;
    by_words::best_first(&mut candidates, MAX_QUOTED_PAGES, index)?;
    let mut placed: Vec<Part> = Vec::new();
    for candidate in candidates.iter().take(MAX_QUOTED_PAGES) {
        placed.extend(place(quoted, span, candidate, index)?);
    }
    placed.sort_by_cached_key(|part| (!part.is_named(), -part.rank(quoted), part.page()));
    placed.dedup_by_key(|part| (part.page(), part.passage().len()));
    if placed.is_empty() {
        // Runs that very many pages have are not looked up, so each of them is a common one.
        let pages = by_words::by_tokens(&tokens, usize::MAX, index)?.len();
        return Ok(if pages > 0 { Search::Missed(Missed::TooCommon(pages)) } else { nowhere() });
    }
    Ok(best(quoted, span, placed, &candidates).unwrap_or_else(nowhere))
}

/// The part on the page that explains it best. Returns `None` if that is a coincidence and most words are elsewhere.
fn best(quoted: &Quoted, span: &Range<usize>, placed: Vec<Part>, candidates: &[Candidate]) -> Option<Search> {
    let mut placed = placed.into_iter();
    let mut best = placed.next()?;
    let rank = best.rank(quoted);
    let same = placed.take_while(|part| part.rank(quoted) == rank && part.is_named() == best.is_named());
    best.twins = same.map(|part| part.page()).filter(|page| *page != best.page()).collect();
    let support = candidates.first().map_or(0.0, |first| first.support);
    best.more = candidates.iter().skip(MAX_QUOTED_PAGES).take_while(|c| c.support >= support).count();
    if best.is_named() {
        return Some(Search::Found(Box::new(best)));
    }
    let is_there = best.agreeing.len() as f64 >= AGREEING_WORDS_SHARE * span.len() as f64;
    is_there.then(|| Search::Missed(Missed::TooCommon(1 + best.twins.len() + best.more)))
}

/// Aligns the words with those of a page. Returns `None` if none agree.
fn place(
    quoted: &Quoted,
    span: &Range<usize>,
    candidate: &Candidate,
    index: &Index,
) -> Result<Option<Part>, Error> {
    let mut source = Source::of(vec![index.page(candidate.page)?], index)?;
    source.reference.narrow(candidate.first..candidate.last, 2 * span.len());
    let mut agreeing = aligned(quoted, span, &source);
    // Twice, for a page may have a few words alone.
    for is_before in [true, false, true, false] {
        if let Some(longer) = run_over(quoted, span, &source, &agreeing, (is_before, index))? {
            (source, agreeing) = longer;
        }
    }
    let rarity =
        candidate.support / own_shingles(quoted, &source, &agreeing, candidate).max(candidate.hits) as f64;
    let log10_nfa = log10_nfa(&agreeing, rarity, index.page_count()?);
    let part = Part { source, agreeing, log10_nfa, twins: Vec::new(), more: 0 };
    Ok((!part.agreeing.is_empty()).then_some(part))
}

/// The equal terms of the best alignment.
fn aligned(quoted: &Quoted, span: &Range<usize>, source: &Source) -> Pairs {
    let (terms, said) = (&quoted.terms[span.clone()], &source.reference.terms);
    let equality = |i: usize, j: usize| terms[i].token.equality(&said[j].token);
    let (pairs, _) = align(terms.len(), said.len(), equality);
    let is_equal = |&(i, j): &(usize, usize)| terms[i].token.plain == said[j].token.plain;
    let equal = pairs.into_iter().filter(is_equal).map(|(i, j)| (span.start + i, j));
    let mut equal = of_one_text(equal.collect(), source);
    to_ellipses(quoted, source, &mut equal);
    without_strays(quoted, source, equal)
}

/// The pairs in the text of a message, or in one field of its header: whichever has more. A passage never runs from one into
/// the other.
fn of_one_text(pairs: Pairs, source: &Source) -> Pairs {
    let part = |pair: &(usize, usize)| source.reference.terms[pair.1].part;
    let longest = pairs.chunk_by(|a, b| part(a) == part(b)).max_by_key(|pairs| pairs.len());
    longest.map_or(Vec::new(), <[_]>::to_vec)
}

/// The pairs without a few words at either end from which more of the original is left out than they are themselves: every
/// page has an "of the" somewhere. Behind an ellipsis they may stand anywhere.
fn without_strays(quoted: &Quoted, source: &Source, mut pairs: Pairs) -> Pairs {
    let left_out = |pair: &[(usize, usize)]| {
        let (own, said) = (pair[0].0 + 1..pair[1].0, pair[0].1 + 1..pair[1].1);
        let is_announced = quoted.ellipsis_in(&own).is_some() || source.is_same(&said, quoted, &own);
        let more = (pair[1].1 - pair[0].1).saturating_sub(pair[1].0 - pair[0].0);
        if is_announced { 0 } else { more }
    };
    let is_stray = |count: usize, pair: &[(usize, usize)]| count < STRAY_TERMS && left_out(pair) > count;
    while let Some(at) = (1..pairs.len().min(STRAY_TERMS)).find(|&at| is_stray(at, &pairs[at - 1..=at])) {
        pairs.drain(..at);
    }
    let strays = |pairs: &Pairs| {
        let first = pairs.len().saturating_sub(STRAY_TERMS).max(1);
        (first..pairs.len()).find(|&at| is_stray(pairs.len() - at, &pairs[at - 1..=at]))
    };
    while let Some(at) = strays(&pairs) {
        pairs.truncate(at);
    }
    pairs
}

/// The alignment with the page and its neighbour, if the passage reaches an end of the page, words are left over on
/// that side, and the neighbour has half of them or more.
fn run_over(
    quoted: &Quoted,
    span: &Range<usize>,
    source: &Source,
    agreeing: &[(usize, usize)],
    (is_before, index): (bool, &Index),
) -> Result<Option<(Source, Pairs)>, Error> {
    let Some((first, last)) = agreeing.first().zip(agreeing.last()) else { return Ok(None) };
    let (left_over, from_edge) = match is_before {
        true => (first.0 - span.start, first.1),
        false => (span.end - last.0 - 1, source.reference.terms.len() - last.1 - 1),
    };
    if left_over == 0 || from_edge > NEIGHBOUR_EDGE_TERMS {
        return Ok(None);
    }
    let Some(longer) = source.with_neighbour(is_before, index)? else { return Ok(None) };
    let more = aligned(quoted, span, &longer);
    let is_explained = 2 * more.len().saturating_sub(agreeing.len()) >= left_over;
    Ok(is_explained.then_some((longer, more)))
}

/// The runs of three words that agree with the page of a candidate and are looked up. Those that are not among its hits are
/// too common to tell anything.
fn own_shingles(quoted: &Quoted, source: &Source, agreeing: &Pairs, candidate: &Candidate) -> usize {
    let is_own = |pair: &(usize, usize)| source.page(pair.1).is_some_and(|page| page.id == candidate.page);
    let folded = |&(i, _): &(usize, usize)| quoted.terms[i].token.folded.as_str();
    let own: Pairs = agreeing.iter().copied().filter(is_own).collect();
    let rows = own.chunk_by(|a, b| *b == (a.0 + 1, a.1 + 1));
    rows.map(|row| by_words::tokens(row.iter().map(folded)).len()).sum()
}

/// Logarithm to base 10 of the number of false alarms: pages expected to have as many runs of words of this rarity by
/// coincidence.
fn log10_nfa(agreeing: &[(usize, usize)], rarity: f64, pages: u64) -> f64 {
    let goes_on = |pair: &[(usize, usize)]| pair[1] == (pair[0].0 + 1, pair[0].1 + 1);
    let is_run = |run: &&[(usize, usize)]| run.windows(2).all(goes_on);
    let runs = agreeing.windows(SHINGLE).filter(is_run).count();
    (pages.max(1) as f64).log10() - rarity * runs as f64 / SHINGLES_PER_RUN_WITNESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_follow_each_other_on_both_sides_count() {
        let row: Vec<(usize, usize)> = (0..12).map(|i| (i, 40 + i)).collect();
        let apart: Vec<(usize, usize)> = (0..12).map(|i| (i, 40 + 2 * i)).collect();
        assert!(log10_nfa(&row, 3.0, 100) < NAMED_LOG10_NFA);
        assert!(log10_nfa(&apart, 3.0, 100) > 0.0);
        assert!(log10_nfa(&row[..6], 3.0, 100) > NAMED_LOG10_NFA, "six words are too few");
        assert!(log10_nfa(&row, 0.5, 100) > NAMED_LOG10_NFA, "common words are too common");
    }
}

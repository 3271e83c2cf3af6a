//! What do the words say? For a picture whose look does not decide: its words are read, looked up, aligned and
//! scored.
//!
//! A message has no look of its own, and the look of a page may fail. So the picture is read by OCR, scaled to the size at which
//! OCR reads best. An error of OCR is not a difference: each disagreement is checked against the picture's own letters.
//!
//! 1. **Recall** (`recall::by_words`): runs of three words are looked up.
//! 2. **Alignment** (`align`): the words of the best six pages, header fields first, are aligned with the words read, by lines
//!    and by columns. Pages that explain less than half of what the best one explains are dropped.
//! 3. **Passages** (`passages`): what lies between words that agree was changed, added, is missing, or cannot be told.
//! 4. **Glyphs** (`glyphs`): letters of the picture decide whether a word is what was read or what the page has.
//! 5. **Header** (`header`): sender, recipients, subject and date are compared with those of the message.
//! 6. **Unmatched lines** (`unmatched`): lines around the text that the page does not have.
//! 7. **Score** (`score`): the evidence on one page, for the rules in `verdict`.
//!
//! A page with a look that the picture does not show is named as inconclusive at most, because a licence or a
//! quotation occurs in many documents. On a page whose words were read by OCR, every place that differs is doubtful:
//! either side may be misread.

pub mod align;
pub mod glyphs;
pub mod header;
pub mod passages;
pub mod score;
mod thresholds;
pub mod unmatched;

use super::recall::by_words::{Candidate, by_words};
use super::tracer::Trace;
use crate::index::{Error, Index, StoredPage};
use crate::model::answer::{Basis, Finding, PageAnswer, Verdict};
use crate::model::coverage::Coverage;
use crate::model::reason::Reason;
use crate::model::trace::{Found, Named};
use align::ocr_words::OcrText;
use glyphs::glyph_crops::GlyphCrops;
use score::{Aligned, Scored};
use thresholds::{EQUAL_SCORE_RATIO, SCORED_AGREEMENT_RATIO};

/// The finding by the words of a picture. Returns `None` if they name no page.
///
/// # Errors
///
/// If the index cannot be read.
pub fn check(seen: OcrText, index: &Index, trace: &Trace) -> Result<Option<Finding>, Error> {
    let by_columns = seen.by_columns();
    let readings: Vec<(&OcrText, GlyphCrops)> = [Some(&seen), by_columns.as_ref()]
        .into_iter()
        .flatten()
        .map(|seen| (seen, GlyphCrops::new(seen)))
        .collect();
    let mut aligned: Vec<(Aligned, &GlyphCrops, StoredPage)> = Vec::new();
    for (seen, crops) in &readings {
        let began = trace.begin();
        let candidates = by_words(seen, index)?;
        let pages = candidates.iter().map(|c| index.page(c.page));
        let pages: Vec<StoredPage> = pages.collect::<Result<_, Error>>()?;
        trace.record(began, || recall_event(&candidates, &pages));
        for (candidate, page) in candidates.into_iter().zip(pages) {
            let name = page.name();
            let page_words = if let Some(text) = index.text(candidate.page)? {
                Aligned::text(seen, text, &candidate, name)
            } else if let Some(read) = index.reading(candidate.page)? {
                Aligned::read(seen, read, &candidate, name)
            } else {
                Aligned::words(seen, index.words(candidate.page)?, &candidate, name)
            };
            aligned.push((page_words, crops, page));
        }
    }
    let best = aligned.iter().map(|a| a.0.agreement).fold(0.0, f32::max);
    aligned.retain(|a| a.0.agreement >= SCORED_AGREEMENT_RATIO * best);
    let pages = index.page_count()?;
    let score = |(aligned, crops, page): (Aligned, &GlyphCrops, StoredPage)| {
        let began = trace.begin();
        let (mut scored, found) = aligned.score(crops, pages)?;
        trace.record(began, || found);
        scored.answer.kind = page.kind;
        scored.answer.namesake = Some(page.sha256);
        Some(scored)
    };
    Ok(headline(aligned.into_iter().filter_map(score).collect()))
}

/// The trace event of the recall.
fn recall_event(candidates: &[Candidate], pages: &[StoredPage]) -> Found {
    let named =
        |(c, page): (&Candidate, &StoredPage)| Named { page: page.name(), hits: c.hits, support: c.support };
    let best = candidates.iter().zip(pages).map(named).collect();
    Found::Recalled { basis: Basis::Words, view: "as read", pages: candidates.len(), best }
}

/// Keeps for each page the reading (by lines or by columns) that explains most. If it is a match, but the other
/// reading, which agrees as well, is altered, the result is inconclusive: another reading order must not hide an
/// error in a header.
fn one_reading(mut scored: Vec<Scored>) -> Vec<Scored> {
    scored.sort_by(|a, b| b.rank.total_cmp(&a.rank));
    // Documents of several folders may have one name.
    let is_same = |a: &PageAnswer, b: &PageAnswer| (&a.page, a.namesake) == (&b.page, b.namesake);
    let mut kept: Vec<Scored> = Vec::new();
    for other in scored {
        let Some(first) = kept.iter_mut().find(|first| is_same(&first.answer, &other.answer)) else {
            kept.push(other);
            continue;
        };
        let agrees_as_well = other.agreement >= EQUAL_SCORE_RATIO * first.agreement;
        if first.verdict == Verdict::Match && other.verdict == Verdict::Altered && agrees_as_well {
            let places = other.answer.differences.iter().map(|difference| difference.bounds).collect();
            first.verdict = Verdict::Inconclusive;
            first.why.push(Reason::UnclearPlaces(places));
        }
    }
    kept
}

/// The finding on the page that explains most, with those that explain as much.
fn headline(scored: Vec<Scored>) -> Option<Finding> {
    let mut scored = one_reading(scored);
    scored.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.answer.page.cmp(&b.answer.page)));
    scored.retain(|w| w.verdict != Verdict::NotFound);
    let mut scored = scored.into_iter();
    let best = scored.next()?;
    let as_good = scored.take_while(|w| w.rank >= EQUAL_SCORE_RATIO * best.rank);
    let also = as_good.filter(|w| w.verdict == best.verdict).map(|w| w.answer.page).collect();
    let coverage = Coverage { words: best.accounts, ..Coverage::default() };
    Some(Finding { verdict: best.verdict, pages: vec![best.answer], also, coverage, why: best.why })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(document: &str, agreement: f32, verdict: Verdict) -> Scored {
        let answer =
            PageAnswer { basis: vec![Basis::Words], chance: 1e-9, ..PageAnswer::of_document(document) };
        Scored { rank: agreement, agreement, answer, verdict, why: vec![], accounts: Default::default() }
    }

    #[test]
    fn a_difference_that_depends_on_the_order_of_reading_is_a_doubt() {
        let both = vec![scored("a", 100.0, Verdict::Match), scored("a", 99.5, Verdict::Altered)];
        assert_eq!(headline(both).unwrap().verdict, Verdict::Inconclusive);
    }

    #[test]
    fn a_reading_across_columns_does_not_count_where_by_columns_far_more_agrees() {
        let both = vec![scored("a", 100.0, Verdict::Match), scored("a", 70.0, Verdict::Altered)];
        assert_eq!(headline(both).unwrap().verdict, Verdict::Match);
    }
}

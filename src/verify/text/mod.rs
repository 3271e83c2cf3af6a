//! The way of a picture whose look no page has: its words are read, looked up, aligned to each candidate's, and weighed.
//!
//! An email has no look of its own, so the truth is its words. A fault of the reader is no difference: each disagreement
//! is held against the picture's own letters.

pub mod alignment;
pub mod columns;
pub mod dates;
pub mod glyphs;
pub mod heading;
pub mod lettering;
pub mod passages;
pub mod recall;
pub mod script;
pub mod strange;
pub mod term;
pub mod transcript;
pub mod weigh;

use std::collections::HashSet;

use crate::index::{Error, Index};
use crate::model::verdict::{Finding, PageRef, Verdict};
use recall::by_words;
use transcript::Transcript;
use weigh::{Weighed, weigh};

/// Agreement, in scores of the alignment, by which a page explains a picture as well as another.
const AS_GOOD: f32 = 0.98;

/// What the words say of a picture; none where they name no page.
pub fn check(seen: Transcript, index: &Index) -> Result<Option<Finding>, Error> {
    let by_columns = seen.by_columns();
    let mut weighed: Vec<Weighed> = Vec::new();
    for seen in [Some(seen), by_columns].iter().flatten() {
        for candidate in by_words(seen, index)? {
            let Some(text) = index.text(candidate.page)? else { continue };
            let page = index.page(candidate.page)?;
            let name = PageRef { document: page.document, page: page.number };
            weighed.extend(weigh(seen, &text, &candidate, name, index.page_count()?));
        }
    }
    weighed.sort_by(|a, b| b.rank().total_cmp(&a.rank()).then(a.answer.page.cmp(&b.answer.page)));
    let mut named = HashSet::new();
    weighed.retain(|w| w.verdict != Verdict::NotFound && named.insert(w.answer.page.clone()));
    let mut weighed = weighed.into_iter();
    let Some(best) = weighed.next() else { return Ok(None) };
    let as_good = weighed.take_while(|w| w.rank() >= AS_GOOD * best.rank());
    let also = as_good.filter(|w| w.verdict == best.verdict).map(|w| w.answer.page).collect();
    Ok(Some(Finding { verdict: best.verdict, pages: vec![best.answer], also, why: best.why }))
}

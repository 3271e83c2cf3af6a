//! Recall by words: which pages have runs of words that the picture has. Rare runs count more.

use std::collections::HashMap;

use super::ranking::rank;
use super::thresholds::{COMMON_SHINGLE_PAGES, RARITY_PAGES, WORDS_CANDIDATES};
use crate::check::text::align::ocr_words::OcrText;
use crate::features::shingles::{self, Term};
use crate::index::{Error, Index, PageId};
use crate::model::feature_key::FeatureKind;

/// A page that may have the picture's words.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The page.
    pub page: PageId,
    /// Shingles that page and picture share.
    pub hits: usize,
    /// Shingles of the picture that were looked up.
    pub asked: usize,
    /// Their rarity as logarithms to base 10, summed.
    pub support: f64,
    /// Number of the first term of the page that was found.
    pub first: usize,
    /// Number of the last term of the page that was found.
    pub last: usize,
}

/// The pages with the most support for the words of a picture, the best first.
///
/// # Errors
///
/// If the index cannot be read.
pub fn by_words(ocr_text: &OcrText, index: &Index) -> Result<Vec<Candidate>, Error> {
    let tokens = tokens(ocr_text.terms.iter().map(|term| term.token.folded.as_str()));
    let mut found = by_tokens(&tokens, COMMON_SHINGLE_PAGES, index)?;
    best_first(&mut found, WORDS_CANDIDATES, index)?;
    found.truncate(WORDS_CANDIDATES);
    Ok(found)
}

/// The shingles of words, given by their folded spellings, that are looked up.
pub fn tokens<'a>(folded: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let terms: Vec<Term> = folded.map(|folded| Term { folded: folded.to_owned(), at: 0..0 }).collect();
    let mut tokens: Vec<u32> = shingles::shingles(&terms).map(|(hash, _)| hash).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// Sorts pages by their support, the best first; ties are broken only among the first `most`.
///
/// # Errors
///
/// If the index cannot be read.
pub fn best_first(found: &mut [Candidate], most: usize, index: &Index) -> Result<(), Error> {
    rank(found, most, |a, b| b.support.total_cmp(&a.support), |candidate| candidate.page, index)
}

/// All pages that have any of these shingles, in no particular order. Shingles of more than `common` pages are
/// ignored.
///
/// # Errors
///
/// If the index cannot be read.
pub fn by_tokens(tokens: &[u32], common: usize, index: &Index) -> Result<Vec<Candidate>, Error> {
    let mut hits: Vec<(usize, PageId, usize)> = Vec::new();
    for kind in [shingles::ID, FeatureKind::Reading] {
        index.tokens(kind, tokens, common, &mut |which, page, place| {
            hits.push((which, page, usize::from(place.x) | usize::from(place.y) << 16));
        })?;
    }
    let mut holders = vec![0usize; tokens.len()];
    hits.iter().for_each(|h| holders[h.0] += 1);
    let pages = (index.page_count()? as f64).max(RARITY_PAGES);
    let mut found: HashMap<PageId, Candidate> = HashMap::new();
    hits.sort_unstable();
    hits.dedup_by_key(|h| (h.0, h.1));
    for (which, page, at) in hits {
        let rarity = (pages / holders[which] as f64).log10();
        let entry = found.entry(page).or_insert(Candidate {
            page,
            hits: 0,
            asked: tokens.len(),
            support: 0.0,
            first: at,
            last: at,
        });
        entry.hits += 1;
        entry.support += rarity;
        (entry.first, entry.last) = (entry.first.min(at), entry.last.max(at));
    }
    Ok(found.into_values().collect())
}

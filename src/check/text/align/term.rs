//! Terms of picture and page, and their similarity.

use crate::check::text::thresholds::{
    FOLDED_SCORE_RATIO, LETTER_SCORE, MISMATCH_SCORE, SCORED_LETTERS, SIMILAR_EDIT_SHARE, SIMILAR_SCORE,
    SIMILAR_TERM_LETTERS, TERM_SCORE,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A term in three spellings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// As written.
    pub text: String,
    /// In small letters without accents.
    pub plain: String,
    /// With one letter for all letters that look alike.
    pub folded: String,
}

impl Token {
    /// A term; `folded` is its spelling in the word index.
    pub fn new(text: &str, folded: String) -> Self {
        let plain = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
        Self { text: text.to_owned(), plain, folded }
    }

    /// The score of a term that is found again.
    fn weight(&self) -> f32 {
        TERM_SCORE + LETTER_SCORE * self.plain.len().min(SCORED_LETTERS) as f32
    }

    /// The score of two terms in an alignment of texts of which neither was read by OCR: similar terms are different ones.
    pub fn equality(&self, other: &Token) -> f32 {
        if self.plain == other.plain { self.weight() } else { MISMATCH_SCORE }
    }

    /// The score of two terms in an alignment: positive if they are equal or similar.
    pub fn likeness(&self, other: &Token) -> f32 {
        let weight = self.weight();
        if self.plain == other.plain {
            weight
        } else if self.folded == other.folded {
            FOLDED_SCORE_RATIO * weight
        } else if is_alike(&self.folded, &other.folded) {
            SIMILAR_SCORE
        } else {
            MISMATCH_SCORE
        }
    }
}

/// Whether two folded spellings may be one term that was misread.
pub fn is_alike(a: &str, b: &str) -> bool {
    let (long, short) = (a.len().max(b.len()), a.len().min(b.len()));
    let most = (SIMILAR_EDIT_SHARE * long as f32) as usize;
    short >= SIMILAR_TERM_LETTERS && long - short <= most && edits(a, b) <= most
}

/// The edit distance of two strings (Levenshtein 1966).
pub fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let here = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = here;
        }
    }
    row[b.len()]
}

//! Thresholds of `quotation`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

// parse

/// Fewest dots that are an ellipsis. Measured: TODO.
pub const ELLIPSIS_DOTS: usize = 3;
/// Most letters in brackets that are part of the word beside them. Measured: TODO.
pub const WORD_PART_LETTERS: usize = 4;

// place

/// Runs of three words that count as one independent witness: those that do not share a word. Measured: TODO.
pub const SHINGLES_PER_RUN_WITNESS: f64 = 3.0;
/// Support of a page, as a share of the best one's, from which it is aligned. Measured: TODO.
pub const SUPPORT_SHARE: f64 = 0.5;
/// Terms between a passage and the end of its page up to which it may go on with the next page. Measured: TODO.
pub const NEIGHBOUR_EDGE_TERMS: usize = 12;

// mod

/// Fewest terms that are sought on a page of their own. Measured: TODO.
pub const PART_TERMS: usize = 6;

// compare

/// Most terms at an end of a quotation that are other words; more of them are further words. Measured: TODO.
pub const EDGE_TERMS: usize = 3;
/// Most terms in whose place words in brackets may stand. Measured: TODO.
pub const REPLACED_TERMS: usize = 8;
/// Most terms between words that are missing and the same words that were added, for them to be moved. Measured: TODO.
pub const REORDERED_TERMS: usize = 8;

//! Thresholds of `quotation`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

// place

/// Runs of three words that count as one independent witness: those that share no word. With it, eight words that no other
/// page has name a page of a small index. Measured: of the 10,199 runs of eight words in `testdata/originals`, 7 stand in
/// a text of another kind as well, all of them in letterheads; of the runs of six words 12 do, and of three words 117.
pub const SHINGLES_PER_RUN_WITNESS: f64 = 3.0;
/// Fewest terms at an end of a passage that belong to it although more words are left out before them than they are.
/// Measured: of 510 quotations made of 14 words of each of two texts of `testdata/originals`, 92 have a stray word of one
/// told as a difference of the other, and 136 if all such words are kept.
pub const STRAY_TERMS: usize = 5;
/// Most terms between a passage and the end of its page for which it may go on with the next page. Measured: page number,
/// running title and speaker between two pages of the script in `testdata/originals` are 10 terms.
pub const NEIGHBOUR_EDGE_TERMS: usize = 12;

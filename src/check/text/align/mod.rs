//! Which words of the picture are which words of the page?
//!
//! `reference` has the words of the page in order, its header fields first. `ocr_words` has the words read, with
//! their places. `columns` reorders them where text stands beside text. `local_alignment` aligns both (Smith and
//! Waterman 1981, Gotoh 1982) with cheap long gaps, because mail programs omit and insert whole lines. `mismatch` has
//! the alignment, term by term.

pub mod columns;
pub mod local_alignment;
pub mod mismatch;
pub mod ocr_words;
pub mod reference;
pub mod term;

//! Which words of the picture are which words of the page?

pub mod columns;
pub mod local_alignment;
pub mod mismatch;
pub mod ocr_words;
pub mod reference;
pub mod term;

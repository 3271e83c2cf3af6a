//! Which pages could be shown? Candidates from the index, each with a rough placement.

pub mod by_look;
pub mod by_words;

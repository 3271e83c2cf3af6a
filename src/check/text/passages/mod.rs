//! What lies between, before and behind the words that agree?
//!
//! `gaps` takes what lies between matching words. Before the first and after the last of them, words are bounded on
//! one side only. So `boundaries` takes those that stand where they must: on the same line, or on the next lines, as
//! many as the page has left. Flat boxes with about the size of the page's words hide them (`redaction_bars`). Ink
//! where nothing was read is not a missing word (`missed_ink`). Ink in the shape of words that OCR returned nothing
//! for is read again by itself, each line with the contrast that it needs (`reread`).

pub mod boundaries;
pub mod gaps;
pub mod missed_ink;
pub mod redaction_bars;
pub mod reread;

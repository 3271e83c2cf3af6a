//! What lies between, before and behind the words that agree?

pub mod boundaries;
pub mod gaps;
pub mod missed_ink;
pub mod redaction_bars;
pub mod reread;

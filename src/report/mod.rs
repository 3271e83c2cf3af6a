//! Output for people and programs: all sentences, and every form of an answer.
//!
//! `messages` and `reasons` have the sentences. `text`, `oneline`, `json`, `csv` and `html` are the forms,
//! `evidence_sheet` is the evidence image, `summary` ends a batch, `trace_text` prints the steps of a check,
//! and `evaluation` and `custody_text` are for `trial` and `audit`. `escape` handles all text from outside.
//!
//! An answer is rounded once, when it is made. So what `parse_json` returns is the answer that was printed, and
//! every form says the same about it. The sections of an HTML report wait in a temporary file until its table
//! of contents is known.

pub mod csv;
pub mod custody_text;
pub mod escape;
pub mod evaluation;
pub mod evidence_sheet;
pub mod html;
pub mod json;
pub mod messages;
pub mod oneline;
pub mod parse_json;
pub mod reasons;
pub mod rules_table;
pub mod summary;
pub mod text;
pub mod trace_text;

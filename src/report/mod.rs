//! Output for people and programs: all sentences, and every form of an answer.
//!
//! `messages` and `reasons` have the sentences. `text`, `oneline`, `json` and `csv` are the forms in which answers
//! are printed: a new one is a file here and an entry in [`FORMS`]. `html` is the report in a file,
//! `place` says where something is, `quotation_text` what is said of quotations, and `file_text` what a file says of itself. `evidence_sheet` is the
//! evidence image, `summary` ends a batch, `trace_text` prints the steps of a check, and `evaluation` and `custody_text` are for
//! `trial` and `audit`. `escape` handles all text from outside, and
//! `paint` lays colour over what is printed.
//!
//! An answer is rounded once, when it is made. So what `parse_json` returns is the answer that was printed, and
//! every form says the same about it. The sections of an HTML report wait in a temporary file until its table
//! of contents is known.

pub mod csv;
pub mod custody_text;
pub mod escape;
pub mod evaluation;
pub mod evidence_sheet;
mod file_text;
pub mod form;
pub mod html;
pub mod json;
pub mod messages;
pub mod oneline;
mod paint;
pub mod parse_json;
mod place;
mod quotation_text;
pub mod reasons;
pub mod rules_table;
pub mod summary;
pub mod text;
pub mod trace_text;

/// Forms in which answers are printed, in the order of their flags in the help. The last one has no flag.
pub static FORMS: &[&dyn form::Form] = &[&json::Json, &csv::Csv, &oneline::OneLine, &text::Prose];

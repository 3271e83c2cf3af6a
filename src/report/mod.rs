//! What do people and programs read? All sentences, and every form of an answer.
//!
//! `messages` and `reasons` have the sentences. `text`, `oneline`, `json` and `csv` are the forms in which answers are printed: a new
//! one is one file here and one line in [`FORMS`]. `html` is the form of the dossier, `evidence_sheet` is the
//! picture of the evidence, `summary` ends a batch, `trace_text` prints the steps of a check, and `evaluation` and `custody_text`
//! are for `trial` and `audit`. `escape` is the one door for text from outside.
//!
//! An answer is rounded once, where it is made. So what `parse_json` reads back is the answer that was given, and every form says the
//! same about it. The sections of an HTML report wait in a temporary file until its table of contents is known.

pub mod csv;
pub mod custody_text;
pub mod escape;
pub mod evaluation;
pub mod evidence_sheet;
pub mod form;
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

/// Every form in which answers are printed, in the order in which the help has their flags. The last one has none.
pub static FORMS: &[&dyn form::Form] = &[&json::Json, &csv::Csv, &oneline::OneLine, &text::Prose];

//! Answers for people and for programs.

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
pub mod summary;
pub mod text;
pub mod trace_text;

//! Answers for people and for programs.

pub mod escape;
pub mod json;
pub mod text;
pub mod wording;

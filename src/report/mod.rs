//! Answers for people and for programs.

pub mod closing;
pub mod csv;
pub mod escape;
pub mod evidence;
pub mod html;
pub mod json;
pub mod line;
pub mod text;
pub mod trial;
pub mod wording;

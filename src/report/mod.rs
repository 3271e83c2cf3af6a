//! Answers for people and for programs.

pub mod closing;
pub mod csv;
pub mod custody;
pub mod escape;
pub mod evidence;
pub mod html;
pub mod json;
pub mod line;
pub mod reread;
pub mod steps;
pub mod text;
pub mod trial;
pub mod wording;

//! Which part of the page is shown, and how much of it can be compared?

pub mod beside;
pub mod explained_words;
pub mod form_fields;
pub mod frame;
pub mod legibility;
pub mod page_background;
pub mod region;

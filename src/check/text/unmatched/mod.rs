//! Which lines around a text are not the page's?
//!
//! Lines within the column of the text that the page does not have are counted. Lines above and below that are
//! typeset like the text, such as an invented reply that quotes it, leave a doubt (`typesetting`).

pub mod line_agreement;
pub mod typesetting;
pub mod unmatched_lines;

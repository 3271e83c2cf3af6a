//! Which lines about a text are not the page's?

pub mod letter_sizes;
pub mod line_agreement;
pub mod typesetting;
pub mod unmatched_lines;

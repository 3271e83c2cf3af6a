//! Does a word look like what was read, or like what the page has? Letters as this picture draws them.

pub mod alphabet;
pub mod glyph_crops;
pub mod spelling;
pub mod widths;

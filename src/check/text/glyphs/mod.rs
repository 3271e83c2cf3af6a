//! Does a word look like what was read, or like what the page has? Letters as this picture draws them.
//!
//! Words that agree show how each letter looks in this picture (`alphabet`). A doubtful word is laid out from these letters in both
//! spellings, and the spelling that fits is the one shown (`spelling`). How well letters fit where there is no doubt sets the limit.
//! Letters next to the doubtful ones show where the word lies.

pub mod alphabet;
pub mod glyph_crops;
pub mod spelling;
pub mod widths;

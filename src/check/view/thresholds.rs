//! Thresholds of `view`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

// views

/// Slant of the lines of text from which a picture is straightened before it is looked up, in degrees.
pub const STRAIGHTENED_SLANT_DEGREES: f64 = 0.8;
/// Fewest long lines from which a slant is computed.
pub const SLANT_LINES: usize = 3;
/// Largest distance of a line's slant from the weighted median for the line to agree, in degrees.
pub const SAME_SLANT_DEGREES: f64 = 1.2;
/// Share of the total line length that must agree on the slant.
pub const AGREEING_SLANT_SHARE: f64 = 0.6;
/// Fewest words of a line whose slant is computed.
pub const SLANT_LINE_WORDS: usize = 4;
/// Least length of a line whose slant is computed, in letter heights.
pub const SLANT_LINE_LENGTH_LETTERS: f64 = 14.0;

// padding

/// Fewest repeated rows (or columns) that are padding, in pixels. A crop may cut through a stem that is almost as
/// long.
pub const PADDING_ROWS: usize = 8;
/// Mean absolute grey difference of neighbouring pixels along a row from which the row shows something, in grey
/// levels.
pub const ROW_CONTENT_STEP: f32 = 0.5;
/// Largest mean grey difference to the next row for it to be a repetition, as a share of that along the row. In text
/// the two are about equal; padding has no difference except what an encoder adds.
pub const REPEATED_ROW_STEP_SHARE: f32 = 0.15;

// panels

/// Fewest rows or columns of a gutter between two panels, in pixels of the picture. Measured: 2 to 4 in posts with
/// several pictures, 30 between a page and an enlarged part of it below.
pub const GUTTER_PIXELS: usize = 2;
/// Largest difference of grey within a gutter, in grey levels: an encoder adds noise. Measured: over half of the made
/// pictures, 85 of 100 rows that vary by less than 30 levels vary by less than 4; the rest is spread evenly.
pub const EVEN_GUTTER_GREYS: u8 = 16;
/// Distance from a gutter at which its edge is measured, in pixels of the picture: a blurred edge is as wide.
/// Measured: an edge enlarged three times by cubic interpolation has its full step 3 pixels away.
pub const GUTTER_EDGE_DISTANCE_PIXELS: usize = 3;
/// Least difference of grey between a gutter and a panel beside it, in grey levels. Measured: over half of the made
/// pictures, 102 edges along even rows are shades of a frame with steps up to 60, 68 are paper on a dark ground with
/// steps of 80 and more, and 5 lie between.
pub const GUTTER_EDGE_GREYS: u8 = 70;
/// Share of a gutter's length along which a panel must lie beside it: its corners may be rounded, and it may have a
/// margin within a post. Measured: over half of the made pictures, even rows of pages run along ink for at most 0.52
/// of their length; of 73 gutters of posts and viewers 69 exceed 0.75, and 4 have 0.70 to 0.72.
pub const GUTTER_EDGE_SHARE: f64 = 0.75;
/// Shortest side of a panel, in pixels of the picture: that of a line of the smallest legible letters.
/// Measured: lines of letters 7 pixels high are 9 to 14 pixels high, in nine typefaces.
pub const PANEL_SIDE_PIXELS: usize = 8;

// rectify

/// Longest side of the reduced copy in which a sheet is searched, in cells.
pub const SHEET_SEARCH_CELLS: usize = 400;
/// Shortest side of the reduced copy for it to be searched, in cells.
pub const SHEET_SEARCH_LEAST_CELLS: usize = 8;
/// Least difference of a sheet from the background, in grey levels.
pub const SHEET_GREY_STEP: f64 = 30.0;
/// Largest median absolute deviation of the picture's border from its median for it to be one background, in grey
/// levels.
pub const BACKGROUND_DEVIATION: f64 = 12.0;
/// Share of the picture's area that a sheet covers.
pub const SHEET_AREA_SHARE: std::ops::Range<f64> = 0.1..0.95;
/// Largest difference of a sheet's area from that of the quadrilateral of its corners, as a share of its area.
pub const SHEET_AREA_ERROR_SHARE: f64 = 0.04;
/// Largest offset of the corners of an upright box, as a share of its sides.
pub const UPRIGHT_CORNER_SHARE: f64 = 0.01;

// readings

/// Least overlap of a word and a difference in each direction, as a share of the shorter side of the two.
pub const READING_OVERLAP_SHARE: f64 = 0.3;
/// What is read around a difference, to the sides and above and below, in its heights: OCR needs neighbouring words
/// and lines to estimate the height of letters.
pub const READING_CONTEXT_HEIGHTS: (f64, f64) = (20.0, 1.5);
/// Letters and digits from which something that OCR reads is a word and not a pattern that looks like a letter or two.
/// Measured: none is read in seven grained desks.
pub const READ_WORD_LETTERS: usize = 3;
/// Confidence of OCR from which a word is shown beside a difference, 0 to 100. Below it no words are shown, because
/// the pair of pictures shows the difference.
pub const READING_CONFIDENCE: f64 = 60.0;

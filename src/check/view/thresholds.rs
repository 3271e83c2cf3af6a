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
/// Confidence of OCR from which a word is shown beside a difference, 0 to 100. Below it no words are shown, because
/// the pair of pictures shows the difference.
pub const READING_CONFIDENCE: f64 = 60.0;

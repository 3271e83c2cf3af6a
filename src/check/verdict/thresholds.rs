//! Thresholds of `verdict`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

use crate::check::register::thresholds::NAMED_LOG10_NFA;

// page_verdict

/// Share of the page's ink whose letters must be large enough for a match.
pub const LEGIBLE_SHARE: f64 = 0.75;
/// Share of the page's ink that must have been compared, legible and not covered, for a match.
pub const COMPARED_SHARE: f64 = 0.5;
/// Share of the shown ink that must agree for the picture to be a version of this page.
pub const AGREEING_INK_SHARE: f64 = 0.85;
/// Largest number of differences of an altered page; with more of them it is another page on the same form.
pub const MOST_DIFFERENCES: usize = 25;
/// Fewest cells of agreeing ink, each a letter wide, that the picture must show.
pub const LEAST_INLIER_CELLS: f64 = 24.0;
/// Noise of the picture above which a changed letter would not stand out, in local contrast.
pub const MOST_NOISE: f64 = 0.6;
/// Noise of the picture above which a changed small letter would not stand out, in local contrast for each pixel of
/// its height.
pub const SMALL_LETTER_NOISE_PER_PIXEL: f64 = 0.035;

// certainty

/// Logarithm to base 10 of the number of false alarms up to which a page is certain. Measured: 94 of the 100 pages named
/// rightly for `testdata/shots` are below it; with the document of each picture taken out of the index, only near twins
/// are (3 of 85 pictures).
pub const CERTAIN_LOG10_NFA: f64 = -30.0;
/// Share of the ink, or of the words, that must have been compared for everything to be compared. Measured: 0.995 to 1.0
/// on `testdata/shots` where nothing is covered or too small, except for one or two words that could not be read.
pub const FULLY_COMPARED_SHARE: f64 = 0.99;

// text_verdict

/// Fewest terms of the body that must match for anything to be said of it.
pub const BODY_TERMS: usize = 10;
/// Share of the shown words of the body that must match for the picture to be a version of it.
pub const AGREEING_WORDS_SHARE: f64 = 0.75;
/// Share of the shown words of the body that must match for the text to be the same, whatever else its header says:
/// two changes are no less than one.
pub const SAME_TEXT_SHARE: f64 = 0.9;
/// Share of all words read with confidence, including those of a post and of the mail program, that must match: a
/// list's footer stands below a thousand messages.
pub const AGREEING_READ_WORDS_SHARE: f64 = 0.45;
/// Largest share of the words of the text shown that the page does not have.
pub const UNMATCHED_WORDS_SHARE: f64 = 0.12;
/// Largest share of unread words for a match.
pub const UNREAD_WORDS_SHARE: f64 = 0.12;
/// Words on both sides of a difference from which it is another text.
pub const REWRITTEN_WORDS: usize = 6;

// select

/// Most rounds in which the rest of a picture is searched again. Each names a page at least and removes its part; a
/// scroll of many pages needs one for what the first view of the whole picture had no candidates left for.
pub const SEARCH_ROUNDS: usize = 24;
/// Unexplained words of running text from which the rest is searched again: posts and viewers usually have fewer, and
/// a crop of three lines has more.
pub const SEARCHED_REST_WORDS: usize = 12;
/// Words that OCR reads beside a photographed page from which there is text, and no desk that looks like it. Measured: 0 of
/// 245 to 902 places of seven grained desks in photographs that were made, 54 of 79 of a sheet with text.
pub const READ_WORDS_OF_TEXT: usize = 10;
/// Unexplained words of one line on a page's paper from which text was added there.
pub const UNEXPLAINED_WORDS_ON_PAGE: usize = 2;
/// Unexplained words of one line around a page from which text was added there: a post or a viewer has words and
/// icons of its own.
pub const UNEXPLAINED_WORDS_AROUND_PAGE: usize = 4;
/// Largest share of unexplained words of a picture that can be an altered version of the pages.
pub const UNEXPLAINED_WORDS_SHARE: f64 = 0.18;
/// Ratio of the height of letters to the page's usual one within which they may be the page's own.
pub const OWN_LETTER_RATIO: std::ops::Range<f64> = 0.6..1.7;
/// Width of the margin around a page in which words must be explained, too, as a share of the page's longer side.
pub const FRAME_MARGIN_SHARE: f64 = 0.2;
/// Cells of agreeing ink that a further page of one picture must bring.
pub const FURTHER_PAGE_INLIER_CELLS: usize = 200;
/// Logarithm to base 10 of the number of false alarms up to which a further page is kept that has fewer such cells
/// but lies beside the others.
pub const FURTHER_PAGE_LOG10_NFA: f64 = 3.0 * NAMED_LOG10_NFA;
/// Overlap below which two pages lie beside each other, as a share of the smaller one: pages that are scrolled
/// together have an edge between them.
pub const FURTHER_PAGE_OVERLAP_SHARE: f64 = 0.05;
/// Overlap beyond which two regions are the same part of the picture, as a share of the smaller one.
pub const SAME_PART_SHARE: f64 = 0.5;
/// Logarithm to base 10 of the number of false alarms up to which a further part shows a page that is known to be in
/// the picture. No other page is tested, so less evidence is enough than for a page to be named.
pub const SHIFTED_PART_LOG10_NFA: f64 = NAMED_LOG10_NFA / 2.0;
/// Fewest words that a further page of the picture has to explain.
pub const FURTHER_PAGE_WORDS: usize = 3;
/// Most pages that are listed because they explain the picture equally well.
pub const EQUAL_PAGES: usize = 8;
/// Share of a further page's ink that must agree.
pub const FURTHER_PAGE_AGREEING_SHARE: f64 = 0.9;
/// Ratio of intersection and union of two pages' frames beyond which the pages are joined.
pub const JOINED_FRAMES_SHARE: f64 = 0.75;
/// Difference of cost below which a page explains the picture equally well.
pub const EQUAL_COST_MARGIN: f64 = 0.02;
/// Weight of the natural logarithm of the number of inlier cells, and of that of explained words, in the cost of a page. Measured: of
/// ten pages on one form, the right one explains 43 of 43 words of a crop, and two others 29 and 32, with as many inlier cells.
pub const INLIER_WEIGHT: f64 = 0.2;
/// Weight of the share of ink that does not agree in the cost of a page.
pub const DISAGREEING_WEIGHT: f64 = 3.0;
/// Weight of each difference in the cost of a page.
pub const DIFFERENCE_WEIGHT: f64 = 0.04;

// renderer_mismatch

/// Share of a page's tiles that must agree for the picture to be drawn by the same program. Measured: 0.94 for
/// pictures drawn by the same program with the same typefaces (all tiles where nothing covers them), 0.58 to 0.88
/// with other typefaces of the same widths.
pub const SAME_RENDERER_TILE_SHARE: f64 = 0.93;
/// Least vertical overlap of a word and a place on its line, as a share of the lower one.
pub const SAME_LINE_OVERLAP_SHARE: f64 = 0.5;

// unsettled

/// Share of a difference that must lie within unsettled places for it to belong to them. Chosen without a
/// measurement.
pub const UNSETTLED_SHARE: f64 = 0.5;
/// Share of a word's box that must be missing for the word to be missing: no program draws a word and omits it.
/// Chosen without a measurement.
pub const MISSING_WORD_SHARE: f64 = 0.75;
/// How far letters of another typeface, which are wider, may reach out of their word's box, in its heights. Chosen
/// without a measurement.
pub const TYPEFACE_REACH: f64 = 0.5;

//! Thresholds of `detect`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

use std::ops::Range;

// mod

/// Residual from which a pixel may belong to a detection, as a share of the least peak.
pub const WEAK_RESIDUAL_SHARE: f32 = 0.65;
/// Distance from the noise from which the largest residual among small letters is a doubt, in standard deviations.
/// Measured: mostly 2.2 to 3.4 in genuine pictures of small letters, above 4 for a changed digit.
pub const SMALL_LETTER_DEVIATIONS: f32 = 3.6;
/// Length beyond which a blur by itself is visible to a reader, in letter heights.
pub const VISIBLE_BLUR_LETTERS: f64 = 2.0;
/// Distance from such a blur up to which a smaller one belongs to the same blurred lines, in letter heights.
pub const BLUR_GROUP_REACH_LETTERS: f64 = 4.0;
/// Peak from which a place is too doubtful for a match, as a share of the least peak of a difference.
pub const DOUBTFUL_PEAK_SHARE: f32 = 0.85;
/// Shorter side beyond which a bar or a blur has a halo, in letter heights: an encoder rings there, and half-covered
/// letters differ.
pub const HALO_SOURCE_LETTERS: f64 = 0.8;
/// Width of that halo, in letter heights.
pub const HALO_LETTERS: f64 = 0.7;
/// Least width of that halo, in pixels of the picture.
pub const HALO_PIXELS: f64 = 5.0;
/// Share of a place that must lie within the halo for it to be left out.
pub const HALO_COVER_SHARE: f64 = 0.99;

// part

/// Width of the region's border that is not compared, in pixels of the picture: a crop cuts letters there.
pub const REGION_BORDER_PIXELS: f64 = 5.0;
/// Width of the page's bare margin in which nothing may be added, in letter heights: the words of a post stand
/// farther off.
pub const BARE_MARGIN_LETTERS: f64 = 1.5;
/// Width along the edges of the aligned part that is not compared, in pixels of the picture: the warped page ends
/// there.
pub const ALIGNED_EDGE_PIXELS: usize = 4;
/// Width along the border of a frame that is not compared, in pixels of the picture.
pub const FRAME_RIM_PIXELS: f64 = 8.0;
/// Height below which a piece at the upper or lower border is a slice of a letter, in letter heights.
pub const CUT_HEIGHT_LETTERS: f64 = 0.5;
/// Width below which a piece at the left or right border is a slice of a letter, in letter heights.
pub const CUT_WIDTH_LETTERS: f64 = 0.3;
/// Share of a place that must lie in the region for it to belong to it.
pub const WITHIN_REGION_SHARE: f64 = 0.5;

// outlier

/// Share of the cells whose residuals are the tail of the picture's noise: the first, or as many as it takes for
/// [`OUTLIER_TAIL_CELLS`]. Measured: over 60 unchanged pictures and 30 with a changed letter or point, 0.01 tells them apart
/// better than 0.02, 0.03 and 0.05; further down the residuals of stems and of curves differ.
pub const OUTLIER_TAIL_SHARE: std::ops::Range<f64> = 0.01..0.07;
/// Fewest cells of a tail. Measured: drawn from 200 cells of unchanged pictures, the mean excess of 10 varies by 27 %.
pub const OUTLIER_TAIL_CELLS: usize = 10;
/// How far one change reaches from its largest residual, in cells. Measured: up to 2 for 17 of 19 changed letters, points and
/// signs.
pub const OUTLIER_PLACE_CELLS: f64 = 2.0;
/// Chance below which the largest residual of all is a doubt if it lies as far outside the noise as a difference does, as
/// a decimal logarithm: one picture in 160. Measured: -0.1 at the median of 120 unchanged pictures; below -2.2 in 8 of 200, which
/// lie 1.0 to 3.0 standard deviations outside the noise; a changed point and a changed sign that had passed lie 3.7 outside.
pub const OUTLIER_CHANCE_LOG10: f64 = -2.2;

// misfit
//
// The figures of 21 changed letters were taken with the scale of the tail as if it were known.

/// Ink of the page from which it belongs to a letter, in contrast of the picture. Measured: of 21 changed letters 17 stand out at
/// 0.45, 16 at 0.3 and 13 at 0.6.
pub const LETTER_INK_CONTRAST: f32 = 0.45;
/// Height of a letter, in usual heights of its line. Measured: 0.7 for a low letter among digits, 1.98 for a bracket among low
/// letters, in four typefaces.
pub const MISFIT_HEIGHT_LETTERS: std::ops::Range<f64> = 0.5..2.0;
/// Width from which what is connected is taken as several letters, in heights of letters. Measured: 0.97 to 1.28 for an e and an 8,
/// in four typefaces; an m of 1.7 is compared in halves.
pub const MISFIT_WIDTH_LETTERS: f64 = 1.3;
/// Share of the columns of a letter above and below which there may be ink, as of the line above. Measured: without it, dark grounds
/// behind light letters stand out in 3 unchanged pictures; with 0.25 and 0.5, 17 of 21 changed letters do.
pub const MISFIT_BEYOND_SHARE: f64 = 0.5;
/// What a shift must gain before a letter is moved, as a share of its energy. Measured: of 21 changed letters 17 stand out with
/// 0.02 and 0.002, 16 with 0.2.
pub const MISFIT_SHIFT_DAMPING: f64 = 0.02;
/// The shares of letters, by their misfit, between which its tail is measured. With a fortieth, as many letters may be changed
/// before they count as usual. Measured: of 21 changed letters 17 stand out, and none of 20 unchanged twins; 15 and 1
/// with half of these shares, 13 and none with twice as much.
pub const MISFIT_TAIL_SHARES: (f32, f32) = (0.025, 0.1);
/// Decimal logarithm of the number of such misfits in one picture up to which one is doubtful. Measured: 32 of 55 changed letters
/// and digits are below -2, and none of 53 unchanged twins; 35 and 2 are below -1.5.
pub const MISFIT_CHANCE_LOG10: f32 = -2.0;
/// Least misfit of another letter. Measured: 0.13 for an f in place of a t, 0.14 for a c in place of an e, 0.2 to 0.8 for others;
/// at most 0.10 for letters of two unchanged pictures that the tail does not explain.
pub const MISFIT_LEAST: f32 = 0.12;

// noise

/// Height below which letters are small, in pixels of the picture: a changed one has a smaller residual than a
/// difference needs.
pub const SMALL_LETTER_PIXELS: f64 = 8.0;
/// How far smoothing carries the residual of a hidden place beyond it, in pixels of the picture.
pub const HIDDEN_RESIDUAL_REACH_PIXELS: f64 = 4.0;
/// Least peak of a difference, whatever the noise, in local contrast.
pub const DIFFERENCE_PEAK: f32 = 0.55;
/// Least distance of a difference's peak from the noise, in standard deviations of its logarithm.
pub const DIFFERENCE_DEVIATIONS: f32 = 3.2;
/// Least peak of a faint difference in a quiet picture, in local contrast.
pub const FAINT_PEAK: f32 = 0.36;
/// Least distance of a faint difference's peak from the noise, in standard deviations of its logarithm.
pub const FAINT_DEVIATIONS: f32 = 4.8;
/// Upper end of the noise below which a picture is quiet, in local contrast.
pub const QUIET_NOISE: f32 = 0.22;
/// Upper end of the noise, in standard deviations of its logarithm above the median.
pub const NOISE_UPPER_DEVIATIONS: f32 = 2.0;
/// Least and largest side of a cell, in pixels of the picture; between them it is the height of a letter.
pub const CELL_SIDE_PIXELS: (usize, usize) = (6, 40);
/// Least peak of a cell in the estimate of the noise, in local contrast.
pub const CELL_PEAK_FLOOR: f32 = 0.02;
/// Fewest cells from which the noise is estimated.
pub const NOISE_CELLS: usize = 8;
/// Fewest cells that make up the surroundings of a place: some three words. Measured: what is told of 27 photographs of paper lies
/// up to 2.9 standard deviations above the noise of so many cells, changed and wiped words of forged pictures 3.2 and more.
pub const NEIGHBOUR_CELLS: usize = 24;
/// Median of the noise if there are too few cells, in local contrast.
pub const UNKNOWN_NOISE: f32 = 0.15;
/// Standard deviation of the logarithm of the noise if there are too few cells.
pub const UNKNOWN_NOISE_SPREAD: f32 = 0.35;
/// Least and largest standard deviation of the logarithm of the noise.
pub const NOISE_SPREAD: (f32, f32) = (0.15, 0.6);

// findings

/// Least distance of a slight place (no larger than a dot, or no wider than the rim of a stem) from the noise, in
/// standard deviations: a page has far more such places than letters. Measured: 4.3 and more for changes, 3.7 and
/// less for scanners, sharpening and encoders.
pub const SLIGHT_PLACE_DEVIATIONS: f32 = 4.0;
/// Width of the rim of a stem, in pixels of the picture.
pub const STEM_RIM_PIXELS: f64 = 3.0;

// blobs

/// Size up to which a piece beside a cover or a large stroke is its frayed edge, in letter heights.
pub const FRAYED_PIECE_LETTERS: f64 = 1.5;
/// Distance of a piece from its frayed edge, in pixels of the picture.
pub const FRAYED_EDGE_PIXELS: usize = 3;
/// Share of its box beyond which a piece fills it, as numerator and denominator.
pub const FILLED_BOX: (usize, usize) = (3, 5);
/// Fewest pixels of a piece that is not dropped.
pub const BLOB_PIXELS: usize = 3;
/// Distance along and across a line up to which pieces are merged, in letter heights.
pub const MERGE_REACH_LETTERS: (f64, f64) = (0.8, 0.35);
/// Least distance along and across a line up to which pieces are merged, in pixels of the picture.
pub const MERGE_REACH_PIXELS: (f64, f64) = (5.0, 3.0);
/// Least height of letters by which pieces are measured, in pixels of the picture.
pub const LARGE_LETTER_PIXELS: f64 = 5.0;
/// Height beyond which a piece is taller than a line of text, in letter heights.
pub const LINE_HEIGHT_LETTERS: f64 = 2.6;
/// Length beyond which a thin piece is longer than a word, in letter heights.
pub const LONG_STROKE_LETTERS: f64 = 5.0;
/// Height below which a piece is thin, in letter heights.
pub const THIN_STROKE_LETTERS: f64 = 0.45;
/// Length beyond which a piece of any height is no letter, in letter heights.
pub const LONG_PIECE_LETTERS: f64 = 9.0;
/// Ratio of the sides beyond which a piece is one thin stroke: for a horizontal and for a vertical one.
pub const SOLID_STROKE_ASPECT: (usize, usize) = (12, 6);

// bare_paper

/// Ink of the page below which a pixel shows bare paper, in local contrast.
pub const BARE_PAPER_INK: f32 = 0.1;
/// Fewest pixels of paper around a place from which its grey is measured.
pub const SURROUNDING_PAPER_PIXELS: usize = 24;
/// Least difference of a cover from what surrounds it, in grey levels: a smaller one is no visible edge.
pub const COVER_GREY_STEP: f32 = 10.0;
/// Least difference of a cover from what surrounds it, in standard deviations of the paper around it.
pub const COVER_DEVIATIONS: f32 = 4.0;

// small_ink

/// Strength of ink from which a pixel belongs to a small piece, as a share of the contrast.
pub const SMALL_PIECE_PIXEL_CONTRAST: f32 = 0.25;
/// Least peak of a small piece, as a share of the contrast.
pub const SMALL_PIECE_PEAK_CONTRAST: f32 = 0.4;
/// Largest side of a small piece, in letter heights.
pub const SMALL_PIECE_LETTERS: f64 = 0.7;
/// Height of letters from which small pieces are compared, in pixels of the picture: lower ones have points of one
/// pixel.
pub const SMALL_PIECE_LETTER_PIXELS: f64 = 9.0;
/// Fewest pixels of a small piece that is more than noise.
pub const SMALL_PIECE_PIXELS: usize = 4;
/// How far the smoothing of a small piece reaches, in pixels of the picture.
pub const SMALL_PIECE_RIM_PIXELS: usize = 1;
/// Largest distance of a letter from its place between two viewers, in pixels of the picture.
pub const LETTER_OFFSET_PIXELS: usize = 2;
/// Number of specks on bare paper from which they are strewn over the picture: then no single one counts.
pub const STREWN_SPECKS: usize = 12;
/// Share of a small piece's ink that must be gone for it to be missing. Measured: 0.85 and more for points that were
/// wiped out.
pub const GONE_INK_SHARE: f32 = 0.6;
/// Share of a small piece's ink that must be gone for it to be unclear, whatever its size.
pub const UNCLEAR_INK_SHARE: f32 = 0.5;
/// Share of a small piece's ink that must be gone for it to be unclear if at least `PARTLY_GONE_INK_PIXELS` are gone.
/// Measured: 0.36 to 0.43 for commas that became points, at most 0.13 for other small pieces of the same pictures.
pub const PARTLY_GONE_INK_SHARE: f32 = 0.25;
/// Ink that must be gone for a piece that is partly gone to be unclear, in pixels: a shift removes one or two from a
/// point of two by three pixels.
pub const PARTLY_GONE_INK_PIXELS: f32 = 3.0;
/// Share of a small piece's ink that must be gone for it to have lost its tail. Measured: 0.15 to 0.45 for five commas that became
/// points.
pub const TAIL_INK_SHARE: f32 = 0.1;
/// Variance of a small piece's ink about its mean row, as a ratio to that of the page, below which it has lost its tail.
/// Measured: 0.15 to 0.26 for five commas that became points, half as high.
pub const TAIL_HEIGHT_RATIO: f32 = 0.3;
/// Least distance of the share that is gone from the shares of the piece's peers, in standard deviations.
pub const SMALL_PIECE_DEVIATIONS: f32 = 5.0;
/// Least standard deviation of the share of ink that is gone: pictures drawn by the page's own program have almost
/// none.
pub const SHARE_SPREAD: f32 = 0.03;
/// Standard deviation of the share if there are too few pieces to measure it: twice the least, as in noisy pictures.
pub const UNKNOWN_SHARE_SPREAD: f32 = 2.0 * SHARE_SPREAD;
/// Number of pieces of similar size whose shares are the noise of a piece.
pub const SMALL_PIECE_PEERS: usize = 24;
/// Fewest small pieces from which their noise is measured.
pub const MEASURED_SMALL_PIECES: usize = 8;

// faint_ink

/// Sampling stride for the noise of paper, in pixels of paper.
pub const PAPER_SAMPLE_STEP: usize = 5;
/// Fewest samples of paper from which its noise is known.
pub const PAPER_SAMPLES: usize = 200;
/// Least distance of pale ink from its paper, in standard deviations of the paper.
pub const FAINT_INK_DEVIATIONS: f32 = 6.0;
/// Least distance of pale ink from its paper, in grey levels.
pub const FAINT_INK_GREYS: f32 = 6.0;
/// Height of a line of pale words, in letter heights.
pub const FAINT_LINE_HEIGHT_LETTERS: std::ops::Range<f64> = 0.5..3.0;
/// Length beyond which a piece is a line of pale words, in letter heights.
pub const FAINT_LINE_LENGTH_LETTERS: f64 = 3.0;
/// Fewest pieces, letters or words, of a line of pale words.
pub const FAINT_LINE_PIECES: usize = 5;
/// Grey step across a pixel beyond which it is an edge of a letter, in grey levels: what light, encoders and fits
/// leave on paper is smooth.
pub const LETTER_EDGE_GREYS: f32 = 12.0;
/// More than one in so many pixels of a line must be an edge of a letter.
pub const SHARP_PIXELS_DIVISOR: usize = 4;
/// Fewest pixels of a pale piece that is more than a speck.
pub const FAINT_PIECE_PIXELS: usize = 6;

// contour

/// Distance from a piece within which its neighbouring patch is searched, in pixels of the picture: warping and
/// smoothing reach that far.
pub const CONTOUR_REACH_PIXELS: usize = 4;
/// Share of an edge's height by which interpolation overshoots it on both sides together: a tenth on each (Gibbs).
pub const EDGE_OVERSHOOT_SHARE: f32 = 0.2;

// hairline

/// Largest width of a hairline after smoothing, in pixels of the picture.
pub const HAIRLINE_PIXELS: f64 = 3.0;
/// Length beyond which a line is a hairline and not a bar of a letter, in letter heights.
pub const HAIRLINE_LETTERS: f64 = 1.2;
/// Length beyond which a piece may be a frame of hairlines, in letter heights.
pub const HAIRLINE_FRAME_LETTERS: f64 = 5.0;
/// Share of what it encloses below which such a frame fills it. Measured: at most 0.1 of the frames and
/// grids of an invoice.
pub const HAIRLINE_FRAME_FILL_SHARE: f64 = 0.25;
/// Strength of the page's ink beyond which it has a line at a pixel, as a share of the contrast.
pub const HAIRLINE_TRACE_CONTRAST: f32 = 0.04;
/// Share of a piece's pixels beyond which the page has the line.
pub const HAIRLINE_COVER_SHARE: f32 = 0.8;
/// Share of the ink of a quarter of the line beyond which it is left; below it was wiped out. Measured: 0.26 to 0.34 of the frames of
/// an invoice that one program draws black and another grey, 0.05 of one that was wiped out.
pub const HAIRLINE_LEFT_SHARE: f32 = 0.15;

// foreign

/// Correlation of page and picture beyond which the page shows through what lies over it.
pub const SHOW_THROUGH_CORRELATION: f32 = 0.6;
/// Fewest pixels of a coloured piece, or of ink under a patch, that are more than a speck.
pub const OCCLUSION_PIXELS: usize = 12;
/// Chroma beyond which a pixel belongs to a sticker, 0 to 255; well above that of a highlighter over paper.
pub const STICKER_CHROMA: u8 = 140;
/// Chroma beyond which a pixel is coloured, as the difference of the largest and the smallest of red, green and blue.
pub const STROKE_CHROMA: u8 = 110;
/// More than one in so many pixels of a stroke must lie on print for the stroke to cross it: then a pen marks and
/// does not write.
pub const CROSSING_PIXELS_DIVISOR: usize = 20;
/// How far smoothing carries the residual of a stroke or a cover beyond it, in pixels of the picture.
pub const OCCLUSION_REACH_PIXELS: usize = 3;
/// Difference from the paper beyond which a pixel of the picture is ink, as a share of the contrast.
pub const DARK_PIXEL_CONTRAST: f32 = 0.35;
/// Residual beyond which a pixel does not show what the page has there, in local contrast.
pub const COVERED_RESIDUAL: f32 = 0.35;
/// Tenths of the pixels around a piece on a sticker that must have its colour.
pub const STICKER_RIM_TENTHS: usize = 7;
/// Length from which a coloured piece is more than a coloured letter, in letter heights.
pub const COLOURED_PIECE_LETTERS: f64 = 1.6;
/// More than one in so many pixels of a patch must differ from the page for it to hide something.
pub const PATCH_DIFFERING_DIVISOR: usize = 6;
/// More than one in so many pixels beneath a patch must have ink for its correlation to count.
pub const PATCH_INK_DIVISOR: usize = 20;

// cut_lines

/// How far beside the region a line of the page goes on, in letter heights: about three letters. Measured: a stamp that ended the
/// region began a third of a letter beyond it.
pub const CUT_LINE_REACH_LETTERS: f64 = 3.0;

// cover

/// Largest distance of a flat patch's pixels from its median grey, as a share of the contrast of paper and ink.
pub const FLAT_SPREAD_CONTRAST: f32 = 0.09;
/// Share of a flat patch's pixels that must have its grey.
pub const FLAT_FILL_SHARE: f32 = 0.9;
/// Share of the page's ink that is left in a blurred place: less was wiped out, more is covered.
pub const BLURRED_INK_SHARE: Range<f32> = 0.35..1.5;
/// Width by which smoothing widens a bar, in pixels of the picture.
pub const BAR_RIM_PIXELS: usize = 2;
/// Least difference of anything on a page from its paper, in grey levels.
pub const PALEST_INK_GREYS: f32 = 12.0;
/// Share of its box beyond which a solid patch fills it.
pub const FLAT_BOX_FILL_SHARE: f32 = 0.8;
/// Shorter side beyond which a solid patch counts without ink beneath, in letter heights.
pub const SOLID_PATCH_LETTERS: f64 = 0.7;
/// Fewest pixels of a flat patch.
pub const FLAT_PIXELS: usize = 12;
/// Least shorter side of a flat patch, in letter heights.
pub const FLAT_SIDE_LETTERS: f64 = 0.5;
/// One in so many pixels beneath a flat patch must have ink.
pub const FLAT_INK_DIVISOR: usize = 12;
/// Root mean square slope of the page beyond which a blur there can be seen, as a share of the contrast per two
/// pixels.
pub const BLURRED_PAGE_SLOPE: f32 = 0.04;
/// Ratio of the squared slopes of picture and page below which the fine ink is gone.
pub const BLURRED_SLOPE_RATIO: f32 = 0.2;

// occlusion

/// Number of pieces on a patch from which they are words on it.
pub const STICKER_WORD_PIECES: usize = 3;
/// Share of a piece's pixels with more ink than the page beyond which ink was added.
pub const ADDED_SHARE: f32 = 0.85;
/// Share of a piece's pixels with more ink than the page below which ink is missing.
pub const MISSING_SHARE: f32 = 0.15;
/// Share of a piece's pixels with more ink than the page beyond which a large piece may be a mark.
pub const MARK_ADDED_SHARE: f32 = 0.5;

// stroke

/// Length from which a stroke is more than a tick, in letter heights: a tick in a check box has three.
pub const PEN_STROKE_LETTERS: f64 = 4.0;
/// Thickness beyond which a piece is no stroke of a pen, in letter heights.
pub const PEN_STROKE_THICKNESS_LETTERS: f64 = 1.0;
/// Ratio of a stroke's length to the half perimeter of its box beyond which it winds. Measured: 1 for a line or an
/// arrow and 2 for a ring, whatever their slant; 4 and more for connected letters.
pub const WINDING_RATIO: f64 = 2.6;
/// Runs of ink in a row of pixels, by the upper quartile of the rows, from which a piece is lettering. Measured: 1 for a line, 2 for a
/// ring, 3 for an arrow; in the middle row of 23 bold letters on a line, which wind by 2.5 to 2.7, there are 22 to 28.
pub const LETTERING_RUNS: usize = 5;
/// Share of its box that a ring encloses at least; an ellipse as thick as a tenth of its box encloses half of it.
pub const RING_AREA_SHARE: f64 = 0.4;
/// Ratio of a pixel's strength to that of the darkest tenth from which it belongs to the stroke and not to its
/// smoothed rim: thin letters are paler than the line under them.
pub const STROKE_BODY_RATIO: f32 = 0.25;

// marker

/// Chroma beyond which a background is a marker, 0 to 255: the fit of the blocks adapts to paler ones.
pub const MARKER_CHROMA: u8 = 60;
/// Shortest side of a marker, in pixels of the picture.
pub const MARKER_SIDE_PIXELS: usize = 10;
/// Share of its box beyond which the rows of a marker fill it.
pub const MARKER_FILL_SHARE: f64 = 0.5;
/// Standard deviation of the page's greys beneath a marker beyond which the page has something there, in grey levels.
pub const MARKED_PAGE_DEVIATION: f32 = 8.0;
/// Distance from the first fit beyond which a pixel is left out of the second, in standard deviations: it may be what
/// was changed.
pub const MARKER_OUTLIER_DEVIATIONS: f32 = 3.0;
/// Width by which colour is blurred along the edge of a marker, in pixels of the picture: there the nearer tone
/// counts.
pub const MARKER_EDGE_PIXELS: usize = 3;

// annotation

/// Fewest pieces in a row that are a word.
pub const WRITTEN_WORD_PIECES: usize = 3;
/// Fewest letters that the pieces of a row may be for them to be a word; some letters touch.
pub const WRITTEN_WORD_LETTERS: f64 = 4.0;
/// Largest difference of the heights of two letters of a row, as a share of the taller one.
pub const ROW_HEIGHT_DIFFERENCE: f64 = 0.4;
/// Least vertical overlap of two letters of a row, as a share of the taller one.
pub const ROW_OVERLAP: f64 = 0.6;
/// Largest gap between two letters of a row, in heights of the taller one.
pub const ROW_GAP: f64 = 0.8;
/// Usual width of a letter, in its height.
pub const LETTER_ASPECT: f64 = 0.75;
/// Width from which a piece is no letters that touch, in its height.
pub const TOUCHING_LETTERS_ASPECT: f64 = 3.5;

// watermark

/// Strength of foreign ink below which it is pale, as a share of the contrast of paper and ink. Letters that could be
/// taken for the page's own are stronger, even if they are thin and blurred.
pub const WATERMARK_CONTRAST: f32 = 0.35;
/// Share of a piece's pixels that must be ink that the page does not have.
pub const WATERMARK_ADDED_SHARE: f32 = 0.85;

// speckle

/// Width of the rim about a speck of dust that is its own blur, in pixels. Measured: specks of 2 to 4 pixels fade within
/// 3 pixels on 9 photographs of paper by two phones.
pub const DUST_RIM_PIXELS: f64 = 3.0;
/// Residual up to which the paper about a speck of dust is bare, in local contrast. Measured: on 9
/// photographs of paper by two phones 99.99 % of blank paper stays below 0.16, and letters have 0.45 or more.
pub const DUST_PAPER_RESIDUAL: f32 = 0.25;
/// Largest side of a speck, in letter heights.
pub const SPECK_LETTERS: f64 = 0.4;
/// Least value of a speck's largest side, in pixels of the picture: smoothing widens a single pixel that far.
pub const SPECK_PIXELS: f64 = 6.0;
/// Ink of the page beyond which it has a trace of something, in local contrast.
pub const FAINT_SPECK_TRACE_INK: f32 = 0.03;
/// Ink of the page below which a speck of it is faint, in local contrast.
pub const FAINT_SPECK_INK: f32 = 0.25;
/// Distance from a faint speck within which the page has no more ink, in pixels of the picture: a full stop is nearer
/// to its word.
pub const SPECK_SURROUND_PIXELS: usize = 4;

// colour

/// Share of the samples of a whole cell from which it is shown whole. Measured: 0.4 in cells at the edge of what is shown, whose
/// colour was then 5 off; cells of pictures at odd scales have 0.8 and more.
pub const WHOLE_CELL_SHARE: f64 = 0.7;
/// Least chrominance by which a place is in another colour. Measured: up to 4 on paper without marks in 75
/// unchanged pictures of half a; in 31 recoloured words, lines and bars of other documents: 7 to 26, and 2 for a pair of brackets.
pub const LEAST_COLOUR: f32 = 4.0;
/// Chrominance of a grey in four inks, per grey level below white. Measured: 0.03 to 0.05 between two programs.
pub const COLOUR_OF_GREY: f32 = 0.06;
/// Fewest cells of a place in another colour: the colour of one cell is seen in the nine around it.
/// Measured: 1 in a picture in warm light; 17 and more for recoloured words.
pub const COLOUR_PIECE_CELLS: usize = 4;
/// Least chrominance by which a place is in another colour, in standard deviations of all cells. Measured:
/// unchanged photographs of paper have up to 3.2 at a deviation of 0.3, where pictures of screens have 0.
pub const COLOUR_DEVIATIONS: f32 = 6.0;
/// Share of the expected colour by which a place is in another. Measured: up to 0.34 in half a, and 0.47 in a picture through
/// a strong filter; 1 for a coloured word that is set in grey or in the next hue.
pub const COLOUR_SHARE: f32 = 0.5;
/// Share of the coloured cells that keep their hue, from which the picture has colours. Measured: none do in a picture in greys.
pub const KEPT_COLOUR_SHARE: f32 = 0.1;
/// Factor beyond which a coloured cell keeps its hue. Measured: 0.7 to 1.1 in unchanged pictures, 0 for another hue.
pub const KEPT_COLOUR_FACTOR: f32 = 0.25;

// tint

/// Sampling stride in both directions, in pixels of the picture.
pub const TINT_SAMPLE_STEP: usize = 2;
/// Ink of the page up to which a pixel shows paper, in local contrast.
pub const TINTED_PAPER_INK: f32 = 0.15;
/// Fewest pixels of paper from which a cell is examined.
pub const TINT_CELL_PIXELS: u32 = 3;
/// Least chroma by which tinted paper differs from other paper, 0 to 255. Measured: 45 for a pale highlighter on
/// white, 10 for colours that bleed from letters.
pub const TINT_CHROMA: f32 = 28.0;
/// Factor by which the page's own tint is scaled before comparison: copies are often more saturated and have more
/// contrast.
pub const OWN_TINT_FACTOR: f32 = 2.0;
/// Least difference of shaded paper from the paper around it, as a share of the contrast.
pub const SHADED_CONTRAST: f32 = 0.085;
/// Least difference of tinted and of shaded paper, in standard deviations of all paper.
pub const TINT_DEVIATIONS: f32 = 5.0;
/// Grey of the rendition beyond which the page has white paper, 0 to 255.
pub const WHITE_PAPER_GREY: f32 = 250.0;
/// Side of a block of cells over which the grey of the surrounding paper is measured, in cells: light changes over a
/// picture, and letters of a watermark are narrower.
pub const TINT_BLOCK_CELLS: usize = 8;
/// Blocks on each side of one that count for the grey around it.
pub const TINT_NEIGHBOUR_BLOCKS: usize = 2;
/// Reach over which cells are connected, in cells: letters stand between the cells of one piece.
pub const TINT_GAP_CELLS: usize = 2;
/// Least height and length of a highlight, in letter heights.
pub const HIGHLIGHT_SIZE_LETTERS: (f64, f64) = (0.7, 1.5);
/// Least height and width of a piece of a watermark, in letter heights.
pub const WATERMARK_SIZE_LETTERS: (f64, f64) = (4.0, 3.0);
/// Share of its box beyond which a highlight fills it.
pub const HIGHLIGHT_FILL_SHARE: f64 = 0.5;
/// Share of a piece's box beyond which a mark or cover that was found already is the same thing.
pub const KNOWN_TINT_SHARE: f64 = 0.3;

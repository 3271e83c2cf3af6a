//! Thresholds of `align`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

use std::ops::Range;

// appearance

/// Shortest side of the overlap of page and picture that is aligned, in pixels of the picture.
pub const OVERLAP_PIXELS: usize = 8;
/// Half the side of the square about a tile's centre from which samples for the kernel are taken, in pixels of the
/// picture.
pub const KERNEL_SAMPLES_REACH: i64 = 14;
/// Damping of the taps in the fit of the kernel, in grey levels squared per sample: taps that the page does not tell
/// apart stay near zero.
pub const KERNEL_TAP_DAMPING: f64 = 4.0;
/// Residual from which a pixel may be covered, as a share of the contrast of the aligned part.
pub const COVERED_CONTRAST_SHARE: f32 = 0.4;
/// Tenths of the pixels of a block and its neighbours with such a residual beyond which the block is shaded or
/// tinted, which the fit is to follow.
pub const SHADED_BLOCK_TENTHS: usize = 6;
/// Damping of a block's gain, as a share of the sum of its squared greys.
pub const GAIN_DAMPING: f64 = 0.02;
/// Further damping of a block's gain for each of its pixels, in grey levels squared.
pub const GAIN_DAMPING_PER_PIXEL: f64 = 50.0;
/// Damping of a block's shift, as a share of the sum of its squared slopes.
pub const SHIFT_DAMPING: f64 = 0.2;
/// Further damping of a block's shift for each square root of the number of its pixels, in grey levels squared.
pub const SHIFT_DAMPING_PER_ROOT_PIXEL: f64 = 200.0;
/// Largest shift of a block, in pixels of the picture.
pub const BLOCK_SHIFT_PIXELS: f32 = 1.0;
/// Half the side of the fitted kernel, in pixels of the picture: five by five taps reach the blur and ringing of two
/// generations of copies.
pub const KERNEL_HALF_SIDE: usize = 2;
/// Side of the blocks that have their own gain, offset and shift, in pixels of the picture; a multiple of the eight
/// of `Lanes`.
pub const FIT_BLOCK_PIXELS: usize = 24;

// drawings

/// Half the side of the window over which two drawings are compared with the picture, in pixels of the picture: about
/// the height of a word, because a program sets a word in one typeface.
pub const DRAWING_WINDOW_HALF_SIDE: usize = 12;

// residual

/// Standard deviation of the Gaussian that smooths residual and page, in pixels of the picture. An edge that a
/// rasteriser or an encoder moves is a pair of opposite signs and cancels; a stroke too many or too few does not.
pub const RESIDUAL_SMOOTHING_SIGMA: f32 = 1.2;
/// Least local contrast, as a share of the contrast of the aligned part, so that faint specks are not measured by
/// their own contrast.
pub const LOCAL_CONTRAST_FLOOR: f32 = 0.3;
/// Least difference of the page's ink from its lightest grey, in grey levels. What the fit of the blocks makes of
/// bare paper over the picture's own edges is not ink.
pub const INK_BELOW_PAPER_GREYS: f32 = 24.0;
/// Quantile that is taken as the lightest grey of the page, in thousandths.
pub const LIGHTEST_GREY_THOUSANDTH: usize = 995;
/// Ink of the page from which a pixel is inked, in local contrast.
pub const INKED_CONTRAST: f32 = 0.4;
/// Share of inked pixels from which the page has something in a cell or a word.
pub const SOME_INK_SHARE: f64 = 0.06;
/// Quantile that is taken as the grey of the paper where ink is darker, in thousandths of the page's greys.
pub const PAPER_GREY_THOUSANDTH: usize = 800;
/// Grey of the page below which a pixel is ink in the search for rules and boxes, 0 to 255.
pub const RULE_INK_GREY: f32 = 215.0;
/// Length beyond which straight ink is a rule, or the edge of a band, in pixels of the picture. Renderers draw those
/// a pixel apart, so they are not compared.
pub const RULE_LENGTH_PIXELS: usize = 44;
/// Sides of boxes that are shorter than rules, in pixels of the picture.
pub const BOX_SIDE_PIXELS: Range<usize> = 8..RULE_LENGTH_PIXELS + 1;
/// Largest thickness of the sides of a box, in pixels of the picture.
pub const BOX_SIDE_THICKNESS_PIXELS: usize = 3;
/// Rows or columns of ink that belong to the edge of a band; what lies deeper in a dark ground is compared.
pub const EDGE_DEPTH_PIXELS: isize = 3;
/// Share of the pixels along the edge of a band, on its other side, that must be paper. Measured: in pictures of ten documents,
/// most edges have 0.85 and more, light letters and photographs on a ground mostly less than 0.6, and little lies between.
pub const EDGE_PAPER_SHARE: f32 = 0.75;
/// Width of the rim along a rule that belongs to it, in pixels of the picture. Measured: two renderers draw rules up to a
/// pixel apart, and the smoothing of the residual reaches one further.
pub const RULE_RIM_PIXELS: usize = 2;
/// Largest side of a dot or dash along its row and across it, in pixels of the picture. Measured: the dots of a report are
/// 4 x 4 pixels at 150 dpi, and 4 to 6 in a photograph of it.
pub const DOT_SIDE_PIXELS: (usize, usize) = (14, 6);
/// Largest difference between the sides of two marks of a row, in pixels of the picture. Measured: the dots of one row in
/// that photograph differ by 1.
pub const DOT_SIZE_TOLERANCE_PIXELS: usize = 1;
/// Longest pitch of a dotted rule, in sides of its marks. Measured: 3 in that report.
pub const DOT_PITCH_LENGTHS: f64 = 4.0;
/// Share by which the pitch of a row may differ from that of its first two marks. Measured: 12 to 13 pixels in that photograph.
pub const DOT_PITCH_TOLERANCE: f64 = 0.15;
/// Most pitches from one mark to the next that is told: sampling may join one with what stands beside
/// it. Measured: 96 of the 97 marks of that row are told in the photograph.
pub const DOT_STEPS: f64 = 2.0;
/// Marks from which a row is a rule. Measured: that report has 97 in a row; an ellipsis has 3.
pub const DOTTED_RULE_MARKS: usize = 10;
/// Ink of the picture along a dotted rule, as a ratio to that of the page, within which it is there. Measured: 1 where only
/// the phase differs, 0 where the row is wiped.
pub const DOTTED_RULE_INK_RATIO: Range<f32> = 0.6..1.6;
/// Residual from which the page does not show what the picture shows, in local contrast.
pub const DIFFERING_RESIDUAL: f32 = 0.4;
/// Largest distance of a rule in the picture from where the page marks it, in pixels of the picture.
pub const RULE_OFFSET_PIXELS: isize = 2;
/// Distance from a rule at which the page must be seen on either side of it, in pixels of the picture.
pub const BESIDE_RULE_PIXELS: isize = 6;
/// Half the side of the window of that Gaussian, in pixels of the picture: two and a half standard deviations.
pub const RESIDUAL_SMOOTHING_HALF_SIDE: usize = 3;
/// Side of the cells in which the local contrast of letters is measured, in pixels of the picture.
pub const CONTRAST_CELL_PIXELS: usize = 3;
/// Cells on each side of one that count for its local contrast.
pub const CONTRAST_NEIGHBOUR_CELLS: usize = 3;

//! Thresholds of `recall`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

use std::ops::Range;

// by_look

/// Most neighbouring quantised descriptors that are looked up for one visual word.
pub const PROBES_PER_VISUAL_WORD: usize = 8;
/// Most visual words that are looked up. A page full of words has many times as many as are needed to find it.
pub const VISUAL_WORDS_LOOKED_UP: usize = 5_000;
/// Number of pages with a visual word beyond which the word is ignored, because it does not tell pages apart.
pub const COMMON_VISUAL_WORD_PAGES: usize = 200;
/// Most posting hits that vote; the rarest visual words come first.
pub const VISUAL_WORD_HITS: usize = 15_000;
/// Most candidate pages that are returned.
pub const LOOK_CANDIDATES: usize = 16;
/// Shorter side of a picture below which it is a thumbnail, in pixels: lines of text are grey bars, and pages of one
/// template look the same.
pub const THUMBNAIL_SIDE_PIXELS: usize = 200;
/// Most candidate pages that are returned by perceptual hash or by keypoints.
pub const LOOKALIKES: usize = 8;
/// Least support of a placement for its page to be a candidate, in natural logarithms of rarity, summed over the
/// visual words that agree.
pub const PLACEMENT_SUPPORT: f64 = 6.0;
/// Least support of a placement by keypoints, of which two or three often agree by coincidence, in natural logarithms
/// of rarity.
pub const KEYPOINT_PLACEMENT_SUPPORT: f64 = 15.0;
/// Least weight of a hit, in natural logarithms of rarity.
pub const VISUAL_WORD_WEIGHT_FLOOR: f64 = 0.1;
/// Side of the bins in which placements are counted, in pixels of the page.
pub const PLACEMENT_BIN_PIXELS: f64 = 80.0;
/// Bins to a factor of e in scale.
pub const PLACEMENT_SCALE_BINS: f64 = 8.0;
/// Fewest hits from which the placement is fitted with a scale for each direction.
pub const FITTED_PLACEMENT_HITS: usize = 4;
/// Tolerance of the fit of a placement, as a share of the longer side of the part with hits.
pub const PLACEMENT_FIT_TOLERANCE_SHARE: f64 = 0.01;
/// Further tolerance of the fit of a placement, in pixels of the picture.
pub const PLACEMENT_FIT_TOLERANCE_PIXELS: f64 = 3.0;
/// Scales of a plausible placement, in pixels of the picture to a pixel of the page.
pub const SANE_SCALE: Range<f64> = 0.02..20.0;
/// Ratio of the two scales of a plausible placement.
pub const SANE_ASPECT: Range<f64> = 0.7..1.43;

// by_words

/// Number of pages with a shingle beyond which the shingle is ignored: it is a greeting or a list's footer.
pub const COMMON_SHINGLE_PAGES: usize = 2000;
/// Most pages that are aligned.
pub const WORDS_CANDIDATES: usize = 6;
/// Least number of pages from which the rarity of a shingle is computed: a smaller set cannot show how rare a run of
/// three words is.
pub const RARITY_PAGES: f64 = 1000.0;

// search

/// Most candidates that are registered for one view of a picture.
pub const REGISTERED_CANDIDATES: usize = 16;
/// Support from which a candidate whose page image is missing is mentioned. Measured: at most 289 for pages that are
/// not shown, on half a of the bench.
pub const UNDRAWABLE_PAGE_SUPPORT: f64 = 350.0;
/// Arrangements of words below which a picture has too few words to be found by them, and the perceptual hash is
/// tried. Pages of words look too much alike for that: thumbnails of memos on one template are confused.
pub const FEW_ARRANGEMENTS: usize = 100;
/// Ratio of a candidate's support to that of a firmly registered page below which the page explains the candidate's
/// part far better.
pub const SAME_PART_SUPPORT_RATIO: f64 = 0.4;
/// Candidates of each kind of feature that are named in the trace.
pub const TRACED_CANDIDATES: usize = 3;

// strategy

/// Support by keypoints from which a page is tried in a quarter turn or upside down, in natural logarithms of rarity.
/// Few pictures lie like that. Measured: with the support asked of upright views, pictures that show no page took 3
/// s.
pub const TURNED_KEYPOINT_PLACEMENT_SUPPORT: f64 = 30.0;

//! Thresholds of `register`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

// tiles

/// Longer side of a picture from which it is searched at half size first, in pixels.
pub const HALF_SIZE_SEARCH_PIXELS: usize = 700;
/// Least correlation for a tile to show the same as the page, 0 to 1.
pub const TILE_CORRELATION: f32 = 0.6;
/// Correlation from which the place of a tile is used in the fit of the map, 0 to 1.
pub const TILE_FIT_CORRELATION: f32 = 0.4;
/// Share of agreeing tiles below which a page is dropped. Measured: a page that is not shown has about 0.1.
pub const HOPELESS_TILE_SHARE: f64 = 0.08;
/// Share of agreeing tiles from which the next pass searches half as far.
pub const SETTLED_TILE_SHARE: f64 = 0.6;
/// Largest distance of an agreeing tile from where the map puts it, in tolerances of the pass.
pub const AGREEING_TILE_TOLERANCES: f64 = 1.5;
/// Width that is added around the part where the first guess is best known, in pixels of the picture.
pub const TILE_SEARCH_MARGIN_PIXELS: f64 = 40.0;
/// Factor by which the score of a map with more degrees of freedom must be better.
pub const FREER_MAP_GAIN: f64 = 1.06;
/// Amount by which the score of a map with more degrees of freedom must be better beyond `FREER_MAP_GAIN`, in the
/// score of one tile.
pub const FREER_MAP_GAIN_TILES: f64 = 0.3;
/// Tiles that are cut for each tile wanted; those with the most structure are kept.
pub const TILE_CANDIDATES_PER_TILE: f64 = 1.5;
/// Least variance of a tile of the page, in grey levels squared.
pub const TILE_VARIANCE: f64 = 80.0;
/// Least variance of the window of the picture that a tile is compared with, in grey levels squared.
pub const WINDOW_VARIANCE: f64 = 30.0;
/// Side of a tile, in pixels of the level that is searched.
pub const TILE_PIXELS: usize = 32;

// bend

/// Most tiles of a pass that fits the bend of paper. Measured: with 300 a line that stands far from others had none.
pub const BEND_TILES: usize = 1200;
/// Most tiles of rules and edges beside them, which are followed across and not along. Measured: the 81 of two
/// rules of a photographed page bring them from a pixel off at their ends to within 0.2.
pub const BEND_EDGE_TILES: usize = 300;
/// Least side of a cell of the grid, in pixels of the picture: four tiles, so that no word alone moves it. Measured: on a
/// crop of 300 pixels, 16 cells would be as small as two letters; in photographs of 2,000 pixels they are 125 wide.
pub const BEND_CELL_PIXELS: f64 = 4.0 * TILE_PIXELS as f64;
/// Least share of the smaller eigenvalue in the trace of the structure tensor of a tile that bends the paper, 0 to 0.5:
/// an edge has 0, dots have 0.5. Measured: tiles of rules of forms have less than 0.02, of words 0.1 to 0.4.
pub const BEND_CORNER_SHARE: f32 = 0.05;
/// Weight of the bending energy against the squared distance of one tile, in the finest pass. Measured: with 0.3 the
/// corners of 2 of 4 sheets stay 2 pixels behind, with 0.03 none; a word moved by 4 pixels shifts the map by less than 0.3.
pub const BEND_STIFFNESS: f64 = 0.03;

// registered_page

/// Logarithm to base 10 of the number of false alarms up to which a page is named.
pub const NAMED_LOG10_NFA: f64 = -4.0;
/// Probability that a tile of a page that is not shown agrees by chance after the map was fitted to it. Measured: up
/// to 6 of about 100 tiles of wrong candidates, on half a of the bench.
pub const CHANCE_TILE_SHARE: f64 = 0.03;
/// Number of boxes on a page that differ by more than a tile: ten places for each of their four edges.
pub const DISTINCT_PARTS: f64 = 1e4;
/// Tiles that count as one independent witness: tiles overlap, and the fit has degrees of freedom.
pub const TILES_PER_WITNESS: f64 = 3.0;

// search

/// Fewest agreeing tiles of a page that is registered.
pub const REGISTERED_TILES: usize = 6;
/// Ratio of the shares of agreeing tiles of two pages below which the better one explains the part clearly better.
pub const CLEARER_TILE_RATIO: f64 = 0.75;
/// Width of the rim by which a box may reach out of another that covers it, as a share of the other's longer side.
pub const COVERING_RIM_SHARE: f64 = 0.02;
/// Share of a box beyond which it is covered by another with its rim.
pub const COVERED_AREA_SHARE: f64 = 0.97;

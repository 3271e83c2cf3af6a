//! Thresholds of `extent`, by the module that uses them.
//!
//! A sentence that begins with "Measured:" is the figure by which a threshold was set. `tests/thresholds.rs` lists
//! those without.

// region

/// Residual up to which ink agrees, in local contrast.
pub const AGREEING_RESIDUAL: f32 = 0.35;
/// Ink of the page from which it votes for the region, in local contrast.
pub const VOTING_INK_CONTRAST: f32 = 0.25;
/// Weight of a pixel that disagrees, against one of a pixel whose ink agrees.
pub const DISAGREEMENT_WEIGHT: f32 = 1.5;
/// Side of the cells that vote for the region, in pixels of the picture.
pub const REGION_CELL_PIXELS: f64 = 6.0;

// frame

/// Least difference of grey across three pixels that is an edge, in grey levels. Measured: about 12 for the palest
/// borders of posts, on white.
pub const FRAME_EDGE_GREY_STEP: i32 = 6;
/// Share of a side that must be an edge: its corners may be rounded.
pub const FRAME_SIDE_EDGE_SHARE: f64 = 0.75;
/// How far inside the region a side may lie, in pixels of the picture: the region ends at cells of six pixels.
pub const FRAME_SIDE_INSIDE_REGION_PIXELS: usize = 7;
/// Most edges that are tried for each side, the nearest first.
pub const FRAME_EDGES_PER_SIDE: usize = 8;
/// Consecutive edge pixels with which a side begins behind its corner.
pub const FRAME_EDGE_START_PIXELS: usize = 8;
/// Largest difference of the gaps of the two sides that meet in a corner, in pixels of the picture.
pub const CORNER_DIFFERENCE_PIXELS: f64 = 8.0;
/// Further difference of the gaps of two sides that meet in a corner, as a share of the longer gap.
pub const CORNER_DIFFERENCE_SHARE: f64 = 0.3;
/// Width of the border of a frame with its blur, in pixels of the picture.
pub const FRAME_BORDER_PIXELS: f64 = 5.0;
/// Fewest sides of a frame that are edges in the picture; the others lie on its border. Half a page pasted under half
/// of another has one edge only.
pub const FRAME_SIDES_IN_PICTURE: usize = 2;

// registered_page

/// Width of the edge of a sheet before a camera, where a page is bare and the desk may show, as a share of its longer
/// side. Measured: on 15 photographs of paper by two phones the desk shows up to 0.032, and in the 12 scans
/// of their sheets print begins at 0.044.
pub const SHEET_EDGE_SHARE: f64 = 0.04;
/// How far outside the page the corners of a picture may lie that shows nothing else, as a share of the page's longer
/// side.
pub const CORNER_OUTSIDE_PAGE_SHARE: f64 = 0.015;
/// Slope up to which a picture is upright on its page: half a degree.
pub const UPRIGHT_SLOPE: f64 = 0.009;
/// Residual from which something other than the page is shown, in local contrast.
pub const FOREIGN_RESIDUAL: f32 = 0.35;
/// Share of the overlap of page and picture that must be foreign for it to bend the fit of what is shown.
pub const FOREIGN_AREA_SHARE: f64 = 0.001;

// page_background

/// Largest difference of a pixel from the paper's grey, as a share of the contrast of paper and ink: light is uneven.
pub const PAPER_GREY_CONTRAST_SHARE: f32 = 0.3;
/// Largest difference of neighbouring pixels of paper, in grey levels; an edge is steeper.
pub const PAPER_GREY_STEP: u8 = 6;
/// Share of the area between the ends of its rows that must be paper.
pub const PAPER_AREA_SHARE: f64 = 0.5;

// legibility

/// Height from which letters can be told apart, in pixels of the picture.
pub const LEGIBLE_LETTER_PIXELS: f64 = 6.8;
/// Height that letters are assumed to have if no line is seen, in pixels of the page's raster.
pub const UNKNOWN_LETTER_PIXELS: f64 = 15.0;
/// Height from which what stands in a row is letters and not dots or dashes, in pixels of the page's raster.
pub const LETTER_LINE_PIXELS: u16 = 4;
/// Fewest words of a line whose letters may be small: specks stand in rows, too.
pub const SMALL_PRINT_WORDS: u16 = 3;
/// Reach of a line above and below its middle, and beyond its ends, in heights of its letters.
pub const LINE_REACH_LETTERS: f64 = 1.0;
/// Share of a line beyond which it counts as shown in a part of the page.
pub const SHOWN_LINE_SHARE: f64 = 0.5;

// form_fields

/// Largest distance of a field's value from its place, in pixels of the page (150 dots an inch; four points, or two
/// on a small page).
/// Measured: about one point between two viewers, on the one form that was examined.
pub const FIELD_VALUE_REACH_PIXELS: i32 = 8;
/// Width of a field's border, which belongs to the page and does not move, in pixels of the page.
pub const FIELD_BORDER_PIXELS: f64 = 3.0;
/// Shortest side of a field whose value is searched, in pixels of the page.
pub const FIELD_SIDE_PIXELS: usize = 8;
/// Largest area of a field whose value is searched, in pixels of the page: that of a paragraph.
pub const FIELD_AREA_PIXELS: usize = 200_000;
/// Correlation that a value must gain at another place to be moved there.
pub const FIELD_MOVE_CORRELATION_GAIN: f64 = 0.02;

// beside

/// Words of one row from which it is running text: the buttons, names and counts of a frame are fewer. Rows are
/// counted, and not lines, because justified lines with wide gaps are detected as several.
pub const RUNNING_TEXT_ROW_WORDS: usize = 5;
/// Least vertical overlap of two words of one row, as a share of the lower of the two.
pub const SAME_ROW_OVERLAP_SHARE: f64 = 0.5;
/// Most words of running text that the frame of a post or a viewer has.
pub const FRAME_RUNNING_WORDS: usize = 60;

// post

/// Letters and digits from which a word after an `@` is the handle of an account. Measured: 8 to 12 in the posts of
/// `testdata/shots`.
pub const POST_HANDLE_LETTERS: usize = 3;
/// Counts of one row from which it is the foot of a post. Measured: 3 in each of 26 posts.
pub const POST_COUNTS: usize = 2;
/// How far a row of a post may begin beside its margin, in x-heights of the post: letters have bearings of their own.
/// Measured: ink begins from 0.19 before to 0.19 after the origin in Open Sans, so two rows may begin 0.38 apart.
pub const POST_MARGIN_X_HEIGHTS: f64 = 0.4;
/// How far a post reaches beyond its last row, in x-heights of the post. Measured: descenders reach 0.33 to 0.47 below the line in
/// eight typefaces.
pub const POST_RIM_X_HEIGHTS: f64 = 0.5;

// explained_words

/// How far an explained word may reach out of the region, in pixels of the picture: the region ends at cells.
pub const REGION_SLACK_PIXELS: f64 = 3.0;

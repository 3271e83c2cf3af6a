//! Figures of the evidence: parts of picture and page, side by side or overlaid, with marks.
//!
//! Nothing is decided here: places are from the answer, and texts from `report`, which has escaped them.

pub mod canvas;
pub mod overlay;
pub mod side_by_side;
pub mod terminal_image;
pub mod text_render;

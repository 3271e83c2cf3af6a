//! How is evidence shown? Parts of picture and page, side by side or one over the other, with marks.
//!
//! Nothing is decided here: places come from the answer, and words from `report`, where they are safe to be shown.

pub mod canvas;
pub mod overlay;
pub mod side_by_side;
pub mod terminal_image;
pub mod text_render;

//! Picture and page made ready to be shown: cut out, laid over each other, marked.
//!
//! Nothing is decided here: places come from the answer, and words from `report`, which has them safe to be shown.

pub mod canvas;
pub mod overlay;
pub mod side_by_side;
pub mod terminal_image;
pub mod text_render;

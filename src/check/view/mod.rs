//! How is the picture looked at? Views of it, each with the map back to its own pixels.

pub mod analyzed_view;
pub mod padding;
pub mod rectify;
pub mod views;

//! Where exactly does a page lie in the picture? A plane map from page to picture, fitted robustly.

pub mod tiles;

//! Image primitives without policy: sampling, warping, resizing, connected components and least squares.

pub mod components;
pub mod fit;
pub mod median;
pub mod resize;
pub mod rows;
pub mod sampling;
pub mod smooth_fit;
pub mod warp;

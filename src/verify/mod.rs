//! The way of one picture: recall, registration, comparison, judgement.

pub mod align;
pub mod cover;
pub mod difference;
pub mod fit;
pub mod pixels;
pub mod region;
pub mod register;
pub mod residual;

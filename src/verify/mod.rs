//! The way of one picture: recall, registration, comparison, judgement.

pub mod align;
pub mod fit;
pub mod pixels;
pub mod register;

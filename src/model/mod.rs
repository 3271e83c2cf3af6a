//! Plain values that travel between the stages: no input or output, no failure, no serialisation.

pub mod account;
pub mod cited;
pub mod document;
pub mod geometry;
pub mod hex;
pub mod interval;
pub mod key;
pub mod median;
pub mod origin;
pub mod original;
pub mod precision;
pub mod raster;
pub mod signature;
pub mod tags;
pub mod text;
pub mod trial;
pub mod verdict;

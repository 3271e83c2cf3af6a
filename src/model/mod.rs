//! Plain values passed between the stages: no I/O, no failure, no serialisation.

pub mod answer;
pub mod cited;
pub mod coverage;
pub mod displacement;
pub mod document;
pub mod download;
pub mod feature_key;
pub mod file_metadata;
pub mod format;
pub mod geometry;
pub mod hex;
pub mod interval;
pub mod origin;
pub mod original;
pub mod page_map;
pub mod precision;
pub mod quotation;
pub mod raster;
pub mod reason;
pub mod shot;
pub mod signature;
pub mod tags;
pub mod text;
pub mod trace;
pub mod trial;
pub mod unsettled;

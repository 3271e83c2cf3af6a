//! Does the header shown over a message belong to it?

pub mod calendar;
pub mod datetime;
pub mod field_labels;
pub mod fields;
pub mod header_block;
pub mod recipients;
pub mod sender;
pub mod subject_prefix;

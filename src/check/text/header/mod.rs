//! Does the header shown over a message belong to it?
//!
//! Programs show fields in any order. So each field is searched separately among the lines right above the text, and
//! the words in its place are compared with it (`header_block`, `fields`, `field_labels`). A date is read in seven
//! languages and with its zone, and compared with the date of the message in the zone written there, or in any zone
//! (`datetime`, `calendar`). A sender, subject, day or minute that is not the message's is a difference (`sender`).
//! Addresses shown must be the message's; programs may leave some recipients out (`recipients`). The prefix of a
//! subject says whether the message is a reply or was forwarded (`subject_prefix`).

pub mod calendar;
pub mod datetime;
pub mod field_labels;
pub mod fields;
pub mod header_block;
pub mod recipients;
pub mod sender;
pub mod subject_prefix;

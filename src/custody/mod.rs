//! How can an answer be proved later? The log, its signatures and time stamps, the archive of pictures, and the audit of all.
//!
//! `archive` keeps fetched pictures unchanged, under their SHA-256, with a record of each time. A file is written beside its place and
//! moved there when it is complete. `log` has one entry per answer. `stamp` asks an authority for time stamps. `audit` checks log,
//! archive and indexes together; whatever does not fit is changed, missing, or for a person to explain.

pub mod archive;
pub mod audit;
pub mod log;
pub mod stamp;

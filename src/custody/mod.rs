//! Proof of past answers: the log, its signatures and time stamps, the archive of pictures, and the audit of
//! them.
//!
//! `archive` stores fetched pictures unchanged, under their SHA-256, with a record of each time. A file is
//! written under a temporary name and renamed when it is complete. `log` has one entry per answer. `stamp`
//! requests time stamps from an authority. `audit` checks log, archive and indexes together; a finding is
//! changed, missing, or for a person to judge.

pub mod archive;
pub mod audit;
pub mod log;
pub mod stamp;

//! The log of checks: one entry a line, each holding the digest of the one before, so that no entry can be changed, put in or
//! taken out between others without all behind it saying so.
//!
//! An entry is a JSON object in one canonical form ([`canonical`]), `digest` being SHA-256 over that form of the rest of
//! it. What a log cannot show by itself is that its last entries are missing, or that all of it was written anew: for that
//! its head has to be known elsewhere, signed ([`head_signature`]) or stamped ([`super::stamp`]).

pub(super) mod append;
pub mod canonical;
mod entry;
pub mod head_signature;
pub mod key;
mod read;

pub use append::{Appended, append, append_with, torn_file};
pub use entry::{Check, Entry, Event, IndexThen, KeptThen, PageThen, PlaceThen};
pub use read::{Break, Log, read};

/// What the first entry has in the place of the digest of one before it.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

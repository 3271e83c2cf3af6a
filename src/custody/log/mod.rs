//! The log of checks: one entry per line, each with the digest of the entry before it, so no entry can be changed, inserted or
//! removed unnoticed.
//!
//! An entry is a JSON object in one canonical form ([`canonical`]); `digest` is SHA-256 over that form without this member. What a log
//! cannot show by itself is that its last entries are missing, or that all of it was rewritten. For that its head must be known
//! elsewhere, signed ([`head_signature`]) or time-stamped ([`super::stamp`]).
//!
//! `append` locks the file, reads its last line, writes after it and waits for the disk. A line without an end was torn by a crash and
//! is moved aside. `read` follows the chain and reports where it breaks: a changed entry is one break, and the entries after it
//! are not blamed. A signature is an entry that signs the one before it, so it is part of the chain, and a log is one file.

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

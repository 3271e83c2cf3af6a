//! Log of checks: one entry per line, each with the digest of the previous entry, so no entry can be changed,
//! inserted or removed unnoticed.
//!
//! An entry is a JSON object in canonical form ([`canonical`]); `digest` is SHA-256 over that form without this
//! member. A log alone cannot show that its last entries are missing, or that all of it was rewritten. For that
//! its head must be known elsewhere, signed ([`head_signature`]) or time-stamped ([`super::stamp`]).
//!
//! `append` locks the file, reads its last line, writes after it and syncs to disk. A line without end was
//! truncated by a crash and is moved aside. `read` follows the chain and reports where it breaks: a changed
//! entry is one break, and later entries are not affected. A signature is an entry that signs the previous one,
//! so it is part of the chain, and a log is one file.

pub(super) mod append;
pub mod canonical;
mod entry;
pub mod head_signature;
pub mod key;
mod read;

pub use append::{Appended, append, append_with, torn_file};
pub use entry::{Check, Entry, Event, IndexThen, KeptThen, PageThen, PlaceThen};
pub use read::{Break, Log, read};

/// Previous digest in the first entry.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

//! Signatures of the log's head, which are themselves entries of the log.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::append::append_to_head;
use super::key::{Key, PublicKey};
use super::{Appended, Event};
use crate::error::Error;

/// A signature of the previous entry, and thereby of all entries before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The public key, in hexadecimal digits. It does not identify its owner.
    pub key: String,
    /// Signature of [`message`], in hexadecimal digits.
    pub signature: String,
}

impl Signature {
    /// True if it is valid for the head with this number and digest.
    pub fn holds(&self, number: u64, head: &str) -> bool {
        let key = PublicKey::of_hex(&self.key);
        key.is_some_and(|key| key.has_signed(message(number, head).as_bytes(), &self.signature))
    }
}

/// The signed message: a line that says what it is about.
pub fn message(number: u64, head: &str) -> String {
    format!("verify-shot log, entry {number}: {head}\n")
}

/// Signs the last entry of a log.
///
/// # Errors
///
/// If there is no entry, or the log cannot be written.
pub fn sign(path: &Path, key: &Key) -> Result<Appended, Error> {
    append_to_head(path, "sign", |last, head| {
        let signature = key.sign(message(last, head).as_bytes());
        Ok(Event::Signature(Signature { key: key.public().hex(), signature }))
    })
}

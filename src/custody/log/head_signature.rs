//! Signatures of the log's head, entries of the log themselves.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::append::append_to_head;
use super::key::{Key, PublicKey};
use super::{Appended, Event};
use crate::error::Error;

/// A signature of the entry before, and with it of all that stands before that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The public key, in hexadecimal digits. Whose it is, it does not say.
    pub key: String,
    /// Of [`message`], in hexadecimal digits.
    pub signature: String,
}

impl Signature {
    /// Whether it is that of the head of this number and digest.
    pub fn holds(&self, number: u64, head: &str) -> bool {
        let key = PublicKey::of_hex(&self.key);
        key.is_some_and(|key| key.has_signed(message(number, head).as_bytes(), &self.signature))
    }
}

/// What is signed: a line that says what it is of.
pub fn message(number: u64, head: &str) -> String {
    format!("verify-shot log, entry {number}: {head}\n")
}

/// Signs the last entry of a log. Fails where there is none.
pub fn sign(path: &Path, key: &Key) -> Result<Appended, Error> {
    append_to_head(path, "sign", |last, head| {
        let signature = key.sign(message(last, head).as_bytes());
        Ok(Event::Signature(Signature { key: key.public().hex(), signature }))
    })
}

//! Time stamps of the log's head (RFC 3161): an authority signs the time at which it received a digest. A stamp
//! is an entry of the log.
//!
//! The digest of the last entry is sent in a request, and the response is checked: the digest, the nonce, the
//! content under the signed attributes, the certificate that they name, its use and validity, its signature,
//! and the chain to a root. `audit` does the same without the nonce.
//!
//! A token is parsed in this process, not in the child: it has at most 32 KiB, the parsers are safe Rust with
//! at most quadratic running time, and TLS parses untrusted certificates in this process anyway.

mod authority;
mod stamp_wire;
mod token;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use super::log::append::append_to_head;
use super::log::{Appended, Event};
use crate::error::Error;
use crate::model::hex::bytes_of;
pub use authority::{Authority, Roots};
pub use token::Stamped;

/// Media types of request and response.
pub const MEDIA_TYPES: [&str; 2] = ["application/timestamp-query", "application/timestamp-reply"];

/// A time stamp of the previous entry, and thereby of all entries before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// URL of the authority, as given.
    pub authority: String,
    /// Token of the authority: DER in Base64. The stamped value is the digest of the entry.
    pub token: String,
}

impl Stamp {
    /// Time and authority of a stamp for the head with this digest.
    ///
    /// # Errors
    ///
    /// The end of a sentence that says what is wrong with it.
    pub fn read(&self, head: &str) -> Result<Stamped, &'static str> {
        let token = STANDARD.decode(&self.token).map_err(|_| "it is no Base64")?;
        token::read(&token, &bytes_of(head).ok_or("there is no digest that it could be of")?, None)
    }
}

/// Has an authority stamp the last entry of a log; `ask` sends a request to its URL and returns the response.
/// Other writers wait meanwhile.
///
/// # Errors
///
/// If there is no entry, if the response is no stamp of it, or if the authority does not chain to one of
/// `roots`, if there are any. Nothing is written then.
pub fn stamp(
    path: &Path,
    authority: &str,
    roots: Option<&Roots>,
    ask: impl FnOnce(&[u8]) -> Result<Vec<u8>, Error>,
) -> Result<(Appended, Stamped), Error> {
    let refused = |why: &str| Error::Request(format!("{authority}: its answer is not taken: {why}."));
    let mut found = None;
    let appended = append_to_head(path, "stamp", |_, head| {
        let imprint = bytes_of(head).ok_or_else(|| refused("the entry has no digest"))?;
        let nonce = nonce().ok_or_else(|| {
            Error::Request("The system gave no random numbers to ask with; try again.".into())
        })?;
        let request =
            stamp_wire::request(&imprint, &nonce).ok_or_else(|| refused("it could not be asked"))?;
        let answer = ask(&request)?;
        let token = stamp_wire::token_of(&answer).map_err(|why| refused(&why))?;
        let stamped = token::read(&token, &imprint, Some(&nonce)).map_err(refused)?;
        if roots.is_some_and(|roots| !stamped.authority.leads_to(roots, stamped.time)) {
            return Err(refused(&format!(
                "{} leads to no certificate of --authority-cert",
                stamped.authority
            )));
        }
        found = Some(stamped);
        Ok(Event::Stamp(Stamp { authority: authority.to_owned(), token: STANDARD.encode(token) }))
    })?;
    Ok((appended, found.expect("an entry is written behind what it says")))
}

/// 64 random bits as a positive integer without leading zeros.
fn nonce() -> Option<[u8; 8]> {
    let mut nonce = [0; 8];
    SystemRandom::new().fill(&mut nonce).ok()?;
    nonce[0] = nonce[0] & 0x3f | 0x40;
    Some(nonce)
}

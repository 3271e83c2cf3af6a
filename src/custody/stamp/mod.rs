//! Time stamps of the log's head (RFC 3161): an authority signs when it was shown a digest. A stamp is an entry of the log.
//!
//! A request for a stamp of the last entry's digest is sent, and the reply is checked: the digest, the nonce, the content under the
//! signed attributes, the certificate that they name, its use and its validity, its signature, and the path to a root. `audit` does
//! the same without the nonce.
//!
//! A token is read in this process and not in the child: a token has at most 32 KiB, the parsers are safe Rust whose work grows no
//! faster than its square, and TLS reads certificates of strangers in this process anyway.

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

/// What a request is sent as, and what an answer is asked for as.
pub const MEDIA_TYPES: [&str; 2] = ["application/timestamp-query", "application/timestamp-reply"];

/// A time stamp of the entry before, and with it of all that stands before that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The authority's address, as it was given.
    pub authority: String,
    /// The authority's token, as it came: DER in Base64. What it is of is the entry's digest itself.
    pub token: String,
}

impl Stamp {
    /// When and by whom the head of this digest was stamped. Fails with what is wrong, the end of a sentence.
    pub fn read(&self, head: &str) -> Result<Stamped, &'static str> {
        let token = STANDARD.decode(&self.token).map_err(|_| "it is no Base64")?;
        token::read(&token, &bytes_of(head).ok_or("there is no digest that it could be of")?, None)
    }
}

/// Has the last entry of a log stamped by the authority at an address: `ask` takes it a request and brings its answer.
/// Others that write wait meanwhile.
///
/// Fails, and writes nothing, where there is no entry, where the answer is no stamp of it, and where the authority does not
/// lead to one of `roots`, if there are any.
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

/// 64 random bits, as a number that is positive and has no leading zeros.
fn nonce() -> Option<[u8; 8]> {
    let mut nonce = [0; 8];
    SystemRandom::new().fill(&mut nonce).ok()?;
    nonce[0] = nonce[0] & 0x3f | 0x40;
    Some(nonce)
}

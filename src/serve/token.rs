//! The token that lets a browser or a program in. Other users of the machine reach the loopback address, too, and do not
//! have it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::limits::{MAX_TOKEN_BYTES, MIN_TOKEN_LETTERS};
use crate::model::hex::hex;

/// Random bytes of a token, and of every name that nobody may guess.
const RANDOM_BYTES: usize = 16;

/// A token.
pub struct Token(String);

impl Token {
    /// A new token.
    ///
    /// # Errors
    ///
    /// If the system gives no random numbers.
    pub fn random() -> Result<Self, Error> {
        random_name().map(Self)
    }

    /// The token in a file: one line of visible letters.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or holds no token that is long enough.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut text = String::new();
        let read = File::open(path).and_then(|file| file.take(MAX_TOKEN_BYTES + 1).read_to_string(&mut text));
        Error::path(path, read)?;
        let token = text.trim_end();
        if token.len() < MIN_TOKEN_LETTERS || !token.bytes().all(is_plain) {
            return Err(Error::Request(format!(
                "{}: a token is one line of {MIN_TOKEN_LETTERS} or more letters, digits, - or _; write one into it.",
                path.display()
            )));
        }
        Ok(Self(token.to_owned()))
    }

    /// The token, to be given to who may enter.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether somebody has the token. How long this takes tells nothing about it: digests are compared.
    pub fn is(&self, given: &str) -> bool {
        Sha256::digest(&self.0) == Sha256::digest(given)
    }
}

/// A name that cannot be guessed, of letters and digits.
///
/// # Errors
///
/// If the system gives no random numbers.
pub fn random_name() -> Result<String, Error> {
    let mut bytes = [0; RANDOM_BYTES];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| Error::Request("The system gives no random numbers; try again.".into()))?;
    Ok(hex(&bytes))
}

/// Letters that need no escape in an address, a cookie or a header field.
fn is_plain(letter: u8) -> bool {
    letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_itself_and_no_other() {
        let (one, other) = (Token::random().unwrap(), Token::random().unwrap());
        assert!(one.is(one.text()) && !one.is(other.text()) && !one.is(""));
        assert!(!one.is(&one.text()[1..]));
    }

    #[test]
    fn a_file_without_a_long_plain_line_holds_no_token() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in
            ["", "short", "sixteen letters with blanks", "0123456789abcdef\nsecond line", "0123456789abcdé0"]
        {
            std::fs::write(file.path(), text).unwrap();
            assert!(Token::read(file.path()).is_err(), "{text}");
        }
        std::fs::write(file.path(), "0123456789-abcd_ef\n").unwrap();
        assert_eq!(Token::read(file.path()).unwrap().text(), "0123456789-abcd_ef");
    }
}

//! Signatures of messages (DKIM, RFC 6376): what a message carries, the keys that they need, and what is said of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::answer::PageRef;

/// The name under which a domain publishes a key. Both parts in small letters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeyName {
    /// The domain that signs.
    pub domain: String,
    /// Which of its keys.
    pub selector: String,
}

impl KeyName {
    /// The name of two parts that names in the DNS can have; none where they cannot.
    pub fn new(domain: &str, selector: &str) -> Option<Self> {
        /// The longest name there is (RFC 1035).
        const LONGEST: usize = 253;
        let letter = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        let label = |label: &str| !label.is_empty() && label.bytes().all(letter);
        let is_name = |name: &str| name.len() <= LONGEST && name.split('.').all(label);
        let both = is_name(domain) && is_name(selector);
        both.then(|| Self { domain: domain.to_ascii_lowercase(), selector: selector.to_ascii_lowercase() })
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}._domainkey.{}", self.selector, self.domain)
    }
}

/// A key as its domain published it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedKey {
    /// Where it was published.
    pub name: KeyName,
    /// The record: a list of tags.
    pub record: String,
    /// The file that it was given in, below the folder of keys.
    pub file: String,
}

/// How something is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// RSA with SHA-256, padded as in PKCS #1 v1.5.
    RsaSha256,
    /// Ed25519 over SHA-256 (RFC 8463).
    Ed25519Sha256,
}

/// A signature that a message carries, made ready to be held against its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The key that it needs; none where it does not say so in a way that can be read.
    pub key: Option<KeyName>,
    /// What it claims; or why it cannot be checked, in a sentence's end.
    pub claim: Result<Claim, String>,
}

/// What a signature claims, and as much of it as can be told without the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// How it was signed.
    pub method: Method,
    /// Whether the body is the one that was signed.
    pub body_fits: bool,
    /// What a reader sees of the message and the signature does not hold: names of fields, or the end of the text.
    pub open: Vec<String>,
    /// When it was made, as it says, in seconds since 1970.
    pub made: Option<u64>,
    /// Until when it was to hold, as it says, in seconds since 1970.
    pub until: Option<u64>,
    /// Whether it signs for a name below its domain, which a key can rule out.
    pub below: bool,
    /// The bytes that were signed, each as the letter of its number (Latin-1).
    pub signed: String,
    /// The signature itself, in Base64.
    pub value: String,
}

/// What comes of holding a signature against keys; JSON has these names in small letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The key fits it and the message.
    Fits,
    /// The message is not the one that was signed, or the key is not the one that signed it.
    DoesNotFit,
    /// Its key was not given.
    NoKey,
    /// It cannot be checked.
    NotChecked,
    /// The message carries none.
    NotSigned,
    /// Whether the message was signed cannot be told.
    #[default]
    NotKnown,
}

/// What is said of one signature of a message, or of its having none. Answers have it in this one JSON form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// What came of it.
    pub state: Standing,
    /// The message that the page is attached to, where it is that one's signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attached_to: Option<PageRef>,
    /// The domain that signed, or is said to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Which of its keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
    /// The file of the key that it was held against, below the folder of keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What a reader sees of the message and the signature does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// When it was made, as it says: RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// Until when it was to hold, as it says: RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Why it does not fit, or was not checked: a sentence's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Signed {
    /// Of a state, with nothing else to be said.
    pub fn plain(state: Standing) -> Self {
        Self { state, ..Self::default() }
    }
}

//! DKIM signatures of messages (RFC 6376): signatures, the keys they need, and the results of checking them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::answer::PageRef;

/// Name under which a domain publishes a key. Both parts are in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeyName {
    /// The signing domain.
    pub domain: String,
    /// Selector of the key.
    pub selector: String,
}

impl KeyName {
    /// Name of a key. Returns `None` if the parts do not form a valid DNS name.
    pub fn new(domain: &str, selector: &str) -> Option<Self> {
        /// Longest DNS name in characters (RFC 1035).
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

/// A key as published by its domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedKey {
    /// Name under which it was published.
    pub name: KeyName,
    /// The DNS record: a tag list.
    pub record: String,
    /// Path of the file with the key, relative to the folder of keys.
    pub file: String,
}

/// Signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// RSA with SHA-256, padded as in PKCS #1 v1.5.
    RsaSha256,
    /// Ed25519 over SHA-256 (RFC 8463).
    Ed25519Sha256,
}

/// A signature of a message, parsed and ready to be verified with its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The key it needs; `None` if its name cannot be read.
    pub key: Option<KeyName>,
    /// Its claim, or the end of a sentence that says why it cannot be checked.
    pub claim: Result<Claim, String>,
}

/// The claim of a signature, checked as far as is possible without the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Signature algorithm.
    pub method: Method,
    /// True if the body hash matches.
    pub body_fits: bool,
    /// Parts of the message that the signature does not cover: header names, or the end of the text.
    pub open: Vec<String>,
    /// Signing time according to the signature, in seconds since 1970.
    pub made: Option<u64>,
    /// Expiry time according to the signature, in seconds since 1970.
    pub until: Option<u64>,
    /// True if it signs for a subdomain of its domain, which a key can forbid.
    pub below: bool,
    /// The signed bytes, each as one character (Latin-1).
    pub signed: String,
    /// The signature value, in Base64.
    pub value: String,
}

/// Result of verifying a signature; the JSON names are in snake case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The key verifies it for this message.
    Fits,
    /// The message was changed, or another key signed it.
    DoesNotFit,
    /// Its key was not given.
    NoKey,
    /// It cannot be checked.
    NotChecked,
    /// The message has no signature.
    NotSigned,
    /// It is unknown whether the message was signed.
    #[default]
    NotKnown,
}

/// Result for one signature of a message, or for a message without one. Answers and the log share its JSON
/// form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Result of the verification.
    pub state: Standing,
    /// The message to which the page is attached, if the signature is that of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attached_to: Option<PageRef>,
    /// The signing domain according to the signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Selector of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
    /// Path of the key file used, relative to the folder of keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Visible parts of the message that the signature does not cover.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// Signing time according to the signature: RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// Expiry time according to the signature: RFC 3339, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Reason it does not verify or was not checked: the end of a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Signed {
    /// A result with a state only.
    pub fn plain(state: Standing) -> Self {
        Self { state, ..Self::default() }
    }
}

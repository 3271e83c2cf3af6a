//! Parser of the `DKIM-Signature` field (RFC 6376, section 3.5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Form;
use crate::model::signature::{KeyName, Method};
use crate::model::tags;

/// Content of a signature field.
pub struct Said {
    pub key: KeyName,
    pub method: Method,
    /// Canonicalisation of the header.
    pub header: Form,
    /// Canonicalisation of the body.
    pub body: Form,
    /// Names of the signed header fields, in order.
    pub fields: Vec<String>,
    pub body_hash: [u8; 32],
    /// Number of signed body bytes, if it is limited.
    pub length: Option<u64>,
    /// Signing time, in seconds since 1970.
    pub made: Option<u64>,
    /// Expiry time, in seconds since 1970.
    pub until: Option<u64>,
    /// True if it signs for a subdomain.
    pub below: bool,
    /// The signature in Base64.
    pub value: String,
}

/// The key name, if it can be read, and the reason the signature cannot be used.
pub type Unusable = (Option<KeyName>, &'static str);

/// Parses the tag list of a signature.
pub fn said(list: &str) -> Result<Said, Unusable> {
    let tags = tags::of(list).ok_or((None, "it is not written as signatures are"))?;
    let tag = |name: &str| tags.get(name).copied();
    let named = |name: &str| tag(name).map(tags::unfolded).unwrap_or_default();
    let key = KeyName::new(&named("d"), &named("s"));
    let key = key.ok_or((None, "it does not name its key in a way that can be read"))?;
    let unusable = |why: &'static str| (Some(key.clone()), why);
    if named("v") != "1" {
        return Err(unusable("it is of a version that is not known here"));
    }
    let method = match named("a").to_ascii_lowercase().as_str() {
        "rsa-sha256" => Method::RsaSha256,
        "ed25519-sha256" => Method::Ed25519Sha256,
        "rsa-sha1" => return Err(unusable("it is made with SHA-1, which no longer proves anything")),
        _ => return Err(unusable("it is made in a way that is not known here")),
    };
    let (header, body) =
        forms(&named("c")).ok_or(unusable("it takes white space in a way that is not known here"))?;
    let fields: Vec<String> = named("h").split(':').map(str::to_ascii_lowercase).collect();
    if !fields.iter().any(|name| name == "from") {
        return Err(unusable("it does not sign who wrote the message"));
    }
    let host = host(&named("i")).unwrap_or(key.domain.clone());
    let below = host != key.domain;
    if below && !host.strip_suffix(&key.domain).is_some_and(|below| below.ends_with('.')) {
        return Err(unusable("it signs for somebody outside of its domain"));
    }
    let body_hash = STANDARD.decode(named("bh")).ok().and_then(|hash| hash.try_into().ok());
    let body_hash = body_hash.ok_or(unusable("it does not say what body it signs"))?;
    let number = |name: &str| match tag(name) {
        None => Ok(None),
        Some(digits) => digits.parse().map(Some).map_err(|_| unusable("it holds a number that is none")),
    };
    let (length, made, until) = (number("l")?, number("t")?, number("x")?);
    if made.zip(until).is_some_and(|(made, until)| until <= made) {
        return Err(unusable("it was to end before it was made"));
    }
    let value = named("b");
    if STANDARD.decode(&value).is_ok_and(|value| !value.is_empty()) {
        return Ok(Said { method, header, body, fields, body_hash, length, made, until, below, value, key });
    }
    Err(unusable("what it holds is no signature"))
}

/// Canonicalisation of header and body; `simple` for the body if it is not given.
fn forms(said: &str) -> Option<(Form, Form)> {
    let form = |name: &str| match name {
        "simple" | "" => Some(Form::Simple),
        "relaxed" => Some(Form::Relaxed),
        _ => None,
    };
    let (header, body) = said.split_once('/').unwrap_or((said, ""));
    Some((form(header)?, form(body)?))
}

/// Host part of the identity that is signed for, in lower case, if there is one.
fn host(identity: &str) -> Option<String> {
    let host = identity.rsplit_once('@').map_or(identity, |(_, host)| host);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// The signature field with its `b=` value removed, as it was signed.
pub fn without_value(raw: &[u8]) -> Vec<u8> {
    let colon = raw.iter().position(|&b| b == b':').map_or(raw.len(), |at| at + 1);
    let mut left = raw[..colon].to_vec();
    for (i, tag) in raw[colon..].split(|&b| b == b';').enumerate() {
        if i > 0 {
            left.push(b';');
        }
        match tag.iter().position(|&b| b == b'=') {
            Some(at) if tag[..at].trim_ascii() == b"b" => left.extend(&tag[..=at]),
            _ => left.extend(tag),
        }
    }
    left
}

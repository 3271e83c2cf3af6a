//! ASN.1 structures of requests and responses (RFC 3161, section 2.4), without their verification.

use cms::content_info::ContentInfo;
use der::asn1::{BitString, Int, ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode, Sequence};
use x509_cert::ext::Extensions;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::limits::{MAX_AUTHOR_BYTES, MAX_STAMP_BYTES};

/// Object identifier of SHA-256 (RFC 5754).
pub const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// Message imprint: the digest to be stamped.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Imprint {
    /// Digest algorithm.
    pub algorithm: AlgorithmIdentifierOwned,
    /// The digest.
    pub digest: OctetString,
}

#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: Imprint,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(default = "Default::default")]
    with_certificates: bool,
}

#[derive(Sequence)]
struct Answer {
    status: Status,
    #[asn1(optional = "true")]
    token: Option<ContentInfo>,
}

#[derive(Sequence)]
struct Status {
    code: u8,
    #[asn1(optional = "true")]
    words: Option<Vec<String>>,
    #[asn1(optional = "true")]
    failure: Option<BitString>,
}

/// TSTInfo: the content signed by an authority (RFC 3161, section 2.4.2).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Signed {
    /// Version: 1.
    pub version: u8,
    /// Policy of the authority, as an object identifier.
    pub policy: ObjectIdentifier,
    /// The stamped digest.
    pub imprint: Imprint,
    /// Serial number of the stamp.
    pub serial: Int,
    /// Time of stamping. Unlike in certificates, it may have fractions of a second.
    pub time: Any,
    /// Accuracy of the time.
    #[asn1(optional = "true")]
    pub accuracy: Option<Accuracy>,
    /// True if stamps of the authority are ordered by time, however close.
    #[asn1(default = "Default::default")]
    pub is_ordered: bool,
    /// Nonce of the request.
    #[asn1(optional = "true")]
    pub nonce: Option<Int>,
    /// Name of the authority as a hint; the certificate identifies it.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub name: Option<Any>,
    /// Extensions.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub extensions: Option<Extensions>,
}

/// Accuracy of a time.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<u64>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

/// Request for a stamp of a SHA-256 digest, including the authority's certificate. Returns `None` if it cannot
/// be encoded.
pub fn request(digest: &[u8], nonce: &[u8]) -> Option<Vec<u8>> {
    let algorithm = AlgorithmIdentifierOwned { oid: SHA_256, parameters: Some(Any::null()) };
    let request = Request {
        version: 1,
        imprint: Imprint { algorithm, digest: OctetString::new(digest).ok()? },
        nonce: Some(Int::new(nonce).ok()?),
        with_certificates: true,
    };
    request.to_der().ok()
}

/// Token in an authority's response.
///
/// # Errors
///
/// The end of a sentence that says what is wrong with it.
pub fn token_of(answer: &[u8]) -> Result<Vec<u8>, String> {
    const NONE: &str = "it is no answer to a request for a time stamp (RFC 3161)";
    if answer.len() > MAX_STAMP_BYTES {
        return Err(NONE.into());
    }
    let Answer { status, token } = Answer::from_der(answer).map_err(|_| NONE)?;
    match (status.code, token) {
        // 1 means granted with modifications; the content is checked later.
        (0 | 1, Some(token)) => token.to_der().map_err(|_| NONE.into()),
        (0 | 1, None) => Err("it says that a stamp was granted, and holds none".into()),
        (code, _) => {
            let words = status.words.unwrap_or_default().join(" ");
            let words = &words[..words.floor_char_boundary(MAX_AUTHOR_BYTES)];
            Err(format!("it refuses a stamp (status {code}: \"{words}\")"))
        }
    }
}

//! What goes to an authority and what comes back (RFC 3161, 2.4): the shapes, and nothing of what they mean.

use cms::content_info::ContentInfo;
use der::asn1::{BitString, Int, ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode, Sequence};
use x509_cert::ext::Extensions;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::limits::{MAX_AUTHOR_BYTES, MAX_STAMP_BYTES};

/// SHA-256 (RFC 5754).
pub const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// What is to be stamped, by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Imprint {
    /// How the digest was taken.
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

/// What an authority signs (RFC 3161, 2.4.2).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Signed {
    /// Of this form: 1.
    pub version: u8,
    /// Under which rules the authority works; its own number.
    pub policy: ObjectIdentifier,
    /// What was stamped.
    pub imprint: Imprint,
    /// The stamp's own number.
    pub serial: Int,
    /// When. Other than in certificates, it may have fractions of a second.
    pub time: Any,
    /// How exact the time is.
    #[asn1(optional = "true")]
    pub accuracy: Option<Accuracy>,
    /// Whether the authority's stamps are ordered by their times however close.
    #[asn1(default = "Default::default")]
    pub is_ordered: bool,
    /// The number that was sent along.
    #[asn1(optional = "true")]
    pub nonce: Option<Int>,
    /// What the authority calls itself; the certificate says who it is.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub name: Option<Any>,
    /// What else it says.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub extensions: Option<Extensions>,
}

/// How exact a time is.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<u64>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

/// A request for a stamp of a SHA-256 digest, the authority's certificate with it. None where it would have no such form.
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

/// The token of an authority's answer. Fails with what is wrong, the end of a sentence.
pub fn token_of(answer: &[u8]) -> Result<Vec<u8>, String> {
    const NONE: &str = "it is no answer to a request for a time stamp (RFC 3161)";
    if answer.len() > MAX_STAMP_BYTES {
        return Err(NONE.into());
    }
    let Answer { status, token } = Answer::from_der(answer).map_err(|_| NONE)?;
    match (status.code, token) {
        // 1 is granted, but otherwise than asked; what was asked is looked at.
        (0 | 1, Some(token)) => token.to_der().map_err(|_| NONE.into()),
        (0 | 1, None) => Err("it says that a stamp was granted, and holds none".into()),
        (code, _) => {
            let words = status.words.unwrap_or_default().join(" ");
            let words = &words[..words.floor_char_boundary(MAX_AUTHOR_BYTES)];
            Err(format!("it refuses a stamp (status {code}: \"{words}\")"))
        }
    }
}

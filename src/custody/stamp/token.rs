//! Verification of a token (RFC 3161, section 2.4.2; RFC 5652, section 5; RFC 5816).

use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{SignedAttributes, SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{GeneralizedTime, ObjectIdentifier, OctetString};
use der::{Any, Choice, Decode, DecodeValue, Encode, FixedTag, Sequence, Tagged};
use jiff::Timestamp;
use ring::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::authority::{Authority, UNKNOWN};
use super::stamp_wire::{SHA_256, Signed};
use crate::limits::MAX_STAMP_BYTES;

// Object identifiers: digests (RFC 5754), CMS (RFC 5652), TSTInfo (RFC 3161), signing certificates (RFC 5035).
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// A valid time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// Time at which the authority received the digest, by its own clock.
    pub time: Timestamp,
    /// Authority whose certificate signed it.
    pub authority: Authority,
}

const NO_STAMP: &str = "it is no time stamp (RFC 3161)";
const NOT_ITS_CERTIFICATE: &str = "it names another certificate than the one that signed it";

/// Parses a token in DER and verifies that it stamps this digest, with this nonce if one was sent.
///
/// # Errors
///
/// The end of a sentence that says what is wrong with it.
pub fn read(token: &[u8], digest: &[u8], nonce: Option<&[u8]>) -> Result<Stamped, &'static str> {
    if token.len() > MAX_STAMP_BYTES {
        return Err(NO_STAMP);
    }
    let data = signed_data(token).ok_or(NO_STAMP)?;
    let content = data.encap_content_info.econtent.as_ref().ok_or(NO_STAMP)?;
    let content = content.decode_as::<OctetString>().map_err(|_| NO_STAMP)?;
    let signed = Signed::from_der(content.as_bytes()).map_err(|_| NO_STAMP)?;
    let time = time_of(&signed.time).filter(|_| signed.version == 1).ok_or(NO_STAMP)?;
    if signed.extensions.iter().flatten().any(|extension| extension.critical) {
        return Err("it says something that this version does not know");
    }
    let imprint = &signed.imprint;
    if imprint.algorithm.oid != SHA_256
        || !is_plain(&imprint.algorithm)
        || imprint.digest.as_bytes() != digest
    {
        return Err("it is of something else");
    }
    if nonce.is_some_and(|sent| signed.nonce.as_ref().is_none_or(|nonce| nonce.as_bytes() != sent)) {
        return Err("it is not the answer to this request: its nonce is another");
    }
    let [signer] = data.signer_infos.0.as_slice() else { return Err(NO_STAMP) };
    let authority = Authority::among(data.certificates.as_ref(), &signer.sid)
        .ok_or("the certificate that signed it is not with it")?;
    is_signed(&data, signer, content.as_bytes(), &authority)?;
    authority.may_stamp(time)?;
    Ok(Stamped { time, authority })
}

fn signed_data(token: &[u8]) -> Option<SignedData> {
    let info = ContentInfo::from_der(token).ok().filter(|info| info.content_type == SIGNED_DATA)?;
    let data: SignedData = info.content.decode_as().ok()?;
    let is_stamp = data.version == CmsVersion::V3 && data.encap_content_info.econtent_type == STAMP;
    is_stamp.then_some(data)
}

/// Verifies that the authority's key signed the attributes, and that these cover the content.
fn is_signed(
    data: &SignedData,
    signer: &SignerInfo,
    content: &[u8],
    authority: &Authority,
) -> Result<(), &'static str> {
    let version = match signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(_) => CmsVersion::V1,
        SignerIdentifier::SubjectKeyIdentifier(_) => CmsVersion::V3,
    };
    let is_announced = data.digest_algorithms.iter().all(|algorithm| *algorithm == signer.digest_alg);
    if signer.version != version || !is_announced || data.digest_algorithms.is_empty() {
        return Err(NO_STAMP);
    }
    let algorithm = hash(&signer.digest_alg).ok_or(UNKNOWN)?;
    let attributes = signer.signed_attrs.as_ref().ok_or(NO_STAMP)?;
    let content_type = attribute::<ObjectIdentifier>(attributes, CONTENT_TYPE);
    let message_digest = attribute::<OctetString>(attributes, MESSAGE_DIGEST);
    if content_type != Some(STAMP) {
        return Err(NO_STAMP);
    }
    if message_digest.is_none_or(|said| said.as_bytes() != digest::digest(algorithm, content).as_ref()) {
        return Err("what it says is not what was signed");
    }
    names(attributes, authority)?;
    // The signature is over the attributes encoded as a SET, whatever their tag in the token (RFC 5652, section
    // 5.4).
    let message = attributes.to_der().map_err(|_| NO_STAMP)?;
    authority.has_signed(&message, signer)
}

/// The single value of the single attribute of this type.
fn attribute<'a, T: Choice<'a> + DecodeValue<'a>>(
    attributes: &'a SignedAttributes,
    kind: ObjectIdentifier,
) -> Option<T> {
    let mut of_kind = attributes.iter().filter(|attribute| attribute.oid == kind);
    let (only, None) = (of_kind.next()?, of_kind.next()) else { return None };
    let [value] = only.values.as_slice() else { return None };
    value.decode_as().ok()
}

/// Certificate identifier: SHA-1 in the first version of the attribute (RFC 2634, section 5.4.1), any digest in
/// the second.
#[derive(Sequence)]
struct CertificateId {
    digest: OctetString,
    #[asn1(optional = "true")]
    issuer: Option<IssuerSerial>,
}

#[derive(Sequence)]
struct CertificateIdV2 {
    #[asn1(optional = "true")]
    algorithm: Option<AlgorithmIdentifierOwned>,
    digest: OctetString,
    #[asn1(optional = "true")]
    issuer: Option<IssuerSerial>,
}

/// Redundant: the digest already identifies the certificate.
#[derive(Sequence)]
struct IssuerSerial {
    issuer: Vec<Any>,
    serial: der::asn1::Int,
}

#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateId>,
    #[asn1(optional = "true")]
    policies: Option<Vec<Any>>,
}

#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<CertificateIdV2>,
    #[asn1(optional = "true")]
    policies: Option<Vec<Any>>,
}

/// Verifies that the attributes name the authority's certificate (RFC 5035), so that it cannot be replaced.
fn names(attributes: &SignedAttributes, authority: &Authority) -> Result<(), &'static str> {
    let first = attribute::<SigningCertificate>(attributes, CERTIFICATE);
    let second = attribute::<SigningCertificateV2>(attributes, CERTIFICATE_V2);
    if first.is_none() && second.is_none() {
        return Err("it does not name the certificate that signed it");
    }
    let is_first = first.is_none_or(|named| {
        named.certificates.first().is_some_and(|id| {
            id.digest.as_bytes()
                == digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, authority.certificate()).as_ref()
        })
    });
    let is_second = second.is_none_or(|named| {
        named.certificates.first().is_some_and(|id| {
            let algorithm = id.algorithm.as_ref().map_or(Some(&SHA256), hash);
            algorithm.is_some_and(|algorithm| {
                id.digest.as_bytes() == digest::digest(algorithm, authority.certificate()).as_ref()
            })
        })
    });
    if is_first && is_second { Ok(()) } else { Err(NOT_ITS_CERTIFICATE) }
}

fn hash(algorithm: &AlgorithmIdentifierOwned) -> Option<&'static digest::Algorithm> {
    let known = [(SHA_256, &SHA256), (SHA_384, &SHA384), (SHA_512, &SHA512)];
    let (_, hash) = known.into_iter().find(|(oid, _)| *oid == algorithm.oid)?;
    is_plain(algorithm).then_some(hash)
}

/// True if an algorithm has no parameters, which may be encoded in two ways for digests (RFC 5754, section 2).
fn is_plain(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.parameters.as_ref().is_none_or(Any::is_null)
}

/// A UTC time: `YYYYMMDDhhmmss`, optionally with a fraction, and `Z`.
fn time_of(value: &Any) -> Option<Timestamp> {
    if value.tag() != GeneralizedTime::TAG {
        return None;
    }
    let text = std::str::from_utf8(value.value()).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 14 || !is_number(whole) || fraction.is_some_and(|f| !is_number(f) || f.len() > 9) {
        return None;
    }
    let (date, clock) = whole.split_at(8);
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{date}T{clock}{fraction}Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_may_have_fractions() {
        let time = |text: &str| {
            let value = Any::new(GeneralizedTime::TAG, text.as_bytes()).unwrap();
            time_of(&value).map(|time| time.to_string())
        };
        for (text, expected) in [
            ("20260301093000Z", Some("2026-03-01T09:30:00Z")),
            ("20260301093000.5Z", Some("2026-03-01T09:30:00.5Z")),
            ("20260301093000", None),
            ("202603010930Z", None),
            ("20260301093000.Z", None),
            ("20261301093000Z", None),
            ("20260301093000+0100", None),
            ("2026-03-01T09Z", None),
        ] {
            assert_eq!(time(text).as_deref(), expected, "{text}");
        }
        assert_eq!(time_of(&Any::null()), None);
    }
}

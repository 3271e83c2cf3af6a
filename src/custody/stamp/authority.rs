//! Time-stamp authority: the certificate that signed, its permitted use, and its chain to a root.

use std::fmt;

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::signed_data::{CertificateSet, SignerIdentifier, SignerInfo};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use jiff::Timestamp;
use pki_types::pem::PemObject;
use pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha2::{Digest, Sha256};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, SubjectKeyIdentifier};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Validity;

use crate::limits::MAX_AUTHOR_BYTES;
use crate::model::hex::hex;

/// Reason for refusing an unsupported signature algorithm.
pub(super) const UNKNOWN: &str = "it is signed in a way that this version cannot check";
/// Extended key usage for time stamping (RFC 3161, section 2.3).
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
/// Its DER value.
const TIME_STAMPING_BYTES: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x08";
/// RSA, if the digest algorithm is given separately.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// Digest algorithms and the corresponding RSA signature algorithms (RFC 8017, appendix C).
const RSA_WITH: [(&str, &str); 3] = [
    ("2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11"),
    ("2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12"),
    ("2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13"),
];

/// Trusted certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots(Vec<CertificateDer<'static>>);

/// The signer of a stamp. Its name is only a claim of its certificate, unless that chains to a root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    name: String,
    certificate: CertificateDer<'static>,
    others: Vec<CertificateDer<'static>>,
    validity: Validity,
    may_stamp: bool,
}

impl Roots {
    /// Parses certificates, PEM or DER. Returns `None` if there are none.
    pub fn of_file(bytes: &[u8]) -> Option<Self> {
        let in_pem: Vec<_> = CertificateDer::pem_slice_iter(bytes).collect::<Result<_, _>>().ok()?;
        let roots = if in_pem.is_empty() { vec![CertificateDer::from(bytes.to_vec())] } else { in_pem };
        roots.iter().all(|root| anchor_from_trusted_cert(root).is_ok()).then_some(Self(roots))
    }
}

impl Authority {
    /// Finds the signer's certificate among those of a token.
    pub(super) fn among(certificates: Option<&CertificateSet>, signer: &SignerIdentifier) -> Option<Self> {
        let all = || {
            certificates?
                .0
                .iter()
                .map(|choice| match choice {
                    CertificateChoices::Certificate(certificate) => Some(certificate),
                    CertificateChoices::Other(_) => None,
                })
                .collect::<Option<Vec<_>>>()
        };
        let (mine, others): (Vec<_>, Vec<_>) =
            all()?.into_iter().partition(|certificate| is_meant(certificate, signer));
        let certificate = mine.first()?;
        let der = |certificate: &Certificate| certificate.to_der().ok().map(CertificateDer::from);
        let tbs = &certificate.tbs_certificate;
        let usage = tbs.get::<ExtendedKeyUsage>().ok().flatten();
        let name = tbs.subject.to_string();
        Some(Self {
            name: name[..name.floor_char_boundary(MAX_AUTHOR_BYTES)].to_owned(),
            certificate: der(certificate)?,
            others: others.into_iter().filter_map(der).collect(),
            validity: tbs.validity,
            // Must be the only use, and critical, so that programs that do not know it refuse the certificate.
            may_stamp: usage.is_some_and(|(is_critical, usage)| is_critical && usage.0 == [TIME_STAMPING]),
        })
    }

    /// Subject name in the certificate.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the certificate, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(&self.certificate))
    }

    /// True if a certificate chain valid at this time leads to one of the roots, or the certificate is one of
    /// them.
    pub fn leads_to(&self, roots: &Roots, time: Timestamp) -> bool {
        if roots.0.contains(&self.certificate) {
            return true;
        }
        let anchors: Vec<_> = roots.0.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
        let Ok(since) = u64::try_from(time.as_second()) else { return false };
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(since));
        let usage = KeyUsage::required_if_present(TIME_STAMPING_BYTES);
        EndEntityCert::try_from(&self.certificate).is_ok_and(|end| {
            end.verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, &self.others, time, usage, None, None)
                .is_ok()
        })
    }

    pub(super) fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Fails if its certificate does not permit stamping at this time.
    pub(super) fn may_stamp(&self, time: Timestamp) -> Result<(), &'static str> {
        let Validity { not_before, not_after } = self.validity;
        let [from, to] = [not_before, not_after].map(|time| time.to_unix_duration().as_secs());
        let is_valid = u64::try_from(time.as_second()).is_ok_and(|second| (from..=to).contains(&second));
        match (self.may_stamp, is_valid) {
            (false, _) => Err("the certificate that signed it is not one for time stamps"),
            (true, false) => Err("the certificate that signed it was not valid at the stamp's time"),
            (true, true) => Ok(()),
        }
    }

    /// Fails if it did not sign a message as a signer info claims.
    pub(super) fn has_signed(&self, message: &[u8], signer: &SignerInfo) -> Result<(), &'static str> {
        let key = EndEntityCert::try_from(&self.certificate).map_err(|_| UNKNOWN)?;
        let mut known = algorithms(signer).ok_or(UNKNOWN)?.peekable();
        known.peek().ok_or(UNKNOWN)?;
        // The algorithm of elliptic-curve signatures does not name the curve: try each.
        let signature = signer.signature.as_bytes();
        let has_signed = known.any(|algorithm| key.verify_signature(algorithm, message, signature).is_ok());
        if has_signed { Ok(()) } else { Err("its signature is not that of its certificate") }
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn is_meant(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    let tbs = &certificate.tbs_certificate;
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber { issuer, serial_number }) => {
            tbs.issuer == *issuer && tbs.serial_number == *serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(key) => {
            tbs.get::<SubjectKeyIdentifier>().is_ok_and(|found| found.is_some_and(|(_, found)| found == *key))
        }
    }
}

/// Verification algorithms that match a signer info. Returns `None` if its algorithm is unknown.
fn algorithms(
    signer: &SignerInfo,
) -> Option<impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm>> {
    let mut said: AlgorithmIdentifierOwned = signer.signature_algorithm.clone();
    if said.oid == RSA {
        let digest = signer.digest_alg.oid.to_string();
        let (_, with) = RSA_WITH.iter().find(|(known, _)| *known == digest)?;
        said.oid = ObjectIdentifier::new(with).ok()?;
    }
    // Contents of the sequence only, as in the identifiers of the verification algorithms.
    let said = der::Any::from_der(&said.to_der().ok()?).ok()?.value().to_vec();
    Some(ALL_VERIFICATION_ALGS.iter().copied().filter(move |known| known.signature_alg_id().as_ref() == said))
}

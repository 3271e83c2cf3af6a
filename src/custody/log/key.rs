//! Keys for signing a log: Ed25519 (RFC 8032), in PEM files compatible with other programs (RFC 8410).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::model::hex::{bytes_of, hex};

/// DER header of the 32 bytes of a private key.
const PRIVATE: &[u8] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
/// DER header of the 32 bytes of a public key.
const PUBLIC: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
const PRIVATE_LABEL: &str = "PRIVATE KEY";
const PUBLIC_LABEL: &str = "PUBLIC KEY";

/// A private key.
pub struct Key(Ed25519KeyPair);

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl Key {
    /// Generates a key. Returns it with its PEM text, or `None` if the system gives no random numbers.
    pub fn new() -> Option<(Self, String)> {
        let mut seed = [0; 32];
        SystemRandom::new().fill(&mut seed).ok()?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
        Some((Self(pair), pem(PRIVATE_LABEL, &[PRIVATE, &seed].concat())))
    }

    /// Parses a PEM file. Returns `None` if it holds no private key.
    pub fn of_pem(text: &str) -> Option<Self> {
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der(PRIVATE_LABEL, text)?).ok().map(Self)
    }

    /// Its public key.
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }

    /// Signature of a message, in hexadecimal digits.
    pub fn sign(&self, message: &[u8]) -> String {
        hex(self.0.sign(message).as_ref())
    }
}

impl PublicKey {
    /// Parses a PEM file. Returns `None` if it holds no public key.
    pub fn of_pem(text: &str) -> Option<Self> {
        let der = der(PUBLIC_LABEL, text)?;
        der.strip_prefix(PUBLIC)?.try_into().ok().map(Self)
    }

    /// Parses 64 hexadecimal digits.
    pub fn of_hex(digits: &str) -> Option<Self> {
        bytes_of(digits)?.try_into().ok().map(Self)
    }

    /// PEM text.
    pub fn pem(&self) -> String {
        pem(PUBLIC_LABEL, &[PUBLIC, &self.0].concat())
    }

    /// 64 hexadecimal digits.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// True if a signature, in hexadecimal digits, was made by this key for this message.
    pub fn has_signed(&self, message: &[u8], signature: &str) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, &self.0);
        bytes_of(signature).is_some_and(|signature| key.verify(message, &signature).is_ok())
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

fn der(label: &str, text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (inside, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let base64: String = inside.split_ascii_whitespace().collect();
    STANDARD.decode(base64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_and_knows_its_signatures_alone() {
        let (key, file) = Key::new().unwrap();
        let public = PublicKey::of_pem(&key.public().pem()).unwrap();
        let signature = Key::of_pem(&file).unwrap().sign(b"head");
        assert!(public.has_signed(b"head", &signature) && !public.has_signed(b"heat", &signature));
        assert!(!Key::new().unwrap().0.public().has_signed(b"head", &signature));
        assert!(!public.has_signed(b"head", &signature.to_uppercase()) && !public.has_signed(b"head", "00"));
        assert_eq!(PublicKey::of_hex(&public.hex()), Some(public));
    }

    #[test]
    fn a_signature_of_rfc_8032_is_known() {
        // RFC 8032, section 7.1, the second test vector.
        let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
        let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert!(PublicKey::of_hex(public).unwrap().has_signed(&[0x72], signature));
    }

    #[test]
    fn what_is_no_key_is_none() {
        let (key, file) = Key::new().unwrap();
        let public = key.public().pem();
        for text in ["", "-----BEGIN PRIVATE KEY-----", &public, &file.replace("MC", "MD"), &file[..60]] {
            assert!(Key::of_pem(text).is_none(), "{text}");
        }
        for text in ["", &file, &public.replace("MCow", "MCoy"), &public[..60]] {
            assert!(PublicKey::of_pem(text).is_none(), "{text}");
        }
    }
}

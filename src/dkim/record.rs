//! Published keys (RFC 6376, section 3.6.1), and signature verification.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::signature::{ED25519, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use crate::model::signature::{Claim, Method};
use crate::model::tags;

/// Shortest accepted RSA key, in bits (RFC 8301).
const SHORTEST: usize = 1024;
// DER tags.
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
/// DER algorithm identifier of an RSA public key (RFC 3279, section 2.3.1), with its sequence header.
const RSA: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// True if the key of a record verifies a signature. Fails, with the end of a sentence, if the record cannot be
/// used for it.
pub fn has_signed(record: &str, claim: &Claim) -> Result<bool, &'static str> {
    let key = key(record, claim)?;
    let bytes = claim.signed.chars().map(u8::try_from).collect::<Result<Vec<u8>, _>>();
    let (Ok(signed), Ok(value)) = (bytes, STANDARD.decode(&claim.value)) else { return Ok(false) };
    let verified = match claim.method {
        Method::RsaSha256 => {
            let key = public_key(&key).ok_or("its key cannot be read")?;
            if bits(key).ok_or("its key cannot be read")? < SHORTEST {
                return Err("its key is shorter than 1,024 bits, which proves nothing");
            }
            let key = UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, key);
            key.verify(&signed, &value)
        }
        Method::Ed25519Sha256 => {
            UnparsedPublicKey::new(&ED25519, key).verify(&Sha256::digest(&signed), &value)
        }
    };
    Ok(verified.is_ok())
}

/// Key bytes of a record, if it permits this kind of signature.
fn key(record: &str, claim: &Claim) -> Result<Vec<u8>, &'static str> {
    let tags = tags::of(record).ok_or("its key is not written as keys are")?;
    let or = |name, default| tags.get(name).map_or(default, |value: &&str| *value);
    let kind = match claim.method {
        Method::RsaSha256 => "rsa",
        Method::Ed25519Sha256 => "ed25519",
    };
    if or("v", "DKIM1") != "DKIM1" || !tags.contains_key("p") {
        return Err("its key is not written as keys are");
    }
    if !or("k", "rsa").eq_ignore_ascii_case(kind) {
        return Err("its key is of another kind than the signature");
    }
    let allows = |list: &str, value| list.split(':').any(|one| one.trim() == value);
    let for_mail = allows(or("s", "*"), "*") || allows(or("s", "*"), "email");
    let for_name = !(claim.below && allows(or("t", ""), "s"));
    if !(for_mail && for_name && allows(or("h", "sha256"), "sha256")) {
        return Err("its key may not be used for such a signature");
    }
    match tags::unfolded(or("p", "")).as_str() {
        "" => Err("its key was withdrawn"),
        key => STANDARD.decode(key).map_err(|_| "its key cannot be read"),
    }
}

/// RSA public key (PKCS #1), with or without the enclosing SubjectPublicKeyInfo.
fn public_key(der: &[u8]) -> Option<&[u8]> {
    match content(der, SEQUENCE)?.0.strip_prefix(&RSA) {
        // The first byte of a bit string is the number of unused bits.
        Some(wrapped) => content(wrapped, BIT_STRING)?.0.strip_prefix(&[0]),
        None => Some(der),
    }
}

/// Length of an RSA key's modulus, in bits.
fn bits(key: &[u8]) -> Option<usize> {
    let modulus = content(content(key, SEQUENCE)?.0, INTEGER)?.0;
    let zeros = modulus.iter().take_while(|&&b| b == 0).count();
    let first = modulus.get(zeros)?;
    Some(8 * (modulus.len() - zeros) - first.leading_zeros() as usize)
}

/// Content of a DER value with this tag, and the bytes after it.
fn content(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = match usize::from(short) {
        length @ 0..=0x7f => (length, rest),
        // The length takes this many bytes; keys need at most two.
        wide @ (0x81 | 0x82) => {
            let (length, rest) = rest.split_at_checked(wide - 0x80)?;
            (length.iter().fold(0, |sum, &b| sum << 8 | usize::from(b)), rest)
        }
        _ => return None,
    };
    (found == tag).then(|| rest.split_at_checked(length))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_refused_wherever_it_is_cut() {
        let modulus = [&[INTEGER, 0x81, 129, 0][..], &[0xff; 128], &[INTEGER, 3, 1, 0, 1]].concat();
        let plain = [&[SEQUENCE, 0x81, modulus.len() as u8][..], &modulus].concat();
        let string = [&[BIT_STRING, 0x81, plain.len() as u8 + 1, 0][..], &plain].concat();
        let length = (RSA.len() + string.len()) as u8;
        let wrapped = [&[SEQUENCE, 0x81, length][..], &RSA, &string].concat();
        assert_eq!(public_key(&wrapped), Some(&plain[..]));
        assert_eq!(public_key(&plain), Some(&plain[..]));
        assert_eq!(bits(&plain), Some(1024));
        for end in 0..wrapped.len() {
            assert_eq!(public_key(&wrapped[..end]), None, "cut at {end}");
        }
        for end in 0..plain.len() {
            assert_eq!(bits(&plain[..end]), None, "cut at {end}");
        }
    }
}

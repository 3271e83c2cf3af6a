//! PDFs of which only the embedded files are encrypted (ISO 32000-1, 7.6.5, key EFF): their pages can be read without the
//! password.

use std::str::FromStr;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Dict, Name, ObjectIdentifier};

/// Key of a trailer that refers to the encryption of the file, and a key of the same length without a meaning.
const ENCRYPT: &[u8] = b"/Encrypt";
const NO_KEY: &[u8] = b"/NoCrypt";
/// Most trailers that are changed: a file has one per update, and the renderer follows 256.
const MOST_TRAILERS: usize = 1000;
/// First version of encryption that distinguishes between strings, streams and embedded files.
const WITH_FILTERS: u32 = 4;

/// Opens a file that asks for a password, if this is for its embedded files only.
pub(super) fn open(bytes: &[u8]) -> Option<Pdf> {
    // A trailer is never compressed nor encrypted.
    let keys = bytes.windows(ENCRYPT.len()).enumerate().filter(|(_, window)| *window == ENCRYPT);
    let found = keys.filter_map(|(at, _)| Some((at, reference(&bytes[at + ENCRYPT.len()..])?)));
    let found: Vec<(usize, ObjectIdentifier)> = found.take(MOST_TRAILERS).collect();
    let (_, encryption) = *found.last()?;
    let mut bytes = bytes.to_vec();
    for (at, _) in found {
        bytes[at..at + ENCRYPT.len()].copy_from_slice(NO_KEY);
    }
    let pdf = Pdf::new(bytes).ok()?;
    let is_plain = pdf.xref().get::<Dict>(encryption).is_some_and(|encryption| has_plain_pages(&encryption));
    is_plain.then_some(pdf)
}

/// True if strings and streams are not encrypted.
fn has_plain_pages(encryption: &Dict) -> bool {
    let is_identity = |key| encryption.get::<Name>(key).is_none_or(|filter| filter.as_str() == "Identity");
    encryption.get::<u32>("V").is_some_and(|version| version >= WITH_FILTERS)
        && is_identity("StmF")
        && is_identity("StrF")
}

/// The reference with which these bytes begin: ` 12 0 R`.
fn reference(bytes: &[u8]) -> Option<ObjectIdentifier> {
    let (object, rest) = number(bytes)?;
    let (generation, rest) = number(rest)?;
    let is_reference = rest.trim_ascii_start().starts_with(b"R");
    is_reference.then(|| ObjectIdentifier::new(object, generation))
}

fn number<T: FromStr>(bytes: &[u8]) -> Option<(T, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let length = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let digits = std::str::from_utf8(&bytes[..length]).ok()?;
    Some((digits.parse().ok()?, &bytes[length..]))
}

//! Signed S/MIME (RFC 8551): the content that stands inside the signature is taken out. Nothing is said about the
//! signature.
//!
//! The structure (CMS, RFC 5652) is walked element by element and not parsed as a whole: programs write it in BER, in
//! pieces of indefinite length, and a certificate that is not as it should be must not cost the words.

/// Object identifiers of signed data (1.2.840.113549.1.7.2) and of two kinds of encrypted data.
const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const AUTH_ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";

/// Tags of BER: an object identifier, a sequence, the field with number 0, an octet string, and one in pieces.
const IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const FIELD_0: u8 = 0xa0;
const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
/// Bit of a tag whose content consists of elements, and the number of a tag that takes more than one byte.
const CONSTRUCTED: u8 = 0x20;
const LONG_TAG: u8 = 0x1f;
/// Length of an element that goes on to a mark of its end.
const INDEFINITE: u8 = 0x80;
const END: &[u8] = b"\0\0";

/// Deepest nesting of elements: signed data nests about five deep above its certificates, whose lengths are given.
const MAX_DEPTH: u32 = 16;
/// Most signatures around one another that are opened: a contract signed by several people has a few.
const MAX_LAYERS: u32 = 8;

const ENCRYPTED: &str = "It is encrypted (S/MIME) and is not read. Save it decrypted and add that.";
const NO_CONTENT: &str = "It holds signatures or certificates (S/MIME) and no content.";
const DAMAGED: &str = "It is S/MIME, and is damaged or ends too early. Get it again.";
const NESTED: &str = "It is signed again and again (S/MIME), and is not read. Save its content and add that.";

/// The content inside all signatures around it, or the reason it is not read. Returns `None` if these bytes are not
/// S/MIME.
pub fn content(bytes: &[u8]) -> Option<Result<Vec<u8>, String>> {
    let mut content = layer(bytes)?;
    for _ in 0..MAX_LAYERS {
        match content.as_deref().map(layer) {
            Ok(Some(inner)) => content = inner,
            Ok(None) | Err(_) => return Some(content),
        }
    }
    Some(Err(NESTED.into()))
}

/// The content inside one signature.
fn layer(bytes: &[u8]) -> Option<Result<Vec<u8>, String>> {
    let kind = kind(bytes)?;
    Some(match kind {
        SIGNED => match signed(bytes) {
            Some(Some(content)) => Ok(content),
            Some(None) => Err(NO_CONTENT.into()),
            None => Err(DAMAGED.into()),
        },
        ENVELOPED | AUTH_ENVELOPED => Err(ENCRYPTED.into()),
        _ => return None,
    })
}

/// Object identifier with which these bytes begin, in a sequence.
fn kind(bytes: &[u8]) -> Option<&[u8]> {
    let (tag, _, inside) = head(bytes)?;
    let (identifier, length, content) = head(inside)?;
    (tag == SEQUENCE && identifier == IDENTIFIER).then(|| content.get(..length?))?
}

/// Content of signed data: `None` if it is damaged, `Some(None)` if it has none.
fn signed(bytes: &[u8]) -> Option<Option<Vec<u8>>> {
    let fields = Element::first(bytes)?.content;
    let wrapped = Element::nth(fields, 1).filter(|element| element.tag == FIELD_0)?;
    let data = Element::first(wrapped.content).filter(|element| element.tag == SEQUENCE)?;
    // Behind its version and the kinds of its digests.
    let inside = Element::nth(data.content, 2).filter(|element| element.tag == SEQUENCE)?;
    let behind_kind = Element::first(inside.content)?.rest;
    if is_at_end(behind_kind) {
        return Some(None);
    }
    let content = Element::first(behind_kind).filter(|element| element.tag == FIELD_0)?;
    let mut octets = Vec::new();
    Element::first(content.content)?.gather(&mut octets, MAX_DEPTH)?;
    Some(Some(octets))
}

fn is_at_end(bytes: &[u8]) -> bool {
    bytes.is_empty() || bytes.starts_with(END)
}

/// Tag of an element, its length if that is given, and the bytes from its content on.
fn head(bytes: &[u8]) -> Option<(u8, Option<usize>, &[u8])> {
    let [tag, length, rest @ ..] = bytes else { return None };
    if tag & LONG_TAG == LONG_TAG {
        return None;
    }
    match *length {
        INDEFINITE => (tag & CONSTRUCTED != 0).then_some((*tag, None, rest)),
        short if short < INDEFINITE => Some((*tag, Some(usize::from(short)), rest)),
        long => {
            let (digits, rest) = rest.split_at_checked(usize::from(long & !INDEFINITE))?;
            // Eight digits to the base 256 are more than there can be.
            let fits = digits.len() < size_of::<usize>();
            let length = digits.iter().fold(0, |length, &digit| length << 8 | usize::from(digit));
            fits.then_some((*tag, Some(length), rest))
        }
    }
}

/// An element of BER (X.690).
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    /// The bytes behind it.
    rest: &'a [u8],
}

impl<'a> Element<'a> {
    fn first(bytes: &'a [u8]) -> Option<Self> {
        Self::within(bytes, MAX_DEPTH)
    }

    fn nth(bytes: &'a [u8], number: usize) -> Option<Self> {
        (0..number).try_fold(bytes, |bytes, _| Some(Self::first(bytes)?.rest)).and_then(Self::first)
    }

    fn within(bytes: &'a [u8], depth: u32) -> Option<Self> {
        let (tag, length, behind) = head(bytes)?;
        if let Some(length) = length {
            let (content, rest) = behind.split_at_checked(length)?;
            return Some(Self { tag, content, rest });
        }
        let mut rest = behind;
        while !rest.starts_with(END) {
            rest = Self::within(rest, depth.checked_sub(1)?)?.rest;
        }
        let content = &behind[..behind.len() - rest.len()];
        Some(Self { tag, content, rest: &rest[END.len()..] })
    }

    /// Appends the bytes of an octet string, which may be in pieces.
    fn gather(&self, octets: &mut Vec<u8>, depth: u32) -> Option<()> {
        match self.tag {
            OCTETS => octets.extend(self.content),
            OCTETS_IN_PIECES => {
                let mut rest = self.content;
                while !rest.is_empty() {
                    let piece = Self::first(rest)?;
                    piece.gather(octets, depth.checked_sub(1)?)?;
                    rest = piece.rest;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len() as u16;
        [&[tag, 0x82], &length.to_be_bytes()[..], content].concat()
    }

    fn indefinite(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, INDEFINITE], content, END].concat()
    }

    fn sealed(kind: &[u8], wrapped: impl Fn(u8, &[u8]) -> Vec<u8>, content: Option<&[u8]>) -> Vec<u8> {
        let plain = |tag, bytes: &[u8]| [&[tag, bytes.len() as u8], bytes].concat();
        let field = content.map_or_else(Vec::new, |content| wrapped(FIELD_0, content));
        let inside = wrapped(SEQUENCE, &[plain(IDENTIFIER, b"\x2a\x03"), field].concat());
        let data = [plain(0x02, b"\x01"), plain(0x31, b""), inside, plain(0x31, b"")].concat();
        let data = wrapped(FIELD_0, &wrapped(SEQUENCE, &data));
        wrapped(SEQUENCE, &[plain(IDENTIFIER, kind), data].concat())
    }

    #[test]
    fn what_is_signed_is_taken_out_in_either_spelling() {
        let whole = element(OCTETS, b"Dear all");
        let pieces =
            indefinite(OCTETS_IN_PIECES, &[element(OCTETS, b"Dear "), element(OCTETS, b"all")].concat());
        for signed in [
            sealed(SIGNED, element, Some(&whole)),
            sealed(SIGNED, indefinite, Some(&pieces)),
            // Signed twice.
            sealed(SIGNED, element, Some(&element(OCTETS, &sealed(SIGNED, indefinite, Some(&pieces))))),
        ] {
            assert_eq!(content(&signed), Some(Ok(b"Dear all".to_vec())));
        }
    }

    #[test]
    fn what_cannot_be_taken_out_has_a_reason() {
        let whole = element(OCTETS, b"x");
        assert_eq!(content(&sealed(ENVELOPED, element, Some(&whole))), Some(Err(ENCRYPTED.into())));
        assert_eq!(content(&sealed(SIGNED, element, None)), Some(Err(NO_CONTENT.into())));
        assert_eq!(content(&sealed(SIGNED, indefinite, None)), Some(Err(NO_CONTENT.into())));
        assert_eq!(content(b"From: a@b.example\n\nHello"), None);
        assert_eq!(content(&sealed(b"\x2a\x03", element, Some(&whole))), None);
    }

    #[test]
    fn attack_what_is_cut_or_nested_without_end_is_damaged() {
        let signed = sealed(SIGNED, indefinite, Some(&element(OCTETS, b"Dear all")));
        for end in 0..signed.len() - 20 {
            assert!(!matches!(content(&signed[..end]), Some(Ok(_))), "{end}");
        }
        let deep = [SEQUENCE, INDEFINITE].repeat(1 << 20);
        assert_eq!(content(&sealed(SIGNED, indefinite, Some(&deep))), Some(Err(DAMAGED.into())));
        let octets = [OCTETS_IN_PIECES, INDEFINITE].repeat(1 << 20);
        assert_eq!(content(&sealed(SIGNED, indefinite, Some(&octets))), Some(Err(DAMAGED.into())));
        let layers =
            (0..9).fold(b"x".to_vec(), |inner, _| sealed(SIGNED, element, Some(&element(OCTETS, &inner))));
        assert_eq!(content(&layers), Some(Err(NESTED.into())));
    }
}

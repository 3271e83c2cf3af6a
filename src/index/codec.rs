//! Encoding of words, lines, texts, signatures and hashes as database values.

use rusqlite::Row;

use super::compress::{first, squeeze, unsqueeze};
use super::error::Error;
use crate::limits;
use crate::model::document::{TextLine, Word};
use crate::model::geometry::Rect;
use crate::model::signature::Signature;
use crate::model::text::{Field, FieldKind, Text};
use crate::model::unsettled::{Cause, Unsettled};

/// Most bytes of a decoded value: no page has more words, lines or text. A value that decodes to more is
/// damaged.
const MOST_BYTES: usize = 16 << 20;
/// Steps into which the page is divided to store box edges: finer than a hundredth of a point on a letter page.
const STEPS: f64 = 65_535.0;

/// Bytes of a database value; empty for NULL.
pub(super) fn blob<'a>(row: &'a Row, column: usize) -> Result<&'a [u8], Error> {
    let value = row.get_ref(column)?.as_blob_or_null();
    Ok(value.map_err(|e| Error::damaged(e.to_string()))?.unwrap_or_default())
}

/// Encodes words of a page of the given size: texts, one per line, then the edges of the boxes, compressed.
/// Empty if there are no words.
pub(super) fn words(words: &[Word], size: (f64, f64)) -> Vec<u8> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut plain = (words.len() as u32).to_le_bytes().to_vec();
    for edge in 0..4 {
        for word in words {
            let b = word.bounds;
            let share = [b.x0 / size.0, b.y0 / size.1, b.x1 / size.0, b.y1 / size.1][edge];
            plain.extend(((share * STEPS).round() as u16).to_le_bytes());
        }
    }
    for word in words {
        // A line break inside a word would shift all the following words.
        plain.extend(word.text.replace('\n', " ").bytes());
        plain.push(b'\n');
    }
    squeeze(&plain)
}

/// Number of words encoded by [`words`].
pub(super) fn count_words(packed: &[u8]) -> Result<usize, Error> {
    match packed {
        [] => Ok(0),
        _ => first(packed)
            .map(|count| u32::from_le_bytes(count) as usize)
            .ok_or_else(|| Error::damaged("the words of a page")),
    }
}

/// Decodes the words encoded by [`words`].
pub(super) fn unpack_words(packed: &[u8], size: (f64, f64)) -> Result<Vec<Word>, Error> {
    let damaged = || Error::damaged("the words of a page");
    if packed.is_empty() {
        return Ok(Vec::new());
    }
    let plain = unsqueeze(packed, MOST_BYTES).ok_or_else(damaged)?;
    let (count, rest) = plain.split_first_chunk::<4>().ok_or_else(damaged)?;
    let count = u32::from_le_bytes(*count) as usize;
    let (edges, texts) = rest.split_at_checked(count.saturating_mul(8)).ok_or_else(damaged)?;
    let edge = |which: usize, word: usize| {
        let at = 2 * (which * count + word);
        f64::from(u16::from_le_bytes([edges[at], edges[at + 1]])) / STEPS
    };
    let texts = std::str::from_utf8(texts).map_err(|_| damaged())?;
    let words: Vec<Word> = texts
        .lines()
        .take(count)
        .enumerate()
        .map(|(i, text)| Word {
            text: text.to_owned(),
            bounds: Rect {
                x0: edge(0, i) * size.0,
                y0: edge(1, i) * size.1,
                x1: edge(2, i) * size.0,
                y1: edge(3, i) * size.1,
            },
        })
        .collect();
    if words.len() == count { Ok(words) } else { Err(damaged()) }
}

/// Encodes unsettled places of a page of the given size like words, each with the name of its cause. Empty if
/// there are none.
pub(super) fn unsettled(places: &[Unsettled], size: (f64, f64)) -> Vec<u8> {
    let named = |place: &Unsettled| Word { text: place.cause.name().into(), bounds: place.bounds };
    words(&places.iter().map(named).collect::<Vec<_>>(), size)
}

/// Decodes the places encoded by [`unsettled`].
pub(super) fn unpack_unsettled(packed: &[u8], size: (f64, f64)) -> Result<Vec<Unsettled>, Error> {
    let place = |word: Word| {
        let cause = Cause::named(&word.text).ok_or_else(|| Error::damaged("the places of a page"))?;
        Ok(Unsettled { bounds: word.bounds, cause })
    };
    unpack_words(packed, size)?.into_iter().map(place).collect()
}

/// Bytes of a line before compression: five 16-bit numbers.
const LINE_BYTES: usize = 10;

/// Encodes the lines of a page, column by column, compressed. Empty if there are no lines.
pub(super) fn lines(lines: &[TextLine]) -> Vec<u8> {
    if lines.is_empty() {
        return Vec::new();
    }
    let kinds: [fn(&TextLine) -> u16; 5] = [|l| l.x0, |l| l.x1, |l| l.y, |l| l.letter, |l| l.words];
    let plain: Vec<u8> =
        kinds.iter().flat_map(|kind| lines.iter().flat_map(|l| kind(l).to_le_bytes())).collect();
    squeeze(&plain)
}

/// Decodes the lines encoded by [`lines`].
pub(super) fn unpack_lines(packed: &[u8]) -> Result<Vec<TextLine>, Error> {
    let plain = unsqueeze(packed, MOST_BYTES).filter(|plain| plain.len() % LINE_BYTES == 0);
    let plain = plain.ok_or_else(|| Error::damaged("the lines of a page"))?;
    let count = plain.len() / LINE_BYTES;
    let numbers = plain.as_chunks::<2>().0;
    let line = |i: usize| {
        let [x0, x1, y, letter, words] = std::array::from_fn(|k| u16::from_le_bytes(numbers[k * count + i]));
        TextLine { x0, x1, y, letter, words }
    };
    Ok((0..count).map(line).collect())
}

/// Encodes a text: number of fields, kind and length of each, then the body, compressed.
pub(super) fn text(text: &Text) -> Vec<u8> {
    let mut plain = vec![text.fields.len() as u8];
    for field in &text.fields {
        plain
            .push(FieldKind::ALL.iter().position(|k| *k == field.kind).expect("every kind is in the list")
                as u8);
        plain.extend((field.text.len() as u32).to_le_bytes());
        plain.extend(field.text.as_bytes());
    }
    plain.extend(text.body.as_bytes());
    squeeze(&plain)
}

/// Decodes the text encoded by [`text`].
pub(super) fn unpack_text(packed: &[u8]) -> Result<Text, Error> {
    let damaged = || Error::damaged("the text of a page");
    let plain = unsqueeze(packed, MOST_BYTES).ok_or_else(damaged)?;
    let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| damaged());
    let (&count, mut rest) = plain.split_first().ok_or_else(damaged)?;
    let mut fields = Vec::new();
    for _ in 0..count {
        let (&[kind, a, b, c, d], behind) = rest.split_first_chunk::<5>().ok_or_else(damaged)?;
        let kind = *FieldKind::ALL.get(usize::from(kind)).ok_or_else(damaged)?;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        let (field, behind) = behind.split_at_checked(length).ok_or_else(damaged)?;
        fields.push(Field { kind, text: words(field)? });
        rest = behind;
    }
    Ok(Text { fields, body: words(rest)? })
}

/// Encodes hashes with their page numbers, twelve bytes each.
pub(super) fn hashes(hashes: &[(u32, u64)]) -> Vec<u8> {
    hashes.iter().flat_map(|(page, hash)| page.to_le_bytes().into_iter().chain(hash.to_le_bytes())).collect()
}

/// Decodes the hashes encoded by [`hashes`].
pub(super) fn unpack_hashes(packed: &[u8]) -> Result<impl Iterator<Item = (u32, u64)>, Error> {
    let (entries, rest) = packed.as_chunks::<12>();
    if !rest.is_empty() {
        return Err(Error::damaged("the hashes of a document"));
    }
    Ok(entries.iter().map(|[p0, p1, p2, p3, hash @ ..]| {
        (u32::from_le_bytes([*p0, *p1, *p2, *p3]), u64::from_le_bytes(*hash))
    }))
}

/// Encodes the signatures of a message, compressed. Empty if there are none.
pub(super) fn signatures(signatures: &[Signature]) -> Vec<u8> {
    if signatures.is_empty() {
        return Vec::new();
    }
    squeeze(&serde_json::to_vec(signatures).expect("plain values have a JSON form"))
}

/// Decodes the signatures encoded by [`signatures`].
pub(super) fn unpack_signatures(packed: &[u8]) -> Result<Vec<Signature>, Error> {
    let plain = unsqueeze(packed, limits::MAX_SIGNATURES_BYTES);
    let signatures = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
    signatures.ok_or_else(|| Error::damaged("the signatures of a message"))
}

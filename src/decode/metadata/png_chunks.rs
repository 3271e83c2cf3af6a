//! PNG: the chunks beside the pixels, in front of them and behind.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::{exif_tags, plain, sizes};
use crate::limits::MAX_INFLATED_TEXT_BYTES;
use crate::model::file_metadata::{Block, FileMetadata};

/// Bytes of the signature.
const SIGNATURE: usize = 8;
/// Bytes of a chunk in front of its content: length and kind.
const HEAD: usize = 8;
/// Bytes behind it: a checksum.
const TAIL: usize = 4;
/// Keyword of an XMP block.
const XMP: &[u8] = b"XML:com.adobe.xmp";

/// What a PNG says.
pub fn read(bytes: &[u8]) -> FileMetadata {
    let mut said = FileMetadata::default();
    let mut left = MAX_INFLATED_TEXT_BYTES;
    for (kind, content) in chunks(bytes) {
        match &kind {
            b"tEXt" | b"zTXt" | b"iTXt" => take_text(kind, content, &mut left, &mut said),
            b"eXIf" if !said.blocks.contains(&Block::Exif) => {
                said.add_block(Block::Exif);
                let exif = exif_tags::read(content);
                if let Some(size) = size(bytes) {
                    sizes::Noted::of(&exif).compare(size, &mut said);
                }
                super::merge(&mut said, exif.said);
            }
            b"tIME" => said.modified = said.modified.or_else(|| time(content)),
            b"caBX" => said.add_block(Block::C2pa),
            _ => {}
        }
    }
    said
}

/// The chunks up to the end of the file or the first that is not whole: kind and content.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes.get(SIGNATURE..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let kind = *rest.get(4..HEAD)?.first_chunk()?;
        let content = rest.get(HEAD..)?.get(..length)?;
        rest = rest.get(HEAD + length + TAIL..).unwrap_or_default();
        Some((kind, content))
    })
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let (_, header) = chunks(bytes).next().filter(|(kind, _)| kind == b"IHDR")?;
    let side = |at: usize| Some(u32::from_be_bytes(*header.get(at..)?.first_chunk()?));
    Some((side(0)?, side(4)?)).filter(|&(width, height)| width > 0 && height > 0)
}

/// Takes a text. `left` is how many bytes compressed texts may still give.
fn take_text(kind: [u8; 4], content: &[u8], left: &mut usize, said: &mut FileMetadata) {
    let Some((keyword, rest)) = at_nul(content) else { return };
    if !is_wanted(keyword) {
        return;
    }
    let text = match &kind {
        b"tEXt" => plain::latin(rest),
        // A byte says how it is compressed: there is one way.
        b"zTXt" => rest.get(1..).and_then(|packed| plain::latin(&inflated(packed, left))),
        _ => {
            let Some((is_packed, text)) = international(rest) else { return };
            let text = if is_packed { inflated(text, left) } else { text.to_vec() };
            if keyword == XMP {
                return super::take_xmp(&text, said);
            }
            plain::text(&text)
        }
    };
    note(keyword, text, said);
}

fn is_wanted(keyword: &[u8]) -> bool {
    let known: [&[u8]; 6] = [b"Software", b"Title", b"Description", b"Comment", b"Creation Time", XMP];
    known.contains(&keyword)
}

fn note(keyword: &[u8], text: Option<String>, said: &mut FileMetadata) {
    let place = match keyword {
        b"Software" => return said.add_program(text),
        b"Creation Time" => {
            let time = text.and_then(|text| plain::moment(&text, None));
            said.taken = said.taken.take().or(time);
            return;
        }
        b"Title" => &mut said.title,
        b"Description" => &mut said.description,
        _ => &mut said.comment,
    };
    *place = place.take().or(text);
}

/// The bytes in front of the first NUL, and those behind it.
fn at_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == 0)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// Whether an international text is compressed, and the text behind its language and its translated keyword.
fn international(rest: &[u8]) -> Option<(bool, &[u8])> {
    let ([is_packed, _], rest) = rest.split_first_chunk()?;
    let (_, rest) = at_nul(rest)?;
    Some((*is_packed == 1, at_nul(rest)?.1))
}

/// A compressed text, as far as it can be read and there is room.
fn inflated(packed: &[u8], left: &mut usize) -> Vec<u8> {
    let mut text = Vec::new();
    // What was read before an error is kept.
    let _ = ZlibDecoder::new(packed).take(*left as u64).read_to_end(&mut text);
    *left -= text.len().min(*left);
    text
}

/// The time of the last change, in UTC: a year of two bytes, and five more bytes.
fn time(content: &[u8]) -> Option<String> {
    let &[y, ear, month, day, hour, minute, second] = content.first_chunk()?;
    let year = u16::from_be_bytes([y, ear]);
    plain::moment(&format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"), Some("Z"))
}

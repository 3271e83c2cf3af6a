//! WebP: the chunks of its RIFF file.

use crate::model::file_metadata::{Block, FileMetadata};

/// Bytes in front of the first chunk: `RIFF`, a length, `WEBP`.
const START: usize = 12;
/// Bytes of a chunk in front of its content: kind and length.
const HEAD: usize = 8;

/// What a WebP says.
pub fn read(bytes: &[u8]) -> FileMetadata {
    let mut said = FileMetadata::default();
    for (kind, content) in chunks(bytes) {
        match &kind {
            b"EXIF" => super::take_exif(content, &mut said),
            b"XMP " => super::take_xmp(content, &mut said),
            b"C2PA" => said.add_block(Block::C2pa),
            _ => {}
        }
    }
    said
}

/// The chunks up to the first that is not whole: kind and content. Each begins at an even place.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes.get(START..).unwrap_or_default();
    std::iter::from_fn(move || {
        let kind = *rest.first_chunk()?;
        let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
        let content = rest.get(HEAD..)?.get(..length)?;
        rest = rest.get(HEAD + length.next_multiple_of(2)..).unwrap_or_default();
        Some((kind, content))
    })
}

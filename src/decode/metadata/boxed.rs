//! Files made of boxes: HEIC and AVIF keep their notes as items, JPEG XL as boxes.

use crate::decode::boxes;
use crate::limits::{MAX_BOXED_BYTES, MAX_EXIF_BYTES, MAX_XMP_BYTES};
use crate::model::file_metadata::{Block, FileMetadata};

/// Type of the box in which C2PA has its manifest in HEIC and AVIF.
const C2PA: [u8; 16] =
    [0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81];

/// What such a file says.
pub fn read(bytes: &[u8]) -> FileMetadata {
    let mut said = FileMetadata::default();
    if bytes.len() > MAX_BOXED_BYTES {
        return said;
    }
    for (kind, content) in boxes::boxes(bytes) {
        match &kind {
            b"uuid" if content.starts_with(&C2PA) => said.add_block(Block::C2pa),
            b"jumb" if super::has(&content[..content.len().min(MAX_XMP_BYTES)], b"c2pa") => {
                said.add_block(Block::C2pa);
            }
            b"Exif" => exif(content, &mut said),
            b"xml " => super::take_xmp(content, &mut said),
            _ => {}
        }
    }
    if let Some(block) = boxes::item(bytes, b"Exif", MAX_EXIF_BYTES) {
        exif(&block, &mut said);
    }
    said
}

/// Adds an EXIF block behind the four bytes that say where in it the TIFF begins.
fn exif(block: &[u8], said: &mut FileMetadata) {
    let at = block.first_chunk().map(|four| u32::from_be_bytes(*four) as usize);
    if let Some(tiff) = at.and_then(|at| block.get(4..)?.get(at..)) {
        super::take_exif(tiff, said);
    }
}

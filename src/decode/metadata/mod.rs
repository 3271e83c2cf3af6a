//! What the file of a picture says of itself: EXIF, XMP, texts, and how a JPEG was stored.
//!
//! All of it is a circumstance, because anyone can write it. It is read after the pixels, and what is damaged of it is left out:
//! nothing else of a picture is lost. Each block is read up to a size (`limits`), and each directory once.

mod boxed;
mod exif_tags;
mod jpeg_segments;
mod plain;
mod png_chunks;
mod sizes;
#[cfg(test)]
mod tests;
mod webp_chunks;
mod xmp;

use crate::model::file_metadata::{Block, FileMetadata};
use crate::model::format::Format;

/// What a picture of this format says of itself.
pub fn read(format: Format, bytes: &[u8]) -> FileMetadata {
    match format {
        Format::Jpeg => jpeg_segments::read(bytes),
        Format::Png => png_chunks::read(bytes),
        Format::WebP => webp_chunks::read(bytes),
        Format::Tiff => exif_tags::read_tiff(bytes).said,
        Format::Avif | Format::Heic | Format::JpegXl => boxed::read(bytes),
        _ => FileMetadata::default(),
    }
}

/// Adds what a further block says, where those before say nothing.
fn merge(said: &mut FileMetadata, more: FileMetadata) {
    let FileMetadata { camera, programs, taken, digitised, modified, title, description, comment, .. } = more;
    let pairs = [
        (&mut said.camera, camera),
        (&mut said.taken, taken),
        (&mut said.digitised, digitised),
        (&mut said.modified, modified),
        (&mut said.title, title),
        (&mut said.description, description),
        (&mut said.comment, comment),
    ];
    for (known, more) in pairs {
        *known = known.take().or(more);
    }
    programs.into_iter().for_each(|name| said.add_program(Some(name)));
    said.has_place |= more.has_place;
    said.place = said.place.or(more.place);
}

/// Adds an EXIF block, which some files begin with its name. The first one counts.
fn take_exif(block: &[u8], said: &mut FileMetadata) {
    if !said.blocks.contains(&Block::Exif) {
        said.add_block(Block::Exif);
        merge(said, exif_tags::read(block.strip_prefix(b"Exif\0\0").unwrap_or(block)).said);
    }
}

/// Adds an XMP block. The first one counts.
fn take_xmp(block: &[u8], said: &mut FileMetadata) {
    if !said.blocks.contains(&Block::Xmp) {
        said.add_block(Block::Xmp);
        merge(said, xmp::read(block));
    }
}

/// True if the bytes hold these four.
fn has(bytes: &[u8], wanted: &[u8; 4]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

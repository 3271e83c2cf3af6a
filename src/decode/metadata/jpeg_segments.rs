//! JPEG: the segments in front of the pixels, and the quality that its quantisation tables give.

use super::{exif_tags, plain, sizes};
use crate::decode::jpeg::{START_OF_SCAN, is_frame, segments};
use crate::model::file_metadata::{Block, FileMetadata};

/// Coefficients of a table.
const COEFFICIENTS: usize = 64;
/// Mark of an EXIF block.
const EXIF: &[u8] = b"Exif\0";
/// Mark of an XMP block.
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// The table for brightness of the reference program (ITU-T T.81, K.1), row by row.
#[rustfmt::skip]
const BRIGHTNESS: [u16; COEFFICIENTS] = [
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
];

/// Its table for colour (K.2): the corner that differs from the rest.
const COLOUR: [[u16; 4]; 4] = [[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56, 99], [47, 66, 99, 99]];
/// The rest of it.
const COLOUR_REST: u16 = 99;

/// Place, in a table row by row, of each coefficient in the order of the file: from corner to corner in a zigzag.
#[rustfmt::skip]
const ZIGZAG: [usize; COEFFICIENTS] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// A table, row by row.
type Table = [u16; COEFFICIENTS];

/// What a JPEG says.
pub fn read(bytes: &[u8]) -> FileMetadata {
    let mut said = FileMetadata::default();
    let mut tables: [Option<Table>; 4] = [None; 4];
    let (mut size, mut noted) = (None, None);
    for (marker, content) in segments(bytes).take_while(|(marker, _)| *marker != START_OF_SCAN) {
        match marker {
            0xe0 if content.starts_with(b"JFIF\0") => said.add_block(Block::Jfif),
            0xe1 if content.starts_with(EXIF) && !said.blocks.contains(&Block::Exif) => {
                said.add_block(Block::Exif);
                let exif = exif_tags::read(content.get(EXIF.len() + 1..).unwrap_or_default());
                noted = Some(sizes::Noted::of(&exif));
                super::merge(&mut said, exif.said);
            }
            0xe1 if content.starts_with(XMP) => super::take_xmp(&content[XMP.len()..], &mut said),
            0xeb if is_manifest(content) => said.add_block(Block::C2pa),
            0xed if content.starts_with(b"Photoshop 3.0\0") => said.add_block(Block::Photoshop),
            0xee if content.starts_with(b"Adobe") => said.add_block(Block::Adobe),
            0xfe => said.comment = said.comment.or_else(|| plain::text(content)),
            0xdb => take_tables(content, &mut tables),
            _ => size = size.or_else(|| frame_size(marker, content)),
        }
    }
    if let (Some(noted), Some(size)) = (noted, size) {
        noted.compare(size, &mut said);
    }
    let tables: Vec<Table> = tables.into_iter().flatten().collect();
    said.jpeg_quality = quality(&tables);
    said.jpeg_own_tables = !tables.is_empty() && said.jpeg_quality.is_none();
    said
}

/// Width and height that a file gives in its frame.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut before = segments(bytes).take_while(|(marker, _)| *marker != START_OF_SCAN);
    before.find_map(|(marker, content)| frame_size(marker, content))
}

/// Width and height, if the segment is the header of a frame.
fn frame_size(marker: u8, content: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from(u16::from_be_bytes(*content.get(at..)?.first_chunk()?)));
    let size = (side(3)?, side(1)?);
    (is_frame(marker) && size.0 > 0 && size.1 > 0).then_some(size)
}

/// Whether a segment holds boxes of C2PA (JUMBF).
fn is_manifest(content: &[u8]) -> bool {
    content.starts_with(b"JP") && super::has(content, b"jumb") && super::has(content, b"c2pa")
}

/// Takes the tables of a segment: precision and number in a byte, then the coefficients.
fn take_tables(mut content: &[u8], tables: &mut [Option<Table>; 4]) {
    while let Some((&head, rest)) = content.split_first() {
        let (unit, number) = (1 + usize::from(head >> 4 & 1), usize::from(head & 3));
        let Some((table, rest)) = rest.split_at_checked(unit * COEFFICIENTS) else { return };
        let mut rows = [0; COEFFICIENTS];
        for (place, value) in ZIGZAG.into_iter().zip(table.chunks_exact(unit)) {
            rows[place] = value.iter().fold(0, |sum, &byte| sum << 8 | u16::from(byte));
        }
        tables[number] = Some(rows);
        content = rest;
    }
}

/// The highest quality at which the reference program has exactly these tables: the first for brightness, the second,
/// if there is one, for colour.
fn quality(tables: &[Table]) -> Option<u8> {
    let (first, rest) = tables.split_first()?;
    let is_of = |quality: &u8| {
        *first == scaled(&BRIGHTNESS, *quality)
            && rest.iter().all(|table| *table == scaled(&colour(), *quality))
    };
    (1..=100).rev().find(is_of)
}

fn colour() -> Table {
    std::array::from_fn(|i| {
        let corner = COLOUR.get(i / 8).and_then(|row| row.get(i % 8));
        corner.copied().unwrap_or(COLOUR_REST)
    })
}

/// A table as the reference program scales it for a quality.
fn scaled(table: &Table, quality: u8) -> Table {
    let quality = u32::from(quality);
    let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    table.map(|value| ((u32::from(value) * percent + 50) / 100).clamp(1, 255) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of tables alone.
    fn file(tables: &[Table]) -> Vec<u8> {
        let mut file = vec![0xff, 0xd8];
        for (number, table) in tables.iter().enumerate() {
            file.extend([0xff, 0xdb, 0, 67, number as u8]);
            file.extend(ZIGZAG.map(|place| table[place] as u8));
        }
        file
    }

    #[test]
    fn each_quality_is_told_from_its_tables() {
        for quality in 1..=100 {
            let tables = [scaled(&BRIGHTNESS, quality), scaled(&colour(), quality)];
            let told = read(&file(&tables)).jpeg_quality.unwrap();
            assert_eq!([scaled(&BRIGHTNESS, told), scaled(&colour(), told)], tables, "{quality}");
            assert!(told == quality || quality < 5, "{quality}: {told}");
        }
    }

    #[test]
    fn other_tables_are_said_to_be_others() {
        let mut tables = [scaled(&BRIGHTNESS, 80), scaled(&colour(), 80)];
        tables[1][9] += 1;
        let said = read(&file(&tables));
        assert!(said.jpeg_quality.is_none() && said.jpeg_own_tables);
        let said = read(&[0xff, 0xd8]);
        assert!(said.jpeg_quality.is_none() && !said.jpeg_own_tables, "there are none");
    }
}

//! XMP: notes of programs in XML, as attributes or as elements. Names are known without their prefixes.

use super::{exif_tags, plain};
use crate::decode::office::xml::{Piece, Tag, Xml};
use crate::limits::{MAX_FILE_TEXT_BYTES, MAX_XMP_BYTES};
use crate::model::file_metadata::{FileMetadata, Place};

/// Names of what is read.
const NAMES: [&str; 13] = [
    "CreatorTool",
    "Make",
    "Model",
    "DateTimeOriginal",
    "DateCreated",
    "CreateDate",
    "DateTimeDigitized",
    "ModifyDate",
    "title",
    "description",
    "UserComment",
    "GPSLatitude",
    "GPSLongitude",
];

/// What an XMP block says. What follows a damaged part is left out.
pub fn read(block: &[u8]) -> FileMetadata {
    let block = String::from_utf8_lossy(&block[..block.len().min(MAX_XMP_BYTES)]);
    said(&values(&block))
}

/// The first value of each name.
type Values = [Option<String>; NAMES.len()];

fn values(block: &str) -> Values {
    let mut values = Values::default();
    let mut xml = Xml::new(block.as_bytes());
    // The element that is open and wanted, and how many are open in it.
    let mut open: Option<(usize, usize)> = None;
    while let Ok(Some(piece)) = xml.next() {
        match piece {
            Piece::Open(tag) => {
                take_attributes(&tag, &mut values);
                open = match open {
                    Some((which, depth)) => Some((which, depth + 1)),
                    None => NAMES.iter().position(|name| *name == tag.name).map(|which| (which, 0)),
                };
            }
            Piece::Close(_) => {
                open = open.and_then(|(which, depth)| Some((which, depth.checked_sub(1)?)));
            }
            Piece::Text(text) => {
                if let Some((which, _)) = open {
                    append(values[which].get_or_insert_default(), &text);
                }
            }
        }
    }
    values
}

/// Adds text as long as there is room; white space between elements is none.
fn append(value: &mut String, text: &str) {
    if value.len() <= MAX_FILE_TEXT_BYTES {
        value.push_str(text);
        value.truncate(value.floor_char_boundary(2 * MAX_FILE_TEXT_BYTES));
        if value.trim().is_empty() {
            value.clear();
        }
    }
}

fn take_attributes(tag: &Tag, values: &mut Values) {
    for (name, value) in NAMES.iter().zip(values) {
        if value.is_none() {
            *value = tag.prefixed(name).and_then(plain::short);
        }
    }
}

fn said(values: &Values) -> FileMetadata {
    let value = |name: &str| {
        let which = NAMES.iter().position(|known| *known == name)?;
        plain::short(values[which].as_deref()?)
    };
    let time = |name| plain::moment(&value(name)?, None);
    let degrees = |name, sides| degrees(&value(name)?, sides);
    let place = degrees("GPSLatitude", ['N', 'S']).zip(degrees("GPSLongitude", ['E', 'W']));
    let place = place.and_then(|(latitude, longitude)| Place::of(latitude, longitude));
    let mut said = FileMetadata {
        camera: exif_tags::camera(value("Make"), value("Model")),
        taken: time("DateTimeOriginal").or_else(|| time("DateCreated")),
        digitised: time("DateTimeDigitized").or_else(|| time("CreateDate")),
        modified: time("ModifyDate"),
        title: value("title"),
        description: value("description"),
        comment: value("UserComment"),
        has_place: place.is_some(),
        place,
        ..FileMetadata::default()
    };
    said.add_program(value("CreatorTool"));
    said
}

/// Degrees as XMP has them: `61,30.25N` or `61,30,15N`.
fn degrees(said: &str, sides: [char; 2]) -> Option<f64> {
    let side = said.chars().last().filter(|side| sides.contains(side))?;
    let parts = said[..said.len() - side.len_utf8()].split(',').map(|part| part.trim().parse::<f64>().ok());
    let mut sum = 0.0;
    for (part, share) in parts.zip([1.0, 60.0, 3600.0]) {
        sum += part? / share;
    }
    Some(if side == sides[1] { -sum } else { sum })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_elements_are_read_alike() {
        let block = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description
            xmp:CreatorTool="Paintbox 3" xmp:ModifyDate="2031-09-09T08:00:00+02:00" exif:GPSLatitude="61,30.0N"
            exif:GPSLongitude="20,15,0W"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">The &amp; lamp
            </rdf:li></rdf:Alt></dc:title><tiff:Model>Kestrel C2</tiff:Model>
            <exif:DateTimeOriginal>2031-09-08T16:04:00</exif:DateTimeOriginal></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let said = read(block);
        assert_eq!(said.programs, ["Paintbox 3"]);
        assert_eq!(said.title.as_deref(), Some("The & lamp"));
        assert_eq!(said.camera.as_deref(), Some("Kestrel C2"));
        assert_eq!(said.taken.as_deref(), Some("2031-09-08T16:04:00"));
        assert_eq!(said.modified.as_deref(), Some("2031-09-09T08:00:00+02:00"));
        assert_eq!(said.place, Place::of(61.5, -20.25));
    }

    #[test]
    fn damaged_and_endless_blocks_give_what_is_left() {
        assert_eq!(read(b"<x:xmpmeta xmp:CreatorTool='A'><broken").programs, ["A"]);
        assert_eq!(read(b"\xff\xfe<<>>&&;"), FileMetadata::default());
        let deep = "<a>".repeat(MAX_XMP_BYTES / 3);
        assert_eq!(read(deep.as_bytes()), FileMetadata::default());
        let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><dc:title>&a;&a;b</dc:title>";
        assert_eq!(read(bomb.as_bytes()).title.as_deref(), Some("b"), "entities of the file are dropped");
        let long = format!("<dc:title>{}</dc:title>", "<b>xy</b>".repeat(50_000));
        assert!(read(long.as_bytes()).title.unwrap().len() <= MAX_FILE_TEXT_BYTES);
    }
}

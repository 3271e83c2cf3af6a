//! EXIF: the directories of a TIFF within a picture, of which a few entries are read.
//!
//! Read here and not by a library. The known one keeps every entry, and 64 KiB of directories laid over each other then
//! take 185 MB (`kamadak-exif` 0.6.2). Here each of four directories is read at most once, entry by entry, and only
//! values that are wanted are looked at.

use super::plain;
use crate::limits::{MAX_EXIF_BYTES, MAX_EXIF_ENTRIES, MAX_FILE_TEXT_BYTES};
use crate::model::file_metadata::{FileMetadata, Place};

/// Bytes of an entry: tag, type, count, and the value or its offset.
const ENTRY: usize = 12;
/// Type of numbers of two bytes.
const SHORT: u16 = 3;
/// Type of numbers of four bytes.
const LONG: u16 = 4;

/// What is read of a block.
#[derive(Default)]
pub struct Exif<'a> {
    /// What it says.
    pub said: FileMetadata,
    /// Width and height in pixels that the camera noted.
    pub size: Option<(u32, u32)>,
    /// The file of the thumbnail: a JPEG.
    pub thumbnail: Option<&'a [u8]>,
}

/// Reads a block, which begins with the mark of TIFF. Damaged entries are left out.
pub fn read(block: &[u8]) -> Exif<'_> {
    let block = &block[..block.len().min(MAX_EXIF_BYTES)];
    read_tiff(block)
}

/// Reads a whole TIFF file in the same way.
pub fn read_tiff(bytes: &[u8]) -> Exif<'_> {
    read_directories(bytes).unwrap_or_default()
}

fn read_directories(bytes: &[u8]) -> Option<Exif<'_>> {
    let tiff = Tiff { bytes, is_little: bytes.starts_with(b"II") };
    if tiff.u16(2)? != 42 || !(tiff.is_little || bytes.starts_with(b"MM")) {
        return None;
    }
    let main = tiff.directory(tiff.u32(4)?)?;
    let below = |tag| main.number(tag).and_then(|at| tiff.directory(at)).unwrap_or(tiff.empty());
    let (notes, place) = (below(0x8769), below(0x8825).place());
    let second = main.next().and_then(|at| tiff.directory(at)).unwrap_or(tiff.empty());
    let time = |of: &Directory, tag, offset| plain::moment(&of.text(tag)?, notes.text(offset).as_deref());
    let mut said = FileMetadata {
        camera: camera(main.text(0x010f), main.text(0x0110)),
        taken: time(&notes, 0x9003, 0x9011),
        digitised: time(&notes, 0x9004, 0x9012),
        modified: time(&main, 0x0132, 0x9010),
        title: main.wide_text(0x9c9b),
        description: main.text(0x010e),
        comment: notes.comment().or_else(|| main.wide_text(0x9c9c)),
        place,
        has_place: place.is_some(),
        ..FileMetadata::default()
    };
    said.add_program(main.text(0x0131));
    let size = notes.number(0xa002).zip(notes.number(0xa003)).filter(|&(w, h)| w > 0 && h > 0);
    let thumbnail = second.number(0x0201).zip(second.number(0x0202));
    let thumbnail = thumbnail.and_then(|(at, length)| tiff.part(at, length as usize));
    Some(Exif { said, size, thumbnail })
}

/// Make and model in one: most models begin with the make already.
pub fn camera(make: Option<String>, model: Option<String>) -> Option<String> {
    match (make, model) {
        (Some(make), Some(model)) => {
            let first = make.split_whitespace().next().unwrap_or_default();
            let has_make = model.to_lowercase().starts_with(&first.to_lowercase());
            plain::short(&if has_make { model } else { format!("{make} {model}") })
        }
        (make, model) => make.or(model),
    }
}

/// The bytes, and the order of those of a number.
#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl<'a> Tiff<'a> {
    fn part(self, at: u32, length: usize) -> Option<&'a [u8]> {
        self.bytes.get(at as usize..)?.get(..length)
    }

    fn u16(self, at: u32) -> Option<u16> {
        let two = *self.part(at, 2)?.first_chunk()?;
        Some(if self.is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn u32(self, at: u32) -> Option<u32> {
        let four = *self.part(at, 4)?.first_chunk()?;
        Some(if self.is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    /// The directory at an offset; what is not there of it is left out.
    fn directory(self, at: u32) -> Option<Directory<'a>> {
        let count = usize::from(self.u16(at)?);
        let first = at.checked_add(2)?;
        let there = self.bytes.len().saturating_sub(first as usize) / ENTRY;
        Some(Directory { tiff: self, first, count, read: count.min(there).min(MAX_EXIF_ENTRIES) })
    }

    fn empty(self) -> Directory<'a> {
        Directory { tiff: self, first: 0, count: 0, read: 0 }
    }
}

/// A directory: the offset of its first entry, the number that it says, and the number that is read.
struct Directory<'a> {
    tiff: Tiff<'a>,
    first: u32,
    count: usize,
    read: usize,
}

impl<'a> Directory<'a> {
    /// Offset of the next directory of the chain.
    fn next(&self) -> Option<u32> {
        self.tiff.u32(self.first.checked_add((self.count * ENTRY) as u32)?).filter(|&at| at > 0)
    }

    /// Offset of the first entry with a tag.
    fn entry(&self, tag: u16) -> Option<u32> {
        let mut entries = (0..self.read).map(|i| self.first + (i * ENTRY) as u32);
        entries.find(|&at| self.tiff.u16(at) == Some(tag))
    }

    /// The bytes of a value whose parts have this many bytes each.
    fn value(&self, tag: u16, unit: usize) -> Option<(u32, &'a [u8])> {
        let at = self.entry(tag)?;
        let length = (self.tiff.u32(at + 4)? as usize).checked_mul(unit)?;
        let from = if length <= 4 { at + 8 } else { self.tiff.u32(at + 8)? };
        Some((from, self.tiff.part(from, length)?))
    }

    fn text(&self, tag: u16) -> Option<String> {
        plain::text(self.value(tag, 1)?.1)
    }

    /// A text in UTF-16, as Windows writes it.
    fn wide_text(&self, tag: u16) -> Option<String> {
        let (_, bytes) = self.value(tag, 1)?;
        plain::short(&wide(bytes, true))
    }

    /// The comment of a person, in one of several character sets.
    fn comment(&self) -> Option<String> {
        let (_, bytes) = self.value(0x9286, 1)?;
        let (set, said) = bytes.split_first_chunk::<8>()?;
        match set {
            b"UNICODE\0" => plain::short(&wide(said, self.tiff.is_little)),
            b"JIS\0\0\0\0\0" => None,
            _ => plain::text(said),
        }
    }

    fn number(&self, tag: u16) -> Option<u32> {
        let at = self.entry(tag)?;
        match self.tiff.u16(at + 2)? {
            SHORT => self.tiff.u16(at + 8).map(u32::from),
            LONG => self.tiff.u32(at + 8),
            _ => None,
        }
    }

    /// Degrees, minutes and seconds, each as a fraction.
    fn degrees(&self, tag: u16) -> Option<f64> {
        let (from, _) = self.value(tag, 8).filter(|(_, bytes)| bytes.len() >= 3 * 8)?;
        let mut sum = 0.0;
        for (i, share) in [1.0, 60.0, 3600.0].into_iter().enumerate() {
            let at = from + 8 * i as u32;
            let (of, by) = (self.tiff.u32(at)?, self.tiff.u32(at + 4)?);
            // Where a camera counts no seconds it may write 0 of 0.
            let part = if of == 0 { 0.0 } else { f64::from(of) / f64::from(by) };
            sum += part / share;
        }
        Some(sum)
    }

    fn place(&self) -> Option<Place> {
        let side = |tag, other: &str| if self.text(tag).as_deref() == Some(other) { -1.0 } else { 1.0 };
        Place::of(self.degrees(2)? * side(1, "S"), self.degrees(4)? * side(3, "W"))
    }
}

fn wide(bytes: &[u8], is_little: bool) -> String {
    let unit = |two: &[u8; 2]| if is_little { u16::from_le_bytes(*two) } else { u16::from_be_bytes(*two) };
    let units: Vec<u16> =
        bytes.as_chunks().0.iter().take(MAX_FILE_TEXT_BYTES).map(unit).take_while(|&u| u > 0).collect();
    String::from_utf16_lossy(&units)
}

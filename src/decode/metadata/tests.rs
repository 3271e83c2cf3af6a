//! Files of each format, built byte by byte: whole, damaged and hostile.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::*;
use crate::limits::{MAX_EXIF_ENTRIES, MAX_FILE_TEXT_BYTES, MAX_INFLATED_TEXT_BYTES};

/// An entry of a directory: tag, type, count and value.
type Entry<'a> = (u16, u16, u32, &'a [u8]);

/// Bytes of a directory with its values behind it, at this offset.
fn directory(at: usize, entries: &[Entry], next: u32) -> Vec<u8> {
    let (mut head, mut behind) = ((entries.len() as u16).to_be_bytes().to_vec(), Vec::new());
    let values = at + 2 + 12 * entries.len() + 4;
    for (tag, kind, count, value) in entries {
        head.extend(tag.to_be_bytes());
        head.extend(kind.to_be_bytes());
        head.extend(count.to_be_bytes());
        if value.len() > 4 {
            head.extend(((values + behind.len()) as u32).to_be_bytes());
            behind.extend(*value);
        } else {
            head.extend(value.iter().chain(&[0; 4]).take(4));
        }
    }
    head.extend(next.to_be_bytes());
    [head, behind].concat()
}

/// An EXIF block with these entries in its first directory.
fn exif(entries: &[Entry], next: u32) -> Vec<u8> {
    [b"MM\0*\0\0\0\x08", &directory(8, entries, next)[..]].concat()
}

fn long(number: u32) -> [u8; 4] {
    number.to_be_bytes()
}

/// Camera, program, time, place, comment, size and the beginning of a thumbnail.
fn rich_exif() -> Vec<u8> {
    let notes: [Entry; 4] = [
        (0x9003, 2, 20, b"2031:09:08 16:04:00\0"),
        (0x9286, 7, 12, b"UNICODE\0\0h\0i"),
        (0xa002, 3, 1, &[0x0f, 0xc0]),
        (0xa003, 4, 1, &[0, 0, 0x0b, 0xd0]),
    ];
    let degrees: Vec<u8> = [61, 1, 30, 1, 0, 0].into_iter().flat_map(long).collect();
    let place: [Entry; 4] = [(1, 2, 2, b"S\0"), (2, 5, 3, &degrees), (3, 2, 2, b"E\0"), (4, 5, 3, &degrees)];
    let main = |notes: u32, place: u32, next: u32| {
        let entries: [Entry; 5] = [
            (0x010f, 2, 8, b"Kestrel\0"),
            (0x0110, 2, 3, b"C2\0"),
            (0x0131, 2, 11, b"Paintbox 3\0"),
            (0x8769, 4, 1, &long(notes)),
            (0x8825, 4, 1, &long(place)),
        ];
        exif(&entries, next)
    };
    let notes_at = main(0, 0, 0).len();
    let notes = directory(notes_at, &notes, 0);
    let place_at = notes_at + notes.len();
    let place = directory(place_at, &place, 0);
    let next = place_at + place.len();
    let thumbnail = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 160, 0, 100, 1, 1, 0x11, 0];
    let at = next + 2 + 2 * 12 + 4;
    let second: [Entry; 2] =
        [(0x0201, 4, 1, &long(at as u32)), (0x0202, 4, 1, &long(thumbnail.len() as u32))];
    let second = directory(next, &second, 0);
    [main(notes_at as u32, place_at as u32, next as u32), notes, place, second, thumbnail.to_vec()].concat()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

/// A JPEG with these segments, and a frame of 400 by 300 pixels.
fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let frame = segment(0xc0, &[8, 1, 44, 1, 144, 1, 1, 0x11, 0]);
    [&[0xff, 0xd8], &segments.concat()[..], &frame, &[0xff, 0xda, 0, 2, 0xff, 0xd9]].concat()
}

fn with_exif(block: &[u8]) -> Vec<u8> {
    jpeg(&[segment(0xe1, &[b"Exif\0\0", block].concat())])
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&long(content.len() as u32)[..], kind, content, &[0; 4]].concat()
}

/// A PNG of 400 by 300 pixels with these chunks.
fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = chunk(b"IHDR", &[&long(400)[..], &long(300), &[8, 2, 0, 0, 0]].concat());
    [b"\x89PNG\r\n\x1a\n", &header[..], &chunks.concat(), &chunk(b"IEND", b"")].concat()
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let chunks = chunks.iter().flat_map(|(kind, content)| {
        let padding = vec![0; content.len() % 2];
        [&kind[..], &(content.len() as u32).to_le_bytes(), content, &padding].concat()
    });
    b"RIFF\0\0\0\0WEBP".iter().copied().chain(chunks).collect()
}

const XMP: &[u8] = b"<x:xmpmeta><rdf:Description xmp:CreatorTool='Cropmaster 7' \
    xmp:ModifyDate='2031-09-09T08:00:00Z'/></x:xmpmeta>";

/// One file of each format that says something.
fn files() -> Vec<(Format, Vec<u8>)> {
    let block = rich_exif();
    let xmp = segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP].concat());
    let texts = [
        chunk(b"tEXt", b"Software\0Snapper 12"),
        chunk(b"zTXt", &[b"Comment\0\0", &packed(b"from the wall")[..]].concat()),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\x01\0\0\0", &packed(XMP)[..]].concat()),
        chunk(b"eXIf", &block),
        chunk(b"tIME", &[7, 239, 9, 9, 6, 0, 0]),
    ];
    let jpeg = jpeg(&[segment(0xe1, &[b"Exif\0\0", &block[..]].concat()), xmp, segment(0xfe, b"hello")]);
    let boxes = [&[0, 0, 0, 0][..], &block].concat();
    let boxed = [&long(boxes.len() as u32 + 8)[..], b"Exif", &boxes].concat();
    vec![
        (Format::Jpeg, jpeg),
        (Format::Png, png(&texts)),
        (Format::WebP, webp(&[(b"EXIF", &block), (b"XMP ", XMP)])),
        (Format::Tiff, block),
        (Format::JpegXl, boxed),
    ]
}

#[test]
fn each_format_says_the_same_of_camera_program_time_and_place() {
    for (format, file) in files() {
        let said = read(format, &file);
        assert_eq!(said.camera.as_deref(), Some("Kestrel C2"), "{format:?}");
        assert!(said.programs.contains(&"Paintbox 3".to_owned()), "{format:?}: {:?}", said.programs);
        assert_eq!(said.taken.as_deref(), Some("2031-09-08T16:04:00"), "{format:?}");
        let place = said.place.unwrap();
        assert_eq!((place.latitude, place.longitude), (-61.5, 61.5), "{format:?}");
        assert!(said.has_place && said.is_possible(), "{format:?}");
    }
}

#[test]
fn blocks_add_to_each_other_and_the_first_word_counts() {
    let said = read(Format::Jpeg, &files()[0].1);
    assert_eq!(said.programs, ["Paintbox 3", "Cropmaster 7"]);
    assert_eq!(said.modified.as_deref(), Some("2031-09-09T08:00:00Z"));
    assert_eq!(said.comment.as_deref(), Some("hi"), "in front of the comment of the file");
    assert_eq!(said.noted_size, Some((4032, 3024)));
    assert_eq!(said.thumbnail, Some((100, 160)), "the picture is not upright");
    assert_eq!(said.blocks, [Block::Exif, Block::Xmp]);
    let said = read(Format::Png, &files()[1].1);
    assert_eq!(said.programs, ["Snapper 12", "Cropmaster 7", "Paintbox 3"]);
    assert_eq!(said.comment.as_deref(), Some("from the wall"));
}

#[test]
fn a_manifest_of_c2pa_is_seen_in_each_format() {
    let jumbf = segment(0xeb, b"JP\0\x01\0\0\0\x01\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10");
    assert_eq!(read(Format::Jpeg, &jpeg(&[jumbf])).blocks, [Block::C2pa]);
    assert_eq!(read(Format::Png, &png(&[chunk(b"caBX", b"jumb")])).blocks, [Block::C2pa]);
    assert_eq!(read(Format::WebP, &webp(&[(b"C2PA", b"jumb")])).blocks, [Block::C2pa]);
    let boxed = b"\0\0\0\x18uuid\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
    assert_eq!(read(Format::Avif, boxed).blocks, [Block::C2pa]);
    assert_eq!(read(Format::Jpeg, &jpeg(&[segment(0xeb, b"JP\0\x01jumb of another kind")])).blocks, []);
}

#[test]
fn directories_that_lead_back_are_read_once() {
    // Notes, place and the next directory are the first one again.
    let entries: [Entry; 3] =
        [(0x0131, 2, 11, b"Paintbox 3\0"), (0x8769, 4, 1, &long(8)), (0x8825, 4, 1, &long(8))];
    let said = read(Format::Jpeg, &with_exif(&exif(&entries, 8)));
    assert_eq!(said.programs, ["Paintbox 3"]);
}

#[test]
fn values_that_lie_outside_are_left_out_and_the_rest_is_read() {
    let block = exif(&[(0x010f, 2, u32::MAX, b"Kestrel\0"), (0x0131, 2, 11, b"Paintbox 3\0")], u32::MAX);
    let said = read(Format::Jpeg, &with_exif(&block));
    assert_eq!((said.camera, said.programs.len()), (None, 1));
    let nowhere = exif(&[(0x8769, 4, 1, &long(u32::MAX)), (0x0131, 2, 2, b"A\0")], 0);
    assert_eq!(read(Format::Jpeg, &with_exif(&nowhere)).programs, ["A"]);
}

#[test]
fn of_thousands_of_entries_the_first_are_read() {
    let mut entries: Vec<Entry> = vec![(0x0100, 4, 1, &[0; 4]); MAX_EXIF_ENTRIES - 1];
    entries.push((0x0131, 2, 2, b"A\0"));
    entries.push((0x010f, 2, 2, b"B\0"));
    let said = read(Format::Jpeg, &with_exif(&exif(&entries, 0)));
    assert_eq!((said.programs.len(), said.camera), (1, None));
}

#[test]
fn texts_that_unpack_without_end_give_a_bounded_part() {
    let bomb = packed(&vec![b'x'; 64 << 20]);
    let text = |keyword: &[u8]| chunk(b"zTXt", &[keyword, b"\0\0", &bomb[..]].concat());
    let said = read(Format::Png, &png(&[text(b"Comment"), text(b"Title"), text(b"Description")]));
    assert_eq!(said.comment.unwrap().len(), MAX_FILE_TEXT_BYTES);
    assert_eq!((said.title, said.description), (None, None), "{MAX_INFLATED_TEXT_BYTES} bytes are used up");
}

#[test]
fn megabytes_of_text_give_a_short_one() {
    let long = vec![0xff; 8 << 20];
    let said = read(Format::Png, &png(&[chunk(b"tEXt", &[b"Comment\0", &long[..]].concat())]));
    assert!(said.comment.as_ref().unwrap().len() <= MAX_FILE_TEXT_BYTES && said.is_possible());
    let said = read(Format::WebP, &webp(&[(b"EXIF", &long), (b"XMP ", &long)]));
    assert_eq!(said.blocks, [Block::Exif, Block::Xmp]);
}

#[test]
fn thousands_of_damaged_files_are_read_without_a_panic() {
    let mut lots = fastrand::Rng::with_seed(2031);
    let mut silent = 0;
    for (format, file) in files() {
        for _ in 0..2000 {
            let mut damaged = file.clone();
            for _ in 0..lots.usize(1..=12) {
                let at = lots.usize(..damaged.len());
                let any = lots.u8(..);
                damaged[at] = *lots.choice(&[0, 1, 4, 8, 0x7f, 0x80, 0xff, any]).unwrap();
            }
            if lots.u8(..4) == 0 {
                damaged.truncate(lots.usize(..damaged.len()));
            }
            let said = read(format, &damaged);
            assert!(said.is_possible(), "{format:?}: {said:?}");
            silent += usize::from(said == FileMetadata::default());
        }
    }
    assert!(silent < 5000, "most of the damaged files still say something: {silent} do not");
}

#[test]
fn files_cut_anywhere_are_read_without_a_panic() {
    for (format, file) in files() {
        for end in 0..file.len() {
            assert!(read(format, &file[..end]).is_possible());
        }
    }
}

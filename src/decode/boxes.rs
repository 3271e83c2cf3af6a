//! Files made of boxes, as AVIF, HEIC and MP4 (ISO/IEC 14496-12): their brands, the properties of the picture, and items
//! beside it.

/// Bytes of a box in front of its content: its size and its kind.
const HEAD: usize = 8;
/// Bytes of a head whose size has 64 bits.
const LONG_HEAD: usize = 16;
/// Bytes of version and flags in front of the content of some boxes.
const VERSION: usize = 4;

/// A kind of box, a brand or a type of colour: four letters.
pub type Code = [u8; 4];

/// The brands of a file, the main one first. There are none if it is not made of boxes.
pub fn brands(bytes: &[u8]) -> Vec<Code> {
    let Some((size, b"ftyp")) = head(bytes).filter(|_| bytes.len() >= 16) else {
        return Vec::new();
    };
    let list = bytes.get(16..size.min(bytes.len())).unwrap_or_default();
    let main = bytes.get(8..12).unwrap_or_default();
    main.as_chunks().0.iter().chain(list.as_chunks().0).copied().collect()
}

/// Size, and kind, that the head of a box gives.
fn head(bytes: &[u8]) -> Option<(usize, &Code)> {
    let size = u32::from_be_bytes(*bytes.first_chunk()?);
    Some((size as usize, bytes.get(4..HEAD)?.first_chunk()?))
}

/// The boxes that follow each other in these bytes: kind and content. A damaged one ends the list.
pub fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = (Code, &[u8])> {
    std::iter::from_fn(move || {
        let (size, kind) = head(bytes)?;
        let (start, end) = match size {
            0 => (HEAD, bytes.len()),
            1 => {
                let long = u64::from_be_bytes(*bytes.get(HEAD..LONG_HEAD)?.first_chunk()?);
                (LONG_HEAD, usize::try_from(long).ok()?)
            }
            size => (HEAD, size),
        };
        let (kind, content) = (*kind, bytes.get(start..end)?);
        bytes = &bytes[end..];
        Some((kind, content))
    })
}

/// The content of the first box of a kind.
fn first<'a>(bytes: &'a [u8], wanted: &Code) -> Option<&'a [u8]> {
    boxes(bytes).find(|(kind, _)| kind == wanted).map(|(_, content)| content)
}

/// The properties of the main picture of a file, in the order in which they apply: kind and content. Damaged ones are
/// left out.
pub fn properties(bytes: &[u8]) -> Vec<(Code, &[u8])> {
    listed(bytes).unwrap_or_default()
}

fn listed(bytes: &[u8]) -> Option<Vec<(Code, &[u8])>> {
    let meta = first(bytes, b"meta")?.get(VERSION..)?;
    let (version, mut main) = versioned(first(meta, b"pitm")?)?;
    let main = number(&mut main, if version == 0 { 2 } else { 4 })?;
    let known = first(meta, b"iprp")?;
    let all: Vec<(Code, &[u8])> = boxes(first(known, b"ipco")?).collect();
    let of_main =
        boxes(known).filter(|(kind, _)| kind == b"ipma").filter_map(|(_, content)| uses(content, main));
    let numbers = of_main.flatten();
    // They are counted from 1; 0 stands for none.
    Some(numbers.filter_map(|number| all.get(number.checked_sub(1)?).copied()).collect())
}

/// The content of the first item of a kind, from the parts of the file in which it lies. Returns `None` if there is none, or
/// if it is longer than `most` bytes.
pub fn item(bytes: &[u8], wanted: &Code, most: usize) -> Option<Vec<u8>> {
    let meta = first(bytes, b"meta")?.get(VERSION..)?;
    let (version, mut list) = versioned(first(meta, b"iinf")?)?;
    number(&mut list, if version == 0 { 2 } else { 4 })?;
    let entries = boxes(list).filter(|(kind, _)| kind == b"infe");
    let item = entries.filter_map(|(_, entry)| named(entry, wanted)).next()?;
    let mut content = Vec::new();
    for (from, length) in parts(first(meta, b"iloc")?, item)? {
        let part = bytes.get(from..)?.get(..length)?;
        if content.len() + part.len() > most {
            return None;
        }
        content.extend(part);
    }
    Some(content)
}

/// The number of an item, if it is of this kind.
fn named(entry: &[u8], wanted: &Code) -> Option<usize> {
    let (version, mut rest) = versioned(entry)?;
    let item = number(&mut rest, if version < 3 { 2 } else { 4 })?;
    // Two bytes say how it is protected.
    (rest.get(2..6)? == wanted).then_some(item)
}

/// Offset and length of each part of an item, from the box of all their places. Places outside the file itself are not known.
fn parts(places: &[u8], item: usize) -> Option<Vec<(usize, usize)>> {
    let (version, mut rest) = versioned(places)?;
    let widths = number(&mut rest, 2)?;
    let [offset, length, base, index] = [12, 8, 4, 0].map(|shift| widths >> shift & 0xf);
    let index = if version == 0 { 0 } else { index };
    let short = if version < 2 { 2 } else { 4 };
    for _ in 0..number(&mut rest, short)? {
        let of = number(&mut rest, short)?;
        let is_within = version == 0 || number(&mut rest, 2)? & 0xf == 0;
        number(&mut rest, 2)?;
        let start = number(&mut rest, base)?;
        let mut found = Vec::new();
        for _ in 0..number(&mut rest, 2)? {
            number(&mut rest, index)?;
            let (from, length) = (number(&mut rest, offset)?, number(&mut rest, length)?);
            found.push((start.checked_add(from)?, length));
        }
        if of == item {
            return is_within.then_some(found);
        }
    }
    None
}

/// Version of a box, and its content behind version and flags.
fn versioned(content: &[u8]) -> Option<(u8, &[u8])> {
    Some((*content.first()?, content.get(VERSION..)?))
}

/// Numbers of the properties that a list of uses gives to an item.
fn uses(content: &[u8], item: usize) -> Option<Vec<usize>> {
    let is_wide = *content.get(3)? & 1 == 1;
    let (version, mut rest) = versioned(content)?;
    let mut found = Vec::new();
    for _ in 0..number(&mut rest, 4)? {
        let of = number(&mut rest, if version == 0 { 2 } else { 4 })?;
        for _ in 0..number(&mut rest, 1)? {
            // The highest bit says that the property must be understood.
            let used = if is_wide { number(&mut rest, 2)? & 0x7fff } else { number(&mut rest, 1)? & 0x7f };
            if of == item {
                found.push(used);
            }
        }
    }
    Some(found)
}

/// Takes a number of this many bytes, big endian.
fn number(bytes: &mut &[u8], length: usize) -> Option<usize> {
    let (number, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(number.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &Code, content: &[u8]) -> Vec<u8> {
        let size = (content.len() + HEAD) as u32;
        [&size.to_be_bytes()[..], kind, content].concat()
    }

    /// A file whose item 7 has the second and the third of three properties.
    fn file() -> Vec<u8> {
        let kinds = [boxed(b"ispe", &[0; 12]), boxed(b"irot", &[1]), boxed(b"imir", &[0])].concat();
        let uses = [0, 0, 0, 0, 0, 0, 0, 2, 0, 5, 1, 1, 0, 7, 3, 0x82, 0, 3];
        let known = [boxed(b"ipco", &kinds), boxed(b"ipma", &uses)].concat();
        let meta = [vec![0; 4], boxed(b"pitm", &[0, 0, 0, 0, 0, 7]), boxed(b"iprp", &known)].concat();
        [boxed(b"ftyp", b"mif1\0\0\0\0avifmiaf"), boxed(b"meta", &meta)].concat()
    }

    #[test]
    fn brands_and_the_properties_of_the_main_picture_are_found() {
        assert_eq!(brands(&file()), [*b"mif1", *b"avif", *b"miaf"]);
        assert_eq!(properties(&file()), [(*b"irot", &[1_u8][..]), (*b"imir", &[0])]);
    }

    #[test]
    fn an_item_is_put_together_from_its_parts() {
        let entry = boxed(b"infe", b"\x02\0\0\0\0\x07\0\0Exif\0");
        let list = [&[0, 0, 0, 0, 0, 1][..], &entry].concat();
        let places =
            [0, 0, 0, 0, 0x44, 0, 0, 1, 0, 7, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1];
        let meta = [vec![0; 4], boxed(b"iinf", &list), boxed(b"iloc", &places)].concat();
        let file = boxed(b"meta", &meta);
        assert_eq!(item(&file, b"Exif", 3).unwrap(), b"me\0");
        assert_eq!(item(&file, b"Exif", 2), None, "it is too long");
        assert_eq!(item(&file, b"mime", 3), None);
    }

    #[test]
    fn a_file_cut_or_changed_anywhere_gives_what_is_left() {
        let file = file();
        for end in 0..file.len() {
            assert!(brands(&file[..end]).len() <= 3 && properties(&file[..end]).len() <= 2);
            for byte in [0, 1, 0x7f, 0xff] {
                let mut changed = file.clone();
                changed[end] = byte;
                assert!(properties(&changed).len() <= 4);
            }
        }
        assert_eq!(brands(b"\x89PNG\r\n\x1a\n and more of it"), [] as [Code; 0]);
    }
}

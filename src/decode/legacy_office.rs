//! Office files up to 2003: DOC, XLS and PPT, told apart and not read. An office program can draw them.

use std::io;

use super::{Event, Sink, unread_file};
use crate::model::document::Format;

/// An entry of a compound file's list of streams (MS-CFB 2.6.1): the name in UTF-16, what it is, where it lies.
const ENTRY: usize = 128;
/// Where an entry says what it is, and what it says of a stream.
const KIND: usize = 66;
const STREAM: u8 = 2;
/// The streams that hold the text of each kind of file; the last of Excel before 1997.
const STREAMS: [(&str, Format); 4] = [
    ("WordDocument", Format::Doc),
    ("Workbook", Format::Xls),
    ("PowerPoint Document", Format::Ppt),
    ("Book", Format::Xls),
];

/// Which kind a compound file is; none where it is another, or is locked by a password. What one embeds of another kind
/// stands behind its own stream.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    bytes
        .chunks_exact(ENTRY)
        .filter(|entry| entry[KIND] == STREAM)
        .find_map(|entry| STREAMS.iter().find(|(name, _)| is_named(entry, name)).map(|(_, format)| *format))
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let (mut units, mut letters) = (entry.chunks_exact(2), name.bytes().chain([0]));
    letters.all(|letter| units.next() == Some(&[letter, 0]))
}

/// Says that such a file is not read here, and what reads it. Fails only when the sink does.
pub fn refuse(format: Format, sink: &mut Sink) -> io::Result<()> {
    sink(Event::Opened { format, pages: 0 })?;
    sink(unread_file(format!(
        "It is an old Office file ({}), which is not read here. `add --office-pages` has LibreOffice draw it, where that is \
         installed; or save it as PDF and add that.",
        format.name()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_stream_of_a_kind_tells_it_and_storages_do_not() {
        let entry = |name: &str, kind: u8| {
            let mut entry = [0; ENTRY];
            name.bytes().enumerate().for_each(|(i, letter)| entry[2 * i] = letter);
            entry[KIND] = kind;
            entry
        };
        let file = [entry("Root Entry", 5), entry("WordDocument", 1), entry("Workbook", 2), entry("Book", 2)];
        assert_eq!(sniff(file.as_flattened()), Some(Format::Xls));
        assert_eq!(sniff(entry("WordDocuments", 2).as_slice()), None);
        assert_eq!(sniff(entry("EncryptedPackage", 2).as_slice()), None);
    }
}

//! Office files up to 2003 (DOC, XLS, PPT): distinguished but not decoded. An office program can render them.

use std::io;

use super::outlook::CFB_MARK;
use super::{Event, Reader, Sink, Wanted, unread_file};
use crate::model::document::Format;

/// Size of a directory entry of a compound file, in bytes (MS-CFB 2.6.1): name in UTF-16, type, location.
const ENTRY: usize = 128;
/// Offset of the object type in an entry.
const KIND: usize = 66;
/// Object type of a stream.
const STREAM: u8 = 2;
/// Streams that hold the text of each kind of file; the last one is that of Excel before 1997.
const STREAMS: [(&str, Format); 4] = [
    ("WordDocument", Format::Doc),
    ("Workbook", Format::Xls),
    ("PowerPoint Document", Format::Ppt),
    ("Book", Format::Xls),
];

/// Message for other compound files.
const RARE: &str = "No text was found in this file of Office or Outlook: it is locked by a password, ends too early, or is an \
                    old Office file of a rare kind. Open it in its program, save it as PDF, and add that.";

/// Reader of office files up to 2003. It also claims all other compound files except messages.
pub struct LegacyOffice;

impl Reader for LegacyOffice {
    fn formats(&self) -> &[Format] {
        &[Format::Doc, Format::Xls, Format::Ppt]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        bytes.starts_with(&CFB_MARK).then(|| sniff(bytes).ok_or(RARE))
    }

    fn read(&self, format: Format, _: Vec<u8>, _: Wanted, sink: &mut Sink) -> io::Result<()> {
        refuse(format, sink)
    }
}

/// Kind of a compound file. Returns `None` for other kinds and for files locked by a password. Embedded files
/// of other kinds come after the file's own stream.
fn sniff(bytes: &[u8]) -> Option<Format> {
    bytes
        .chunks_exact(ENTRY)
        .filter(|entry| entry[KIND] == STREAM)
        .find_map(|entry| STREAMS.iter().find(|(name, _)| is_named(entry, name)).map(|(_, format)| *format))
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let (mut units, mut letters) = (entry.chunks_exact(2), name.bytes().chain([0]));
    letters.all(|letter| units.next() == Some(&[letter, 0]))
}

/// Reports that such a file is not decoded, and what can read it. Fails only if the sink does.
fn refuse(format: Format, sink: &mut Sink) -> io::Result<()> {
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

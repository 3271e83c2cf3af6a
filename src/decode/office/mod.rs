//! Office files: their words in reading order. Pages are not rendered here, because their look depends on the
//! office program.

mod archive;
mod open_document;
mod paragraphs;
mod spreadsheet;
pub mod xml;

use std::io;

use super::mail::charset;
use super::{Event, Reader, Sink, Wanted, contained, some_words, tell_words, unread_file};
use crate::limits;
use crate::model::document::Format;
use archive::Archive;
use spreadsheet::Workbook;

/// First bytes of every ZIP archive.
const ARCHIVE_MARK: &[u8] = b"PK\x03\x04";
/// An OpenDocument archive begins with an uncompressed part of this name, whose content is the format.
const KIND: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.";

/// Message for an archive that is not an office file.
const NO_OFFICE_FILE: &str =
    "It is an archive and no office file, or is damaged. Unpack it and add what it holds.";

/// Reader of office files that are ZIP archives. It claims all archives.
pub struct Archived;

impl Reader for Archived {
    fn formats(&self) -> &[Format] {
        &[Format::Docx, Format::Xlsx, Format::Pptx, Format::Odt, Format::Ods, Format::Odp]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        bytes.starts_with(ARCHIVE_MARK).then(|| sniff(bytes).ok_or(NO_OFFICE_FILE))
    }

    fn read(&self, format: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read(&bytes, format, wanted, sink)
    }
}

/// Kind of office file of an archive. Returns `None` if it is none.
fn sniff(bytes: &[u8]) -> Option<Format> {
    let head = &bytes[..bytes.len().min(200)];
    if let Some(at) = head.windows(KIND.len()).position(|window| window == KIND) {
        let kind = &head[at + KIND.len()..];
        let kinds = [("text", Format::Odt), ("spreadsheet", Format::Ods), ("presentation", Format::Odp)];
        return kinds.iter().find(|(name, _)| kind.starts_with(name.as_bytes())).map(|(_, format)| *format);
    }
    let archive = Archive::open(bytes)?;
    let folders = [("word/", Format::Docx), ("xl/", Format::Xlsx), ("ppt/", Format::Pptx)];
    folders.iter().find(|(folder, _)| archive.has(folder)).map(|(_, format)| *format)
}

/// Reads the wanted pages of an office file. Fails only if the sink does.
fn read(bytes: &[u8], format: Format, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    let opened = contained(|| {
        let archive = Archive::open(bytes).ok_or("It is damaged or ends too early. Get the file again.")?;
        Ok((Pages::of(&archive, format)?, archive))
    });
    let (pages, archive) = match opened {
        Ok(opened) => opened,
        Err(reason) => {
            sink(Event::Opened { format, pages: 0 })?;
            return sink(unread_file(reason));
        }
    };
    let count = pages.count() as u32;
    sink(Event::Opened { format, pages: count })?;
    wanted
        .of(count)
        .try_for_each(|number| tell_words(number, || pages.words(&archive, number as usize - 1), sink))
}

/// Pages of a file.
enum Pages {
    /// One text, by the name of its part.
    Text(String),
    /// Slides, by the names of their parts.
    Slides(Vec<String>),
    /// Sheets of a workbook.
    Sheets(Box<Workbook>),
    /// Words of sheets that are all in one part.
    Tables(Vec<String>),
    /// Words of other pages that are all in one part.
    Words(Vec<String>),
}

impl Pages {
    fn of(archive: &Archive, format: Format) -> Result<Self, String> {
        let pages = match format {
            Format::Docx => Pages::Text(archive.main_part()?),
            Format::Pptx => Pages::Slides(paragraphs::slides(archive, &archive.main_part()?)?),
            Format::Xlsx => Pages::Sheets(Box::new(Workbook::open(archive, &archive.main_part()?)?)),
            Format::Ods => Pages::Tables(open_document::pages(archive, Some("table"))?),
            Format::Odp => Pages::Words(open_document::pages(archive, Some("page"))?),
            _ => Pages::Words(open_document::pages(archive, None)?),
        };
        let most = limits::MAX_SHEETS;
        match pages.count() {
            0 => Err("It has no page.".into()),
            count if count > most => {
                Err(format!("It has more than {most} pages, and is not read. Split it."))
            }
            _ => Ok(pages),
        }
    }

    fn count(&self) -> usize {
        match self {
            Pages::Text(_) => 1,
            Pages::Slides(parts) => parts.len(),
            Pages::Sheets(book) => book.sheets.len(),
            Pages::Tables(pages) | Pages::Words(pages) => pages.len(),
        }
    }

    fn words(&self, archive: &Archive, at: usize) -> Result<String, String> {
        let words = match self {
            Pages::Text(part) => paragraphs::document(archive, part)?,
            Pages::Slides(parts) => paragraphs::slide(archive, &parts[at])?,
            Pages::Sheets(book) => book.words(archive, &book.sheets[at])?,
            Pages::Tables(pages) | Pages::Words(pages) => pages[at].clone(),
        };
        let words = charset::tidy(&words);
        // Workbooks start with empty sheets, and an empty sheet is no loss.
        if matches!(self, Pages::Sheets(_) | Pages::Tables(_)) { Ok(words) } else { some_words(words) }
    }
}

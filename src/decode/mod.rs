//! Decoders: bytes to pages. They are assumed to fail on hostile input, so they run only in the child process.
//!
//! Each format has a file or a folder, and a reader in `READERS`; `model::format` has its name, number and kind.
//! Text without a look is a page, too: the text, sheets or slides of an office file, and messages.
//!
//! - `office`: an archive whose parts are read as streams, tag by tag, with a limit on their total size and
//!   without expanding entities.
//! - `mail`, `outlook`: properties of MSG, TNEF and stores become the same message as mail. A message attached
//!   as properties is first written as mail. Attachments are returned as bytes, and requested as files of their
//!   own.
//! - Mailboxes and stores are read by random access (`byte_source`): of a mailbox, a window and one message are
//!   in memory; of a store, the recently used pages of its trees. Before each message the reader reports the
//!   offset at which it begins. If the child is lost, the next one starts there. While messages are counted,
//!   the reader reports its progress within bounds, so a child that hangs can be distinguished from one that
//!   works.
//! - The messages of a store are those of its node tree and those listed by its folders, so neither hides any.
//! - `picture`, `frames`: a picture gives all its looks: the frames of an animation, and a transparent picture
//!   on a light and on a dark background, because a change may be visible in one of them only.
//! - `cut_short`: of a picture that ends too early, the rows that are there.
//! - `metadata`: what the file of a picture says of itself, read behind its pixels.
//! - `not_read`: the names of files that have no reader.
//! - `smime`: of a file that is signed, its content stands for it.
//! - `pdf`: pages are rendered on white; fields without an appearance get one, and words in a typeface that is
//!   not embedded are noted. Files embedded in it are returned like attachments.

mod avif;
mod boxes;
mod byte_source;
mod cut_short;
mod frames;
mod heic;
mod jpeg;
mod jpeg_xl;
mod legacy_office;
mod mail;
mod metadata;
mod not_read;
mod office;
mod outlook;
mod pdf;
mod picture;
mod rtf;
mod smime;
mod tiff;

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread, WITHOUT_WORDS};
use crate::model::file_metadata::FileMetadata;
use crate::model::format::Kind;
use crate::model::shot::Shown;
use crate::model::text::Text;
use byte_source::Source;

/// Events of reading a file, in order: at most one `Opened`, then the pages by number, each preceded by its
/// attachments. The progress in a container may be reported at any time.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The file was recognised.
    Opened {
        /// Its format.
        format: Format,
        /// Number of pages according to the file; 0 if it could not be opened.
        pages: u32,
    },
    /// Time and background of the next look.
    Shown(Shown),
    /// A page.
    Page(Page),
    /// A file attached to the next page.
    Attachment(Attachment),
    /// What the file of a picture says of itself; it follows all its looks.
    Says(FileMetadata),
    /// A page or file that could not be read.
    Unread(Unread),
    /// Number of bytes of a container processed so far; it increases with each event.
    Looked(u64),
    /// Offset in the mailbox at which the next message begins.
    Reached(u64),
}

/// A position in a container from which reading can be resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Message number, from 1.
    pub number: u32,
    /// Offset of its first byte.
    pub place: u64,
    /// Number of messages in total.
    pub count: u32,
}

/// Range of pages requested, both ends included, from 1, and the resolution for rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// First page.
    pub first: u32,
    /// Last page; a number beyond the last page means all.
    pub last: u32,
    /// Resolution for PDF pages, in dots per inch; pictures keep their own pixels.
    pub dpi: u32,
}

impl Wanted {
    /// Requested pages of a file with this number of pages.
    fn of(self, pages: u32) -> std::ops::RangeInclusive<u32> {
        self.first.max(1)..=self.last.min(pages)
    }

    /// True if the file is read to its end, and not for a page of it.
    fn is_all(self) -> bool {
        self.last == u32::MAX
    }
}

/// Bytes needed to recognise a format: mail may need a whole header.
pub const SNIFFED: usize = 128 << 10;

/// Receives each event; an error means that nobody listens any more, and ends the reading.
pub type Sink<'a> = dyn FnMut(Event) -> io::Result<()> + 'a;

/// Reader of one format, or of several that begin alike.
trait Reader: Sync {
    /// Formats that [`Reader::sniff`] can return.
    fn formats(&self) -> &[Format];

    /// Format of a file from its first bytes. Returns `None` if it is not a file for this reader. Fails with a
    /// sentence if it begins like one but has none of these formats; then no other reader is tried.
    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>>;

    /// Reads the wanted pages. Fails only if the sink does.
    fn read(&self, format: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()>;

    /// Reads a picture that is to be checked. The default refuses it. Fails only if the sink does.
    fn read_shot(&self, format: Format, _bytes: &[u8], sink: &mut Sink) -> io::Result<()> {
        refuse_shot(format, sink)
    }

    /// Reads the wanted messages of a container, from the mark on if there is one. Fails only if the sink does.
    fn read_container(&self, _: Source, _: Wanted, _: Option<Mark>, sink: &mut Sink) -> io::Result<()> {
        sink(unread_file(no_format()))
    }
}

/// Readers in the order in which they are tried.
static READERS: &[&dyn Reader] = &[
    &picture::PNG,
    &picture::JPEG,
    &picture::GIF,
    &picture::WEBP,
    &picture::BMP,
    &avif::AVIF,
    &heic::HEIC,
    &jpeg_xl::JPEG_XL,
    &tiff::Tiff,
    // Before PDF, because a file attached to it may begin in the first kilobyte.
    &outlook::Msg,
    &legacy_office::LegacyOffice,
    &outlook::Tnef,
    &outlook::Store,
    &office::Archived,
    &rtf::Rtf,
    &pdf::PdfFile,
    &mail::Mailbox,
    &mail::Message,
];

/// Reader and format of a file, from its first bytes. Fails with a sentence if it cannot be read.
fn reader_of(bytes: &[u8]) -> Result<(&'static dyn Reader, Format), String> {
    if bytes.is_empty() {
        return Err("It is empty.".into());
    }
    let told = READERS.iter().find_map(|reader| Some((*reader, reader.sniff(bytes)?)));
    let (reader, format) = told.ok_or_else(|| match not_read::kind_of(bytes) {
        Some(kind) => format!("It is {}, which is not read here.", kind.what),
        None => no_format(),
    })?;
    let format = format?;
    debug_assert!(reader.formats().contains(&format), "{format:?} is missing in the formats of its reader");
    Ok((reader, format))
}

/// Format of a file from its first bytes. Returns `None` if it cannot be read here.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    reader_of(bytes).ok().map(|(_, format)| format)
}

/// Reads the wanted messages of a container; a mark resumes an earlier reading. Fails only if the sink does.
pub fn read_container(file: File, wanted: Wanted, mark: Option<Mark>, sink: &mut Sink) -> io::Result<()> {
    let source = Source::File(file);
    let mut head = vec![0; SNIFFED];
    let there = source.read_at(0, &mut head).unwrap_or(0);
    match reader_of(&head[..there]) {
        Ok((reader, _)) => reader.read_container(source, wanted, mark, sink),
        Err(reason) => sink(unread_file(reason)),
    }
}

/// Reads the wanted pages of a file; of a signed one, those of its content. Fails only if the sink does.
pub fn read(bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    let bytes = match smime::content(&bytes) {
        None => bytes,
        Some(Ok(content)) => content,
        Some(Err(reason)) => return sink(unread_file(reason)),
    };
    match reader_of(&bytes) {
        Ok((reader, format)) => reader.read(format, bytes, wanted, sink),
        Err(reason) => sink(unread_file(reason)),
    }
}

/// Reads a picture to check: the first page of a TIFF, every look of an animated or transparent picture; then what its
/// file says of itself.
pub fn read_shot(bytes: &[u8], sink: &mut Sink) -> io::Result<()> {
    match reader_of(bytes) {
        Ok((reader, format)) => {
            reader.read_shot(format, bytes, sink)?;
            let said = contained(|| Ok(metadata::read(format, bytes))).unwrap_or_default();
            if said == FileMetadata::default() { Ok(()) } else { sink(Event::Says(said)) }
        }
        Err(reason) => sink(unread_file(not_read::kind_of(bytes).map_or(reason, |kind| {
            format!("It is {}, which is not read here. {}", kind.what, kind.instead)
        }))),
    }
}

/// What a file is that is not read, from its first bytes: "a video". Returns `None` if it is read or not known.
pub fn name_of_unread(bytes: &[u8]) -> Option<&'static str> {
    sniff(bytes).is_none().then(|| not_read::kind_of(bytes).map(|kind| kind.what))?
}

/// Reports that a file is not a picture, and how to make one of it.
fn refuse_shot(format: Format, sink: &mut Sink) -> io::Result<()> {
    let (what, shown) = match format.kind() {
        Kind::Pages | Kind::Picture => (format!("a {}", format.name()), "page"),
        Kind::Mail { .. } => ("mail".to_owned(), "message"),
        Kind::Office { .. } => ("an office file".to_owned(), "page"),
    };
    sink(Event::Opened { format, pages: 0 })?;
    sink(unread_file(format!(
        "It is {what}. verify-shot checks pictures: take a screenshot of the {shown} in question and check that."
    )))
}

/// Message for a file of no known format.
fn no_format() -> String {
    let with_a_look = Format::all().filter(|format| matches!(format.kind(), Kind::Pages | Kind::Picture));
    let names: Vec<&str> = with_a_look.map(Format::name).collect();
    format!("Its content is not {}, mail or an office file.", names.join(", "))
}

/// A page without a look, and thus without a size.
fn words_alone(number: u32, text: Text) -> Page {
    Page {
        number,
        size: (1.0, 1.0),
        picture: None,
        words: Vec::new(),
        unsettled: Vec::new(),
        text: Some(text),
        signatures: Vec::new(),
    }
}

/// The words, if there are any: a page without words shows something else, which is not rendered.
fn some_words(words: String) -> Result<String, String> {
    let some = words.chars().any(char::is_alphanumeric);
    some.then_some(words).ok_or_else(|| WITHOUT_WORDS.into())
}

/// Reports a page of text only, or the reason it has none.
fn tell_words(number: u32, read: impl FnOnce() -> Result<String, String>, sink: &mut Sink) -> io::Result<()> {
    let unread = |page, reason| Event::Unread(Unread { page, reason });
    match contained(read) {
        Ok(mut body) => {
            let most = limits::MAX_BODY_BYTES;
            let cut = body.len() > most;
            body.truncate(body.floor_char_boundary(most));
            sink(Event::Page(words_alone(number, Text { fields: Vec::new(), body })))?;
            let why = format!("Page {number} was cut: at most {} MiB of its words are kept.", most >> 20);
            if cut { sink(unread(None, why)) } else { Ok(()) }
        }
        Err(reason) => sink(unread(Some(number), reason)),
    }
}

fn unread_file(reason: String) -> Event {
    Event::Unread(Unread { page: None, reason })
}

/// Runs a decoder; a panic in it becomes an error.
fn contained<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| {
        Err("The reader failed on it; it is damaged, or of a kind not known here.".into())
    })
}

/// Refuses a picture without pixels or one that is too large, before memory is allocated for it.
fn check_size(width: u32, height: u32) -> Result<(), String> {
    if width == 0 || height == 0 {
        return Err("It says that it has no pixels.".into());
    }
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > limits::MAX_PICTURE_SIDE || pixels > limits::MAX_PICTURE_PIXELS {
        let most = limits::MAX_PICTURE_PIXELS / 1_000_000;
        return Err(format!(
            "It says that it has {width} x {height} pixels; at most {most} million are read. Scale it down first."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_one_reader() {
        for format in Format::all() {
            let readers = READERS.iter().filter(|reader| reader.formats().contains(&format));
            assert_eq!(readers.count(), 1, "{format:?}");
        }
        assert!(READERS.iter().all(|reader| !reader.formats().is_empty()));
    }

    #[test]
    fn a_file_is_told_from_its_first_bytes() {
        let cases: [(&[u8], Format); 15] = [
            (b"\x89PNG\r\n\x1a\n", Format::Png),
            (b"\xff\xd8\xff\xe0", Format::Jpeg),
            (b"GIF89a", Format::Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", Format::WebP),
            (b"BM", Format::Bmp),
            (b"MM\0*", Format::Tiff),
            (b"II+\0", Format::Tiff),
            (b"\x78\x9f\x3e\x22", Format::Tnef),
            (b"!BDN", Format::Pst),
            (b"{\\rtf1", Format::Rtf),
            (b"junk in front\n%PDF-1.7", Format::Pdf),
            (b"%PDF-1.7\nFrom: a@b.example\n", Format::Pdf),
            (b"From: a@b.example\nTo: c@d.example\n\nHello\n", Format::Mail),
            (b"From a@b.example Mon\nFrom: a@b.example\n\nHello\n", Format::Mbox),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Format::Ods),
        ];
        for (bytes, format) in cases {
            assert_eq!(sniff(bytes), Some(format), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn what_is_no_format_is_said_to_be_none() {
        let reason = |bytes: &[u8]| reader_of(bytes).map(|(_, format)| format).unwrap_err();
        assert_eq!(reason(b""), "It is empty.");
        let none = "Its content is not PDF, PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, HEIC, JPEG XL, mail or an office file.";
        assert_eq!(reason(b"hello"), none);
        // No other reader is tried for an archive or a compound file.
        assert!(reason(b"PK\x03\x04 %PDF-1.7").starts_with("It is an archive"));
        let compound = [&outlook::CFB_MARK[..], b"%PDF-1.7"].concat();
        assert!(reason(&compound).starts_with("No text was found in this file of Office or Outlook"));
    }
}

//! What is in a file? Bytes to pages. Nothing here is trusted to survive its input: it runs only inside the child process.
//!
//! Each format has a file or a folder and a line in `READERS`; `model::format` has its name, number and kind. Words without a look are
//! pages, too: the text, sheets or slides of an office file, and messages.
//!
//! - `office`: an archive whose parts are read as streams, together no larger than a limit, tag by tag, with nothing expanded.
//! - `mail`, `outlook`: properties of MSG, TNEF and stores become the same message as mail. A message attached as properties is first
//!   written as mail. Attachments are returned as bytes, and asked for as files of their own.
//! - Mailboxes and stores are read at their places (`byte_source`): of a mailbox, a window and one message are in memory; of a store,
//!   the pages of its trees that were used last. Before each message the reader says where in the file the message begins. If the child
//!   is lost, the next one begins there. While messages are counted, the reader reports its progress within bounds, so a child that
//!   hangs can be told from one that works.
//! - The messages of a store are those of its node tree and those that its folders list, so neither hides what the other has.
//! - `picture`, `frames`: a picture gives all its looks: the frames of one that moves, and a transparent one on light and on dark,
//!   because a change may be visible in one of them only.
//! - `pdf`: pages are drawn on white; fields without an appearance get one, and words in a typeface that the file lacks are noted.

mod byte_source;
mod frames;
mod jpeg;
mod legacy_office;
mod mail;
mod office;
mod outlook;
mod pdf;
mod picture;
mod rtf;
mod tiff;

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread, WITHOUT_WORDS};
use crate::model::format::Kind;
use crate::model::shot::Shown;
use crate::model::text::Text;
use byte_source::Source;

/// What reading a file tells, in the order in which it is told: at most one `Opened`, then pages by number, before
/// each of them the files that are attached to it. How far the reading of a container is may be told at any time.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The file was recognised.
    Opened {
        /// What it is.
        format: Format,
        /// How many pages it says it has; 0 where it could not be opened.
        pages: u32,
    },
    /// When, and on what ground, the picture is shown that comes next.
    Shown(Shown),
    /// A page.
    Page(Page),
    /// A file attached to the page that comes next.
    Attachment(Attachment),
    /// A page, or the whole file, that could not be read.
    Unread(Unread),
    /// So many bytes of a container were gone through; each time it is more.
    Looked(u64),
    /// The message that comes next begins at this byte of its mailbox.
    Reached(u64),
}

/// A place in a container from which its reading can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// A message, counting from 1.
    pub number: u32,
    /// The byte with which it begins.
    pub place: u64,
    /// How many messages there are in all.
    pub count: u32,
}

/// Which pages are asked for, both ends included, counting from 1, and how finely they are to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The first.
    pub first: u32,
    /// The last; more than there are means up to the end.
    pub last: u32,
    /// Dots an inch at which the pages of a PDF are drawn; pictures come in their own pixels.
    pub dpi: u32,
}

impl Wanted {
    /// The wanted ones of so many pages.
    fn of(self, pages: u32) -> std::ops::RangeInclusive<u32> {
        self.first.max(1)..=self.last.min(pages)
    }
}

/// So many of a file's first bytes tell what it is; of those of mail a whole header may be needed.
pub const SNIFFED: usize = 128 << 10;

/// Takes each event; an error means that nobody listens any more, and ends the reading.
pub type Sink<'a> = dyn FnMut(Event) -> io::Result<()> + 'a;

/// Reads the files of a format, or of several that begin alike.
trait Reader: Sync {
    /// Every format that it may tell.
    fn formats(&self) -> &[Format];

    /// Which of its formats a file is, told from its first bytes. None where it is no file of this reader's; a sentence where it
    /// begins like one and is none that can be read, and then no other reader is asked.
    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>>;

    /// Reads the wanted pages. Fails only when the sink does.
    fn read(&self, format: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()>;

    /// Reads a picture that is to be checked. Fails only when the sink does.
    fn read_shot(&self, format: Format, _bytes: Vec<u8>, sink: &mut Sink) -> io::Result<()> {
        refuse_shot(format, sink)
    }

    /// Reads the wanted messages of a container, from a mark on where there is one. Fails only when the sink does.
    fn read_container(&self, _: Source, _: Wanted, _: Option<Mark>, sink: &mut Sink) -> io::Result<()> {
        sink(unread_file(no_format()))
    }
}

/// The readers in the order in which they are asked whether a file is theirs.
static READERS: &[&dyn Reader] = &[
    &picture::PNG,
    &picture::JPEG,
    &picture::GIF,
    &picture::WEBP,
    &picture::BMP,
    &tiff::Tiff,
    // Before PDF: what is attached to them may begin in the first kilobyte.
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

/// The reader of a file and its format; or why it cannot be read.
fn reader_of(bytes: &[u8]) -> Result<(&'static dyn Reader, Format), String> {
    if bytes.is_empty() {
        return Err("It is empty.".into());
    }
    let told = READERS.iter().find_map(|reader| Some((*reader, reader.sniff(bytes)?)));
    let (reader, format) = told.ok_or_else(no_format)?;
    let format = format?;
    debug_assert!(reader.formats().contains(&format), "{format:?} is no format that its reader names");
    Ok((reader, format))
}

/// What a file is, told from its first bytes; none for what cannot be read here.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    reader_of(bytes).ok().map(|(_, format)| format)
}

/// Reads the wanted messages of a container, for one that was read before from a mark on. Fails only when the sink does.
pub fn read_container(file: File, wanted: Wanted, mark: Option<Mark>, sink: &mut Sink) -> io::Result<()> {
    let source = Source::File(file);
    let mut head = vec![0; SNIFFED];
    let there = source.read_at(0, &mut head).unwrap_or(0);
    match reader_of(&head[..there]) {
        Ok((reader, _)) => reader.read_container(source, wanted, mark, sink),
        Err(reason) => sink(unread_file(reason)),
    }
}

/// Reads the wanted pages of a file. Fails only when the sink does.
pub fn read(bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    match reader_of(&bytes) {
        Ok((reader, format)) => reader.read(format, bytes, wanted, sink),
        Err(reason) => sink(unread_file(reason)),
    }
}

/// Reads one picture that is to be checked: the first page of a TIFF, every look of what moves or is transparent.
pub fn read_shot(bytes: Vec<u8>, sink: &mut Sink) -> io::Result<()> {
    match reader_of(&bytes) {
        Ok((reader, format)) => reader.read_shot(format, bytes, sink),
        Err(reason) => sink(unread_file(reason)),
    }
}

/// Says that a file is no picture, and how one is made of it.
fn refuse_shot(format: Format, sink: &mut Sink) -> io::Result<()> {
    let (what, shown) = match format.kind() {
        Kind::Pages | Kind::Picture => (format!("a {}", format.name()), "page"),
        Kind::Mail { .. } => ("mail".to_owned(), "message"),
        Kind::Office { .. } => ("an office file".to_owned(), "page"),
    };
    sink(Event::Opened { format, pages: 0 })?;
    sink(unread_file(format!(
        "It is {what}, and a picture is checked. Save a screenshot of the {shown} in question and check that."
    )))
}

/// Says of a file what it is not.
fn no_format() -> String {
    let with_a_look = Format::all().filter(|format| matches!(format.kind(), Kind::Pages | Kind::Picture));
    let names: Vec<&str> = with_a_look.map(Format::name).collect();
    format!("Its content is not {}, mail or an office file.", names.join(", "))
}

/// A page that has no look, so no size either.
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

/// Words, where there are some: a page without them shows something else, which is not drawn.
fn some_words(words: String) -> Result<String, String> {
    let some = words.chars().any(char::is_alphanumeric);
    some.then_some(words).ok_or_else(|| WITHOUT_WORDS.into())
}

/// Tells of a page of words alone, or why it has none.
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

/// Runs a decoder; a panic in it becomes a reason.
fn contained<T>(decode: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|_| {
        Err("The reader failed on it; it is damaged, or of a kind not known here.".into())
    })
}

/// Refuses a picture that is too large, or has no pixels, before memory is taken for it.
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
        let none = "Its content is not PDF, PNG, JPEG, WebP, GIF, BMP, TIFF, mail or an office file.";
        assert_eq!(reason(b"hello"), none);
        // Nobody else is asked where a file begins as an archive or a compound file does.
        assert!(reason(b"PK\x03\x04 %PDF-1.7").starts_with("It is an archive"));
        let compound = [&outlook::CFB_MARK[..], b"%PDF-1.7"].concat();
        assert!(reason(&compound).starts_with("It is an old Office file of a rare kind"));
    }
}

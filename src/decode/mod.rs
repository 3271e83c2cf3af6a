//! Decoders: bytes to pages. They are assumed to fail on hostile input, so they run only in the child process.
//!
//! Each format has a file or a folder. Text without a look is a page, too: the text, sheets or slides of an
//! office file, and messages.
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
//! - `pdf`: pages are rendered on white; fields without an appearance get one, and words in a typeface that is
//!   not embedded are noted.

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
use crate::model::shot::{Shot, Shown};
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
}

/// Bytes needed to recognise a format: mail may need a whole header.
pub const SNIFFED: usize = 128 << 10;

/// Receives each event; an error means that nobody listens any more, and ends the reading.
pub type Sink<'a> = dyn FnMut(Event) -> io::Result<()> + 'a;

/// Format of a file from its first bytes. Returns `None` if it cannot be read here.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    // PDF readers tolerate a kilobyte of anything before the header, and real files need it.
    let head = &bytes[..bytes.len().min(1024 + 5)];
    Some(match () {
        () if starts(b"\x89PNG\r\n\x1a\n") => Format::Png,
        () if starts(b"\xff\xd8\xff") => Format::Jpeg,
        () if starts(b"GIF87a") || starts(b"GIF89a") => Format::Gif,
        () if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Format::WebP,
        () if starts(b"BM") => Format::Bmp,
        () if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|m| starts(*m)) => Format::Tiff,
        // Before PDF, because a file attached to it may begin in the first kilobyte.
        () if starts(&outlook::CFB_MARK) && outlook::is_msg(bytes) => Format::Msg,
        () if starts(&outlook::CFB_MARK) => return legacy_office::sniff(bytes),
        () if starts(&outlook::TNEF_MARK) => Format::Tnef,
        () if starts(outlook::STORE_MARK) => Format::Pst,
        () if starts(office::ARCHIVE_MARK) => return office::sniff(bytes),
        () if rtf::is_rtf(bytes) => Format::Rtf,
        () if head.windows(5).any(|w| w == b"%PDF-") => Format::Pdf,
        () => return mail::sniff(bytes),
    })
}

/// True if files of this format hold any number of messages and are not read into memory.
pub fn is_container(format: Format) -> bool {
    matches!(format, Format::Mbox | Format::Pst)
}

/// Reads the wanted messages of a container; a mark resumes an earlier reading. Fails only if the sink does.
pub fn read_container(file: File, wanted: Wanted, mark: Option<Mark>, sink: &mut Sink) -> io::Result<()> {
    let source = Source::File(file);
    let mut head = vec![0; SNIFFED];
    let there = source.read_at(0, &mut head).unwrap_or(0);
    match sniff(&head[..there]) {
        Some(Format::Mbox) => mail::read_mailbox(&source, wanted, mark, sink),
        Some(Format::Pst) => outlook::read_store(source, wanted, sink),
        _ => sink(unread_file(unrecognised(&head[..there]))),
    }
}

/// Reads the wanted pages of a file. Fails only if the sink does.
pub fn read(bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    let Some(format) = sniff(&bytes) else { return sink(unread_file(unrecognised(&bytes))) };
    match format {
        Format::Pdf => pdf::read(bytes, wanted, sink),
        Format::Tiff => tiff::read(&bytes, wanted, sink),
        Format::Mail => mail::read(&bytes, wanted, sink),
        Format::Mbox => mail::read_mailbox(&Source::Memory(bytes), wanted, None, sink),
        Format::Docx | Format::Xlsx | Format::Pptx | Format::Odt | Format::Ods | Format::Odp => {
            office::read(&bytes, format, wanted, sink)
        }
        Format::Rtf => read_rtf(&bytes, wanted, sink),
        Format::Doc | Format::Xls | Format::Ppt => legacy_office::refuse(format, sink),
        Format::Pst => outlook::read_store(Source::Memory(bytes), wanted, sink),
        Format::Msg | Format::Tnef => outlook::read(bytes, format, wanted, sink),
        _ => read_picture(&bytes, format, sink),
    }
}

/// Reads a picture to check: the first page of a TIFF, every look of an animated or transparent picture.
pub fn read_shot(bytes: Vec<u8>, sink: &mut Sink) -> io::Result<()> {
    if let Some(format) = sniff(&bytes).filter(|format| !format.is_picture()) {
        let (what, shown) = match format {
            Format::Pdf => ("a PDF", "page"),
            Format::Mail | Format::Mbox | Format::Msg | Format::Tnef | Format::Pst => ("mail", "message"),
            _ => ("an office file", "page"),
        };
        sink(Event::Opened { format, pages: 0 })?;
        return sink(unread_file(format!(
            "It is {what}, and a picture is checked. Save a screenshot of the {shown} in question and check that."
        )));
    }
    match sniff(&bytes) {
        Some(format) if format != Format::Tiff => read_faces(&bytes, format, sink),
        _ => read(bytes, Wanted { first: 1, last: 1, dpi: limits::RENDER_DPI }, sink),
    }
}

/// Reports each look of a picture as a page, preceded by its time and background.
fn read_faces(bytes: &[u8], format: Format, sink: &mut Sink) -> io::Result<()> {
    match contained(|| frames::faces(bytes, format)) {
        Ok(Shot { faces, left_out }) => {
            sink(Event::Opened { format, pages: faces.len() as u32 })?;
            for (number, face) in (1..).zip(faces) {
                sink(Event::Shown(face.shown))?;
                sink(Event::Page(picture::page(number, face.picture)))?;
            }
            left_out.map_or(Ok(()), |reason| sink(unread_file(reason)))
        }
        Err(reason) => {
            sink(Event::Opened { format, pages: 0 })?;
            sink(unread_file(reason))
        }
    }
}

fn read_picture(bytes: &[u8], format: Format, sink: &mut Sink) -> io::Result<()> {
    match contained(|| picture::decode(bytes, format)) {
        Ok(decoded) => {
            sink(Event::Opened { format, pages: 1 })?;
            sink(Event::Page(picture::page(1, decoded.picture)))?;
            decoded.left_out.map_or(Ok(()), |reason| sink(unread_file(reason)))
        }
        Err(reason) => {
            sink(Event::Opened { format, pages: 0 })?;
            sink(unread_file(reason))
        }
    }
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

fn read_rtf(bytes: &[u8], wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    sink(Event::Opened { format: Format::Rtf, pages: 1 })?;
    wanted.of(1).try_for_each(|number| tell_words(number, || some_words(rtf::words(bytes)), sink))
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

fn unrecognised(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "It is empty.".into();
    }
    if bytes.starts_with(&outlook::CFB_MARK) {
        return "It is an old Office file of a rare kind, an Office file locked by a password, or an Outlook message that \
                ends too early. Save it anew, as PDF where that is possible, and add that."
            .into();
    }
    if bytes.starts_with(office::ARCHIVE_MARK) {
        return "It is an archive and no office file, or is damaged. Unpack it and add what it holds.".into();
    }
    "Its content is not PDF, PNG, JPEG, WebP, GIF, BMP, TIFF, mail or an office file.".into()
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

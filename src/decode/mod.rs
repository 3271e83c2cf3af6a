//! What is in a file? Bytes to pages. Nothing here is trusted to survive its input: it runs only inside the child process.
//!
//! Each format has a file or a folder. Words without a look are pages, too: the text, sheets or slides of an office file, and messages.
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
use crate::model::shot::{Shot, Shown};
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

/// What a file is, told from its first bytes; none for what cannot be read here.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    // Readers of PDF allow for a kilobyte of anything in front, and files from the field need it.
    let head = &bytes[..bytes.len().min(1024 + 5)];
    Some(match () {
        () if starts(b"\x89PNG\r\n\x1a\n") => Format::Png,
        () if starts(b"\xff\xd8\xff") => Format::Jpeg,
        () if starts(b"GIF87a") || starts(b"GIF89a") => Format::Gif,
        () if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Format::WebP,
        () if starts(b"BM") => Format::Bmp,
        () if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|m| starts(*m)) => Format::Tiff,
        // Before PDF: what is attached to them may begin in the first kilobyte.
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

/// Whether a file of this kind holds any number of messages, and is read without being taken into memory.
pub fn is_container(format: Format) -> bool {
    matches!(format, Format::Mbox | Format::Pst)
}

/// Reads the wanted messages of a container, for one that was read before from a mark on. Fails only when the sink does.
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

/// Reads the wanted pages of a file. Fails only when the sink does.
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

/// Reads one picture that is to be checked: the first page of a TIFF, every look of what moves or is transparent.
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

/// Tells of each look of a picture as of a page, before it when and on what it is shown so.
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

fn read_rtf(bytes: &[u8], wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    sink(Event::Opened { format: Format::Rtf, pages: 1 })?;
    wanted.of(1).try_for_each(|number| tell_words(number, || some_words(rtf::words(bytes)), sink))
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

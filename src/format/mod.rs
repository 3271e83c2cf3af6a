//! Bytes to pages. Nothing here is trusted to survive its input: it runs only inside the child process.

mod jpeg;
mod mail;
mod pdf;
mod picture;
mod tiff;
mod tiff_palette;
mod words;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};

/// What reading a file tells, in the order in which it is told: at most one `Opened`, then pages by number, before
/// each of them the files that are attached to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The file was recognised.
    Opened {
        /// What it is.
        format: Format,
        /// How many pages it says it has; 0 where it could not be opened.
        pages: u32,
    },
    /// A page.
    Page(Page),
    /// A file attached to the page that comes next.
    Attachment(Attachment),
    /// A page, or the whole file, that could not be read.
    Unread(Unread),
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
        () if head.windows(5).any(|w| w == b"%PDF-") => Format::Pdf,
        () => return mail::sniff(bytes),
    })
}

/// Reads the wanted pages of a file. Fails only when the sink does.
pub fn read(bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    let Some(format) = sniff(&bytes) else { return sink(unread_file(unrecognised(&bytes))) };
    match format {
        Format::Pdf => pdf::read(bytes, wanted, sink),
        Format::Tiff => tiff::read(&bytes, wanted, sink),
        Format::Mail | Format::Mbox => mail::read(&bytes, format, wanted, sink),
        _ => read_picture(&bytes, format, sink),
    }
}

/// Reads one picture that is to be checked: the first page of a TIFF, the first frame of what moves.
pub fn read_shot(bytes: Vec<u8>, sink: &mut Sink) -> io::Result<()> {
    if let Some(format) = sniff(&bytes).filter(|format| !format.is_picture()) {
        let (what, shown) = if format == Format::Pdf { ("a PDF", "page") } else { ("mail", "message") };
        sink(Event::Opened { format, pages: 0 })?;
        return sink(unread_file(format!(
            "It is {what}, and a picture is checked. Save a screenshot of the {shown} in question and check that."
        )));
    }
    read(bytes, Wanted { first: 1, last: 1, dpi: limits::RENDER_DPI }, sink)
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

fn unread_file(reason: String) -> Event {
    Event::Unread(Unread { page: None, reason })
}

fn unrecognised(bytes: &[u8]) -> String {
    let known = "PDF, PNG, JPEG, WebP, GIF, BMP, TIFF or mail";
    if bytes.is_empty() { "It is empty.".into() } else { format!("Its content is not {known}.") }
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

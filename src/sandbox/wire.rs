//! Protocol on the pipes. The parent trusts the child as little as the file: every length and number is
//! checked.
//!
//! A message is a mark, a kind, the lengths of its two parts, then the parts: the head (numbers and words,
//! little endian) and the bulk (a file, or the pixels of a page), which is written and read in one piece.

use std::io::{self, Read, Write};

use crate::decode::{Event, Wanted};
use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread, Word};
use crate::model::file_metadata::FileMetadata;
use crate::model::geometry::Rect;
use crate::model::raster::Picture;
use crate::model::shot::{Ground, Shown};
use crate::model::text::{Field, FieldKind, Text};
use crate::model::unsettled::{Cause, Unsettled};

const MARK: [u8; 4] = *b"vs\x01\n";
const PREFIX: usize = 4 + 1 + 4 + 4;
// Kinds of messages.

const REQUEST: u8 = b'R';
const OPENED: u8 = b'O';
const SHOWN: u8 = b'S';
const PAGE: u8 = b'P';
const ATTACHMENT: u8 = b'A';
const SAYS: u8 = b'F';
const UNREAD: u8 = b'U';
const LOOKED: u8 = b'L';
const REACHED: u8 = b'M';
const END: u8 = b'E';

const MAX_REASON_BYTES: usize = 1000;
const MAX_CAUSE_BYTES: usize = 20;

/// Purpose of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Pages of an original.
    Pages,
    /// A picture to check.
    Shot,
}

/// A request; the file itself is sent with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its purpose.
    pub ask: Ask,
    /// Range of pages.
    pub wanted: Wanted,
}

/// Sends a request with its file.
pub fn send_request(to: &mut impl Write, request: Request, file: &[u8]) -> io::Result<()> {
    let mut head = Vec::new();
    put_u32(&mut head, u32::from(request.ask == Ask::Shot));
    put_u32(&mut head, request.wanted.first);
    put_u32(&mut head, request.wanted.last);
    put_u32(&mut head, request.wanted.dpi);
    send(to, REQUEST, &head, file)
}

/// Receives the next request and its file. Returns `None` if the input ends between two requests.
pub fn receive_request(from: &mut impl Read) -> io::Result<Option<(Request, Vec<u8>)>> {
    let Some(prefix) = Prefix::receive(from)? else { return Ok(None) };
    if prefix.kind != REQUEST || prefix.bulk > limits::MAX_FILE_BYTES {
        return Err(garbled());
    }
    let head = receive(from, prefix.head)?;
    let mut fields = Fields(&head);
    let ask = if fields.u32()? == 0 { Ask::Pages } else { Ask::Shot };
    let wanted = Wanted { first: fields.u32()?, last: fields.u32()?, dpi: fields.u32()? };
    fields.end()?;
    Ok(Some((Request { ask, wanted }, receive(from, prefix.bulk)?)))
}

/// Sends an event.
pub fn send_event(to: &mut impl Write, event: &Event) -> io::Result<()> {
    let mut head = Vec::new();
    match event {
        Event::Opened { format, pages } => {
            put_u32(&mut head, format.number());
            put_u32(&mut head, *pages);
            send(to, OPENED, &head, &[])
        }
        Event::Shown(Shown { ground, at_ms }) => {
            put_u32(&mut head, u32::from(*ground == Ground::Dark));
            put_u32(&mut head, *at_ms);
            send(to, SHOWN, &head, &[])
        }
        Event::Page(page) => {
            put_page(&mut head, page);
            send(to, PAGE, &head, page.picture.as_ref().map_or(&[][..], |picture| &picture.rgb))
        }
        Event::Attachment(Attachment { page, name, content }) => {
            put_u32(&mut head, *page);
            put_text(&mut head, name);
            put_u32(&mut head, u32::from(content.is_ok()));
            put_text(&mut head, content.as_ref().err().map_or("", String::as_str));
            send(to, ATTACHMENT, &head, content.as_deref().unwrap_or_default())
        }
        Event::Says(said) => {
            put_text(&mut head, &serde_json::to_string(said).expect("plain values have a JSON form"));
            send(to, SAYS, &head, &[])
        }
        Event::Unread(unread) => {
            put_u32(&mut head, unread.page.unwrap_or(0));
            put_text(&mut head, &unread.reason);
            send(to, UNREAD, &head, &[])
        }
        Event::Looked(bytes) => send(to, LOOKED, &bytes.to_le_bytes(), &[]),
        Event::Reached(place) => send(to, REACHED, &place.to_le_bytes(), &[]),
    }
}

/// Sends the end of the answer.
pub fn send_end(to: &mut impl Write) -> io::Result<()> {
    send(to, END, &[], &[])
}

/// Receives the next event of an answer. Returns `None` at its end.
pub fn receive_event(from: &mut impl Read) -> io::Result<Option<Event>> {
    let prefix = Prefix::receive(from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let has_bulk = prefix.bulk > 0;
    if prefix.head > limits::MAX_HEAD_BYTES || (has_bulk && ![PAGE, ATTACHMENT].contains(&prefix.kind)) {
        return Err(garbled());
    }
    let head = receive(from, prefix.head)?;
    let mut fields = Fields(&head);
    let event = match prefix.kind {
        END => None,
        OPENED => {
            let format = Format::numbered(fields.u32()?).ok_or_else(garbled)?;
            Some(Event::Opened { format, pages: fields.at_most(limits::MAX_PAGES)? })
        }
        SHOWN => {
            let ground = if fields.at_most(1)? == 0 { Ground::Light } else { Ground::Dark };
            Some(Event::Shown(Shown { ground, at_ms: fields.at_most(limits::MAX_ANIMATION_MS)? }))
        }
        PAGE => {
            let mut page = fields.page()?;
            let pixels = page.picture.as_ref().map_or(0, |p| p.width as u64 * p.height as u64);
            if prefix.bulk != 3 * pixels {
                return Err(garbled());
            }
            if let Some(picture) = &mut page.picture {
                picture.rgb = receive(from, prefix.bulk)?;
            }
            Some(Event::Page(page))
        }
        ATTACHMENT => {
            let mut attachment = fields.attachment()?;
            if prefix.bulk > if attachment.content.is_ok() { limits::MAX_ATTACHMENT_BYTES } else { 0 } {
                return Err(garbled());
            }
            if let Ok(bytes) = &mut attachment.content {
                *bytes = receive(from, prefix.bulk)?;
            }
            Some(Event::Attachment(attachment))
        }
        SAYS => Some(Event::Says(fields.says()?)),
        UNREAD => {
            let page = Some(fields.at_most(limits::MAX_PAGES)?).filter(|&number| number > 0);
            Some(Event::Unread(Unread { page, reason: fields.text(MAX_REASON_BYTES)? }))
        }
        LOOKED => Some(Event::Looked(fields.u64()?)),
        REACHED => Some(Event::Reached(fields.u64()?)),
        _ => return Err(garbled()),
    };
    fields.end()?;
    Ok(event)
}

struct Prefix {
    kind: u8,
    head: u64,
    bulk: u64,
}

impl Prefix {
    /// Returns `None` if the input ends before the first byte.
    fn receive(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = [0; PREFIX];
        if from.read(&mut bytes[..1])? == 0 {
            return Ok(None);
        }
        from.read_exact(&mut bytes[1..])?;
        let mut fields = Fields(&bytes[5..]);
        let (head, bulk) = (u64::from(fields.u32()?), u64::from(fields.u32()?));
        if bytes[..4] != MARK {
            return Err(garbled());
        }
        Ok(Some(Self { kind: bytes[4], head, bulk }))
    }
}

fn send(to: &mut impl Write, kind: u8, head: &[u8], bulk: &[u8]) -> io::Result<()> {
    let length = |part: &[u8]| u32::try_from(part.len()).map_err(|_| garbled());
    let mut start = Vec::with_capacity(PREFIX + head.len());
    start.extend(MARK);
    start.push(kind);
    put_u32(&mut start, length(head)?);
    put_u32(&mut start, length(bulk)?);
    start.extend(head);
    to.write_all(&start)?;
    to.write_all(bulk)
}

/// Receives a part whose length was already checked.
fn receive(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut part = vec![0; usize::try_from(length).map_err(|_| garbled())?];
    from.read_exact(&mut part)?;
    Ok(part)
}

fn garbled() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

fn put_u32(head: &mut Vec<u8>, value: u32) {
    head.extend(value.to_le_bytes());
}

fn put_f64(head: &mut Vec<u8>, value: f64) {
    head.extend(value.to_le_bytes());
}

fn put_text(head: &mut Vec<u8>, text: &str) {
    put_u32(head, text.len() as u32);
    head.extend(text.as_bytes());
}

fn put_rect(head: &mut Vec<u8>, b: &Rect) {
    [b.x0, b.y0, b.x1, b.y1].iter().for_each(|&edge| put_f64(head, edge));
}

fn put_page(head: &mut Vec<u8>, page: &Page) {
    put_u32(head, page.number);
    let pixels = page.picture.as_ref().map_or((0, 0), |p| (p.width as u32, p.height as u32));
    put_u32(head, pixels.0);
    put_u32(head, pixels.1);
    put_f64(head, page.size.0);
    put_f64(head, page.size.1);
    put_u32(head, page.words.len() as u32);
    for word in &page.words {
        put_rect(head, &word.bounds);
        put_text(head, &word.text);
    }
    put_u32(head, page.unsettled.len() as u32);
    for place in &page.unsettled {
        put_rect(head, &place.bounds);
        put_text(head, place.cause.name());
    }
    put_u32(head, u32::from(page.text.is_some()));
    if let Some(text) = &page.text {
        put_u32(head, text.fields.len() as u32);
        for field in &text.fields {
            let kind = FieldKind::ALL.iter().position(|kind| *kind == field.kind);
            put_u32(head, kind.expect("every kind is in the list") as u32);
            put_text(head, &field.text);
        }
        put_text(head, &text.body);
    }
    let signatures = serde_json::to_string(&page.signatures).expect("plain values have a JSON form");
    put_text(head, &signatures);
}

/// The rest of a head.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take(&mut self, length: usize) -> io::Result<&[u8]> {
        let (field, rest) = self.0.split_at_checked(length).ok_or_else(garbled)?;
        self.0 = rest;
        Ok(field)
    }

    fn u32(&mut self) -> io::Result<u32> {
        let field = self.take(4)?;
        Ok(u32::from_le_bytes(field.try_into().map_err(|_| garbled())?))
    }

    fn u64(&mut self) -> io::Result<u64> {
        let field = self.take(8)?;
        Ok(u64::from_le_bytes(field.try_into().map_err(|_| garbled())?))
    }

    fn at_most(&mut self, most: u32) -> io::Result<u32> {
        Some(self.u32()?).filter(|&value| value <= most).ok_or_else(garbled)
    }

    fn finite(&mut self) -> io::Result<f64> {
        let field = self.take(8)?;
        let value = f64::from_le_bytes(field.try_into().map_err(|_| garbled())?);
        Some(value).filter(|v| v.is_finite()).ok_or_else(garbled)
    }

    fn text(&mut self, most: usize) -> io::Result<String> {
        let length = self.u32()? as usize;
        if length > most {
            return Err(garbled());
        }
        String::from_utf8(self.take(length)?.to_vec()).map_err(|_| garbled())
    }

    fn end(&self) -> io::Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(garbled()) }
    }

    /// A page whose pixels follow in the bulk; it has none if width and height are 0.
    fn page(&mut self) -> io::Result<Page> {
        let number = self.at_most(limits::MAX_PAGES)?;
        let (width, height) = (self.u32()?, self.u32()?);
        let pixels = u64::from(width) * u64::from(height);
        let drawn = (width, height) != (0, 0);
        let size = (self.finite()?, self.finite()?);
        if (drawn && pixels == 0) || pixels > limits::MAX_PICTURE_PIXELS || size.0 <= 0.0 || size.1 <= 0.0 {
            return Err(garbled());
        }
        let count = self.at_most(limits::MAX_WORDS as u32)?;
        let words = (0..count).map(|_| self.word()).collect::<io::Result<_>>()?;
        let count = self.at_most(limits::MAX_UNSETTLED as u32)?;
        let unsettled = (0..count).map(|_| self.unsettled()).collect::<io::Result<_>>()?;
        let picture = Picture { width: width as usize, height: height as usize, rgb: Vec::new() };
        let text = if self.at_most(1)? == 1 { Some(self.letter()?) } else { None };
        let signatures = self.text(limits::MAX_SIGNATURES_BYTES)?;
        let signatures = serde_json::from_str(&signatures).map_err(|_| garbled())?;
        if !drawn && text.is_none() {
            return Err(garbled());
        }
        let picture = drawn.then_some(picture);
        Ok(Page { number, size, picture, words, unsettled, text, signatures })
    }

    /// An attachment whose bytes follow in the bulk.
    fn attachment(&mut self) -> io::Result<Attachment> {
        let page = self.at_most(limits::MAX_PAGES)?;
        let name = self.text(limits::MAX_ATTACHMENT_NAME_BYTES)?;
        let taken = self.at_most(1)? == 1;
        let reason = self.text(MAX_REASON_BYTES)?;
        Ok(Attachment { page, name, content: if taken { Ok(Vec::new()) } else { Err(reason) } })
    }

    /// What a file says of itself.
    fn says(&mut self) -> io::Result<FileMetadata> {
        let said = self.text(limits::MAX_FILE_METADATA_BYTES)?;
        let said = serde_json::from_str(&said).map_err(|_| garbled())?;
        Some(said).filter(FileMetadata::is_possible).ok_or_else(garbled)
    }

    /// The text of a message.
    fn letter(&mut self) -> io::Result<Text> {
        let count = self.at_most(FieldKind::ALL.len() as u32)?;
        let fields = (0..count).map(|_| self.field()).collect::<io::Result<_>>()?;
        Ok(Text { fields, body: self.text(limits::MAX_BODY_BYTES)? })
    }

    fn field(&mut self) -> io::Result<Field> {
        let kind = *FieldKind::ALL.get(self.u32()? as usize).ok_or_else(garbled)?;
        Ok(Field { kind, text: self.text(limits::MAX_FIELD_BYTES)? })
    }

    fn rect(&mut self) -> io::Result<Rect> {
        Ok(Rect::new(self.finite()?, self.finite()?, self.finite()?, self.finite()?))
    }

    fn unsettled(&mut self) -> io::Result<Unsettled> {
        let bounds = self.rect()?;
        let cause = Cause::named(&self.text(MAX_CAUSE_BYTES)?).ok_or_else(garbled)?;
        Ok(Unsettled { bounds, cause })
    }

    fn word(&mut self) -> io::Result<Word> {
        Ok(Word { bounds: self.rect()?, text: self.text(limits::MAX_WORD_BYTES)? })
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;

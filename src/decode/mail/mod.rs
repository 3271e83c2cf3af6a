//! Mail: single messages as saved by mail programs, and mailboxes; each message is a page with text.

pub mod attachments;
mod body;
pub mod charset;
mod dkim;
mod encoded_words;
mod flowed;
mod header;
pub mod html;
mod mbox;
mod message;
mod sniff;
mod uuencode;

use std::io;
use std::ops::Range;

use mbox::Step;
pub use message::{Letter, read as read_letter};
pub use sniff::field_name;

use super::byte_source::Source;
use super::{Event, Mark, Reader, Sink, Wanted, contained, unread_file, words_alone};
use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};

/// Reader of single messages.
pub struct Message;

impl Reader for Message {
    fn formats(&self) -> &[Format] {
        &[Format::Mail]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        sniff::sniff(bytes).filter(|format| *format == Format::Mail).map(Ok)
    }

    fn read(&self, _: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read(&bytes, wanted, sink)
    }
}

/// Reader of mailboxes (mbox).
pub struct Mailbox;

impl Reader for Mailbox {
    fn formats(&self) -> &[Format] {
        &[Format::Mbox]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        sniff::sniff(bytes).filter(|format| *format == Format::Mbox).map(Ok)
    }

    fn read(&self, _: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read_mailbox(&Source::Memory(bytes), wanted, None, sink)
    }

    fn read_container(
        &self,
        source: Source,
        wanted: Wanted,
        mark: Option<Mark>,
        sink: &mut Sink,
    ) -> io::Result<()> {
        read_mailbox(&source, wanted, mark, sink)
    }
}

/// Reads a file with one message. Fails only if the sink does.
fn read(bytes: &[u8], wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    sink(Event::Opened { format: Format::Mail, pages: 1 })?;
    let message = sniff::without_wrapping(bytes);
    wanted
        .of(1)
        .try_for_each(|number| tell(number, || Ok(message::read(message)?.signed(message, message)), sink))
}

/// Reads the wanted messages of a mailbox. They are counted first, unless a mark gives their number. Fails only
/// if the sink does.
fn read_mailbox(source: &Source, wanted: Wanted, mark: Option<Mark>, sink: &mut Sink) -> io::Result<()> {
    let format = Format::Mbox;
    let mark = match mark.map_or_else(|| counted(source, wanted.first, sink), |mark| Ok(Ok(mark)))? {
        Ok(mark) => mark,
        Err(reason) => {
            sink(Event::Opened { format, pages: 0 })?;
            return sink(unread_file(reason));
        }
    };
    sink(Event::Opened { format, pages: mark.count })?;
    let looked = source.size().unwrap_or(0);
    let wanted = wanted.of(mark.count);
    let mut next = mark.number;
    for step in mbox::Messages::from(source, mark.place) {
        match step {
            _ if next > *wanted.end() => break,
            Ok(Step::Looked(at)) => sink(Event::Looked(looked + at))?,
            Ok(Step::Message(range)) => {
                if wanted.contains(&next) {
                    sink(Event::Reached(range.start))?;
                    tell(next, || message(source, range), sink)?;
                }
                next += 1;
            }
            Err(_) => break,
        }
    }
    // Messages that were counted but are no longer there or cannot be read.
    let gone = || Err("It could not be read from the disk. Copy the file anew and add that.".to_owned());
    (next.max(*wanted.start())..=*wanted.end()).try_for_each(|number| tell(number, gone, sink))
}

/// Number of messages and the offset of message `number`, or the reason they cannot be determined.
fn counted(source: &Source, number: u32, sink: &mut Sink) -> io::Result<Result<Mark, String>> {
    let (mut count, mut place) = (0, 0);
    for step in mbox::Messages::new(source) {
        match step {
            Ok(Step::Looked(at)) => sink(Event::Looked(at))?,
            Ok(Step::Message(range)) => {
                count += 1;
                if count == number.max(1) {
                    place = range.start;
                }
            }
            Err(e) => return Ok(Err(format!("It cannot be read: {e}. Copy it anew and add that."))),
        }
    }
    let most = limits::MAX_PAGES;
    let many = format!("It has more than {most} messages, and no more are read. Split it.");
    Ok(if count > most { Err(many) } else { Ok(Mark { number: number.max(1), place, count }) })
}

/// The message at this range of a mailbox.
fn message(source: &Source, range: Range<u64>) -> Result<Letter, String> {
    let (size, most) = ((range.end - range.start) >> 20, limits::MAX_MESSAGE_BYTES >> 20);
    if range.end - range.start > limits::MAX_MESSAGE_BYTES {
        return Err(format!("It is {size} MiB large; of one message at most {most} MiB are read."));
    }
    let as_kept = source.bytes(range).map_err(|e| format!("It could not be read from the disk: {e}."))?;
    let plain = mbox::unquoted(&as_kept);
    Ok(message::read(&plain)?.signed(&plain, &as_kept))
}

/// Reports one message: its attachments, its page, and what was left out, or the reason it could not be read.
pub fn tell(number: u32, read: impl FnOnce() -> Result<Letter, String>, sink: &mut Sink) -> io::Result<()> {
    match contained(read) {
        Ok(Letter { text, lost, attached, signatures }) => {
            for (name, content) in attached {
                sink(Event::Attachment(Attachment { page: number, name, content }))?;
            }
            if text.is_empty() {
                return sink(Event::Unread(Unread { page: Some(number), reason: message::NOTHING.into() }));
            }
            sink(Event::Page(Page { signatures, ..words_alone(number, text) }))?;
            if lost.is_empty() {
                return Ok(());
            }
            sink(unread_file(format!("Message {number} is not whole. {}", lost.join(" "))))
        }
        Err(reason) => sink(Event::Unread(Unread { page: Some(number), reason })),
    }
}

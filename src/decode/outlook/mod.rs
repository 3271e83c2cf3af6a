//! Outlook files: MSG and TNEF with one message, PST and OST with many, all stored as MAPI properties.

mod lzfu;
mod mapi_message;
mod msg;
mod nested_message;
mod property;
mod store;
mod tnef;

use std::io;

use super::byte_source::Source;
use super::{Event, Mark, Reader, Sink, Wanted, contained, mail, unread_file};
use crate::limits;
use crate::model::document::Format;

/// Message for an attached object that is not a file.
const AN_OBJECT: &str = "It is an object of another program, not a file. Save it from Outlook and add that.";
/// Message for an attachment that is only a link.
const A_LINK: &str = "It is a link to a file that is elsewhere. Get that file and add it.";

/// Attachment method (MS-OXCMSG 2.2.2.9): by its bytes.
const BY_VALUE: i64 = 1;
/// Attachment method: an embedded message.
const AS_MESSAGE: i64 = 5;
/// Attachment method: an embedded object in its own format.
const AS_OBJECT: i64 = 6;

/// First bytes of every compound file.
pub const CFB_MARK: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Reader of messages saved by Outlook (MSG).
pub struct Msg;

impl Reader for Msg {
    fn formats(&self) -> &[Format] {
        &[Format::Msg]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        (bytes.starts_with(&CFB_MARK) && msg::is_msg(bytes)).then_some(Ok(Format::Msg))
    }

    fn read(&self, format: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read_one(format, || msg::message(bytes), wanted, sink)
    }
}

/// Reader of Outlook's wrapper of a sent message (TNEF).
pub struct Tnef;

impl Reader for Tnef {
    fn formats(&self) -> &[Format] {
        &[Format::Tnef]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        bytes.starts_with(&tnef::MARK).then_some(Ok(Format::Tnef))
    }

    fn read(&self, format: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read_one(format, || Ok(tnef::message(&bytes)), wanted, sink)
    }
}

/// Reader of Outlook stores (PST, OST).
pub struct Store;

impl Reader for Store {
    fn formats(&self) -> &[Format] {
        &[Format::Pst]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        bytes.starts_with(store::MARK).then_some(Ok(Format::Pst))
    }

    fn read(&self, _: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read_store(Source::Memory(bytes), wanted, sink)
    }

    /// A store has a list of its messages and needs no mark.
    fn read_container(
        &self,
        source: Source,
        wanted: Wanted,
        _: Option<Mark>,
        sink: &mut Sink,
    ) -> io::Result<()> {
        read_store(source, wanted, sink)
    }
}

/// Reads a file with one message. Fails only if the sink does.
fn read_one(
    format: Format,
    message: impl FnOnce() -> Result<mapi_message::Message, String>,
    wanted: Wanted,
    sink: &mut Sink,
) -> io::Result<()> {
    sink(Event::Opened { format, pages: 1 })?;
    if wanted.of(1).is_empty() {
        return Ok(());
    }
    mail::tell(1, || Ok(message()?.letter()), sink)
}

/// Reads the wanted messages of a store. Fails only if the sink does.
fn read_store(source: Source, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    let format = Format::Pst;
    let most = limits::MAX_PAGES as usize;
    // Errors of the sink are ignored here: the next event fails as well and ends the reading.
    let looked = &mut |bytes| drop(sink(Event::Looked(bytes)));
    let opened =
        contained(|| store::Store::open(source, looked)).and_then(|store| match store.messages.len() {
            0 => Err("It holds no message.".into()),
            count if count > most => {
                Err(format!("It has more than {most} messages, and no more are read. Split it."))
            }
            _ => Ok(store),
        });
    let store = match opened {
        Ok(store) => store,
        Err(reason) => {
            sink(Event::Opened { format, pages: 0 })?;
            return sink(unread_file(reason));
        }
    };
    let count = store.messages.len() as u32;
    sink(Event::Opened { format, pages: count })?;
    // Reported once, by the reading that starts at the first message.
    if let Some(reason) = store.lost.clone().filter(|_| wanted.first <= 1) {
        sink(unread_file(reason))?;
    }
    wanted
        .of(count)
        .try_for_each(|number| mail::tell(number, || Ok(store.message(number as usize - 1)?.letter()), sink))
}

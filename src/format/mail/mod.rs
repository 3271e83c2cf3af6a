//! Mail: single messages as programs save them, and mailboxes of many; each message is a page of words.

pub mod attached;
mod body;
pub mod decode;
mod dkim;
mod encoded;
mod flowed;
mod header;
pub mod html;
mod kind;
mod letter;
mod mbox;

use std::io;

pub use kind::{field_name, sniff};
pub use letter::{Letter, read as read_letter};

use super::{Event, Sink, Wanted, contained, unread_file, words_alone};
use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};

/// Reads the wanted messages of a file of this format. Fails only when the sink does.
pub fn read(bytes: &[u8], format: Format, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    if format == Format::Mail {
        sink(Event::Opened { format, pages: 1 })?;
        let message = kind::without_wrapping(bytes);
        return wanted.of(1).try_for_each(|number| {
            tell(number, || Ok(letter::read(message)?.signed(message, message)), sink)
        });
    }
    let messages = mbox::messages(bytes);
    let Some(pages) = u32::try_from(messages.len()).ok().filter(|&pages| pages <= limits::MAX_PAGES) else {
        sink(Event::Opened { format, pages: 0 })?;
        let (found, most) = (messages.len(), limits::MAX_PAGES);
        return sink(unread_file(format!("It has {found} messages; at most {most} are read. Split it.")));
    };
    sink(Event::Opened { format, pages })?;
    wanted.of(pages).try_for_each(|number| {
        let message = &bytes[messages[number as usize - 1].clone()];
        let plain = mbox::unquoted(message);
        tell(number, || Ok(letter::read(&plain)?.signed(&plain, message)), sink)
    })
}

/// Tells of one message: what is attached, its page, and what of it was left out, or why it could not be read.
pub fn tell(number: u32, read: impl FnOnce() -> Result<Letter, String>, sink: &mut Sink) -> io::Result<()> {
    match contained(read) {
        Ok(Letter { text, lost, attached, signatures }) => {
            for (name, content) in attached {
                sink(Event::Attachment(Attachment { page: number, name, content }))?;
            }
            if text.is_empty() {
                return sink(Event::Unread(Unread { page: Some(number), reason: letter::NOTHING.into() }));
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

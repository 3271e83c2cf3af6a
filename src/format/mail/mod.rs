//! Mail: single messages as programs save them, and mailboxes of many; each message is a page of words.

mod attached;
mod body;
mod decode;
mod encoded;
mod flowed;
mod header;
mod html;
mod kind;
mod letter;
mod mbox;

use std::io;

pub use kind::sniff;

use super::{Event, Sink, Wanted, contained, unread_file};
use crate::limits;
use crate::model::document::{Attachment, Format, Page, Unread};
use letter::Letter;

/// Width and height of a page that has no look.
const NO_SIZE: (f64, f64) = (1.0, 1.0);

/// Reads the wanted messages of a file of this format. Fails only when the sink does.
pub fn read(bytes: &[u8], format: Format, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    if format == Format::Mail {
        sink(Event::Opened { format, pages: 1 })?;
        let message = kind::without_wrapping(bytes);
        return wanted.of(1).try_for_each(|number| tell(number, || letter::read(message), sink));
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
        tell(number, || letter::read(&mbox::unquoted(message)), sink)
    })
}

/// Tells of one message: what is attached, its page, and what of it was left out, or why it could not be read.
fn tell(number: u32, read: impl FnOnce() -> Result<Letter, String>, sink: &mut Sink) -> io::Result<()> {
    match contained(read) {
        Ok(Letter { text, cut, attached }) => {
            for (name, content) in attached {
                sink(Event::Attachment(Attachment { page: number, name, content }))?;
            }
            if text.is_empty() {
                return sink(Event::Unread(Unread { page: Some(number), reason: letter::NOTHING.into() }));
            }
            let page = Page { number, size: NO_SIZE, picture: None, words: Vec::new(), text: Some(text) };
            sink(Event::Page(page))?;
            if !cut {
                return Ok(());
            }
            let most = limits::MAX_BODY_BYTES >> 20;
            sink(unread_file(format!("Message {number} was cut: at most {most} MiB of its words are kept.")))
        }
        Err(reason) => sink(Event::Unread(Unread { page: Some(number), reason })),
    }
}

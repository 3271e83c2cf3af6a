//! What Outlook writes: MSG and TNEF, which keep a message as properties of MAPI.

mod eml;
mod lzfu;
mod message;
mod msg;
mod property;
mod tnef;

use std::io;

pub use msg::is_msg;
pub use tnef::MARK as TNEF_MARK;

use super::{Event, Sink, Wanted, mail};
use crate::model::document::Format;

/// The first bytes of every compound file.
pub const CFB_MARK: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Reads a file of one message. Fails only when the sink does.
pub fn read(bytes: Vec<u8>, format: Format, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    sink(Event::Opened { format, pages: 1 })?;
    if wanted.of(1).is_empty() {
        return Ok(());
    }
    let message = || match format {
        Format::Msg => msg::message(bytes),
        _ => Ok(tnef::message(&bytes)),
    };
    mail::tell(1, || Ok(message()?.letter()), sink)
}

//! What is attached to a message: every part that is not shown as its words.

use std::borrow::Cow;

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::{body, charset, header};
use crate::limits;

/// An attachment's name, and its bytes or why they were not taken.
pub type Attached = (String, Result<Vec<u8>, String>);

/// Everything that is attached to a message, in its order. Messages within attached messages are theirs.
pub fn of(message: &Message) -> Vec<Attached> {
    let mut found = Vec::new();
    collect(message, 0, 0, &mut found);
    let more = found.len().saturating_sub(limits::MAX_ATTACHMENTS);
    found.truncate(limits::MAX_ATTACHMENTS);
    let mut attached: Vec<Attached> = found.into_iter().map(|part| taken(message, part)).collect();
    if more > 0 {
        attached.push(too_many(more));
    }
    attached
}

/// What stands for so many more files than are read of one message.
pub fn too_many(more: usize) -> Attached {
    let most = limits::MAX_ATTACHMENTS;
    ("more".into(), Err(format!("{more} more files are attached; at most {most} are read.")))
}

fn collect<'a>(message: &'a Message<'a>, id: u32, depth: usize, found: &mut Vec<&'a MessagePart<'a>>) {
    let Some(part) = message.part(id) else { return };
    match &part.body {
        PartType::Multipart(ids) if depth < limits::MAX_PART_DEPTH => {
            ids.iter().for_each(|&id| collect(message, id, depth + 1, found));
        }
        // What lies deeper is taken as one file, and named as one that cannot be read.
        PartType::Multipart(ids) if ids.is_empty() => {}
        _ if body::is_shown(part) && depth < limits::MAX_PART_DEPTH => {}
        _ => found.push(part),
    }
}

fn taken(message: &Message, part: &MessagePart) -> Attached {
    let raw = body::raw(message, part);
    // Encoded, it is a third longer; what is that much too long is not worth the memory.
    let most = limits::MAX_ATTACHMENT_BYTES as usize;
    let bytes = if raw.len() / 2 > most {
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(charset::transfer(raw, part.content_transfer_encoding().unwrap_or_default()))
    };
    let content = if bytes.len() > most { Err(too_large(bytes.len())) } else { Ok(bytes.into_owned()) };
    let or = if matches!(part.body, PartType::Message(_)) { "message" } else { "attachment" };
    (name(part.attachment_name().unwrap_or_default(), or), content)
}

/// Why so many bytes are not read.
pub fn too_large(bytes: usize) -> String {
    let (size, most) = (bytes >> 20, limits::MAX_ATTACHMENT_BYTES >> 20);
    format!("It is {size} MiB large; of attached files at most {most} MiB are read. Save it and add that.")
}

/// The name that a message gives to a file, as a name of one file; another where it gives none.
pub fn name(given: &str, or: &str) -> String {
    let given = header::in_words(given).replace(['/', '\\'], "_");
    match given.as_str() {
        "" | "." | ".." => or.into(),
        given => shortened(given),
    }
}

/// A name cut in its middle where it is too long, so that its ending stays.
fn shortened(name: &str) -> String {
    let most = limits::MAX_ATTACHMENT_NAME_BYTES;
    if name.len() <= most {
        return name.to_owned();
    }
    let (front, back) = (name.floor_char_boundary(most - 20), name.ceil_char_boundary(name.len() - 16));
    format!("{}…{}", &name[..front], &name[back..])
}

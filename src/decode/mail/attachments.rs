//! Attachments of a message: every part that is not shown as its text.

use std::borrow::Cow;

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::{body, charset, header};
use crate::limits;

/// Name of an attachment, and its bytes or the reason they were not read.
pub type Attached = (String, Result<Vec<u8>, String>);

/// All attachments of a message, in order. Those within an attached message belong to that message.
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

/// Placeholder for attachments beyond the limit.
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
        // Deeper parts are taken as one file, which is reported as unreadable.
        PartType::Multipart(ids) if ids.is_empty() => {}
        _ if body::is_shown(part) && depth < limits::MAX_PART_DEPTH => {}
        _ => found.push(part),
    }
}

fn taken(message: &Message, part: &MessagePart) -> Attached {
    let raw = body::raw(message, part);
    // Encoding adds a third; skip decoding if the result is too large anyway.
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

/// Reason an attachment of this size is not read.
pub fn too_large(bytes: usize) -> String {
    let (size, most) = (bytes >> 20, limits::MAX_ATTACHMENT_BYTES >> 20);
    format!("It is {size} MiB large; of attached files at most {most} MiB are read. Save it and add that.")
}

/// Name of an attachment without path separators; `or` if the message gives none.
pub fn name(given: &str, or: &str) -> String {
    let given = header::in_words(given).replace(['/', '\\'], "_");
    match given.as_str() {
        "" | "." | ".." => or.into(),
        given => shortened(given),
    }
}

/// Shortens a name in its middle if it is too long, so that its extension is kept.
fn shortened(name: &str) -> String {
    let most = limits::MAX_ATTACHMENT_NAME_BYTES;
    if name.len() <= most {
        return name.to_owned();
    }
    let (front, back) = (name.floor_char_boundary(most - 20), name.ceil_char_boundary(name.len() - 16));
    format!("{}…{}", &name[..front], &name[back..])
}

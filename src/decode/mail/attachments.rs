//! Attachments of a message: every part that is not shown as its text.

use std::borrow::Cow;

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::uuencode::{self, Coded};
use super::{body, charset, header};
use crate::limits;

/// Name of an attachment, and its bytes or the reason they were not read.
pub type Attached = (String, Result<Vec<u8>, String>);

/// All attachments of a message, in order. Those within an attached message belong to that message.
pub fn of(message: &Message) -> Vec<Attached> {
    let mut found = Found::default();
    found.collect(message, 0, 0);
    if found.more > 0 {
        found.attached.push(too_many(found.more));
    }
    found.attached
}

/// Placeholder for attachments beyond the limit.
pub fn too_many(more: usize) -> Attached {
    let most = limits::MAX_ATTACHMENTS;
    ("more".into(), Err(format!("{more} more files are attached; at most {most} are read.")))
}

/// Attachments found so far.
#[derive(Default)]
struct Found {
    attached: Vec<Attached>,
    /// Number of those beyond the limit.
    more: usize,
}

impl Found {
    fn collect(&mut self, message: &Message, id: u32, depth: usize) {
        let Some(part) = message.part(id) else { return };
        match &part.body {
            PartType::Multipart(ids) if depth < limits::MAX_PART_DEPTH => {
                ids.iter().for_each(|&id| self.collect(message, id, depth + 1));
            }
            // Deeper parts are taken as one file, which is reported as unreadable.
            PartType::Multipart(ids) if ids.is_empty() => {}
            _ if body::is_shown(part) && depth < limits::MAX_PART_DEPTH => {
                if body::is_plain(part) {
                    uuencode::files(&body::decoded(message, part)).for_each(|file| self.take(|| coded(file)));
                }
            }
            _ => self.take(|| taken(message, part)),
        }
    }

    fn take(&mut self, attached: impl FnOnce() -> Attached) {
        if self.attached.len() < limits::MAX_ATTACHMENTS {
            self.attached.push(attached());
        } else {
            self.more += 1;
        }
    }
}

/// A file uuencoded in a text.
fn coded(file: Coded) -> Attached {
    let fits = |bytes: Vec<u8>| match bytes.len() {
        length if length as u64 > limits::MAX_ATTACHMENT_BYTES => Err(too_large(length)),
        _ => Ok(bytes),
    };
    (name(&file.name, "attachment"), file.content.and_then(fits))
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

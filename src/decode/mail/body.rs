//! Body of a message: the text that a mail program shows, from all its parts.

use mail_parser::{ContentType, Message, MessagePart, MimeHeaders, PartType};

use super::{charset, flowed, html, uuencode};
use crate::limits;

/// Ratio of words in the HTML alternative to those in the plain one from which the plain one is a stub, such as
/// "your program shows no HTML".
const STUB: usize = 4;
/// Fewest words of the HTML alternative for that: the plain version of a line or two may be shorter.
const A_LETTER: usize = 30;

/// Text of a part.
#[derive(Default)]
struct Words {
    text: String,
    /// True if it was plain text, not HTML.
    plain: bool,
}

impl Words {
    fn count(&self) -> usize {
        self.text.split_whitespace().count()
    }

    fn any(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }
}

/// Text of a message, with line ends as they are.
pub fn of(message: &Message) -> String {
    of_part(message, 0, 0).text
}

fn of_part(message: &Message, id: u32, depth: usize) -> Words {
    let Some(part) = message.part(id).filter(|_| depth < limits::MAX_PART_DEPTH) else {
        return Words::default();
    };
    match &part.body {
        PartType::Multipart(ids) => of_parts(message, part, ids, depth),
        _ if is_shown(part) => of_leaf(message, part),
        _ => Words::default(),
    }
}

fn of_parts(message: &Message, part: &MessagePart, ids: &[u32], depth: usize) -> Words {
    let parts = ids.iter().map(|&id| of_part(message, id, depth + 1)).filter(Words::any);
    match part.content_type().and_then(ContentType::subtype) {
        Some(kind) if kind.eq_ignore_ascii_case("alternative") => {
            let (plain, set): (Vec<Words>, Vec<Words>) = parts.partition(|words| words.plain);
            // Programs show the last alternative that they support; the plain one is the same without markup,
            // unless it is a stub.
            match (plain.into_iter().next(), set.into_iter().next()) {
                (Some(plain), Some(set)) if is_stub(plain.count(), set.count()) => set,
                (plain, set) => plain.or(set).unwrap_or_default(),
            }
        }
        _ => {
            let all: Vec<Words> = parts.collect();
            let plain = all.iter().all(|words| words.plain);
            Words { text: all.into_iter().map(|words| words.text).collect::<Vec<_>>().join("\n"), plain }
        }
    }
}

/// True if the plain text only says that there is an HTML version.
fn is_stub(plain: usize, set: usize) -> bool {
    set >= A_LETTER && STUB * plain < set
}

/// True if a leaf part is shown in the message rather than listed as an attachment.
pub fn is_shown(part: &MessagePart) -> bool {
    let attached = part.content_disposition().is_some_and(ContentType::is_attachment);
    // In a digest, a part is a message without saying so (RFC 2046, 5.1.5).
    let is_message = matches!(part.body, PartType::Message(_));
    !attached && !is_message && matches!(kind(part), Kind::Plain | Kind::Html)
}

/// True if a part that is shown may hold uuencoded files.
pub fn is_plain(part: &MessagePart) -> bool {
    matches!(kind(part), Kind::Plain)
}

enum Kind {
    Plain,
    Html,
    Other,
}

fn kind(part: &MessagePart) -> Kind {
    let Some(content) = part.content_type() else { return Kind::Plain };
    let subtype = content.subtype().unwrap_or_default().to_ascii_lowercase();
    match (content.ctype().to_ascii_lowercase().as_str(), subtype.as_str()) {
        ("text", "html") => Kind::Html,
        ("text", "" | "plain" | "enriched" | "markdown" | "x-markdown") => Kind::Plain,
        // Its parts cannot be separated; programs show it as text.
        ("multipart", _) => Kind::Plain,
        _ => Kind::Other,
    }
}

fn of_leaf(message: &Message, part: &MessagePart) -> Words {
    let bytes = decoded(message, part);
    let attribute = |name| part.content_type().and_then(|content| content.attribute(name));
    if let Kind::Html = kind(part) {
        let charset = attribute("charset").map(str::to_owned).or_else(|| html::charset(&bytes));
        return Words { text: html::words(&charset::spelled(&bytes, charset.as_deref())), plain: false };
    }
    let bytes = uuencode::without_files(&bytes);
    let text = charset::tidy(&charset::spelled(&bytes, attribute("charset")));
    let is = |name, value| attribute(name).is_some_and(|said| said.eq_ignore_ascii_case(value));
    let text = if is("format", "flowed") { flowed::joined(&text, is("delsp", "yes")) } else { text };
    Words { text, plain: true }
}

/// Bytes of a part, whatever they are encoded in for the way.
pub fn decoded(message: &Message, part: &MessagePart) -> Vec<u8> {
    charset::transfer(raw(message, part), part.content_transfer_encoding().unwrap_or_default())
}

/// Bytes of a part as they are in the message.
pub fn raw<'a>(message: &'a Message, part: &MessagePart) -> &'a [u8] {
    message.raw_message().get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default()
}

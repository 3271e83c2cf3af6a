//! Decoding of one message. It is lenient: whatever is malformed, the text that a mail program shows is read.

use std::borrow::Cow;

use mail_parser::{Message, MessageParser, PartType};

use super::super::smime;
use super::{attachments, body, charset, dkim, encoded_words, header, sniff};
use crate::limits;
use crate::model::signature::Signature;
use crate::model::text::Text;

/// A decoded message.
pub struct Letter {
    /// Its header and body.
    pub text: Text,
    /// Missing parts, one sentence each.
    pub lost: Vec<String>,
    /// Attachments: names, and bytes or the reason they were not read.
    pub attached: Vec<(String, Result<Vec<u8>, String>)>,
    /// Its signatures.
    pub signatures: Vec<Signature>,
}

/// Reason given for an empty message.
pub const NOTHING: &str = "The message has neither a header that can be read nor words.";

/// Reads a message, which may turn out to have no text.
pub fn read(bytes: &[u8]) -> Result<Letter, String> {
    let mut bytes = mended(&with_line_feeds(bytes));
    let mut message = MessageParser::default().parse(&bytes).ok_or(NOTHING)?;
    if let Some(content) = signed_content(&message) {
        let opened = mended(&in_place(&bytes, &content));
        drop(message);
        bytes = opened;
        message = MessageParser::default().parse(&bytes).ok_or(NOTHING)?;
    }
    let text = Text { fields: header::fields(&message), body: charset::tidy(&body::of(&message)) };
    Ok(Letter { text, lost: Vec::new(), attached: attachments::of(&message), signatures: Vec::new() }.cut())
}

impl Letter {
    /// Adds the signatures of the message with these bytes, stored in the file as `as_kept`.
    pub fn signed(mut self, bytes: &[u8], as_kept: &[u8]) -> Self {
        self.signatures = dkim::signatures(bytes, as_kept);
        self
    }

    /// Truncates the text to the limits.
    pub fn cut(mut self) -> Self {
        let mut cut = shorten(&mut self.text.body, limits::MAX_BODY_BYTES);
        for field in &mut self.text.fields {
            cut |= shorten(&mut field.text, limits::MAX_FIELD_BYTES);
        }
        if cut {
            let most = limits::MAX_BODY_BYTES >> 20;
            self.lost.push(format!("It was cut: at most {most} MiB of its words are kept."));
        }
        self
    }
}

/// Content of a message that stands inside its signature, if it is what a message consists of.
fn signed_content(message: &Message) -> Option<Vec<u8>> {
    let root = message.root_part();
    let (PartType::Binary(_) | PartType::InlineBinary(_)) = root.body else { return None };
    let content = smime::content(&body::decoded(message, root))?.ok()?;
    sniff::is_header(&content, false).then_some(content)
}

/// The message with this content in place of its own: the fields of a content, such as its type, are those of the new
/// one, and all others those of the message.
fn in_place(bytes: &[u8], content: &[u8]) -> Vec<u8> {
    let (own, new) = (header::end(bytes), header::end(content));
    let mut whole = header::fields_that(&bytes[..own], |name| !is_of_content(name));
    whole.extend(header::fields_that(&content[..new], is_of_content));
    whole.push(b'\n');
    whole.extend(&content[new..]);
    whole
}

fn is_of_content(name: &[u8]) -> bool {
    name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case(b"content-"))
}

/// Converts lines ended by a single carriage return, as on old Macs.
fn with_line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.contains(&b'\n') {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().map(|&b| if b == b'\r' { b'\n' } else { b }).collect())
}

/// Prepares a message for the parser: header in UTF-8 with every line ended, and an empty header if there is
/// none.
fn mended(bytes: &[u8]) -> Vec<u8> {
    let mut mended = Vec::with_capacity(bytes.len() + 2);
    // Text without a header is a body.
    if !sniff::is_header(bytes, false) {
        mended.push(b'\n');
        mended.extend(bytes);
    } else {
        let end = header::end(bytes);
        mended.extend(encoded_words::joined(&charset::header(&bytes[..end])));
        mended.extend(&bytes[end..]);
    }
    // Keeps the last line of a copy that was cut in the middle of a line.
    mended.push(b'\n');
    mended
}

/// Truncates a text to `most` bytes. Returns true if that was necessary.
fn shorten(text: &mut String, most: usize) -> bool {
    if text.len() <= most {
        return false;
    }
    text.truncate(text.floor_char_boundary(most));
    true
}

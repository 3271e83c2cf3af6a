//! One message turned into its words: whatever is wrong with it, what a mail program would show is read.

use std::borrow::Cow;

use mail_parser::MessageParser;

use super::{attachments, body, charset, dkim, encoded_words, header, sniff};
use crate::limits;
use crate::model::signature::Signature;
use crate::model::text::Text;

/// The words of a message.
pub struct Letter {
    /// Its header and its body.
    pub text: Text,
    /// What of it is not there, each in a sentence.
    pub lost: Vec<String>,
    /// What is attached: names, and bytes or why they were not taken.
    pub attached: Vec<(String, Result<Vec<u8>, String>)>,
    /// The signatures that it carries.
    pub signatures: Vec<Signature>,
}

/// What is said of a message that says nothing.
pub const NOTHING: &str = "The message has neither a header that can be read nor words.";

/// Reads a message, which may turn out to have no words.
pub fn read(bytes: &[u8]) -> Result<Letter, String> {
    let bytes = mended(&with_line_feeds(bytes));
    let message = MessageParser::default().parse(&bytes).ok_or(NOTHING)?;
    let text = Text { fields: header::fields(&message), body: charset::tidy(&body::of(&message)) };
    Ok(Letter { text, lost: Vec::new(), attached: attachments::of(&message), signatures: Vec::new() }.cut())
}

impl Letter {
    /// With the signatures of the message whose bytes these are, in the file as `as_kept`.
    pub fn signed(mut self, bytes: &[u8], as_kept: &[u8]) -> Self {
        self.signatures = dkim::signatures(bytes, as_kept);
        self
    }

    /// With as many words as are kept.
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

/// Lines ended by a carriage return alone, as old Macs did, ended as all others are.
fn with_line_feeds(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.contains(&b'\n') {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().map(|&b| if b == b'\r' { b'\n' } else { b }).collect())
}

/// The message as the parser takes it: header lines in UTF-8 and ended, and a header in any case.
fn mended(bytes: &[u8]) -> Vec<u8> {
    let mut mended = Vec::with_capacity(bytes.len() + 2);
    // Words without a header are a body.
    if !sniff::is_header(bytes, false) {
        mended.push(b'\n');
        mended.extend(bytes);
    } else {
        let end = header::end(bytes);
        mended.extend(encoded_words::joined(&charset::header(&bytes[..end])));
        mended.extend(&bytes[end..]);
    }
    // A copy that was cut in the middle of a line keeps it.
    mended.push(b'\n');
    mended
}

/// Cuts a text down to so many bytes; whether that was needed.
fn shorten(text: &mut String, most: usize) -> bool {
    if text.len() <= most {
        return false;
    }
    text.truncate(text.floor_char_boundary(most));
    true
}

//! Text of a page without a look of its own: every program displays an email differently, but its words are the
//! same.

use super::document::Word;
use super::geometry::Rect;

/// Header field of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldKind {
    /// The author.
    From,
    /// The recipients.
    To,
    /// Recipients of a copy.
    Cc,
    /// Recipients of a copy that is hidden from the others.
    Bcc,
    /// Address for replies.
    ReplyTo,
    /// Date of writing.
    Date,
    /// Subject.
    Subject,
}

impl FieldKind {
    /// Every kind, in the order in which fields are stored.
    pub const ALL: [FieldKind; 7] = [
        FieldKind::From,
        FieldKind::To,
        FieldKind::Cc,
        FieldKind::Bcc,
        FieldKind::ReplyTo,
        FieldKind::Date,
        FieldKind::Subject,
    ];

    /// Name of the header field (RFC 5322).
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::From => "From",
            FieldKind::To => "To",
            FieldKind::Cc => "Cc",
            FieldKind::Bcc => "Bcc",
            FieldKind::ReplyTo => "Reply-To",
            FieldKind::Date => "Date",
            FieldKind::Subject => "Subject",
        }
    }
}

/// One header field, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Kind of the field.
    pub kind: FieldKind,
    /// Decoded value: addresses as `Name <address>`, separated by commas; a date in RFC 5322 form, with its
    /// zone.
    pub text: String,
}

/// Text of a page, without positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Header fields; empty if it is not a message.
    pub fields: Vec<Field>,
    /// Text below the header, lines ended by `\n`.
    pub body: String,
}

impl Text {
    /// Words of a page that also has a look, joined in the order of the file.
    pub fn in_a_row(words: &[Word]) -> Self {
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        Self { fields: Vec::new(), body: words.join(" ") }
    }

    /// Plain text: the header line by line, an empty line, the body.
    pub fn written(&self) -> String {
        let fields: String =
            self.fields.iter().map(|field| format!("{}: {}\n", field.kind.name(), field.text)).collect();
        format!("{fields}\n{}", self.body.trim_end())
    }

    /// True if it has no letter or digit.
    pub fn is_empty(&self) -> bool {
        let mut parts = self.fields.iter().map(|field| &field.text).chain([&self.body]);
        !parts.any(|part| part.chars().any(char::is_alphanumeric))
    }
}

/// A word read in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenWord {
    /// The word as read by OCR.
    pub text: String,
    /// Bounding box in pixels of the raster that was read.
    pub bounds: Rect,
    /// OCR confidence, 0 to 100.
    pub confidence: f64,
    /// Number of its line; words of a line are ordered left to right, lines in reading order.
    pub line: usize,
}

//! The words of a page that has no look of its own: an email is drawn otherwise by every program, its words stay.

use super::document::Word;
use super::geometry::Rect;

/// Which header of a message a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldKind {
    /// Who wrote it.
    From,
    /// To whom.
    To,
    /// To whom a copy went.
    Cc,
    /// To whom a copy went that the others do not see.
    Bcc,
    /// Whom an answer is to reach.
    ReplyTo,
    /// When it was written.
    Date,
    /// What it is about.
    Subject,
}

impl FieldKind {
    /// Every kind, in the order in which fields are kept.
    pub const ALL: [FieldKind; 7] = [
        FieldKind::From,
        FieldKind::To,
        FieldKind::Cc,
        FieldKind::Bcc,
        FieldKind::ReplyTo,
        FieldKind::Date,
        FieldKind::Subject,
    ];

    /// The name of the header (RFC 5322).
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
    /// Which.
    pub kind: FieldKind,
    /// What it says: addresses as `Name <address>`, parted by commas; a date as RFC 5322 writes it, with its zone.
    pub text: String,
}

/// The words of a page that stand nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The header, where it is a message; none where it is words alone.
    pub fields: Vec<Field>,
    /// What is written below it, lines ended by `\n`.
    pub body: String,
}

impl Text {
    /// The words of a page that has a look as well, one behind the other as the file has them.
    pub fn in_a_row(words: &[Word]) -> Self {
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        Self { fields: Vec::new(), body: words.join(" ") }
    }

    /// All of it as plain words: the header line by line, an empty line, the body.
    pub fn written(&self) -> String {
        let fields: String =
            self.fields.iter().map(|field| format!("{}: {}\n", field.kind.name(), field.text)).collect();
        format!("{fields}\n{}", self.body.trim_end())
    }

    /// Whether there is not a letter or digit in it.
    pub fn is_empty(&self) -> bool {
        let mut parts = self.fields.iter().map(|field| &field.text).chain([&self.body]);
        !parts.any(|part| part.chars().any(char::is_alphanumeric))
    }
}

/// A word as it was read in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenWord {
    /// How it was read.
    pub text: String,
    /// Its box, in pixels of the raster that was read.
    pub bounds: Rect,
    /// How sure the reader is, 0 to 100.
    pub confidence: f64,
    /// Number of its line; words of a line come from left to right, lines in reading order.
    pub line: usize,
}

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

    /// The line that contains these words, with the name of its header field, shortened. Returns `None` unless exactly
    /// one line does, and has other words as well.
    pub fn line_with(&self, words: &str) -> Option<String> {
        let single_spaced = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let fields = self.fields.iter().map(|field| format!("{}: {}", field.kind.name(), field.text));
        let body = self.body.lines().map(str::to_owned);
        let words = single_spaced(words);
        let lines = fields.chain(body).map(|line| single_spaced(&line));
        let mut lines = lines.filter(|line| line.contains(&words));
        let first = lines.next()?;
        (lines.next().is_none() && first != words).then(|| excerpt(&first, &words))
    }

    /// True if it has no letter or digit.
    pub fn is_empty(&self) -> bool {
        let mut parts = self.fields.iter().map(|field| &field.text).chain([&self.body]);
        !parts.any(|part| part.chars().any(char::is_alphanumeric))
    }
}

/// Most letters of a line that is quoted beside a difference.
const LINE_LETTERS: usize = 80;

/// A line, of which only whole words around `words` are left if it is long. A line without them begins at its beginning.
pub fn excerpt(line: &str, words: &str) -> String {
    let all: Vec<&str> = line.split(' ').collect();
    let before = line.find(words).map_or(0, |at| line[..at].matches(' ').count());
    let letters =
        |range: std::ops::Range<usize>| all[range].iter().map(|w| w.chars().count() + 1).sum::<usize>();
    let (mut begin, mut end) = (before, (before + words.split(' ').count()).min(all.len()));
    // Grow by a word on either side in turn, as long as there is room.
    loop {
        let (was, room) = ((begin, end), |begin: usize, end: usize| letters(begin..end) <= LINE_LETTERS);
        if begin > 0 && room(begin - 1, end) {
            begin -= 1;
        }
        if end < all.len() && room(begin, end + 1) {
            end += 1;
        }
        if was == (begin, end) {
            break;
        }
    }
    let part: String = all[begin..end].join(" ").chars().take(LINE_LETTERS).collect();
    let is_cut = part.len() < letters(begin..end) - 1 && part.chars().count() == LINE_LETTERS;
    let [left, right] = [begin > 0, end < all.len() || is_cut].map(|cut| if cut { "… " } else { "" });
    format!("{left}{part}{}", right.trim_end().replace('…', " …"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_between_words_around_those_that_differ() {
        let line = "one ".repeat(60) + "2,310,000 crowns" + &" two".repeat(60);
        let said = excerpt(&line, "2,310,000");
        assert!(said.contains("one 2,310,000 crowns two"), "{said}");
        assert!(said.starts_with("… one ") && said.ends_with(" two …"), "{said}");
        assert!(said.chars().count() <= LINE_LETTERS + 4, "{said}");
        assert_eq!(excerpt("Total 5", "5"), "Total 5");
    }

    #[test]
    fn a_word_longer_than_any_line_is_cut() {
        let said = excerpt(&"x".repeat(5000), "x");
        assert!(said.ends_with('…') && said.chars().count() <= LINE_LETTERS + 4, "{said}");
    }

    #[test]
    fn the_line_of_a_message_is_named_if_no_other_has_the_words() {
        let subject = Field { kind: FieldKind::Subject, text: "The boat".into() };
        let body = "The hull  costs 58.\nThe sails cost 61.\nThe crew is paid.\n".into();
        let text = Text { fields: vec![subject], body };
        assert_eq!(text.line_with("58").as_deref(), Some("The hull costs 58."));
        assert_eq!(text.line_with("boat").as_deref(), Some("Subject: The boat"));
        assert_eq!(text.line_with("The"), None, "four lines have it");
        assert_eq!(text.line_with("The crew is paid."), None, "the line has no other words");
    }
}

//! What a quotation in words says, and where its words stand.

use serde::{Deserialize, Serialize};

use super::answer::PageRef;

/// A quotation, beside the finding on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotation {
    /// The quotation as given.
    pub text: String,
    /// Number of its words that were compared: all but those in brackets.
    pub words: usize,
    /// The passages quoted, in the order of the quotation; one for each page of the finding.
    pub passages: Vec<QuotedPassage>,
    /// Words in brackets, which are the writer's own and were not compared.
    pub insertions: Vec<Insertion>,
    /// Further pages that have the same words, beside those that the finding names.
    #[serde(default)]
    pub more: usize,
}

/// A passage of the original that is quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedPassage {
    /// The page on which it begins.
    #[serde(flatten)]
    pub page: PageRef,
    /// The page on which it ends, if that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_page: Option<u32>,
    /// Name of the header field of the message in which it stands; `None` for the text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Header of the message, if it stands in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// Its first and its last word, counted from 1 in the text or field.
    pub at_words: (usize, usize),
    /// Number of words of that text or field.
    pub of_words: usize,
    /// Words before it.
    pub before: String,
    /// The passage, as the original spells it.
    pub original: String,
    /// Words after it.
    pub after: String,
    /// What an ellipsis of the quotation leaves out.
    pub omissions: Vec<Omission>,
}

/// What the header of a message says; each is empty if it has no such field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The author.
    pub from: String,
    /// Date of writing.
    pub date: String,
    /// Subject.
    pub subject: String,
}

/// Words of the original that an ellipsis stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Omission {
    /// Number of the words.
    pub words: usize,
    /// The words.
    pub original: String,
}

/// Words in brackets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insertion {
    /// The words, without their brackets.
    pub text: String,
    /// Words of the original in whose place they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// Why a quotation could not be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotationFault {
    /// It has no words outside brackets.
    NoWords,
    /// It is longer than a quotation may be.
    TooLong,
    /// It is not text in UTF-8.
    NotText,
}

//! What a file turned out to hold.

pub use super::format::Format;
use super::geometry::Rect;
use super::raster::Picture;
use super::signature::Signature;
use super::text::Text;
use super::unsettled::Unsettled;

/// Said of a page of an office file that has no words.
pub const WITHOUT_WORDS: &str = "There are no words on it, and its look is not drawn here. `add --office-pages` has it drawn; or save the file as PDF and add that.";

/// A word of a page and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word as the file spells it, without white space.
    pub text: String,
    /// Its box in page units (see [`Page::size`]), origin top left.
    pub bounds: Rect,
}

/// What came of reading the words of a page by OCR.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The program that read, with its version.
    pub program: String,
    /// The languages that it read, as it names them, joined by `+`.
    pub languages: String,
    /// The words; or why there are none, in words for a person.
    pub words: Result<Vec<Word>, String>,
}

/// A line of words as it stands on a page's rendition, in its pixels, whether the file gives words or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextLine {
    /// Left end.
    pub x0: u16,
    /// Right end.
    pub x1: u16,
    /// Middle of its height.
    pub y: u16,
    /// Median height of its letters.
    pub letter: u16,
    /// Number of its words.
    pub words: u16,
}

/// One page: a picture, or words, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Counts from 1.
    pub number: u32,
    /// Width and height in page units: points of 1/72 inch for a PDF, pixels for a picture, 1 for a page without one.
    pub size: (f64, f64),
    /// The page drawn: at [`crate::limits::RENDER_DPI`] for a PDF, its own pixels for a picture; none for a message.
    pub picture: Option<Picture>,
    /// The words that the file itself gives with positions; none for a picture.
    pub words: Vec<Word>,
    /// Where its look does not follow from the file alone.
    pub unsettled: Vec<Unsettled>,
    /// The words of a page that has no look of its own: a message.
    pub text: Option<Text>,
    /// The signatures that a message carries.
    pub signatures: Vec<Signature>,
}

/// A file that was attached to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The page of the message.
    pub page: u32,
    /// The name that the message gives it, without folders; some name where it gives none.
    pub name: String,
    /// Its bytes, decoded; or why they were not taken, in words for a person.
    pub content: Result<Vec<u8>, String>,
}

/// A part that could not be read, and why, in words for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The page, where one page was lost; none where the whole file was.
    pub page: Option<u32>,
    /// One sentence.
    pub reason: String,
}

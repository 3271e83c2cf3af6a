//! Content of a decoded file.

pub use super::format::Format;
use super::geometry::Rect;
use super::raster::Picture;
use super::signature::Signature;
use super::text::Text;
use super::unsettled::Unsettled;

/// Message for a page of an office file without words.
pub const WITHOUT_WORDS: &str = "There are no words on it, and its look is not drawn here. `add --office-pages` has it drawn; or save the file as PDF and add that.";

/// A word of a page with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word as spelled in the file, without white space.
    pub text: String,
    /// Bounding box in page units (see [`Page::size`]), origin top left.
    pub bounds: Rect,
}

/// Result of OCR on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// OCR program and its version.
    pub program: String,
    /// Languages used, as the program names them, joined by `+`.
    pub languages: String,
    /// The words, or one sentence for people that says why there are none.
    pub words: Result<Vec<Word>, String>,
}

/// A line of words on a page's rendition, in its pixels, whether or not the file has words.
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
    /// Number of words.
    pub words: u16,
}

/// One page: a picture, words, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Page number, from 1.
    pub number: u32,
    /// Width and height in page units: points of 1/72 inch for a PDF, pixels for a picture, 1 for a page
    /// without one.
    pub size: (f64, f64),
    /// Image of the page: rendered at [`crate::limits::RENDER_DPI`] for a PDF, or more finely if it is small, the original
    /// pixels for a picture; `None` for a message.
    pub picture: Option<Picture>,
    /// Words with positions as given by the file; empty for a picture.
    pub words: Vec<Word>,
    /// Places whose look does not follow from the file alone.
    pub unsettled: Vec<Unsettled>,
    /// Text of a page without a look of its own (a message).
    pub text: Option<Text>,
    /// Signatures of a message.
    pub signatures: Vec<Signature>,
}

/// A file attached to a message, or embedded in a PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Page number of the message, or of the page before which it is read; 1 for files of a whole PDF.
    pub page: u32,
    /// Its name there, without folders; a generated name if it has none.
    pub name: String,
    /// Its decoded bytes, or one sentence for people that says why they were not read.
    pub content: Result<Vec<u8>, String>,
}

/// A part that could not be read, with the reason for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Page number; `None` if the whole file could not be read.
    pub page: Option<u32>,
    /// The reason, one sentence.
    pub reason: String,
}

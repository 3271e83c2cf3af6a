//! What a file turned out to hold.

use super::geometry::Rect;
use super::raster::Picture;
use super::signature::Signature;
use super::text::Text;
use super::unsettled::Unsettled;

/// What kind of file it is, told from its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Document Format: pages in points.
    Pdf,
    /// Portable Network Graphics.
    Png,
    /// JPEG, of any colour model.
    Jpeg,
    /// WebP.
    WebP,
    /// GIF: its first frame.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// TIFF: every page.
    Tiff,
    /// One mail message: words without a look.
    Mail,
    /// A mailbox of messages, each a page.
    Mbox,
    /// One message as Outlook saves it.
    Msg,
    /// What Outlook puts round a message that it sends to others: `winmail.dat`.
    Tnef,
    /// A store of Outlook, PST or OST: each message a page.
    Pst,
    /// Rich Text Format: words alone, as of all formats below.
    Rtf,
    /// A text of Word.
    Docx,
    /// A workbook of Excel: each sheet a page.
    Xlsx,
    /// A presentation of PowerPoint: each slide a page.
    Pptx,
    /// A text of OpenDocument.
    Odt,
    /// A workbook of OpenDocument: each sheet a page.
    Ods,
    /// A presentation of OpenDocument: each slide a page.
    Odp,
    /// A text of Word up to 2003: not read here, as of the two below.
    Doc,
    /// A workbook of Excel up to 2003.
    Xls,
    /// A presentation of PowerPoint up to 2003.
    Ppt,
}

/// Said of a page of an office file that has no words.
pub const WITHOUT_WORDS: &str = "There are no words on it, and its look is not drawn here. `add --office-pages` has it drawn; or save the file as PDF and add that.";

impl Format {
    /// The short name that is kept in the index and shown to people.
    pub fn name(self) -> &'static str {
        match self {
            Format::Pdf => "PDF",
            Format::Png => "PNG",
            Format::Jpeg => "JPEG",
            Format::WebP => "WebP",
            Format::Gif => "GIF",
            Format::Bmp => "BMP",
            Format::Tiff => "TIFF",
            Format::Mail => "mail",
            Format::Mbox => "MBOX",
            Format::Msg => "MSG",
            Format::Tnef => "TNEF",
            Format::Pst => "PST",
            Format::Rtf => "RTF",
            Format::Docx => "DOCX",
            Format::Xlsx => "XLSX",
            Format::Pptx => "PPTX",
            Format::Odt => "ODT",
            Format::Ods => "ODS",
            Format::Odp => "ODP",
            Format::Doc => "DOC",
            Format::Xls => "XLS",
            Format::Ppt => "PPT",
        }
    }

    /// Files of office programs: how their pages look is the program's business.
    pub const OFFICE: [Format; 10] = [
        Format::Rtf,
        Format::Docx,
        Format::Xlsx,
        Format::Pptx,
        Format::Odt,
        Format::Ods,
        Format::Odp,
        Format::Doc,
        Format::Xls,
        Format::Ppt,
    ];

    /// Whether it is the file of an office program.
    pub fn is_office(self) -> bool {
        Self::OFFICE.contains(&self)
    }

    /// Whether it is a picture, of which the first page or frame can be checked.
    pub fn is_picture(self) -> bool {
        use Format::{Bmp, Gif, Jpeg, Png, Tiff, WebP};
        matches!(self, Png | Jpeg | WebP | Gif | Bmp | Tiff)
    }
}

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

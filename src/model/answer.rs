//! The answer for one picture; `report::json` prints it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cited::Cited;
use super::coverage::Coverage;
use super::file_metadata::FileMetadata;
use super::geometry::{Homography, Rect};
use super::origin::Origin;
use super::quotation::Quotation;
use super::reason::Reason;
use super::signature::Signed;
use super::trial::Trial;

/// Verdict on a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Same bytes or same pixels as an original.
    Identical,
    /// A page was found, with no difference in the part that was compared.
    Match,
    /// A page was found, and the picture differs from it.
    Altered,
    /// Something was found that a person has to decide.
    Inconclusive,
    /// No page of the index explains the picture.
    NotFound,
    /// The picture could not be examined.
    NotChecked,
}

impl Verdict {
    /// Every verdict, the one that most needs a person first.
    pub const ALL: [Verdict; 6] = [
        Verdict::Altered,
        Verdict::Inconclusive,
        Verdict::NotChecked,
        Verdict::NotFound,
        Verdict::Match,
        Verdict::Identical,
    ];

    /// Parses a JSON code. Returns `None` if it is not the code of a verdict.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }

    /// True if a person has to look before the verdict is used.
    pub fn needs_a_person(self) -> bool {
        matches!(self, Verdict::Altered | Verdict::Inconclusive | Verdict::NotChecked)
    }

    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Identical => "identical",
            Verdict::Match => "match",
            Verdict::Altered => "altered",
            Verdict::Inconclusive => "inconclusive",
            Verdict::NotFound => "not_found",
            Verdict::NotChecked => "not_checked",
        }
    }
}

/// Reference to a page: document and page number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageRef {
    /// Path relative to the folder that was added, with `/`.
    pub document: String,
    /// Page number, from 1.
    pub page: u32,
}

/// What people call a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageKind {
    /// A page of a document, or a picture.
    #[default]
    Page,
    /// A message in a file of its own.
    Message,
    /// A message of a mailbox.
    MailboxMessage,
}

impl PageKind {
    /// Every kind.
    pub const ALL: [PageKind; 3] = [PageKind::Page, PageKind::Message, PageKind::MailboxMessage];

    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            PageKind::Page => "page",
            PageKind::Message => "message",
            PageKind::MailboxMessage => "mailbox_message",
        }
    }
}

/// Evidence by which a page was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// Same bytes as the original file.
    Bytes,
    /// Same decoded pixels.
    Pixels,
    /// Whole-picture perceptual hash.
    Perceptual,
    /// Arrangement of word boxes.
    Layout,
    /// Local features (keypoints).
    Features,
    /// Registration of the original onto the picture.
    Picture,
    /// Words read by OCR in the picture and aligned with those of the page.
    Words,
}

impl Basis {
    /// Every kind of evidence.
    pub const ALL: [Basis; 7] = [
        Basis::Bytes,
        Basis::Pixels,
        Basis::Perceptual,
        Basis::Layout,
        Basis::Features,
        Basis::Picture,
        Basis::Words,
    ];

    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Basis::Bytes => "bytes",
            Basis::Pixels => "pixels",
            Basis::Perceptual => "perceptual",
            Basis::Layout => "layout",
            Basis::Features => "features",
            Basis::Picture => "picture",
            Basis::Words => "words",
        }
    }
}

/// Kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// The ink differs from that of the original.
    Changed,
    /// Ink of the original is missing.
    Missing,
    /// Ink that the original does not have.
    Added,
}

impl DifferenceKind {
    /// Every kind.
    pub const ALL: [DifferenceKind; 3] =
        [DifferenceKind::Changed, DifferenceKind::Missing, DifferenceKind::Added];

    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            DifferenceKind::Changed => "changed",
            DifferenceKind::Missing => "missing",
            DifferenceKind::Added => "added",
        }
    }
}

/// Place where picture and page differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Bounding box in pixels of the picture as given.
    pub bounds: Rect,
    /// Bounding box in page units.
    pub on_page: Rect,
    /// Kind of the difference.
    pub kind: DifferenceKind,
    /// Strength of the evidence. Visual comparison: standard deviations above the image noise. Text comparison:
    /// glyph misfit divided by its threshold; 1.0 if only OCR supports it.
    pub deviation: f64,
    /// Words of the original at this place, if the page has words.
    pub original: Option<String>,
    /// Words shown in the picture at this place, if they could be read.
    pub shown: Option<String>,
    /// The line of the original in which its words stand, shortened, if it has more than these words.
    pub line: Option<String>,
}

/// Reason a place cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HiddenKind {
    /// Covered by a flat patch.
    Redaction,
    /// Tinted, still legible.
    Highlight,
    /// Ring, arrow, stroke, sticker, watermark.
    Mark,
    /// Blurred or pixelated.
    Blur,
}

impl HiddenKind {
    /// Every kind.
    pub const ALL: [HiddenKind; 4] =
        [HiddenKind::Redaction, HiddenKind::Highlight, HiddenKind::Mark, HiddenKind::Blur];

    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            HiddenKind::Redaction => "redaction",
            HiddenKind::Highlight => "highlight",
            HiddenKind::Mark => "mark",
            HiddenKind::Blur => "blur",
        }
    }
}

/// Place that is covered or marked. It is reported, but does not count as a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Hidden {
    /// Bounding box in pixels of the picture as given.
    pub bounds: Rect,
    /// Bounding box in page units.
    pub on_page: Rect,
    /// Kind of the cover or mark.
    pub kind: HiddenKind,
}

/// One page shown by the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PageAnswer {
    /// The page.
    pub page: PageRef,
    /// What people call it.
    pub kind: PageKind,
    /// Evidence by which it was recognised.
    pub basis: Vec<Basis>,
    /// Part of the picture that shows it, in pixels of the picture.
    pub region: Rect,
    /// Homography from page units to pixels of the picture.
    pub transform: Homography,
    /// Share of the region's ink that was compared, 0 to 1.
    pub compared: f64,
    /// Number of false alarms (NFA): expected number of pages of the index that would agree as well by
    /// coincidence.
    pub chance: f64,
    /// Height in pixels of the smallest text that could be compared. `None` if there was none.
    pub smallest_text: Option<f64>,
    /// Differences between picture and page.
    pub differences: Vec<Difference>,
    /// Covered or marked places.
    pub hidden: Vec<Hidden>,
    /// Program that rendered the page, if it is a page of an office file.
    pub drawn_by: Option<String>,
    /// Results of its signature checks, if it is a message or attached to one, and keys were given.
    pub signatures: Vec<Signed>,
    /// SHA-256 of its document, if another document of the index has the same name.
    pub namesake: Option<[u8; 32]>,
}

/// Result of examining a picture, without the names of input and index.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The overall verdict.
    pub verdict: Verdict,
    /// Pages shown, the best explained first.
    pub pages: Vec<PageAnswer>,
    /// Further pages that explain the same part equally well.
    pub also: Vec<PageRef>,
    /// Classification of everything that is shown.
    pub coverage: Coverage,
    /// Reasons for the verdict, the most important first.
    pub why: Vec<Reason>,
}

/// Summary of the index that was searched.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct IndexSummary {
    /// Path as given; the paths of several files that are searched as one, with commas between them.
    pub path: String,
    /// The path of each of its files, if there are several.
    pub paths: Vec<String>,
    /// Digest of its content.
    pub digest: String,
    /// Number of documents.
    pub documents: u64,
    /// Number of pages.
    pub pages: u64,
    /// Number of files and pages that could not be read.
    pub unread: u64,
    /// True if a change of the index did not finish, or still goes on: documents may be missing.
    pub is_unfinished: bool,
    /// Evaluation of this program version on this content, if one was run.
    pub trial: Option<Arc<Trial>>,
}

/// The complete answer for one input, as printed in JSON schema 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The input as given.
    pub input: String,
    /// SHA-256 of its bytes. `None` if they could not be read.
    pub sha256: Option<String>,
    /// Width and height of the picture in pixels. `None` if it could not be decoded.
    pub size: Option<(u32, u32)>,
    /// The result.
    pub finding: Finding,
    /// What is quoted, if the input is a quotation in words.
    pub quotation: Option<Quotation>,
    /// Origin of the picture, if it was fetched.
    pub fetched: Option<Origin>,
    /// What its file says of itself, if anything. No verdict depends on it.
    pub file: Option<FileMetadata>,
    /// The index that was searched.
    pub index: IndexSummary,
    /// Share from the evaluation of that index that applies to this answer.
    pub cited: Option<Cited>,
    /// Wall time spent on it, in milliseconds.
    pub took_ms: u64,
}

/// Extent of the comparison of a picture with its pages, the furthest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    /// Everything shown of the pages was compared, letter by letter.
    Full,
    /// Words were compared, single letters were not.
    Words,
    /// A part was compared.
    Part,
    /// Nothing was compared.
    None,
}

impl Comparison {
    /// Every extent.
    pub const ALL: [Comparison; 4] =
        [Comparison::Full, Comparison::Words, Comparison::Part, Comparison::None];

    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Comparison::Full => "full",
            Comparison::Words => "words",
            Comparison::Part => "part",
            Comparison::None => "none",
        }
    }
}

#[cfg(test)]
impl PageAnswer {
    /// The answer about page 1 of a document that was compared in full and of which nothing is to be said, for tests.
    pub fn of_document(document: &str) -> Self {
        Self {
            page: PageRef { document: document.into(), page: 1 },
            kind: PageKind::Page,
            basis: Vec::new(),
            region: Rect::default(),
            transform: Homography::IDENTITY,
            compared: 1.0,
            chance: 0.0,
            smallest_text: None,
            differences: Vec::new(),
            hidden: Vec::new(),
            drawn_by: None,
            signatures: Vec::new(),
            namesake: None,
        }
    }
}

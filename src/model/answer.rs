//! The answer about one picture, in the words of the contract.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cited::Cited;
use super::coverage::Coverage;
use super::geometry::{Homography, Rect};
use super::origin::Origin;
use super::reason::Reason;
use super::signature::Signed;
use super::trial::Trial;

/// What is said of a picture. Ordered by how much it needs a person, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Same bytes or same pixels as an original.
    Identical,
    /// A page was found and no difference in the part that was compared.
    Match,
    /// A page was found, and the picture differs from it.
    Altered,
    /// Something was found that cannot be decided without a person.
    Inconclusive,
    /// No page of the index explains the picture.
    NotFound,
    /// The picture could not be looked at.
    NotChecked,
}

impl Verdict {
    /// Every verdict, the one that needs a person the most first.
    pub const ALL: [Verdict; 6] = [
        Verdict::Altered,
        Verdict::Inconclusive,
        Verdict::NotChecked,
        Verdict::NotFound,
        Verdict::Match,
        Verdict::Identical,
    ];

    /// The verdict of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }

    /// Whether a person has to look before anything is said.
    pub fn needs_a_person(self) -> bool {
        matches!(self, Verdict::Altered | Verdict::Inconclusive | Verdict::NotChecked)
    }

    /// The code used in JSON.
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

/// A page by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageRef {
    /// Path under the folder that was added, with `/`.
    pub document: String,
    /// Counts from 1.
    pub page: u32,
}

/// What a page was recognised by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The file's bytes.
    Bytes,
    /// The decoded pixels.
    Pixels,
    /// Whole-picture perceptual hash.
    Perceptual,
    /// Arrangement of marks.
    Layout,
    /// Local features.
    Features,
    /// Registration of the original onto the picture.
    Picture,
    /// Its words, read in the picture and aligned.
    Words,
}

impl Basis {
    /// Every one.
    pub const ALL: [Basis; 7] = [
        Basis::Bytes,
        Basis::Pixels,
        Basis::Perceptual,
        Basis::Layout,
        Basis::Features,
        Basis::Picture,
        Basis::Words,
    ];

    /// The word used in JSON.
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

/// How a place differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DifferenceKind {
    /// Other ink than in the original.
    Changed,
    /// Ink of the original is not there.
    Missing,
    /// Ink that the original does not have.
    Added,
}

impl DifferenceKind {
    /// Every one.
    pub const ALL: [DifferenceKind; 3] =
        [DifferenceKind::Changed, DifferenceKind::Missing, DifferenceKind::Added];

    /// The word used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            DifferenceKind::Changed => "changed",
            DifferenceKind::Missing => "missing",
            DifferenceKind::Added => "added",
        }
    }
}

/// A place where picture and page differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// In pixels of the picture as given.
    pub bounds: Rect,
    /// In page units.
    pub on_page: Rect,
    /// How.
    pub kind: DifferenceKind,
    /// How far outside the picture's own noise, in its standard deviations; by words alone how many times their limit the
    /// original's letters misfit there, 1 where the reading alone tells.
    pub deviation: f64,
    /// The original's words there, where the page has words.
    pub original: Option<String>,
    /// The words shown there, where they were read.
    pub shown: Option<String>,
}

/// What keeps a place from being compared.
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
    /// Every one.
    pub const ALL: [HiddenKind; 4] =
        [HiddenKind::Redaction, HiddenKind::Highlight, HiddenKind::Mark, HiddenKind::Blur];

    /// The word used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            HiddenKind::Redaction => "redaction",
            HiddenKind::Highlight => "highlight",
            HiddenKind::Mark => "mark",
            HiddenKind::Blur => "blur",
        }
    }
}

/// A place that is covered or marked: a circumstance, not a difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Hidden {
    /// In pixels of the picture as given.
    pub bounds: Rect,
    /// In page units.
    pub on_page: Rect,
    /// By what.
    pub kind: HiddenKind,
}

/// One page that the picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct PageAnswer {
    /// Which.
    pub page: PageRef,
    /// By what it was recognised.
    pub basis: Vec<Basis>,
    /// Which part of the picture shows it, in pixels of the picture.
    pub region: Rect,
    /// Page units to pixels of the picture.
    pub transform: Homography,
    /// Share of the region's ink that was compared, 0 to 1.
    pub compared: f64,
    /// Expected number of pages of the index that would agree as well by accident (number of false alarms).
    pub chance: f64,
    /// Height in pixels of the smallest text that could be compared, where there was any.
    pub smallest_text: Option<f64>,
    /// Where it differs.
    pub differences: Vec<Difference>,
    /// What is covered or marked.
    pub hidden: Vec<Hidden>,
    /// The program that drew it, where it is a page of an office file.
    pub drawn_by: Option<String>,
    /// What came of its signatures, where it is a message, or attached to one, and keys were given.
    pub signatures: Vec<Signed>,
    /// SHA-256 of its document, where another of the index has the same name.
    pub namesake: Option<[u8; 32]>,
}

/// What is said of a picture by looking at it, before input and index are named beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The headline.
    pub verdict: Verdict,
    /// The pages shown, the best explained first.
    pub pages: Vec<PageAnswer>,
    /// Pages that explain the same part equally well.
    pub also: Vec<PageRef>,
    /// What became of everything that is shown.
    pub coverage: Coverage,
    /// Reasons, those that weigh most first.
    pub why: Vec<Reason>,
}

/// The index that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct IndexSummary {
    /// Its path as given.
    pub path: String,
    /// Digest over its content.
    pub digest: String,
    /// Documents in it.
    pub documents: u64,
    /// Pages in it.
    pub pages: u64,
    /// Files and pages that could not be read into it.
    pub unread: u64,
    /// What a trial of this program on this very content counted.
    pub trial: Option<Arc<Trial>>,
}

/// The whole answer about one input: what schema 1 prints.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The input as given.
    pub input: String,
    /// SHA-256 of its bytes, where they could be read.
    pub sha256: Option<String>,
    /// Width and height of the picture, where it could be decoded.
    pub size: Option<(u32, u32)>,
    /// What was found.
    pub finding: Finding,
    /// Where it came from, where it was fetched.
    pub fetched: Option<Origin>,
    /// Where it was looked for.
    pub index: IndexSummary,
    /// What a trial of that index says of such answers.
    pub cited: Option<Cited>,
    /// Wall time spent on it, in milliseconds.
    pub took_ms: u64,
}

/// How far the comparison of a picture with its pages went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// All that is shown of the pages was compared, letter by letter.
    Full,
    /// Their words were compared, single letters were not.
    Words,
    /// A part was compared.
    Part,
    /// Nothing was compared.
    None,
}

impl Comparison {
    /// The word used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Comparison::Full => "full",
            Comparison::Words => "words",
            Comparison::Part => "part",
            Comparison::None => "none",
        }
    }
}

/// Number of false alarms up to which chance is excluded as the reason that a page agrees.
const CERTAIN: f64 = 1e-30;
/// Share of what is shown from which all of it was compared: covers and small print are less than a letter in a hundred.
const ALL: f64 = 0.99;

impl Finding {
    /// Whether every page is certain: chance is excluded as the reason that it agrees. `None` if no page is named.
    pub fn is_page_certain(&self) -> Option<bool> {
        (!self.pages.is_empty()).then(|| self.pages.iter().all(|page| page.chance <= CERTAIN))
    }

    /// How far the comparison went, of the page that was compared least. `None` if no page is named.
    pub fn comparison(&self) -> Option<Comparison> {
        let of = |page: &PageAnswer| match page.compared {
            compared if compared <= 0.0 => Comparison::None,
            _ if page.basis == [Basis::Words] => Comparison::Words,
            compared if compared < ALL => Comparison::Part,
            _ => Comparison::Full,
        };
        self.pages.iter().map(of).max_by_key(|comparison| *comparison as u8)
    }
}

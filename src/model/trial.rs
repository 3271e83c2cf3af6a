//! Result of an evaluation: pictures made from an index's own pages, counted by how they were made and by
//! outcome.

use serde::{Deserialize, Serialize};

/// How a test picture is made from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The whole page, scaled down.
    Scaled,
    /// A part of the page.
    Crop,
    /// Recompressed and rescaled several times.
    Copies,
    /// Light letters on a dark background.
    Dark,
    /// In the frame of a post.
    Post,
    /// A message as displayed by a mail program.
    Mail,
}

impl Way {
    /// Ways for a page that has a look.
    pub const OF_A_LOOK: [Way; 5] = [Way::Scaled, Way::Crop, Way::Copies, Way::Dark, Way::Post];
    /// Every way.
    pub const ALL: [Way; 6] = [Way::Scaled, Way::Crop, Way::Copies, Way::Dark, Way::Post, Way::Mail];

    /// Code used in JSON and in file names.
    pub fn code(self) -> &'static str {
        match self {
            Way::Scaled => "scaled",
            Way::Crop => "crop",
            Way::Copies => "copies",
            Way::Dark => "dark",
            Way::Post => "post",
            Way::Mail => "mail",
        }
    }
}

/// Kind of a test picture, which determines the expected verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An unchanged page.
    Genuine,
    /// A page with one word, letter or digit replaced.
    Changed,
    /// A page of a document that was excluded from the search.
    Absent,
}

impl Kind {
    /// Code used in JSON and in file names.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Genuine => "genuine",
            Kind::Changed => "changed",
            Kind::Absent => "absent",
        }
    }
}

/// What was done to a page, or to a message, before its picture was made.
///
/// In a changed picture it is the change. In a genuine one it is the mark that stands on an unchanged page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A word, letter or digit is covered with another one of the page.
    Exchanged,
    /// A word, letter or digit is painted over with the tone of the paper.
    Wiped,
    /// A digit is exchanged, and a ring is drawn around its number.
    Ringed,
    /// A word is exchanged, and a line is drawn beneath it.
    Underlined,
    /// A word is exchanged, and a translucent marker is drawn over it.
    Marked,
    /// A phrase is added on bare paper beside a line.
    Added,
    /// The same, in pale grey.
    AddedPale,
    /// A word, letter or digit is exchanged in large type.
    Heading,
    /// A decimal point or comma is wiped, or becomes the other one.
    Point,
    /// A word or digit of a message's text is replaced.
    MailText,
    /// A word or digit of a message's heading is replaced.
    MailHeading,
    /// A line is inserted in a message's text.
    MailLine,
    /// The sender of a message is changed.
    MailSender,
    /// The date of a message is changed.
    MailDate,
    /// The recipient of a message is changed.
    MailTo,
}

impl Edit {
    /// Every edit, in the order of the table.
    pub const ALL: [Edit; 15] = [
        Edit::Exchanged,
        Edit::Wiped,
        Edit::Ringed,
        Edit::Underlined,
        Edit::Marked,
        Edit::Added,
        Edit::AddedPale,
        Edit::Heading,
        Edit::Point,
        Edit::MailText,
        Edit::MailHeading,
        Edit::MailLine,
        Edit::MailSender,
        Edit::MailDate,
        Edit::MailTo,
    ];

    /// Code used in JSON and in file names.
    pub fn code(self) -> &'static str {
        match self {
            Edit::Exchanged => "exchanged",
            Edit::Wiped => "wiped",
            Edit::Ringed => "ringed",
            Edit::Underlined => "underlined",
            Edit::Marked => "marked",
            Edit::Added => "added",
            Edit::AddedPale => "added_pale",
            Edit::Heading => "heading",
            Edit::Point => "point",
            Edit::MailText => "mail_text",
            Edit::MailHeading => "mail_heading",
            Edit::MailLine => "mail_line",
            Edit::MailSender => "mail_sender",
            Edit::MailDate => "mail_date",
            Edit::MailTo => "mail_to",
        }
    }

    /// True if a stroke of a pen is drawn beside the change.
    pub fn has_stroke(self) -> bool {
        matches!(self, Edit::Ringed | Edit::Underlined)
    }

    /// True if a marker is drawn over the change.
    pub fn has_marker(self) -> bool {
        self == Edit::Marked
    }
}

/// Bands of letter heights in pixels of the picture, measured as `smallest_text` of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below 7: hardly legible, and not claimed to have been compared.
    Below7,
    /// From 7 to below 9.
    From7,
    /// From 9 to below 12.
    From9,
    /// From 12 to below 18.
    From12,
    /// 18 or more.
    From18,
}

impl Band {
    /// Every band, the smallest first.
    pub const ALL: [Band; 5] = [Band::Below7, Band::From7, Band::From9, Band::From12, Band::From18];

    /// Band of a height in pixels.
    pub fn of(height: f64) -> Self {
        match height {
            h if h < 7.0 => Band::Below7,
            h if h < 9.0 => Band::From7,
            h if h < 12.0 => Band::From9,
            h if h < 18.0 => Band::From12,
            _ => Band::From18,
        }
    }

    /// Name of the band for people.
    pub fn words(self) -> &'static str {
        match self {
            Band::Below7 => "below 7 pixels",
            Band::From7 => "7 to 9 pixels",
            Band::From9 => "9 to 12 pixels",
            Band::From12 => "12 to 18 pixels",
            Band::From18 => "18 pixels or more",
        }
    }
}

/// Outcome of a check compared with the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A match (or identical) with its page or a duplicate of it.
    Agreed,
    /// Altered, with the right page and a difference at the change.
    Located,
    /// Altered, with the right page but no difference at a change.
    Elsewhere,
    /// Inconclusive, with the right page.
    Doubted,
    /// Inconclusive, without the right page.
    Unsure,
    /// Not found.
    NotFound,
    /// A match with a page that the picture does not show.
    WrongMatch,
    /// Altered, with a page that the picture does not show.
    WrongAltered,
    /// Not checked.
    NotChecked,
}

impl Outcome {
    /// Outcomes that name the right page.
    pub const FOUND: [Outcome; 4] = [Outcome::Agreed, Outcome::Located, Outcome::Elsewhere, Outcome::Doubted];
    /// Outcomes that report a difference.
    pub const ALTERED: [Outcome; 3] = [Outcome::Located, Outcome::Elsewhere, Outcome::WrongAltered];
    /// Outcomes that report no difference.
    pub const PASSED: [Outcome; 2] = [Outcome::Agreed, Outcome::WrongMatch];
    /// Outcomes that do not name the right page.
    pub const LOST: [Outcome; 2] = [Outcome::NotFound, Outcome::Unsure];
    /// Outcomes that leave the decision to a person.
    pub const IN_DOUBT: [Outcome; 2] = [Outcome::Doubted, Outcome::Unsure];
}

/// Categories by which pictures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// Kind of the picture.
    pub kind: Kind,
    /// How it was made.
    pub way: Way,
    /// What was done to the page; `None` if nothing was, or in a trial of an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
    /// Height of the letters at the change; `None` if nothing was changed.
    pub band: Option<Band>,
    /// Outcome of the check.
    pub outcome: Outcome,
}

/// Number of pictures in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The categories.
    #[serde(flatten)]
    pub cell: Cell,
    /// Number of pictures.
    pub pictures: u64,
}

/// Number of pictures that could not be made, because their pages have no place for an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMade {
    /// The edit.
    pub edit: Edit,
    /// Number of pictures.
    pub pictures: u64,
}

/// Number of pages by source of their pixels, and of those left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    /// Pages requested.
    pub asked: u64,
    /// Pages rendered again from their unchanged originals.
    pub redrawn: u64,
    /// Pages taken as stored in the index, because their originals were not found unchanged. They are then
    /// compared with the same image they were made from.
    pub kept: u64,
    /// Messages, rendered as a mail program would display them.
    pub mail: u64,
    /// Messages left out because no OCR is available.
    pub unreadable: u64,
    /// Pages left out because there was nothing to render: blank, without words, or with neither rendition nor
    /// original.
    pub lost: u64,
    /// Pictures that could not be made: mostly changes for which the page has no place.
    pub unmade: u64,
}

impl Pages {
    /// Adds the numbers of another.
    pub fn add(&mut self, other: &Pages) {
        self.asked += other.asked;
        self.redrawn += other.redrawn;
        self.kept += other.kept;
        self.mail += other.mail;
        self.unreadable += other.unreadable;
        self.lost += other.lost;
        self.unmade += other.unmade;
    }

    /// Number of pages from which pictures were made.
    pub fn used(&self) -> u64 {
        self.redrawn.saturating_add(self.kept).saturating_add(self.mail)
    }
}

/// Number of the method by which pictures are made and counted: 0 knew exchanged words and letters alone.
pub const METHOD: u32 = 1;

/// Result of an evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Digest of the index that the pages came from.
    pub digest: String,
    /// Version of the evaluated program.
    pub program: String,
    /// Number of the method of the evaluation, see [`METHOD`].
    #[serde(default)]
    pub method: u32,
    /// Seed of the random choice of pages and of all changes made to them.
    pub seed: u64,
    /// Time of the evaluation, in UTC (RFC 3339).
    pub at: String,
    /// True if it was stopped before all pages were used.
    pub partial: bool,
    /// Numbers of pages.
    pub pages: Pages,
    /// Pictures that could not be made, sorted by edit.
    #[serde(default)]
    pub not_made: Vec<NotMade>,
    /// Counts, sorted by cell.
    pub counts: Vec<Count>,
}

impl Trial {
    /// Counts one picture.
    pub fn count(&mut self, cell: Cell) {
        self.put(Count { cell, pictures: 1 });
    }

    /// Adds the pages and pictures of another evaluation.
    pub fn add(&mut self, other: &Trial) {
        self.pages.add(&other.pages);
        other.not_made.iter().for_each(|of| self.put_not_made(*of));
        other.counts.iter().for_each(|count| self.put(*count));
    }

    /// Counts a picture for which the page has no place.
    pub fn count_not_made(&mut self, edit: Edit) {
        self.pages.unmade += 1;
        self.put_not_made(NotMade { edit, pictures: 1 });
    }

    fn put_not_made(&mut self, of: NotMade) {
        match self.not_made.binary_search_by_key(&of.edit, |of| of.edit) {
            Ok(at) => self.not_made[at].pictures += of.pictures,
            Err(at) => self.not_made.insert(at, of),
        }
    }

    fn put(&mut self, count: Count) {
        match self.counts.binary_search_by_key(&count.cell, |c| c.cell) {
            Ok(at) => self.counts[at].pictures += count.pictures,
            Err(at) => self.counts.insert(at, count),
        }
    }

    /// Number of pictures in cells that satisfy the predicate.
    pub fn number(&self, of: impl Fn(&Cell) -> bool) -> u64 {
        let of_them = self.counts.iter().filter(|count| of(&count.cell));
        // Saturating: the counts in an index file may be forged.
        of_them.fold(0, |sum, count| sum.saturating_add(count.pictures))
    }

    /// True if it applies to answers of this program version from an index with this digest.
    pub fn holds_for(&self, digest: &str) -> bool {
        let is_of_now = self.program == env!("CARGO_PKG_VERSION") && self.method == METHOD;
        self.digest == digest && is_of_now && !self.partial
    }
}

//! What a trial counted: pictures made of an index's own pages, by what was made of them and what was said of them.

use serde::{Deserialize, Serialize};

/// How a page is made to look as it circulates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The whole page, smaller.
    Scaled,
    /// A part of it.
    Crop,
    /// Copied and scaled again and again.
    Copies,
    /// Light letters on dark ground.
    Dark,
    /// In the frame of a post.
    Post,
    /// A message as a mail program draws it.
    Mail,
}

impl Way {
    /// The ways of a page that has a look.
    pub const OF_A_LOOK: [Way; 5] = [Way::Scaled, Way::Crop, Way::Copies, Way::Dark, Way::Post];
    /// All of them.
    pub const ALL: [Way; 6] = [Way::Scaled, Way::Crop, Way::Copies, Way::Dark, Way::Post, Way::Mail];

    /// The word used in JSON and in names of files.
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

/// What a picture is, and so what should be said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A page as it is.
    Genuine,
    /// A page with one word, letter or digit exchanged.
    Changed,
    /// A page of a document that was hidden from the search.
    Absent,
}

impl Kind {
    /// The word used in JSON and in names of files.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Genuine => "genuine",
            Kind::Changed => "changed",
            Kind::Absent => "absent",
        }
    }
}

/// Heights of letters in pixels of the picture, as `smallest_text` of an answer counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below 7: hardly legible, and not claimed to have been compared.
    Below7,
    /// From 7 to 9.
    From7,
    /// From 9 to 12.
    From9,
    /// From 12 to 18.
    From12,
    /// 18 and more.
    From18,
}

impl Band {
    /// All of them, the smallest first.
    pub const ALL: [Band; 5] = [Band::Below7, Band::From7, Band::From9, Band::From12, Band::From18];

    /// The band of a height.
    pub fn of(height: f64) -> Self {
        match height {
            h if h < 7.0 => Band::Below7,
            h if h < 9.0 => Band::From7,
            h if h < 12.0 => Band::From9,
            h if h < 18.0 => Band::From12,
            _ => Band::From18,
        }
    }

    /// It in words.
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

/// What was said of a picture, held against what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A match (or identical) with its page, or one that shows the very same.
    Agreed,
    /// Altered, its page named, and a difference where the change is.
    Located,
    /// Altered, its page named, and no difference where a change is.
    Elsewhere,
    /// Inconclusive, its page named.
    Doubted,
    /// Inconclusive, and its page not named.
    Unsure,
    /// Not found.
    NotFound,
    /// A match with a page that it does not show.
    WrongMatch,
    /// Altered, with a page that it does not show.
    WrongAltered,
    /// Not checked.
    NotChecked,
}

impl Outcome {
    /// Outcomes that name the right page.
    pub const FOUND: [Outcome; 4] = [Outcome::Agreed, Outcome::Located, Outcome::Elsewhere, Outcome::Doubted];
    /// Outcomes that tell a difference.
    pub const ALTERED: [Outcome; 3] = [Outcome::Located, Outcome::Elsewhere, Outcome::WrongAltered];
    /// Outcomes that tell of no difference.
    pub const PASSED: [Outcome; 2] = [Outcome::Agreed, Outcome::WrongMatch];
    /// Outcomes that name no page of it.
    pub const LOST: [Outcome; 2] = [Outcome::NotFound, Outcome::Unsure];
    /// Outcomes that leave it to a person.
    pub const IN_DOUBT: [Outcome; 2] = [Outcome::Doubted, Outcome::Unsure];
}

/// What pictures are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// What they are.
    pub kind: Kind,
    /// How they were made.
    pub way: Way,
    /// Height of the letters at the change; none where nothing was changed.
    pub band: Option<Band>,
    /// What was said.
    pub outcome: Outcome,
}

/// How many pictures there were of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What they have in common.
    #[serde(flatten)]
    pub cell: Cell,
    /// How many.
    pub pictures: u64,
}

/// Where the pixels of the pages came from, and what was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    /// Asked for.
    pub asked: u64,
    /// Drawn anew from their unchanged originals.
    pub redrawn: u64,
    /// Taken as the index keeps them, for their originals were not found unchanged: what they are compared with is then
    /// what they were made from.
    pub kept: u64,
    /// Messages, drawn as a mail program would.
    pub mail: u64,
    /// Messages left out, for words cannot be read here.
    pub unreadable: u64,
    /// Left out, for there was nothing to draw: blank, without words, or with neither rendition nor original.
    pub lost: u64,
    /// Pictures that were to be made and were not: mostly changes, where no two words of one size stand on the page.
    pub unmade: u64,
}

impl Pages {
    /// Counts others in.
    pub fn add(&mut self, other: &Pages) {
        self.asked += other.asked;
        self.redrawn += other.redrawn;
        self.kept += other.kept;
        self.mail += other.mail;
        self.unreadable += other.unreadable;
        self.lost += other.lost;
        self.unmade += other.unmade;
    }

    /// Of which pictures were made.
    pub fn used(&self) -> u64 {
        self.redrawn.saturating_add(self.kept).saturating_add(self.mail)
    }
}

/// The result of a trial.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Digest of the index that the pages came from.
    pub digest: String,
    /// Version of the program that was tried.
    pub program: String,
    /// What the choice of pages and all that was done to them follow from.
    pub seed: u64,
    /// When it was done, in UTC (RFC 3339).
    pub at: String,
    /// Whether it was ended before all pages had been looked at.
    pub partial: bool,
    /// The pages.
    pub pages: Pages,
    /// The counts, sorted.
    pub counts: Vec<Count>,
}

impl Trial {
    /// Counts a picture.
    pub fn count(&mut self, cell: Cell) {
        self.put(Count { cell, pictures: 1 });
    }

    /// Counts pages and pictures of another in.
    pub fn add(&mut self, other: &Trial) {
        self.pages.add(&other.pages);
        other.counts.iter().for_each(|count| self.put(*count));
    }

    fn put(&mut self, count: Count) {
        match self.counts.binary_search_by_key(&count.cell, |c| c.cell) {
            Ok(at) => self.counts[at].pictures += count.pictures,
            Err(at) => self.counts.insert(at, count),
        }
    }

    /// How many pictures are of such cells.
    pub fn number(&self, of: impl Fn(&Cell) -> bool) -> u64 {
        let of_them = self.counts.iter().filter(|count| of(&count.cell));
        // What an index holds may be made up.
        of_them.fold(0, |sum, count| sum.saturating_add(count.pictures))
    }

    /// Whether it says anything of answers that this program gives from an index with this digest.
    pub fn holds_for(&self, digest: &str) -> bool {
        self.digest == digest && self.program == env!("CARGO_PKG_VERSION") && !self.partial
    }
}

//! Citation of an evaluation in an answer: a share counted on test pictures of the index's own pages.

use serde::{Deserialize, Serialize};

use super::answer::{Basis, Finding, HiddenKind, Verdict};
use super::interval::wilson;
use super::trial::{Band, Cell, Edit, Kind, Outcome, Trial, Way};

/// Fewest pictures for which a band of letter heights, or pictures with marks, are cited separately.
const ENOUGH: u64 = 20;

/// A share cited by an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Quantity of which this is the share.
    pub share: Share,
    /// Band of letter heights to which it is limited; `None` for all heights.
    pub letters: Option<Band>,
    /// Marks to which it is limited; `None` for pictures with and without marks.
    pub marks: Option<Marks>,
    /// Number of pictures that meet the condition.
    pub hits: u64,
    /// Number of pictures in total.
    pub pictures: u64,
}

/// Marks on the pictures that a cited share counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marks {
    /// No marks.
    None,
    /// A ring or an underline.
    Stroke,
    /// A marker.
    Marker,
    /// A ring, an underline or a marker.
    Any,
}

impl Marks {
    /// True if they stand on a picture of this edit.
    fn are_of(self, edit: Option<Edit>) -> bool {
        let (stroke, marker) = (edit.is_some_and(Edit::has_stroke), edit.is_some_and(Edit::has_marker));
        match self {
            Marks::None => !stroke && !marker,
            Marks::Stroke => stroke,
            Marks::Marker => marker,
            Marks::Any => stroke || marker,
        }
    }

    /// Limits that fit a finding with this share, the narrowest first; `None` is no limit.
    fn fitting(finding: &Finding, share: Share) -> Vec<Option<Marks>> {
        let has = |kind| finding.pages.iter().flat_map(|page| &page.hidden).any(|hidden| hidden.kind == kind);
        match (has(HiddenKind::Mark), has(HiddenKind::Highlight)) {
            // A mark that was not recognised is told as a difference, and seldom called a match.
            (false, false) if share == Share::ChangesPassed => vec![Some(Marks::None), None],
            (false, false) => vec![None],
            (true, false) => vec![Some(Marks::Stroke), Some(Marks::Any), None],
            (false, true) => vec![Some(Marks::Marker), Some(Marks::Any), None],
            (true, true) => vec![Some(Marks::Any), None],
        }
    }
}

/// Kind of a cited share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Changed pictures reported as a match.
    ChangesPassed,
    /// Unchanged pictures reported as altered.
    ToldAsAltered,
    /// Unchanged pictures that were not found.
    NotFound,
    /// Unchanged pictures with an inconclusive verdict.
    LeftInDoubt,
}

impl Share {
    /// Every kind.
    pub const ALL: [Share; 4] =
        [Share::ChangesPassed, Share::ToldAsAltered, Share::NotFound, Share::LeftInDoubt];

    /// Code used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Share::ChangesPassed => "changes_passed",
            Share::ToldAsAltered => "told_as_altered",
            Share::NotFound => "not_found",
            Share::LeftInDoubt => "left_in_doubt",
        }
    }

    /// Kind of test pictures and outcomes that it counts.
    fn counts(self) -> (Kind, &'static [Outcome]) {
        match self {
            Share::ChangesPassed => (Kind::Changed, &Outcome::PASSED),
            Share::ToldAsAltered => (Kind::Genuine, &Outcome::ALTERED),
            Share::NotFound => (Kind::Genuine, &Outcome::LOST),
            Share::LeftInDoubt => (Kind::Genuine, &Outcome::IN_DOUBT),
        }
    }
}

impl Cited {
    /// 95 % confidence interval. Returns `None` if there are no pictures.
    pub fn interval(&self) -> Option<(f64, f64)> {
        wilson(self.hits, self.pictures)
    }
}

impl Trial {
    /// Share that applies to a finding with this verdict. Messages and rendered pages are counted separately.
    /// Returns `None` if nothing applies.
    pub fn cited(&self, finding: &Finding) -> Option<Cited> {
        let share = match finding.verdict {
            Verdict::Match => Share::ChangesPassed,
            Verdict::Altered => Share::ToldAsAltered,
            Verdict::NotFound => Share::NotFound,
            Verdict::Inconclusive => Share::LeftInDoubt,
            Verdict::Identical | Verdict::NotChecked => return None,
        };
        let is_mail = finding
            .pages
            .first()
            .is_some_and(|page| page.basis.contains(&Basis::Words) && !page.basis.contains(&Basis::Picture));
        let (kind, outcomes) = share.counts();
        // Whether a picture that was not found shows a message or a rendered page is unknown: count both.
        let any = share == Share::NotFound;
        let such = |cell: &Cell| cell.kind == kind && (any || (cell.way == Way::Mail) == is_mail);
        let smallest = finding.pages.iter().filter_map(|page| page.smallest_text).min_by(f64::total_cmp);
        let band = smallest.map(Band::of).filter(|_| share == Share::ChangesPassed && !is_mail);
        let marks = if any || is_mail { vec![None] } else { Marks::fitting(finding, share) };
        let limits = marks.iter().flat_map(|&marks| [(marks, band), (marks, None)]);
        let within = |(marks, letters): (Option<Marks>, Option<Band>)| {
            move |cell: &Cell| {
                such(cell)
                    && marks.is_none_or(|marks| marks.are_of(cell.edit))
                    && (letters.is_none() || cell.band == letters)
            }
        };
        let is_enough = |limit: &_| self.number(within(*limit)) >= ENOUGH;
        let (marks, letters) = limits.clone().find(is_enough).unwrap_or((None, None));
        let within = within((marks, letters));
        let pictures = self.number(within);
        let hits = self.number(|cell| within(cell) && outcomes.contains(&cell.outcome));
        (pictures > 0).then_some(Cited { share, letters, marks, hits, pictures })
    }
}

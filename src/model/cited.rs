//! What a trial says about an answer of one sort: a share that was counted on pictures of the index's own pages.

use super::answer::{Basis, Finding, Verdict};
use super::interval::wilson;
use super::trial::{Band, Cell, Kind, Outcome, Trial, Way};

/// Changes from which a band says something by itself.
const ENOUGH: u64 = 20;

/// A share that an answer cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Of what.
    pub share: Share,
    /// In letters of this height alone; whatever their height where none is given.
    pub letters: Option<Band>,
    /// Pictures of which it was so.
    pub hits: u64,
    /// Pictures.
    pub pictures: u64,
}

/// A share of pictures of which something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Changed pictures that passed for a match.
    ChangesPassed,
    /// Unchanged pictures that were told as altered.
    ToldAsAltered,
    /// Unchanged pictures that were not found.
    NotFound,
    /// Unchanged pictures that were left in doubt.
    LeftInDoubt,
}

impl Share {
    /// Every one.
    pub const ALL: [Share; 4] =
        [Share::ChangesPassed, Share::ToldAsAltered, Share::NotFound, Share::LeftInDoubt];

    /// The word used in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Share::ChangesPassed => "changes_passed",
            Share::ToldAsAltered => "told_as_altered",
            Share::NotFound => "not_found",
            Share::LeftInDoubt => "left_in_doubt",
        }
    }

    /// What counts for it: of which kind of pictures, and which outcomes.
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
    /// The 95 % confidence interval; none where there are no pictures.
    pub fn interval(&self) -> Option<(f64, f64)> {
        wilson(self.hits, self.pictures)
    }
}

impl Trial {
    /// What it says about a finding of this sort; none where it says nothing. Mail and pages with a look stand apart.
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
        // Of what was not found nobody knows which it is.
        let any = share == Share::NotFound;
        let such = |cell: &Cell| cell.kind == kind && (any || (cell.way == Way::Mail) == is_mail);
        let smallest = finding.pages.iter().filter_map(|page| page.smallest_text).min_by(f64::total_cmp);
        let band = smallest.map(Band::of).filter(|_| share == Share::ChangesPassed && !is_mail);
        let letters = band.filter(|band| self.number(|c| such(c) && c.band == Some(*band)) >= ENOUGH);
        let within = |cell: &Cell| such(cell) && (letters.is_none() || cell.band == letters);
        let pictures = self.number(within);
        let hits = self.number(|cell| within(cell) && outcomes.contains(&cell.outcome));
        (pictures > 0).then_some(Cited { share, letters, hits, pictures })
    }
}

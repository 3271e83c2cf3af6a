//! What an answer is worth, held against what the picture is.

use crate::model::answer::{Finding, PageAnswer, PageRef, Verdict};
use crate::model::geometry::Rect;
use crate::model::trial::{Kind, Outcome};

/// A difference has the change in it when it is at most so many times as large as the change, or as large as this in square
/// pixels: a box round half of the page shows nobody where to look. The rule of the project's own pictures (testdata).
const TIMES: f64 = 12.0;
const SMALL: f64 = 6_000.0;

/// What a picture is.
pub struct Truth<'a> {
    /// Of what sort.
    pub kind: Kind,
    /// The page that it was made of.
    pub page: &'a PageRef,
    /// Where it was changed, in its pixels.
    pub change: Option<Rect>,
}

/// The worth of what was found. `shows_the_same` tells of a page that is not the picture's own whether it shows the very
/// same in the part that is seen: it is asked only of pages that are named.
pub fn outcome<E>(
    finding: &Finding,
    truth: &Truth,
    shows_the_same: &mut dyn FnMut(&PageRef) -> Result<bool, E>,
) -> Result<Outcome, E> {
    let (mut named, mut wrong) = (0, 0);
    for page in &finding.pages {
        if is_right(&page.page, finding, truth, shows_the_same)? { named += 1 } else { wrong += 1 }
    }
    Ok(match finding.verdict {
        Verdict::NotFound => Outcome::NotFound,
        Verdict::NotChecked => Outcome::NotChecked,
        Verdict::Inconclusive if named > 0 => Outcome::Doubted,
        Verdict::Inconclusive => Outcome::Unsure,
        Verdict::Identical | Verdict::Match if wrong > 0 => Outcome::WrongMatch,
        Verdict::Identical | Verdict::Match => Outcome::Agreed,
        Verdict::Altered if wrong > 0 => Outcome::WrongAltered,
        Verdict::Altered if truth.change.is_some_and(|change| is_told(&finding.pages, &change)) => {
            Outcome::Located
        }
        Verdict::Altered => Outcome::Elsewhere,
    })
}

/// Whether a page that is named may be: the picture's own, one beside which that is named, or one that shows the same. The
/// hidden document's own page is none of them.
fn is_right<E>(
    named: &PageRef,
    finding: &Finding,
    truth: &Truth,
    shows_the_same: &mut dyn FnMut(&PageRef) -> Result<bool, E>,
) -> Result<bool, E> {
    if truth.kind != Kind::Absent && (named == truth.page || finding.also.contains(truth.page)) {
        return Ok(true);
    }
    if named == truth.page { Ok(false) } else { shows_the_same(named) }
}

fn is_told(pages: &[PageAnswer], change: &Rect) -> bool {
    let most = (TIMES * change.area()).max(SMALL);
    let mut differences = pages.iter().flat_map(|page| &page.differences);
    differences.any(|d| d.bounds.intersection(change).area() > 0.0 && d.bounds.area() <= most)
}

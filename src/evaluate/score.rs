//! Scores an answer against the truth.

use crate::model::answer::{Finding, PageAnswer, PageRef, Verdict};
use crate::model::geometry::Rect;
use crate::model::trial::{Kind, Outcome};

/// Largest area of a difference that locates a change, relative to the area of the change. A box around half of
/// the page shows nobody where to look. Same rule as for the project's own pictures (testdata).
const TIMES: f64 = 12.0;
/// Area up to which a difference always locates a change, in square pixels.
const SMALL: f64 = 6_000.0;

/// Truth about a test picture.
pub struct Truth<'a> {
    /// Its kind.
    pub kind: Kind,
    /// The page it was made from.
    pub page: &'a PageRef,
    /// Location of its change, in its pixels.
    pub change: Option<Rect>,
}

/// Outcome of a finding. `shows_the_same` decides whether another page is a duplicate in the part that is
/// shown; it is called only for pages that are named.
///
/// # Errors
///
/// Those of `shows_the_same`.
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

/// True if a named page is right: the picture's own, one reported together with it, or a duplicate. The hidden
/// document's own page never is.
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

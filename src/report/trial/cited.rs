//! What is said of a trial later: by `status`, and beside answers.

use super::{CHANGED, GENUINE, percent};
use crate::model::interval::wilson;
use crate::model::trial::{Band, Cell, Kind, Outcome, Trial, Way};
use crate::model::verdict::{Basis, Finding, IndexSummary, Verdict};
use crate::report::wording::{counted, number};

/// Changes from which a band says something by itself.
const ENOUGH: u64 = 20;

/// One sentence about the last trial of an index, for `status`.
pub fn remembered(trial: &Trial, index: &IndexSummary) -> String {
    let said = format!(
        "{}, {}, seed {}, version {}",
        counted(trial.pages.used() as usize, "page"),
        trial.at.get(..10).unwrap_or_default(),
        trial.seed,
        trial.program
    );
    if !trial.holds_for(&index.digest) {
        return said + ": the index or the program has changed since; run `verify-shot trial` again";
    }
    let genuine = |of: &[Outcome]| trial.number(|c| c.kind == Kind::Genuine && of.contains(&c.outcome));
    let changed = |of: &[Outcome]| trial.number(|c| c.kind == Kind::Changed && of.contains(&c.outcome));
    let all = |kind: Kind| number(trial.number(|c| c.kind == kind));
    format!(
        "{said}: {} of {} genuine pictures found, {} told as altered; {} of {} changes passed for a match",
        number(genuine(GENUINE[0].2)),
        all(Kind::Genuine),
        number(genuine(GENUINE[2].2)),
        number(changed(CHANGED[2].2)),
        all(Kind::Changed),
    )
}

/// What a trial says about a finding of this sort; none where it says nothing.
pub fn cited(trial: &Trial, finding: &Finding) -> Option<String> {
    let is_mail = finding
        .pages
        .first()
        .is_some_and(|page| page.basis.contains(&Basis::Words) && !page.basis.contains(&Basis::Picture));
    let such = |cell: &Cell| (cell.way == Way::Mail) == is_mail;
    let count = |of: &dyn Fn(&Cell) -> bool, outcomes: &[Outcome]| {
        let all = trial.number(|c| such(c) && of(c));
        (trial.number(|c| such(c) && of(c) && outcomes.contains(&c.outcome)), all)
    };
    let genuine = |outcomes: &[Outcome]| count(&|c| c.kind == Kind::Genuine, outcomes);
    match finding.verdict {
        Verdict::Match => {
            let smallest = finding.pages.iter().filter_map(|page| page.smallest_text).min_by(f64::total_cmp);
            let band = smallest.map(Band::of).filter(|_| !is_mail);
            let of_band = |cell: &Cell| cell.kind == Kind::Changed && cell.band == band;
            let enough = band.filter(|_| trial.number(|c| such(c) && of_band(c)) >= ENOUGH);
            let within = |cell: &Cell| cell.kind == Kind::Changed && (enough.is_none() || cell.band == band);
            let height = enough.map_or(String::new(), |band| format!(" in letters of {}", band.words()));
            let (hits, all) = count(&within, CHANGED[2].2);
            told(hits, all, &format!("changes{height} passed for a match"))
        }
        Verdict::Altered => {
            let (hits, all) = genuine(GENUINE[2].2);
            told(hits, all, "genuine pictures were told as altered")
        }
        Verdict::NotFound => {
            let all = trial.number(|c| c.kind == Kind::Genuine);
            let lost = trial.number(|c| {
                c.kind == Kind::Genuine && matches!(c.outcome, Outcome::NotFound | Outcome::Unsure)
            });
            told(lost, all, "genuine pictures were not found")
        }
        Verdict::Inconclusive => {
            let (hits, all) = genuine(&Outcome::IN_DOUBT);
            told(hits, all, "genuine pictures were left in doubt")
        }
        Verdict::Identical | Verdict::NotChecked => None,
    }
}

fn told(hits: u64, all: u64, what: &str) -> Option<String> {
    let interval = wilson(hits, all)?;
    Some(format!(
        "on pages of this index {} of {} {what} (95 % interval {} %)",
        number(hits),
        number(all),
        percent(interval)
    ))
}

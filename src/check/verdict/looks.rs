//! A picture that moves or is transparent has several looks: the worst verdict on one of them counts.

use crate::model::answer::{Finding, Verdict};
use crate::model::reason::Reason;
use crate::model::shot::{Ground, Shown};

/// The look that decides, and the finding on the picture. `found` has at least one look. A background on which no
/// page is seen is ignored if another background at the same moment shows one: black ink on black.
pub fn worst(found: Vec<(Shown, Finding)>) -> (usize, Finding) {
    let names = |finding: &Finding| !finding.pages.is_empty();
    let is_seen_otherwise = |shown: Shown| {
        found.iter().any(|(other, finding)| {
            other.at_ms == shown.at_ms && other.ground != shown.ground && names(finding)
        })
    };
    let counting: Vec<usize> = (0..found.len())
        .filter(|&i| names(&found[i].1) || !is_seen_otherwise(found[i].0))
        // Without a light look of its own moment, a dark look repeats an earlier light one on another background.
        .filter(|&i| names(&found[i].1) || found[i].0.ground == Ground::Light)
        .collect();
    let rank = |i: usize| match found[i].1.verdict {
        Verdict::Altered => 4,
        Verdict::Inconclusive if names(&found[i].1) => 3,
        Verdict::Match => 2,
        Verdict::Identical => 1,
        _ => 0,
    };
    let worst = counting.iter().copied().max_by_key(|&i| (rank(i), std::cmp::Reverse(i))).unwrap_or(0);
    let elsewhere = counting.iter().copied().find(|&i| !names(&found[i].1));
    let foreign = elsewhere.map(|i| found[i].0);
    let looks = found.len();
    let (shown, mut finding) = found.into_iter().nth(worst).expect("one look at least is checked");
    if looks > 1 && names(&finding) {
        finding.why.push(Reason::WorstLook { shown, number: worst + 1, looks });
        if let Some(foreign) = foreign {
            finding.why.push(Reason::LookNotFound(foreign));
            doubt(&mut finding);
        }
    }
    (worst, finding)
}

/// Adds that a part was not examined: it may have a change.
pub fn left_out(finding: &mut Finding, why: String) {
    finding.why.push(Reason::PartNotLookedAt(why));
    doubt(finding);
}

fn doubt(finding: &mut Finding) {
    if matches!(finding.verdict, Verdict::Match | Verdict::Identical) {
        finding.verdict = Verdict::Inconclusive;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::answer::PageAnswer;
    use crate::model::coverage::Coverage;

    fn finding(verdict: Verdict) -> Finding {
        let page = PageAnswer::of_document("plan.pdf");
        let pages = if verdict == Verdict::NotFound { vec![] } else { vec![page] };
        Finding { verdict, pages, also: vec![], coverage: Coverage::default(), why: vec![] }
    }

    fn said(looks: &[(Ground, u32, Verdict)]) -> (usize, Verdict) {
        let found = looks.iter().map(|&(ground, at_ms, verdict)| (Shown { ground, at_ms }, finding(verdict)));
        let (which, finding) = worst(found.collect());
        (which, finding.verdict)
    }

    use Ground::{Dark, Light};
    use Verdict::{Altered, Match, NotFound};

    #[test]
    fn the_worst_frame_counts_and_one_that_is_not_found_is_no_match() {
        assert_eq!(said(&[(Light, 0, Match), (Light, 500, Altered), (Light, 900, Match)]), (1, Altered));
        assert_eq!(said(&[(Light, 0, Match), (Light, 500, Match)]), (0, Match));
        assert_eq!(said(&[(Light, 0, Match), (Light, 500, NotFound)]), (0, Verdict::Inconclusive));
        assert_eq!(said(&[(Light, 0, NotFound)]), (0, NotFound));
    }

    #[test]
    fn a_ground_on_which_nothing_is_seen_is_no_evidence() {
        assert_eq!(said(&[(Light, 0, NotFound), (Dark, 0, Match)]), (1, Match));
        assert_eq!(said(&[(Light, 0, Match), (Dark, 0, NotFound)]), (0, Match));
        assert_eq!(said(&[(Light, 0, Match), (Dark, 0, Altered)]), (1, Altered));
    }
}

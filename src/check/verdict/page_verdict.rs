//! The verdict on one page by its look, from a table of rules.

use super::thresholds::{
    AGREEING_INK_SHARE, COMPARED_SHARE, LEAST_INLIER_CELLS, LEGIBLE_SHARE, MOST_DIFFERENCES, MOST_NOISE,
    SMALL_LETTER_NOISE_PER_PIXEL,
};
use crate::check::detect::thresholds::SMALL_LETTER_PIXELS;
use crate::check::detect::{Comparison, DetectionKind};
use crate::check::extent::thresholds::LEGIBLE_LETTER_PIXELS;
use crate::check::register::thresholds::NAMED_LOG10_NFA;
use crate::check::registered_page::{Compared, RegisteredPage};
use crate::model::answer::{Basis, Difference, Finding, Hidden, HiddenKind, PageAnswer, PageRef, Verdict};
use crate::model::coverage::{Accounts, Coverage};
use crate::model::geometry::{Homography, Rect};
use crate::model::reason::Reason;
use crate::model::trace::{Bound, Found, Measure, Measured};

/// The answer about one page, and its verdict.
pub struct PageVerdict {
    /// The answer.
    pub answer: PageAnswer,
    /// The verdict on this page alone.
    pub verdict: Verdict,
    /// The reasons, if any.
    pub why: Vec<Reason>,
    /// Counts of the shown pixels of ink by their result.
    pub accounts: Accounts,
    /// The measures of the rules, in their order.
    pub measures: Vec<Measure>,
}

impl PageVerdict {
    /// The trace event with the measures and the verdict.
    pub fn trace_event(&self) -> Found {
        let (page, measures) = (self.answer.page.clone(), self.measures.clone());
        Found::Compared { page, measures, verdict: self.verdict }
    }
}

/// Applies the rules to one page.
pub fn judge(registered: &RegisteredPage, compared: &Compared) -> PageVerdict {
    let comparison = &compared.comparison;
    let to_units = registered.to_units();
    let (mut differences, mut hidden, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for site in &comparison.sites {
        let place = to_units.apply_rect(&site.on_page);
        match site.what {
            DetectionKind::Difference(kind) => differences.push(Difference {
                bounds: site.bounds,
                on_page: place,
                kind,
                deviation: f64::from(site.deviation),
                original: None,
                shown: None,
                line: None,
            }),
            DetectionKind::Hidden(kind) => hidden.push(Hidden { bounds: site.bounds, on_page: place, kind }),
            DetectionKind::Written => {
                written.push(site.bounds);
                hidden.push(Hidden { bounds: site.bounds, on_page: place, kind: HiddenKind::Mark });
            }
        }
    }
    let rules = rules(registered, compared, differences.len(), &written);
    let measures = rules.iter().map(|rule| rule.measure).collect();
    let broken = rules.into_iter().find(|rule| !rule.measure.holds());
    let (verdict, why) = broken.map_or((Verdict::Match, None), |rule| (rule.otherwise, rule.why));
    let answer = PageAnswer {
        page: registered.page.name(),
        kind: registered.page.kind,
        basis: vec![registered.candidate.basis, Basis::Picture],
        region: compared.region,
        transform: registered
            .registration
            .transform
            .plane()
            .after(&registered.to_units().inverse().unwrap_or(Homography::IDENTITY)),
        compared: comparison.tally.compared,
        chance: 10f64.powf(registered.log10_nfa.max(-300.0)),
        smallest_text: compared.smallest.filter(|_| comparison.tally.compared > 0.0),
        differences,
        hidden,
        drawn_by: None,
        signatures: Vec::new(),
        namesake: Some(registered.page.sha256),
    };
    PageVerdict { answer, verdict, why: why.into_iter().collect(), accounts: comparison.accounts, measures }
}

/// A rule: its measure, and the verdict and reason if the measure breaks its bound.
struct Rule {
    measure: Measure,
    otherwise: Verdict,
    why: Option<Reason>,
}

impl Rule {
    fn new(what: Measured, value: f64, bound: Bound, why: Reason) -> Self {
        let measure = Measure { what, value, bound };
        Self { measure, otherwise: Verdict::Inconclusive, why: Some(why) }
    }
}

/// The rules in their order. The first one that is broken decides; a match breaks none.
fn rules(
    registered: &RegisteredPage,
    compared: &Compared,
    differences: usize,
    written: &[Rect],
) -> [Rule; 13] {
    use Bound::{AtLeast, AtMost};
    use Measured::*;
    let Comparison { tally, noise, doubtful, recoloured, specks, .. } = &compared.comparison;
    let (differences, letter) = (differences as f64, compared.letter);
    let too_small = 100.0 * (1.0 - tally.legible);
    let most_noise =
        if letter < SMALL_LETTER_PIXELS { SMALL_LETTER_NOISE_PER_PIXEL * letter } else { MOST_NOISE };
    let differs = Measure { what: Differences, value: differences, bound: AtMost(0.0) };
    [
        Rule::new(Chance, registered.log10_nfa, AtMost(NAMED_LOG10_NFA), Reason::CouldBeChance),
        Rule::new(Witnesses, tally.inlier_cells as f64, AtLeast(LEAST_INLIER_CELLS), Reason::TooLittleInk),
        Rule::new(
            Agreeing,
            tally.agreeing,
            AtLeast(AGREEING_INK_SHARE * tally.shown),
            Reason::AnotherVersion,
        ),
        Rule::new(Differences, differences, AtMost(MOST_DIFFERENCES as f64), Reason::AnotherVersion),
        Rule { measure: differs, otherwise: Verdict::Altered, why: None },
        Rule::new(
            Legible,
            tally.legible,
            AtLeast(LEGIBLE_SHARE),
            Reason::LettersTooSmall { percent: too_small },
        ),
        Rule::new(Letter, letter, AtLeast(LEGIBLE_LETTER_PIXELS), Reason::UsualLettersTooSmall),
        Rule::new(Noise, f64::from(*noise), AtMost(most_noise), Reason::TooNoisy),
        Rule::new(Compared, tally.compared, AtLeast(COMPARED_SHARE), Reason::MostlyCovered),
        Rule::new(Specks, *specks as f64, AtMost(0.0), Reason::Specks),
        Rule::new(Doubtful, doubtful.len() as f64, AtMost(0.0), Reason::UnclearPlaces(doubtful.clone())),
        Rule::new(Written, written.len() as f64, AtMost(0.0), Reason::Handwriting(written.to_vec())),
        Rule::new(
            Recoloured,
            recoloured.len() as f64,
            AtMost(0.0),
            Reason::ColourDiffers(recoloured.clone()),
        ),
    ]
}

/// The finding over several pages: a difference on one outweighs doubt about another, and doubt outweighs a match.
pub fn headline(verdict_of_page: Vec<PageVerdict>, also: Vec<PageRef>) -> Finding {
    let rank = |v: Verdict| match v {
        Verdict::Altered => 3,
        Verdict::Inconclusive => 2,
        Verdict::Match => 1,
        _ => 0,
    };
    let verdict =
        verdict_of_page.iter().map(|j| j.verdict).max_by_key(|v| rank(*v)).unwrap_or(Verdict::NotFound);
    let mut why: Vec<Reason> = Vec::new();
    let (mut pages, mut coverage) = (Vec::new(), Coverage::default());
    for j in verdict_of_page {
        coverage.ink.add(&j.accounts);
        why.extend(j.why.into_iter().filter(|w| !why.contains(w)).collect::<Vec<_>>());
        pages.push(j.answer);
    }
    Finding { verdict, pages, also, coverage, why }
}

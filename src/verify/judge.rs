//! Judgement: from the evidence to a verdict, by rules that can be read.

use super::candidate::{Compared, Held};
use super::cells::SMALL;
use super::difference::What;
use super::letters::SMALLEST;
use crate::model::geometry::{Homography, listed};
use crate::model::verdict::{Basis, Difference, Finding, Hidden, PageAnswer, PageRef, Verdict};

/// Logarithm to base 10 of the chance up to which a page is named.
pub const NAMED: f64 = -4.0;
/// Share of the page's ink that must be large enough for "no differences" to be said.
const LEAST_LEGIBLE: f64 = 0.75;
/// Share of the page's ink that must have been compared, legible and open to view, for "no differences" to be said.
const LEAST_COMPARED: f64 = 0.5;
/// Share of the shown ink that must agree for the picture to be a version of this page.
const LEAST_AGREEING: f64 = 0.85;
/// More differences than this are no alteration of a page but another page on the same form.
pub const MOST_DIFFERENCES: usize = 25;
/// Cells of agreeing ink, each a letter wide, that the picture must show at least.
const LEAST_WITNESSES: usize = 24;
/// Departure of the picture's own noise above which a changed letter would not stand out.
const NOISE: f64 = 0.6;
/// The same for each pixel of their height where the letters are small.
const NOISE_OF_SMALL: f64 = 0.035;

/// One page's answer and what it means for the headline.
pub struct Judged {
    /// The answer.
    pub answer: PageAnswer,
    /// The verdict on this page alone.
    pub verdict: Verdict,
    /// Why, where there is something to say.
    pub why: Vec<String>,
}

/// Judges one page.
pub fn judge(held: &Held, compared: &Compared) -> Judged {
    let comparison = &compared.comparison;
    let back = held.registration.transform.inverse().unwrap_or(Homography::IDENTITY);
    let on_page = held.to_units().after(&back);
    let (mut differences, mut hidden) = (Vec::new(), Vec::new());
    for site in &comparison.sites {
        let place = on_page.apply_rect(&site.bounds);
        match site.what {
            What::Difference(kind) => differences.push(Difference {
                bounds: site.bounds,
                on_page: place,
                kind,
                deviation: f64::from(site.deviation),
                original: None,
                shown: None,
            }),
            What::Hidden(kind) => hidden.push(Hidden { bounds: site.bounds, on_page: place, kind }),
        }
    }
    let (verdict, why) = rules(held, compared, differences.len());
    let answer = PageAnswer {
        page: reference(held),
        basis: vec![held.candidate.basis, Basis::Picture],
        region: compared.region,
        transform: held
            .registration
            .transform
            .after(&held.to_units().inverse().unwrap_or(Homography::IDENTITY)),
        compared: comparison.tally.compared,
        chance: 10f64.powf(held.chance.max(-300.0)),
        smallest_text: compared.smallest.filter(|_| comparison.tally.compared > 0.0),
        differences,
        hidden,
        signatures: Vec::new(),
    };
    Judged { answer, verdict, why }
}

/// A page by name.
pub fn reference(held: &Held) -> PageRef {
    PageRef { document: held.page.document.clone(), page: held.page.number }
}

fn rules(held: &Held, compared: &Compared, differences: usize) -> (Verdict, Vec<String>) {
    let c = &compared.comparison;
    let unsure = |why: &str| (Verdict::Inconclusive, vec![why.to_string()]);
    if held.chance > NAMED {
        return unsure("So little of the page agrees that it could be an accident.");
    }
    if c.tally.witnesses < LEAST_WITNESSES {
        return unsure("Too little ink is shown to tell this page from another.");
    }
    if c.tally.agreeing < LEAST_AGREEING * c.tally.shown || differences > MOST_DIFFERENCES {
        return unsure(
            "Much of it agrees and much differs: it may be another page on the same form, or another version.",
        );
    }
    if differences > 0 {
        return (Verdict::Altered, Vec::new());
    }
    if c.tally.legible < LEAST_LEGIBLE {
        let share = 100.0 * (1.0 - c.tally.legible);
        return unsure(&format!(
            "The letters of {share:.0} % of what is shown are too small to be told apart: a change there would not be seen."
        ));
    }
    if compared.letter < SMALLEST {
        return unsure("The usual letters are too small to be told apart, so a change would not be seen.");
    }
    let is_small = compared.letter < SMALL;
    if f64::from(c.noise) > if is_small { NOISE_OF_SMALL * compared.letter } else { NOISE } {
        return unsure("The picture is so blurred or noisy that a changed letter would not stand out.");
    }
    if c.tally.compared < LEAST_COMPARED {
        return unsure("Most of what is shown is covered or too small, so it could not be compared.");
    }
    if !c.doubtful.is_empty() {
        return unsure(&format!("At {} it may differ or only be unclear: look there.", listed(&c.doubtful)));
    }
    (Verdict::Match, Vec::new())
}

/// The headline over several pages: a difference on one outweighs doubt about another, doubt a match.
pub fn headline(judged: Vec<Judged>, also: Vec<PageRef>) -> Finding {
    let rank = |v: Verdict| match v {
        Verdict::Altered => 3,
        Verdict::Inconclusive => 2,
        Verdict::Match => 1,
        _ => 0,
    };
    let verdict = judged.iter().map(|j| j.verdict).max_by_key(|v| rank(*v)).unwrap_or(Verdict::NotFound);
    let mut why: Vec<String> = Vec::new();
    let mut pages = Vec::new();
    for j in judged {
        why.extend(j.why.into_iter().filter(|w| !why.contains(w)).collect::<Vec<_>>());
        pages.push(j.answer);
    }
    Finding { verdict, pages, also, why }
}

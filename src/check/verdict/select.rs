//! Hypothesis selection: which of the registered pages explain the picture, each a part of it, and the verdict on the
//! whole.

use super::hypothesis::{Hypothesis, is_explained};
use super::page_verdict::{headline, judge};
use super::renderer_mismatch::PlacedPage;
use super::thresholds::{
    DIFFERENCE_WEIGHT, DISAGREEING_WEIGHT, EQUAL_COST_MARGIN, EQUAL_PAGES, FURTHER_PAGE_AGREEING_SHARE,
    FURTHER_PAGE_INLIER_CELLS, FURTHER_PAGE_LOG10_NFA, FURTHER_PAGE_OVERLAP_SHARE, FURTHER_PAGE_WORDS,
    INLIER_WEIGHT, JOINED_FRAMES_SHARE, SAME_PART_SHARE, SEARCH_ROUNDS, SEARCHED_REST_WORDS,
    SHIFTED_PART_LOG10_NFA, UNEXPLAINED_WORDS_SHARE,
};
use super::words_about;
use crate::check::extent::beside::Beside;
use crate::check::extent::explained_words::ShownLine;
use crate::check::extent::post::ReadWords;
use crate::check::extent::thresholds::LEGIBLE_LETTER_PIXELS;
use crate::check::readings;
use crate::check::register::target::Target;
use crate::check::register::thresholds::NAMED_LOG10_NFA;
use crate::check::register::tiles::Registration;
use crate::check::registered_page::RegisteredPage;
use crate::check::tracer::Trace;
use crate::index::{Error, Index};
use crate::model::answer::{Finding, PageRef, Verdict};
use crate::model::geometry::{Point, Rect};
use crate::model::reason::Reason;

/// The pages that explain a picture so far, each with its part.
pub struct Selection<'a> {
    target: &'a Target,
    lines: &'a [ShownLine],
    index: &'a Index,
    trace: &'a Trace,
    kept: Vec<Hypothesis>,
    also: Vec<PageRef>,
    /// Reasons for parts of the rest that show one of the pages in another place.
    shifted: Vec<Reason>,
    /// Number of pages that were compared.
    compared: usize,
    rounds: usize,
    /// Whether the last round explained more.
    goes_on: bool,
}

impl<'a> Selection<'a> {
    /// Compares the registered pages that may be named with the whole picture, and keeps for each part of it the one that
    /// explains it best. `read` reads its words.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn new(
        target: &'a Target,
        registered: Vec<RegisteredPage>,
        lines: &'a [ShownLine],
        (index, trace): (&'a Index, &'a Trace),
        read: &mut ReadWords<'_>,
    ) -> Result<Self, Error> {
        let nameable = registered.into_iter().filter(RegisteredPage::may_be_named).collect();
        let hypotheses = hypotheses(target, nameable, lines, (index, trace), read)?;
        let compared = hypotheses.len();
        let (kept, also) = explain(hypotheses);
        let goes_on = !kept.is_empty();
        Ok(Self {
            target,
            lines,
            index,
            trace,
            kept,
            also,
            shifted: Vec::new(),
            compared,
            rounds: 0,
            goes_on,
        })
    }

    /// The picture without the explained parts. Returns `None` if too little is left to search, or if the last round
    /// found nothing.
    pub fn rest(&self) -> Option<Target> {
        let is_asked = self.goes_on && self.rounds < SEARCH_ROUNDS && self.left() >= SEARCHED_REST_WORDS;
        is_asked.then(|| {
            let parts: Vec<Rect> = self.kept.iter().map(|r| r.compared.region).collect();
            self.target.without(&parts)
        })
    }

    /// Adds the pages that register on the rest. The same page may be added twice: a copy may be edited, and a crop
    /// enlarged. No earlier page explains these parts better, because its own part was removed.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn go_on(
        &mut self,
        rest: &Target,
        registered: Vec<RegisteredPage>,
        read: &mut ReadWords<'_>,
    ) -> Result<(), Error> {
        // A page that cannot be named says something only if it is found again in another place.
        let is_again = |page: &RegisteredPage| self.kept.iter().any(|k| k.registered.page.id == page.page.id);
        let worthy = registered.into_iter().filter(|page| page.may_be_named() || is_again(page)).collect();
        let hypotheses = hypotheses(rest, worthy, self.lines, (self.index, self.trace), read)?;
        self.compared += hypotheses.len();
        self.rounds += 1;
        self.goes_on = false;
        for hypothesis in hypotheses {
            let is_apart =
                |k: &Hypothesis| overlap(&k.compared.region, &hypothesis.compared.region) <= SAME_PART_SHARE;
            let is_legible = hypothesis.compared.letter >= LEGIBLE_LETTER_PIXELS;
            if hypothesis.registered.log10_nfa <= NAMED_LOG10_NFA
                && is_legible
                && self.kept.iter().all(is_apart)
                && self.adds(&hypothesis)
            {
                self.goes_on = true;
                self.kept.push(hypothesis);
            } else {
                let part = self.kept.iter().find_map(|k| shifted_part(k, &hypothesis.registered));
                let page = || hypothesis.registered.page.name();
                self.shifted.extend(part.map(|part| Reason::PartShifted { page: page(), part }));
            }
        }
        Ok(())
    }

    /// Whether a page explains enough words that no page explains yet.
    fn adds(&self, hypothesis: &Hypothesis) -> bool {
        let places = (0..self.lines.len()).flat_map(|l| (0..self.lines[l].words.len()).map(move |w| (l, w)));
        places
            .filter(|&(l, w)| hypothesis.compared.explained[l][w] && !is_explained(&self.kept, l, w))
            .count()
            >= FURTHER_PAGE_WORDS
    }

    /// The number of unexplained words of running text.
    fn left(&self) -> usize {
        let legible = self.lines.iter().enumerate().filter(|(_, line)| line.letter >= LEGIBLE_LETTER_PIXELS);
        let words =
            legible.flat_map(|(l, line)| line.words.iter().enumerate().map(move |(w, word)| (l, w, word)));
        let left = words.filter(|&(l, w, _)| !is_explained(&self.kept, l, w)).map(|(_, _, word)| *word);
        Beside::of(left.collect()).words()
    }

    /// The finding on the picture, and the registration of each of its pages. Looks up the original words at
    /// differences. `read` reads the words of the picture.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn finish(self, read: &mut ReadWords<'_>) -> Result<(Finding, Vec<PlacedPage>), Error> {
        let Self { target, lines, index, trace, mut kept, also, shifted, compared, rounds, goes_on } = self;
        let began = trace.begin();
        let joined = kept.iter().enumerate().any(|(i, a)| kept[..i].iter().any(|b| are_joined(a, b)));
        let pairs = kept.iter().enumerate().flat_map(|(i, a)| kept[..i].iter().map(move |b| (b, a)));
        let displaced: Vec<Reason> = pairs.filter_map(|(a, b)| displaced_part(a, b)).collect();
        let laid_over = kept.iter().any(|a| kept.iter().any(|b| lies_under(a, b)));
        let departing: Vec<Rect> =
            kept.iter().flat_map(|r| r.compared.comparison.beyond.iter().copied()).collect();
        let departing = (!departing.is_empty()).then_some(Reason::OtherThanPage(departing));
        let (words, apart) = words_about::words(target.unpadded(), &kept, lines);
        let beside = words_about::beside(apart, &kept, read);
        trace.record(began, || words.trace_event(compared, kept.len(), beside.words()));
        for hypothesis in &mut kept {
            let differences = &mut hypothesis.verdict_of_page.answer.differences;
            if !differences.is_empty() {
                readings::of_original(differences, &index.words(hypothesis.registered.page.id)?);
            }
        }
        let placed_pages = kept.iter().map(|hypothesis| placed_page(&hypothesis.registered)).collect();
        let mut finding = headline(kept.into_iter().map(|r| r.verdict_of_page).collect(), also);
        finding.coverage.words_beside = beside.words();
        let doubts: Vec<Reason> = match finding.verdict {
            Verdict::Match => {
                let strange = (words.about > 0).then(|| words.reason());
                let unasked = (goes_on && rounds >= SEARCH_ROUNDS).then_some(Reason::RestNotCompared);
                let over = laid_over.then_some(Reason::PagesOverlap);
                let single = [strange, over, departing, beside.reason(), unasked];
                single.into_iter().flatten().chain(shifted).chain(displaced).collect()
            }
            Verdict::Altered if words.unexplained_share() > UNEXPLAINED_WORDS_SHARE => vec![words.reason()],
            Verdict::Altered => {
                finding.why.extend(departing);
                Vec::new()
            }
            _ => Vec::new(),
        };
        if !doubts.is_empty() {
            finding.verdict = Verdict::Inconclusive;
            finding.why.extend(doubts);
        }
        if joined {
            finding.verdict = Verdict::Altered;
            finding.why.push(Reason::PagesJoined);
        }
        Ok((finding, placed_pages))
    }
}

fn placed_page(registered: &RegisteredPage) -> PlacedPage {
    let Registration { tiles, .. } = &registered.registration;
    PlacedPage {
        page: registered.page.id,
        agreeing: registered.registration.agreeing() as f64 / tiles.len().max(1) as f64,
    }
}

/// The compared pages, the one that explains the picture best first.
fn hypotheses(
    target: &Target,
    registered: Vec<RegisteredPage>,
    lines: &[ShownLine],
    (index, trace): (&Index, &Trace),
    read: &mut ReadWords<'_>,
) -> Result<Vec<Hypothesis>, Error> {
    let mut hypotheses = Vec::new();
    for mut registered in registered {
        let began = trace.begin();
        registered.settle(target);
        let Some(compared) = registered.compare(target, lines, &index.lines(registered.page.id)?, read)
        else {
            continue;
        };
        registered.log10_nfa = registered.log10_nfa_within(&compared.region);
        let verdict_of_page = judge(&registered, &compared);
        trace.record(began, || verdict_of_page.trace_event());
        hypotheses.push(Hypothesis { registered, compared, verdict_of_page });
    }
    // Duplicate pages have the same cost. Sorted by name, their order does not depend on the order of the index.
    let by_name =
        |a: &Hypothesis, b: &Hypothesis| a.verdict_of_page.answer.page.cmp(&b.verdict_of_page.answer.page);
    hypotheses.sort_by(|a, b| cost(a).total_cmp(&cost(b)).then_with(|| by_name(a, b)));
    Ok(hypotheses)
}

/// For each part of the picture, the page that explains it best, and the names of those that explain it equally well.
fn explain(hypotheses: Vec<Hypothesis>) -> (Vec<Hypothesis>, Vec<PageRef>) {
    let mut kept: Vec<Hypothesis> = Vec::new();
    let mut also: Vec<PageRef> = Vec::new();
    for hypothesis in hypotheses {
        let same =
            kept.iter().find(|k| overlap(&k.compared.region, &hypothesis.compared.region) > SAME_PART_SHARE);
        match same {
            Some(k) if as_good(&hypothesis, k) && also.len() < EQUAL_PAGES => {
                also.push(hypothesis.registered.page.name())
            }
            Some(_) => {}
            None if hypothesis.registered.log10_nfa <= NAMED_LOG10_NFA
                && (kept.is_empty() || stands_alone(&hypothesis, &kept)) =>
            {
                kept.push(hypothesis);
            }
            None => {}
        }
    }
    (kept, also)
}

fn overlap(a: &Rect, b: &Rect) -> f64 {
    a.intersection(b).area() / a.area().min(b.area()).max(1.0)
}

/// Whether a further page is more than a strip that pages on one form have in common: much of it agrees, or it lies
/// beside the others and everything shown of it agrees.
fn stands_alone(hypothesis: &Hypothesis, kept: &[Hypothesis]) -> bool {
    let c = &hypothesis.compared.comparison;
    let firm =
        c.tally.inlier_cells >= FURTHER_PAGE_INLIER_CELLS && c.tally.agreeing > FURTHER_PAGE_AGREEING_SHARE;
    let lies_beside = |other: &Hypothesis| {
        overlap(&hypothesis.registered.outline(), &other.registered.outline()) < FURTHER_PAGE_OVERLAP_SHARE
    };
    let whole = hypothesis.verdict_of_page.verdict == Verdict::Match
        && hypothesis.registered.log10_nfa <= FURTHER_PAGE_LOG10_NFA;
    firm || whole && kept.iter().all(lies_beside)
}

/// Whether parts of different pages lie in the picture as if they were one page: their frames coincide, their shown
/// parts do not, and nothing separates them. Strips of pages in a scroll have coinciding frames, too, but a gutter
/// between them.
fn are_joined(a: &Hypothesis, b: &Hypothesis) -> bool {
    a.registered.page.id != b.registered.page.id && lie_as_one(a, b)
}

/// Whether the frames of two pages coincide and nothing separates their parts.
fn lie_as_one(a: &Hypothesis, b: &Hypothesis) -> bool {
    if are_parted(a, b) || are_parted(b, a) {
        return false;
    }
    let (fa, fb) = (a.registered.outline(), b.registered.outline());
    let common = fa.intersection(&fb).area();
    common > JOINED_FRAMES_SHARE * (fa.area() + fb.area() - common)
}

/// Whether one page has a frame of its own, in which nothing of the other is shown.
fn are_parted(a: &Hypothesis, b: &Hypothesis) -> bool {
    a.compared.frame.as_ref().is_some_and(|frame| !frame.bounds.contains(b.compared.region.centre()))
}

/// Whether the shown part of one page lies on the paper of another, with no frame between them. Pages that are
/// scrolled together lie beside each other.
fn lies_under(a: &Hypothesis, b: &Hypothesis) -> bool {
    if a.compared.frame.is_some()
        || b.compared.frame.is_some()
        || a.registered.page.id == b.registered.page.id
    {
        return false;
    }
    let back = a.registered.registration.transform.inverse();
    back.is_some_and(|back| a.registered.paper().contains(back.apply(b.compared.region.centre())))
}

/// The part of the rest that shows a page again, by more than a letter off the place where that page has it. Returns
/// `None` if there is none.
fn shifted_part(found: &Hypothesis, again: &RegisteredPage) -> Option<Rect> {
    if found.registered.page.id != again.page.id || again.log10_nfa_alone() > SHIFTED_PART_LOG10_NFA {
        return None;
    }
    let agreeing = again.registration.tiles.iter().filter(|tile| tile.agrees).map(|tile| tile.found);
    let part = Rect::around(agreeing.map(|at| Rect::new(at.x, at.y, at.x, at.y)))?;
    let at = part.centre();
    let on_page = again.registration.transform.inverse()?.apply(at);
    let expected = found.registered.registration.transform.apply(on_page);
    let is_elsewhere = (expected.x - at.x).hypot(expected.y - at.y) > found.compared.letter;
    (is_elsewhere && !found.compared.region.contains(at)).then_some(part)
}

/// Part of a page found twice as if on one sheet, if the second part does not continue the first. Returns `None` if it
/// does: bent paper lies in several planes, which meet.
fn displaced_part(a: &Hypothesis, b: &Hypothesis) -> Option<Reason> {
    if a.registered.page.id != b.registered.page.id || !lie_as_one(a, b) {
        return None;
    }
    let (from, to) = (a.compared.region, b.compared.region);
    let seam = Point { x: to.centre().x.clamp(from.x0, from.x1), y: to.centre().y.clamp(from.y0, from.y1) };
    let on_page = a.registered.registration.transform.inverse()?.apply(seam);
    let again = b.registered.registration.transform.apply(on_page);
    let is_elsewhere = (again.x - seam.x).hypot(again.y - seam.y) > a.compared.letter;
    is_elsewhere.then(|| Reason::PartShifted { page: b.registered.page.name(), part: to })
}

/// Whether a hypothesis explains the same part equally well: no more differences, the same verdict, nearly the same
/// cost.
fn as_good(hypothesis: &Hypothesis, best: &Hypothesis) -> bool {
    let differences = |r: &Hypothesis| r.verdict_of_page.answer.differences.len();
    differences(hypothesis) <= differences(best)
        && hypothesis.verdict_of_page.verdict == best.verdict_of_page.verdict
        && cost(hypothesis) < cost(best) + EQUAL_COST_MARGIN
}

/// The cost of a page: the lower, the better it explains the picture.
fn cost(r: &Hypothesis) -> f64 {
    let c = &r.compared.comparison;
    let differing: f64 =
        c.sites.iter().map(|s| s.bounds.area()).sum::<f64>() / r.compared.region.area().max(1.0);
    // Places beyond the region, and in another colour, show something else than the page, too.
    let count = (r.verdict_of_page.answer.differences.len() + c.beyond.len() + c.recoloured.len()) as f64;
    let explained = r.compared.explained.iter().flatten().filter(|is_explained| **is_explained).count();
    -((c.tally.inlier_cells as f64 + 1.0).ln() + (explained as f64 + 1.0).ln()) * INLIER_WEIGHT
        + (1.0 - c.tally.agreeing) * DISAGREEING_WEIGHT
        + differing
        + DIFFERENCE_WEIGHT * count
}

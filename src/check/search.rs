//! The search for the pages of one picture: by its look, by its words, by its keypoints; and the answer if none
//! decides.

use super::context::CheckContext;
use super::extent::explained_words::shown_lines;
use super::readings;
use super::recall::by_look::{Candidate, by_features, by_layout, by_look};
use super::recall::thresholds::{
    FEW_ARRANGEMENTS, KEYPOINT_PLACEMENT_SUPPORT, REGISTERED_CANDIDATES, SAME_PART_SUPPORT_RATIO,
    TRACED_CANDIDATES, UNDRAWABLE_PAGE_SUPPORT,
};
use super::register::target::Target;
use super::register::thresholds::{
    CLEARER_TILE_RATIO, COVERED_AREA_SHARE, COVERING_RIM_SHARE, NAMED_LOG10_NFA, REGISTERED_TILES,
    TILE_PIXELS,
};
use super::register::tiles::Registration;
use super::registered_page::{RegisteredPage, register_page};
use super::text;
use super::tracer::Trace;
use super::verdict::renderer_mismatch::{self, Drawing, contradicts};
use super::verdict::select::Selection;
use super::verdict::thresholds::SAME_PART_SHARE;
use super::verdict::unsettled;
use super::view::analyzed_view::AnalyzedView;
use super::view::views::{View, turned};
use crate::features::layout;
use crate::index::{Error, Index, StoredPage};
use crate::model::answer::{Basis, Finding, PageRef, Verdict};
use crate::model::coverage::Coverage;
use crate::model::geometry::Rect;
use crate::model::raster::Rendition;
use crate::model::reason::Reason;
use crate::model::trace::{Found, Named, Placed};

/// Name of the view of the picture without the pages found.
const REST: &str = "what is left";

/// The kind of evidence by which pages are recalled.
#[derive(Clone, Copy)]
enum Evidence {
    /// Arrangements of words, and the perceptual hash of the whole picture if it has hardly any words.
    Words,
    /// Keypoints, with a support above this value. Slower, and for what words do not find.
    Keypoints(f64),
}

/// The state of the search for the pages of one picture.
pub struct Search<'a, 'h> {
    target: &'a Target,
    index: &'a Index,
    context: CheckContext<'h>,
    /// A finding without a page: a page may be shown, but is not named.
    doubtful: Option<Finding>,
    /// A likely page whose image is missing.
    unseen: Option<StoredPage>,
    /// An inconclusive finding with a page.
    possible: Option<Finding>,
    /// The reason why words could not be read.
    unread: Option<String>,
}

impl<'a, 'h> Search<'a, 'h> {
    /// Begins a search.
    pub fn new(target: &'a Target, index: &'a Index, context: CheckContext<'h>) -> Self {
        Self { target, index, context, doubtful: None, unseen: None, possible: None, unread: None }
    }

    /// The trace of the check.
    pub fn trace(&self) -> &'h Trace {
        self.context.trace
    }

    /// Searches one view by the arrangement of its words. Returns `None` if no page is named, or if the page was
    /// drawn by another program, so that words must decide.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn by_look(&mut self, analyzed_view: &AnalyzedView) -> Result<Option<Finding>, Error> {
        Ok(match self.ask(analyzed_view, Evidence::Words)? {
            Some((finding, Drawing::Otherwise)) => {
                self.possible.get_or_insert(finding);
                None
            }
            asked => asked.map(|(finding, _)| finding),
        })
    }

    /// Searches the views by their keypoints, each with its own least support. Returns `None` if no view decides.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn by_keypoints(&mut self, analyzed_views: &[(AnalyzedView, f64)]) -> Result<Option<Finding>, Error> {
        for (analyzed_view, least) in analyzed_views {
            match self.ask(analyzed_view, Evidence::Keypoints(*least))?.map(|(finding, _)| finding) {
                // A box of a chart fits another one upside down as well: the next view may show more.
                Some(finding) if finding.verdict == Verdict::Inconclusive => self.keep(finding),
                Some(finding) => return Ok(Some(finding)),
                None => {}
            }
        }
        Ok(None)
    }

    /// Keeps an inconclusive finding unless there is one already. A finding of the same page by words alone is
    /// replaced, because words cannot say where to look.
    fn keep(&mut self, looked: Finding) {
        if self.possible.as_ref().is_none_or(|read| is_same_by_words(read, &looked)) {
            self.possible = Some(looked);
        }
    }

    /// Searches by the words of the first view. Returns `None` if they decide nothing.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn by_words(&mut self, analyzed_views: &[(AnalyzedView, f64)]) -> Result<Option<Finding>, Error> {
        let Some((upright, _)) = analyzed_views.first() else { return Ok(None) };
        let seen = match upright.transcribed(&upright.best().raster.bounds(), self.context.read) {
            Ok(seen) => seen.completed(self.context.read),
            Err(why) => {
                self.unread = Some(why);
                return Ok(None);
            }
        };
        match text::check(seen, self.index, self.context.trace)? {
            Some(finding) if finding.verdict == Verdict::Inconclusive => {
                self.possible.get_or_insert(finding);
                Ok(None)
            }
            Some(finding) if self.possible.as_mut().is_some_and(|looked| contradicts(looked, &finding)) => {
                Ok(None)
            }
            finding => Ok(finding),
        }
    }

    /// Whether there is an inconclusive finding with a page.
    pub fn has_possible(&self) -> bool {
        self.possible.is_some()
    }

    /// The finding if nothing decides.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn undecided(self) -> Result<Finding, Error> {
        let Self { index, doubtful, unseen, possible, unread, .. } = self;
        if let Some(finding) = possible {
            return Ok(match &unseen {
                Some(page) => without_look(finding, page),
                None => finding,
            });
        }
        // Pages without words of their own were searched as usual.
        let unsure = unseen.is_some() || unread.is_some() && index.has_text()?;
        let verdict = if unsure { Verdict::Inconclusive } else { Verdict::NotFound };
        let nothing =
            Finding { verdict, pages: vec![], also: vec![], coverage: Coverage::default(), why: vec![] };
        let mut finding = doubtful.unwrap_or(nothing);
        finding.why.extend(unseen.iter().map(cannot_be_compared).chain(unread.map(Reason::NotRead)));
        Ok(finding)
    }

    fn ask(
        &mut self,
        analyzed_view: &AnalyzedView,
        evidence: Evidence,
    ) -> Result<Option<(Finding, Drawing)>, Error> {
        let Self { target, index, context, unseen, .. } = self;
        let trace = context.trace;
        let mut draw = |page: &StoredPage, support| {
            let rendition = (context.renditions)(page);
            if rendition.is_none() && support >= UNDRAWABLE_PAGE_SUPPORT {
                unseen.get_or_insert_with(|| page.clone());
            }
            rendition
        };
        let registered = candidates(target, analyzed_view, evidence, (index, trace), &mut draw)?;
        let lines = shown_lines(&analyzed_view.lines, analyzed_view.best());
        let mut read = || readings::words(analyzed_view, context.read);
        let mut selection = Selection::new(target, registered, &lines, (index, trace), &mut read)?;
        while let Some(rest) = selection.rest() {
            let began = trace.begin();
            let left = AnalyzedView::new(turned(rest.raster(), 0), REST);
            trace.record(began, || left.trace_event());
            let mut registered = candidates(&rest, &left, Evidence::Words, (index, trace), &mut draw)?;
            if registered.is_empty() {
                // A crop of a few lines may have no arrangement of six words.
                let keypoints = Evidence::Keypoints(KEYPOINT_PLACEMENT_SUPPORT);
                registered = candidates(&rest, &left, keypoints, (index, trace), &mut draw)?;
            }
            selection.go_on(&rest, registered, &mut read)?;
        }
        let (mut finding, placed_pages) = selection.finish(&mut read)?;
        readings::of_picture(&mut finding, analyzed_view, context.read);
        let drawing = renderer_mismatch::doubt(&mut finding, &placed_pages, index)?;
        unsettled::doubt(&mut finding, &placed_pages, target.unpadded(), index)?;
        Ok(match finding.verdict {
            Verdict::NotFound => None,
            Verdict::Inconclusive if finding.pages.is_empty() => {
                self.doubtful.get_or_insert(finding);
                None
            }
            _ => Some((finding, drawing)),
        })
    }
}

/// Whether a finding by words alone names the page that was found by its look.
fn is_same_by_words(read: &Finding, looked: &Finding) -> bool {
    let first = |finding: &Finding| finding.pages.first().map(|answer| answer.page.clone());
    read.pages.iter().all(|answer| answer.basis == [Basis::Words]) && first(read) == first(looked)
}

/// A finding by words beside a page whose image is missing: nothing is known of that page's look.
fn without_look(mut finding: Finding, unseen: &StoredPage) -> Finding {
    let is_of = |page: &PageRef| page.document == unseen.document && page.page == unseen.number;
    if finding.pages.iter().any(|answer| is_of(&answer.page)) {
        finding.why.retain(|why| *why != Reason::TypesetAnew);
    }
    finding.why.push(cannot_be_compared(unseen));
    finding
}

/// The reason for a likely page whose image is missing.
fn cannot_be_compared(page: &StoredPage) -> Reason {
    Reason::NoPageImage(page.name())
}

/// The candidate pages that register on one view of the picture, those with the fewest false alarms first.
fn candidates(
    target: &Target,
    analyzed_view: &AnalyzedView,
    evidence: Evidence,
    (index, trace): (&Index, &Trace),
    renditions: &mut dyn FnMut(&StoredPage, f64) -> Option<Rendition>,
) -> Result<Vec<RegisteredPage>, Error> {
    let best = analyzed_view.best();
    let mut registered: Vec<RegisteredPage> = Vec::new();
    let pages = index.page_count()?;
    let mut register_all = |registered: &mut Vec<RegisteredPage>,
                            view: &View,
                            candidates: Vec<Candidate>|
     -> Result<(), Error> {
        let (began, before, mut tried) = (trace.begin(), registered.len(), 0);
        for candidate in candidates.into_iter().take(REGISTERED_CANDIDATES) {
            let candidate = in_picture(candidate, view);
            if explained(registered, &candidate) {
                continue;
            }
            tried += 1;
            let page = index.page(candidate.page)?;
            let Some(rendition) = renditions(&page, candidate.support) else { continue };
            let drawings = unsettled::drawings(&page, rendition, index)?;
            registered.extend(
                register_page(page, drawings, target, candidate, pages)
                    .filter(|h| h.registration.agreeing() >= REGISTERED_TILES),
            );
        }
        trace
            .record(began, || Found::Laid { tried, held: registered[before..].iter().map(placed).collect() });
        Ok(())
    };
    let recall = Recall { analyzed_view, index, trace };
    match evidence {
        Evidence::Words => {
            let arrangements = layout::arrangements_of(&analyzed_view.lines);
            register_all(
                &mut registered,
                best,
                recall.traced(Basis::Layout, || by_layout(&arrangements, index))?,
            )?;
            if arrangements.len() < FEW_ARRANGEMENTS && !registered.iter().any(is_firm) {
                let found = recall.traced(Basis::Perceptual, || by_look(&best.raster, index))?;
                register_all(&mut registered, best, found)?;
            }
        }
        Evidence::Keypoints(least) => {
            // Lines within a photograph or a drawing need not be level.
            for view in analyzed_view.level.iter().chain([&analyzed_view.view]) {
                let found = recall.traced(Basis::Features, || by_features(&view.raster, least, index))?;
                register_all(&mut registered, view, found)?;
            }
        }
    }
    registered.sort_by(|a, b| a.log10_nfa.total_cmp(&b.log10_nfa));
    let mut leading: Vec<RegisteredPage> = Vec::new();
    for hypothesis in registered {
        if !leading.iter().any(|best| outdone(&hypothesis.registration, &best.registration)) {
            leading.push(hypothesis);
        }
    }
    Ok(leading)
}

/// Recall that records trace events.
struct Recall<'a> {
    analyzed_view: &'a AnalyzedView,
    index: &'a Index,
    trace: &'a Trace,
}

impl Recall<'_> {
    fn traced(
        &self,
        basis: Basis,
        recall: impl FnOnce() -> Result<Vec<Candidate>, Error>,
    ) -> Result<Vec<Candidate>, Error> {
        let began = self.trace.begin();
        let found = recall()?;
        let first = if self.trace.is_asked() { &found[..found.len().min(TRACED_CANDIDATES)] } else { &[] };
        let named = |c: &Candidate| -> Result<Named, Error> {
            Ok(Named { page: self.index.page(c.page)?.name(), hits: c.hits, support: c.support })
        };
        let best: Vec<Named> = first.iter().map(named).collect::<Result<_, _>>()?;
        let (view, pages) = (self.analyzed_view.name, found.len());
        self.trace.record(began, || Found::Recalled { basis, view, pages, best });
        Ok(found)
    }
}

fn placed(registered: &RegisteredPage) -> Placed {
    let registration = &registered.registration;
    Placed {
        page: registered.page.name(),
        agreeing: registration.agreeing(),
        tiles: registration.tiles.len(),
        error: registration.error(),
        chance: registered.log10_nfa,
    }
}

/// Whether another page explains clearly more, and explains everything that this one does: then this one need not be
/// compared.
fn outdone(hypothesis: &Registration, best: &Registration) -> bool {
    let (Some(part), Some(more)) = (hypothesis.agreeing_part(), best.agreeing_part()) else { return false };
    let (share, best_share) = (hypothesis.agreeing_within(&part), best.agreeing_within(&part));
    let clearer = share < CLEARER_TILE_RATIO * best_share || 3 * hypothesis.agreeing() < 2 * best.agreeing();
    covers(&more, &part) && best_share >= share && clearer
}

/// Whether a box covers another one except for a rim.
fn covers(outer: &Rect, inner: &Rect) -> bool {
    let grown = outer.grown(COVERING_RIM_SHARE * outer.width().max(outer.height()));
    inner.intersection(&grown).area() > COVERED_AREA_SHARE * inner.area()
}

fn in_picture(candidate: Candidate, view: &View) -> Candidate {
    Candidate {
        guess: view.to_picture.after(&candidate.guess),
        seen: view.to_picture.apply_rect(&candidate.seen),
        ..candidate
    }
}

/// Whether a page is registered beyond doubt.
fn is_firm(registered: &RegisteredPage) -> bool {
    registered.log10_nfa < 2.0 * NAMED_LOG10_NFA
}

/// Whether a firmly registered page has far more support for the same part of the picture.
fn explained(registered: &[RegisteredPage], candidate: &Candidate) -> bool {
    registered.iter().any(|h| {
        is_firm(h)
            && candidate.support < SAME_PART_SUPPORT_RATIO * h.candidate.support
            // A line of words is lower than a tile.
            && h.registration.agreeing_within(&candidate.seen.grown(TILE_PIXELS as f64)) > SAME_PART_SHARE
            && h.registration.agreeing_part().is_some_and(|part| covers(&part, &candidate.seen))
    })
}

//! One candidate page: its registration, and its comparison with the picture if it registers.

use super::align::appearance::{Aligned, align};
use super::align::drawings::Overlay;
use super::align::residual::Residual;
use super::detect::marker::lay_markers;
use super::detect::{Comparison, Part, compare};
use super::extent::explained_words::{ShownLine, explained};
use super::extent::form_fields::moved;
use super::extent::frame::{Frame, find_frame};
use super::extent::legibility::Letters;
use super::extent::page_background::paper_about;
use super::extent::post::{Post, ReadWords};
use super::extent::region::Votes;
use super::extent::thresholds::{
    CORNER_OUTSIDE_PAGE_SHARE, FOREIGN_AREA_SHARE, FOREIGN_RESIDUAL, SHEET_EDGE_SHARE, UPRIGHT_SLOPE,
};
use super::recall::by_look::Candidate;
use super::register::bend::bent;
use super::register::target::Target;
use super::register::template::Tile;
use super::register::thresholds::{CHANCE_TILE_SHARE, DISTINCT_PARTS, NAMED_LOG10_NFA, TILES_PER_WITNESS};
use super::register::tiles::{Registration, register};
use crate::imaging::sampling::Pyramid;
use crate::index::StoredPage;
use crate::index::second_drawing::{completed, places};
use crate::model::document::TextLine;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::page_map::PageMap;
use crate::model::raster::{Raster, Rendition, Tint};

/// A page registered on the picture, and how likely a coincidence is.
pub struct RegisteredPage {
    /// The page.
    pub page: StoredPage,
    /// Its placement in the picture.
    pub registration: Registration,
    /// The tiles of the plane map, by which a coincidence is excluded: a bend could be fitted to chance.
    witnesses: Vec<Tile>,
    /// The candidate that was registered.
    pub candidate: Candidate,
    /// Logarithm to base 10 of the number of false alarms: pages expected to agree as well by coincidence.
    pub log10_nfa: f64,
    pages: u64,
    pyramid: Pyramid,
    /// Its second drawing, if that differs from the first.
    second: Option<Raster>,
    /// Boxes of fields whose values each program places differently, in pixels of the raster.
    fields: Vec<Rect>,
    /// The page's own tint.
    tint: Tint,
    /// Places where the drawings differ, in pixels of the raster.
    unlike: Vec<Rect>,
}

/// A page compared with the picture.
pub struct Compared {
    /// The region: the part of the page that is shown, in pixels of the page's raster.
    pub on_page: Rect,
    /// The region in pixels of the picture.
    pub region: Rect,
    /// What differs.
    pub comparison: Comparison,
    /// The frame: the part of the picture that shows the page and nothing else. `None` if no frame is seen.
    pub frame: Option<Frame>,
    /// The post about the page, if no edge parts them. `None` if there is none.
    pub post: Option<Post>,
    /// For each word of each line of the picture, whether the page explains it.
    pub explained: Vec<Vec<bool>>,
    /// Usual height of the page's letters, in pixels of the picture.
    pub letter: f64,
    /// Height of the smallest letters that could be told apart, in pixels of the picture. `None` if there are none.
    pub smallest: Option<f64>,
}

/// The known drawings of a page.
pub struct Drawings {
    /// The rendition that the index keeps.
    pub first: Rendition,
    /// The second drawing, if it differs from the first.
    pub second: Option<Raster>,
    /// Boxes of fields whose values each program places differently, in pixels of the raster.
    pub fields: Vec<Rect>,
}

/// Registers a candidate page. Returns `None` if it does not register.
pub fn register_page(
    page: StoredPage,
    drawings: Drawings,
    target: &Target,
    candidate: Candidate,
    pages: u64,
) -> Option<RegisteredPage> {
    let view = Homography::scale_shift(
        f64::from(page.view.0) / f64::from(page.raster.0),
        f64::from(page.view.1) / f64::from(page.raster.1),
        0.0,
        0.0,
    );
    let Drawings { first: Rendition { grey, tint }, second, fields } = drawings;
    let unlike = second.as_ref().map_or_else(Vec::new, |second| places(&grey, second));
    let drawn = second.as_ref().map(|second| completed(&grey, second));
    let pyramid = Pyramid::new(drawn.unwrap_or(grey));
    let registration = register(&pyramid, target, &candidate.guess.after(&view), &candidate.seen)?;
    let log10_nfa = log10_nfa(registration.tiles.len(), registration.agreeing(), pages);
    let witnesses = registration.tiles.clone();
    Some(RegisteredPage {
        page,
        registration,
        witnesses,
        candidate,
        log10_nfa,
        pages,
        pyramid,
        second,
        fields,
        tint,
        unlike,
    })
}

/// The number of false alarms (Desolneux, Moisan and Morel 2000) as a logarithm to base 10: pages of the index times
/// the probability that so many tiles agree by coincidence (binomial tail, bounded by Hoeffding's inequality).
fn log10_nfa(tiles: usize, agreeing: usize, pages: u64) -> f64 {
    // Tiles overlap and the fit has degrees of freedom, so not every tile is an independent witness.
    let n = tiles as f64 / TILES_PER_WITNESS;
    let share = agreeing as f64 / (tiles as f64).max(1.0);
    let tests = (pages.max(1) as f64).log10();
    let p = CHANCE_TILE_SHARE;
    if share <= p {
        return tests;
    }
    let part = |a: f64, b: f64| if a <= 0.0 { 0.0 } else { a * (a / b).ln() };
    let divergence = part(share, p) + part(1.0 - share, 1.0 - p);
    tests - n * divergence / std::f64::consts::LN_10
}

impl RegisteredPage {
    /// Follows what a plane map does not: the bend of paper, and the values of fields. For pages that are compared.
    pub fn settle(&mut self, target: &Target) {
        // Only paper is bent, and a picture of paper is never quite upright.
        let may_bend = self.log10_nfa <= NAMED_LOG10_NFA && !self.registration.transform.plane().is_upright();
        if let Some(bent) = may_bend.then(|| bent(&self.pyramid, target, &self.registration)).flatten() {
            self.registration = bent;
        }
        for drawing in self.pyramid.levels.first_mut().into_iter().chain(self.second.as_mut()) {
            moved(drawing, &self.fields, target.raster(), &self.registration.transform);
        }
    }

    /// Compares the page with the picture. `shown` are the lines of the picture, `lines` those of the page. Returns
    /// `None` if the page cannot be aligned.
    pub fn compare(
        &self,
        target: &Target,
        shown: &[ShownLine],
        lines: &[TextLine],
        read: &mut ReadWords<'_>,
    ) -> Option<Compared> {
        let raster = &self.pyramid.levels[0];
        let transform = &self.registration.transform;
        let back = transform.inverse()?;
        let size = (raster.width, raster.height);
        let votes = |aligned: &Aligned, left: &Residual| Votes::of(left, aligned, &back, size);
        let seen = |overlay: &mut Overlay| {
            overlay.change(|drawing| lay_markers(drawing, &target.colours().chroma));
            overlay.seen(self.registration.polarity)
        };
        let mut overlay = self.overlay(target)?;
        let (mut aligned, mut left) = seen(&mut overlay);
        let mut voted = votes(&aligned, &left);
        let mut core = voted.region()?;
        let shown_at = |on_page: &Rect| transform.apply_rect(on_page).intersection(target.unpadded());
        let is_drawn = |at, across| left.shows_rule(&aligned, at, across);
        let here = shown_at(&core);
        let edges = find_frame(target.raster(), target.unpadded(), &here, is_drawn);
        let may_have_post = edges.is_none() && !self.is_photographed();
        let post = may_have_post
            .then(|| Post::about(&here, shown, read))
            .flatten()
            .filter(|post| post.leaves(&shown_at(&voted.with_agreeing_ink(core, |_| true))));
        let frame = if post.is_some() {
            None
        } else {
            let about = || paper_about(target.raster(), &here, left.paper, left.contrast);
            edges.or_else(|| self.whole(target, &back)).or_else(about)
        };
        if let Some(frame) = &frame
            && is_surrounded(&aligned, &left, |y| frame.span(y))
        {
            overlay = overlay.fitted_to(|y| frame.span(y));
            (aligned, left) = seen(&mut overlay);
            voted = votes(&aligned, &left);
            core = voted.region()?;
        }
        let may_be_page = |p: Point| {
            let p = transform.apply(p);
            frame.as_ref().is_none_or(|frame| frame.span(p.y).is_some_and(|(l, r)| (l..r).contains(&p.x)))
        };
        let on_page = voted.with_agreeing_ink(core, may_be_page);
        let region = shown_at(&on_page);
        let letters = Letters::new(lines, transform.scale_at(on_page.centre()));
        let letter = letters.usual(&on_page);
        let explained = explained(&region, &aligned, &left, shown);
        let agreeing = transform.outline(&on_page);
        if frame.is_none() && !self.is_photographed() && is_surrounded(&aligned, &left, |y| agreeing.span(y))
        {
            overlay = overlay.fitted_to(|y| agreeing.span(y));
            (aligned, left) = seen(&mut overlay);
        }
        let part = Part {
            on_page: &on_page,
            core: &core,
            transform,
            back: &back,
            frame: frame.as_ref(),
            post,
            letter,
            letters: &letters,
            tint: &self.tint,
            unlike: &self.unlike,
            sheet: self.is_photographed().then(|| self.sheet()),
        };
        let comparison = compare(&aligned, &left, target.colours(), &part);
        let smallest = letters.smallest(&on_page);
        Some(Compared { on_page, region, comparison, frame, post, explained, letter, smallest })
    }

    /// Its drawings, aligned with the picture. Both use the placement of the first. Returns `None` if the first
    /// cannot be aligned.
    fn overlay(&self, target: &Target) -> Option<Overlay> {
        let first = align(&self.pyramid.levels[0], target, &self.registration)?;
        let second = self.second.as_ref().and_then(|second| align(second, target, &self.registration));
        Some(Overlay::new(first, second))
    }

    /// The whole picture as a frame, if it is upright and all its corners show the page. A rotated picture has the desk, or
    /// padding, in its corners.
    fn whole(&self, target: &Target, back: &PageMap) -> Option<Frame> {
        let whole = *target.unpadded();
        let page = self.paper();
        let page = page.grown(CORNER_OUTSIDE_PAGE_SHARE * page.width().max(page.height()));
        let corners = whole.corners().map(|p| back.apply(p));
        let across = Point { x: corners[1].x - corners[0].x, y: corners[1].y - corners[0].y };
        let upright = across.x.abs().min(across.y.abs()) < UPRIGHT_SLOPE * across.x.hypot(across.y);
        let is_bare = upright && corners.iter().all(|&p| page.contains(p));
        is_bare.then(|| Frame::upright(whole, 0.0))
    }

    /// The bounds of the whole page, in pixels of its raster.
    pub fn paper(&self) -> Rect {
        Rect::new(0.0, 0.0, f64::from(self.page.raster.0), f64::from(self.page.raster.1))
    }

    /// A sheet of paper without its edge, in pixels of the page's raster.
    fn sheet(&self) -> Rect {
        let paper = self.paper();
        paper.grown(-SHEET_EDGE_SHARE * paper.width().max(paper.height()))
    }

    /// Whether the page is seen by a camera: it is bent, or seen at an angle.
    pub fn is_photographed(&self) -> bool {
        let map = &self.registration.transform;
        map.bend() > 0.0 || map.plane().is_perspective()
    }

    /// Where the page lies: on it, a point of the picture is on its paper. A sheet before a camera is taken without its edge.
    pub fn is_on_paper(&self) -> impl Fn(Point) -> bool {
        let page = if self.is_photographed() { self.sheet() } else { self.paper() };
        let back = self.registration.transform.inverse();
        move |p| back.as_ref().is_some_and(|back| page.contains(back.apply(p)))
    }

    /// Where the whole page would lie in the picture; a sheet before a camera without its edge.
    pub fn outline(&self) -> Rect {
        let page = if self.is_photographed() { self.sheet() } else { self.paper() };
        self.registration.transform.apply_rect(&page)
    }

    /// The number of false alarms if only a part of the picture counts, as for a crop or for one picture of several.
    pub fn log10_nfa_within(&self, part: &Rect) -> f64 {
        let inside = self.witnesses.iter().filter(|t| part.contains(t.found));
        let (tiles, agreeing) = inside.fold((0, 0), |n, t| (n.0 + 1, n.1 + usize::from(t.agrees)));
        self.log10_nfa_of_part(tiles, agreeing)
    }

    /// The number of false alarms by a part with so many tiles, or by the whole if that is smaller. The part is chosen after
    /// the fact among about `DISTINCT_PARTS`, which multiply the number of tests.
    fn log10_nfa_of_part(&self, tiles: usize, agreeing: usize) -> f64 {
        self.log10_nfa.min(log10_nfa(tiles, agreeing, self.pages) + DISTINCT_PARTS.log10())
    }

    /// Whether there may be a part of the picture that names the page: one in which all agreeing tiles lie, and no other.
    pub fn may_be_named(&self) -> bool {
        let agreeing = self.witnesses.iter().filter(|tile| tile.agrees).count();
        self.log10_nfa_of_part(agreeing, agreeing) <= NAMED_LOG10_NFA
    }

    /// The number of false alarms if no other page is tested, as a logarithm to base 10.
    pub fn log10_nfa_alone(&self) -> f64 {
        self.log10_nfa - (self.pages.max(1) as f64).log10()
    }

    /// Map from raster pixels of the page to its units.
    pub fn to_units(&self) -> Homography {
        Homography::scale_shift(
            self.page.size.0 / f64::from(self.page.raster.0),
            self.page.size.1 / f64::from(self.page.raster.1),
            0.0,
            0.0,
        )
    }
}

/// Whether the shown part is surrounded by foreign content (the frame of a post, the desk) and not just by the page's
/// margins. `shown` gives its span in a row. Every third pixel in both directions is sampled.
fn is_surrounded(aligned: &Aligned, left: &Residual, shown: impl Fn(f64) -> Option<(f64, f64)>) -> bool {
    let mut foreign = 0usize;
    for y in (0..aligned.height).step_by(3) {
        let here = aligned.within(shown((aligned.y + y) as f64 + 0.5));
        let row = &left.normalised[y * aligned.width..][..aligned.width];
        foreign += (0..aligned.width)
            .step_by(3)
            .filter(|x| !here.contains(x) && row[*x].abs() > FOREIGN_RESIDUAL)
            .count();
    }
    9.0 * foreign as f64 > FOREIGN_AREA_SHARE * (aligned.width * aligned.height) as f64
}

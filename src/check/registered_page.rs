//! One candidate held against the picture: registration, then, where it holds, comparison.

use super::align::appearance::{Aligned, align};
use super::align::drawings::Overlay;
use super::align::residual::Residual;
use super::detect::marker::{has_markers, lay_markers};
use super::detect::{Comparison, Part, compare};
use super::extent::explained_words::{ShownLine, explained};
use super::extent::form_fields::moved;
use super::extent::frame::{Panel, panel};
use super::extent::legibility::Letters;
use super::extent::page_background::paper_about;
use super::extent::region::region;
use super::extent::thresholds::{
    CORNER_OUTSIDE_PAGE_SHARE, FOREIGN_AREA_SHARE, FOREIGN_RESIDUAL, UPRIGHT_SLOPE,
};
use super::recall::by_look::Candidate;
use super::register::thresholds::{CHANCE_TILE_SHARE, DISTINCT_PARTS, TILES_PER_WITNESS};
use super::register::tiles::{Registration, Target, register};
use crate::imaging::sampling::Pyramid;
use crate::index::StoredPage;
use crate::index::second_drawing::completed;
use crate::model::document::TextLine;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::{Raster, Rendition, Tint};

/// A page overlay over the picture, and how sure it is.
pub struct RegisteredPage {
    /// The page.
    pub page: StoredPage,
    /// Its placement.
    pub registration: Registration,
    /// What named it.
    pub candidate: Candidate,
    /// Logarithm to base 10 of the number of pages expected to agree as well by accident.
    pub chance: f64,
    pages: u64,
    pyramid: Pyramid,
    /// Its second drawing, where that is not like the first.
    second: Option<Raster>,
    /// Its own tint.
    tint: Tint,
}

/// A page compared with the picture.
pub struct Compared {
    /// The part of the page that is shown, in its units of raster pixels.
    pub on_page: Rect,
    /// Where that part lies in the picture.
    pub region: Rect,
    /// What was found.
    pub comparison: Comparison,
    /// The piece of the picture that shows the page and nothing else, where one is seen.
    pub panel: Option<Panel>,
    /// Of each word of each line of the picture, whether the page explains it.
    pub explained: Vec<Vec<bool>>,
    /// Height of the page's usual letters in the picture, in pixels.
    pub letter: f64,
    /// Height of the smallest letters that could be told apart, in pixels; none where none could.
    pub smallest: Option<f64>,
}

/// What is known of a page's look.
pub struct Drawings {
    /// What is kept of its picture.
    pub first: Rendition,
    /// Its second drawing, where that is not like the first.
    pub second: Option<Raster>,
    /// Boxes of fields whose values each program lays out its own way, in pixels of the raster.
    pub fields: Vec<Rect>,
}

/// Lays the page over the picture; none where nothing holds.
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
    let Drawings { first: Rendition { grey, tint }, mut second, fields } = drawings;
    let drawn = second.as_ref().map(|second| completed(&grey, second));
    let mut pyramid = Pyramid::new(drawn.unwrap_or(grey));
    let registration = register(&pyramid, target, &candidate.guess.after(&view), &candidate.seen)?;
    let chance = log_chance(registration.tiles.len(), registration.agreeing(), pages);
    for drawing in pyramid.levels.first_mut().into_iter().chain(second.as_mut()) {
        moved(drawing, &fields, target.raster(), &registration.transform);
    }
    Some(RegisteredPage { page, registration, candidate, chance, pages, pyramid, second, tint })
}

/// Number of false alarms (Desolneux, Moisan and Morel 2000): pages of the index times the chance that so many of the
/// tiles agree by accident (binomial tail, bounded by Hoeffding's inequality), as a logarithm to base 10.
fn log_chance(tiles: usize, agreeing: usize, pages: u64) -> f64 {
    // Tiles overlap and a fit has freedoms: every third counts as a witness of its own.
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
    /// Compares what is shown; none where the page cannot be aligned. `lines` are those of the page.
    pub fn compare(&self, target: &Target, shown: &[ShownLine], lines: &[TextLine]) -> Option<Compared> {
        let raster = &self.pyramid.levels[0];
        let transform = &self.registration.transform;
        let back = transform.inverse()?;
        let size = (raster.width, raster.height);
        let mut overlay = self.overlay(target)?;
        let (mut aligned, mut left) = overlay.seen(self.registration.polarity);
        let mut on_page = region(&left, &aligned, &back, size)?;
        let shown_at = |on_page: &Rect| transform.apply_rect(on_page).intersection(target.unpadded());
        let is_drawn = |at, across| left.shows_rule(&aligned, at, across);
        let here = shown_at(&on_page);
        let panel = self.panel(target, &here, &back, is_drawn);
        let panel = panel.or_else(|| paper_about(target.raster(), &here, left.paper, left.contrast));
        if let Some(panel) = &panel
            && is_surrounded(&aligned, &left, |y| panel.span(y))
        {
            overlay = overlay.fitted_to(|y| panel.span(y));
            (aligned, left) = overlay.seen(self.registration.polarity);
            on_page = region(&left, &aligned, &back, size)?;
        }
        let region = shown_at(&on_page);
        let letters = Letters::new(lines, transform.scale_at(on_page.centre()));
        let letter = letters.usual(&on_page);
        let explained = explained(&region, &aligned, &left, shown);
        let agreeing = transform.quad(&on_page);
        if panel.is_none() && is_surrounded(&aligned, &left, |y| agreeing.span(y)) {
            overlay = overlay.fitted_to(|y| agreeing.span(y));
            (aligned, left) = overlay.seen(self.registration.polarity);
        }
        if has_markers(&aligned, target.chroma()) {
            overlay.change(|drawing| lay_markers(drawing, target.chroma()));
            (aligned, left) = overlay.seen(self.registration.polarity);
        }
        let part = Part {
            on_page: &on_page,
            transform,
            back: &back,
            panel: panel.as_ref(),
            letter,
            letters: &letters,
            tint: &self.tint,
        };
        let comparison = compare(&aligned, &left, target.chroma(), &part);
        let smallest = letters.smallest(&on_page);
        Some(Compared { on_page, region, comparison, panel, explained, letter, smallest })
    }

    /// Its drawings made to look as the picture would show them; none where it cannot be aligned. The second stands where the
    /// first does.
    fn overlay(&self, target: &Target) -> Option<Overlay> {
        let first = align(&self.pyramid.levels[0], target, &self.registration)?;
        let second = self.second.as_ref().and_then(|second| align(second, target, &self.registration));
        Some(Overlay::new(first, second))
    }

    /// The piece of the picture that shows the page and nothing else: the panel round the part that agrees, or the
    /// picture itself where all its corners show the page, upright; a turned picture has the desk or filling in them.
    fn panel(
        &self,
        target: &Target,
        region: &Rect,
        back: &Homography,
        is_drawn: impl Fn((usize, usize), (usize, usize)) -> bool,
    ) -> Option<Panel> {
        let whole = *target.unpadded();
        let page = self.paper();
        let page = page.grown(CORNER_OUTSIDE_PAGE_SHARE * page.width().max(page.height()));
        let corners = whole.corners().map(|p| back.apply(p));
        let across = Point { x: corners[1].x - corners[0].x, y: corners[1].y - corners[0].y };
        let upright = across.x.abs().min(across.y.abs()) < UPRIGHT_SLOPE * across.x.hypot(across.y);
        let bare = upright && corners.iter().all(|&p| page.contains(p));
        let framed = panel(target.raster(), &whole, region, is_drawn);
        framed.or(bare.then(|| Panel::upright(whole, 0.0)))
    }

    /// The whole page, in pixels of its raster.
    pub fn paper(&self) -> Rect {
        Rect::new(0.0, 0.0, f64::from(self.page.raster.0), f64::from(self.page.raster.1))
    }

    /// Where the whole page would lie in the picture.
    pub fn frame(&self) -> Rect {
        self.registration.transform.apply_rect(&self.paper())
    }

    /// The chance when only the part that is shown is asked: a crop, one picture of several. The part was chosen after
    /// the fact, among about `DISTINCT_PARTS`, which counts as so many more tests.
    pub fn chance_within(&self, part: &Rect) -> f64 {
        let inside = self.registration.tiles.iter().filter(|t| part.contains(t.found));
        let (tiles, agreeing) = inside.fold((0, 0), |n, t| (n.0 + 1, n.1 + usize::from(t.agrees)));
        self.chance.min(log_chance(tiles, agreeing, self.pages) + DISTINCT_PARTS.log10())
    }

    /// The chance when no other page than this is asked, as a logarithm to base 10.
    pub fn chance_of_itself(&self) -> f64 {
        self.chance - (self.pages.max(1) as f64).log10()
    }

    /// Raster pixels of the page to its units.
    pub fn to_units(&self) -> Homography {
        Homography::scale_shift(
            self.page.size.0 / f64::from(self.page.raster.0),
            self.page.size.1 / f64::from(self.page.raster.1),
            0.0,
            0.0,
        )
    }
}

/// Whether the shown part lies among foreign things (a post's frame, the desk) and not just among the page's margins.
/// `shown` is where a row meets it. Every third pixel each way is asked.
fn is_surrounded(a: &Aligned, left: &Residual, shown: impl Fn(f64) -> Option<(f64, f64)>) -> bool {
    let mut foreign = 0usize;
    for y in (0..a.height).step_by(3) {
        let here = a.within(shown((a.y + y) as f64 + 0.5));
        let row = &left.departure[y * a.width..][..a.width];
        foreign +=
            (0..a.width).step_by(3).filter(|x| !here.contains(x) && row[*x].abs() > FOREIGN_RESIDUAL).count();
    }
    9.0 * foreign as f64 > FOREIGN_AREA_SHARE * (a.width * a.height) as f64
}

//! What differs? Places where the residual exceeds the noise of the picture, sorted into changes and into covers and marks.
//!
//! **Noise.** Cells as large as a letter give the noise of the picture: median and spread of their greatest residuals, as logarithms.
//! A place is a difference if its peak lies far outside this noise and above a floor. Pieces near each other are one place. A place
//! no larger than a dot, or no wider than the rim of a stem, must lie further outside, because a page has many more such places
//! than letters. The border of the region is left out, because a crop cuts letters there. A place that nearly stands out is
//! doubtful: the answer then says neither that it differs nor that it agrees. A changed digit among small letters has a smaller
//! residual than a difference needs, but in a quiet picture still a larger one than anything else. So the largest residual of all is
//! doubtful there if it lies outside the noise.
//!
//! **Pale and small ink.** Pale words are compared with the noise of blank paper, and points, commas and accents with the others of
//! the picture. Blank paper where the page has ink is missing ink, unless a cover is visible.
//!
//! **Covers and marks.** A place that stands out is classified by its look. One flat grey over ink is a cover. If this grey is the
//! mean of the ink beneath, or if the shape of the page remains without its fine ink, it is a blur. A piece too large for a letter
//! is a mark. A ring, an underline or a marker hides only the pixels of its stroke, and the page is compared beneath a colour
//! that lets it through. Large pieces of similar height in a row are written words again (`annotation`). The rest is a
//! difference: ink added, missing, or both.
//!
//! **Watermarks and speckle.** Pale pieces that together form something taller than a line belong to a watermark, which is a mark.
//! Specks on blank paper are removed if there are a dozen or more. Then an equally small piece beside a word is one of them, and is
//! doubtful. A faint speck of the page itself may be shown stronger.
//!
//! **Tint.** A highlighter or a watermark leaves the print legible and hardly any residual. So the blank paper of each cell is
//! examined: is it more colourful, or darker than the paper around it, than the page itself is there? Groups of such cells that are
//! large and off the border are highlights and marks.

pub mod annotation;
pub mod bare_paper;
pub mod blobs;
pub mod contour;
pub mod faint_ink;
pub mod hairline;
pub mod ledger;
pub mod marker;
pub mod noise;
pub mod occlusion;
pub mod small_ink;
pub mod speckle;
pub mod stroke;
pub mod tint;
pub mod watermark;

use super::align::appearance::Aligned;
use super::align::residual::{INKED, Residual};
use super::extent::frame::Panel;
use super::extent::legibility::Letters;
use crate::model::answer::{DifferenceKind, HiddenKind};
use crate::model::coverage::Accounts;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::{Raster, Tint};
use annotation::spelled;
use blobs::{Blob, blobs, merge};
use faint_ink::pale;
use ledger::Findings;
use noise::{Cells, Tally};
use occlusion::{Foreign, classify};
use small_ink::{Lost, gained, lost};
use std::ops::Range;
use tint::tints;

/// Share of the least peak from which a pixel may belong to a difference.
const LOW: f32 = 0.65;
/// Departure that the peak of a difference must reach whatever the noise.
pub const HIGH: f32 = 0.55;
/// How far, in standard deviations of the logarithm of the picture's own departures, the peak must lie outside.
const DEVIATIONS: f32 = 3.2;
/// A clear picture shows fainter changes: a peak down to this counts when it lies [`FAINT_DEVIATIONS`] outside.
const FAINT: f32 = 0.36;
const FAINT_DEVIATIONS: f32 = 4.8;
/// Upper end of the picture's own departures below which it is clear.
const QUIET: f32 = 0.22;
/// How far outside a slight place must lie, one no larger than a dot or no more than the rim of a stem: a page has so many more
/// places for those than for letters. Those of changes lie 4.3 and more outside, those that scanners, sharpening and encoders
/// make 3.7 and less.
const SLIGHT_DEVIATIONS: f32 = 4.0;
/// Pixels that the rim of a stem is wide.
const STEM_RIM: f64 = 3.0;
/// How far outside the strongest departure may lie among small letters. In genuine pictures of them it mostly lies 2.2 to
/// 3.4 standard deviations outside, a changed digit's more than 4.
const SMALL_DEVIATIONS: f32 = 3.6;
/// Share of the peak asked for from which a place is too doubtful for "no differences" to be said.
const DOUBTFUL: f32 = 0.85;
/// Pixels along the region's border that are not compared: a crop cuts letters there.
const BORDER: f64 = 5.0;
/// Pixels along the edges of the aligned part that are not compared: the page's warp ends there.
const EDGE: usize = 4;
/// Pixels along a panel's border that are not compared: a frame has its rim there.
pub const RIM: f64 = 8.0;

/// A place that stands out.
#[derive(Clone, Debug)]
pub struct Detection {
    /// In pixels of the picture.
    pub bounds: Rect,
    /// The same in pixels of the page's raster: where the page slants, less than the place of `bounds` there.
    pub on_page: Rect,
    /// Greatest departure in it.
    pub peak: f32,
    /// How far the peak lies outside the picture's own noise, in standard deviations.
    pub deviation: f32,
    /// What it is.
    pub what: DetectionKind,
}

impl Detection {
    fn is_change(&self) -> bool {
        matches!(self.what, DetectionKind::Difference(_))
    }
}

/// What a place that stands out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectionKind {
    /// It changes the page.
    Difference(DifferenceKind),
    /// It covers or marks the page.
    Hidden(HiddenKind),
    /// It was written or stamped on the page and may say something of its own: no letter of the page, and no mere stroke.
    Written,
}

/// What the comparison of a region found.
pub struct Comparison {
    /// The places that stand out.
    pub sites: Vec<Detection>,
    /// Places that nearly stand out as differences, in pixels of the picture.
    pub doubtful: Vec<Rect>,
    /// Places beyond the part that agrees where the panel shows something else than the page.
    pub beyond: Vec<Rect>,
    /// Specks strewn over the picture, and places that may be some.
    pub specks: usize,
    /// What the cells of letter size say.
    pub tally: Tally,
    /// What became of the ink that is shown.
    pub accounts: Accounts,
    /// Upper end of the picture's own departures: what a changed stroke has to exceed.
    pub noise: f32,
}

/// The part of the picture that is compared.
pub struct Part<'a> {
    /// The part of the page that agrees, in pixels of the page.
    pub on_page: &'a Rect,
    /// Page to picture.
    pub transform: &'a Homography,
    /// Picture to page.
    pub back: &'a Homography,
    /// The piece of the picture that shows the page and nothing else, where one is seen.
    pub panel: Option<&'a Panel>,
    /// Height of the page's usual letters in the picture, in pixels.
    pub letter: f64,
    /// Their heights place by place.
    pub letters: &'a Letters,
    /// The page's own tint.
    pub tint: &'a Tint,
}

/// The picture's own noise: median and spread of the logarithm of its cells' departures.
#[derive(Clone, Copy)]
struct Noise {
    middle: f32,
    spread: f32,
}

impl Noise {
    /// The departure that lies so many standard deviations outside.
    fn beyond(&self, deviations: f32) -> f32 {
        (self.middle + deviations * self.spread).exp()
    }

    /// How many standard deviations outside a departure lies.
    fn deviation(&self, departure: f32) -> f32 {
        ((departure.max(1e-3).ln() - self.middle) / self.spread).max(0.0)
    }

    /// Its upper end.
    fn upper(&self) -> f32 {
        self.beyond(2.0)
    }

    /// The peak that a difference has to reach.
    fn high(&self) -> f32 {
        let clear = HIGH.max(self.beyond(DEVIATIONS));
        let faint = FAINT.max(self.beyond(FAINT_DEVIATIONS));
        if self.upper() < QUIET { clear.min(faint) } else { clear }
    }
}

/// Compares the part. `chroma` is the picture's colourfulness.
pub fn compare(a: &Aligned, r: &Residual, chroma: &Raster, part: &Part) -> Comparison {
    let (inside, shown) = part.masks(a);
    let cells = Cells::new(a, r, &inside, part);
    let (middle, spread) = cells.noise();
    let noise = Noise { middle, spread };
    let Places { sites, specks, hidden } = places(a, r, chroma, part, &shown, noise);
    let (within, beyond): (Vec<Detection>, Vec<Detection>) =
        sites.into_iter().partition(|s| part.agrees_round(&s.on_page));
    let mut found = Found::default();
    for site in within {
        let cut = site.is_change() && part.is_cut(&site);
        if cut
            && site.what == DetectionKind::Difference(DifferenceKind::Missing)
            && part.may_be_cropped(&site)
        {
            continue;
        }
        let stands_out = site.peak >= noise.high()
            && (site.deviation >= SLIGHT_DEVIATIONS || !is_slight(&site, part.letter));
        if stands_out && !cut {
            found.sites.push(site);
        } else if site.is_change() {
            found.doubtful.push(site.bounds);
        }
    }
    found.beyond = beyond.iter().filter(|s| s.is_change()).map(|s| s.bounds).collect();
    if found.beyond.is_empty() {
        found.sites.extend(beyond.into_iter().filter(|s| s.peak >= noise.high()));
    }
    let strongest = cells.strongest_of_small(a, r, &inside, &found.sites, noise.beyond(SMALL_DEVIATIONS));
    found.doubtful.extend(strongest.map(|p| Rect::new(p.x, p.y, p.x, p.y).grown(part.letter)));
    let open: Vec<bool> = inside.iter().zip(&hidden).map(|(inside, hidden)| *inside && !hidden).collect();
    found.add_small(a, part, lost(a, r, &open, part));
    let uncovered: Vec<bool> = shown.iter().zip(&hidden).map(|(shown, hidden)| *shown && !hidden).collect();
    found.doubt(a, gained(a, r, &uncovered, part));
    let tally = cells.tally(a, r, &hidden);
    // Only now: what lies under a marker is compared.
    let tints = tints(a, r, &inside, chroma, part, &found.sites);
    found.doubt_rims(&tints);
    found.sites.extend(tints);
    found.doubt(a, pale(a, r, &open, part));
    let Found { sites, doubtful, beyond } = found;
    let unclear = [&doubtful[..], &beyond[..]];
    let entered = Findings { shown: &shown, hidden: &hidden, sites: &sites, unclear };
    let accounts = ledger::accounts(a, r, &entered, |i| cells.is_legible(a, i));
    Comparison { sites, doubtful, beyond, specks, tally, accounts, noise: noise.upper() }
}

/// The places of what is shown that stand out or nearly do, each with what it is.
struct Places {
    sites: Vec<Detection>,
    /// Specks that were left out of them.
    specks: usize,
    /// The pixels that covers and marks hide, none but their own.
    hidden: Vec<bool>,
}

fn places(a: &Aligned, r: &Residual, chroma: &Raster, part: &Part, shown: &[bool], noise: Noise) -> Places {
    let (letter, least) = (part.letter, DOUBTFUL * noise.high());
    let low = LOW * noise.high().min(1.0);
    let mut found = blobs(a, r, shown, low);
    let foreign = Foreign::find(a, r, chroma, &found, part);
    if !foreign.pieces().is_empty() {
        // What is left beside them is looked at by itself: letters that a stroke touches are no part of it.
        let open: Vec<bool> =
            shown.iter().zip(foreign.mask()).map(|(shown, hidden)| *shown && !hidden).collect();
        found = blobs(a, r, &open, low);
    }
    speckle::hardened(a, r, &mut found, letter);
    hairline::redrawn(a, r, &mut found, part);
    contour::flattened(a, r, &mut found);
    let watermark = watermark::lifted(a, r, &mut found, least, letter);
    let is_within = |blob: &Blob| part.agrees_round(&blob.on_page(a, part.back));
    let strewn = speckle::swept(a, r, &mut found, least, letter, &is_within);
    let letter_at = |bounds: &[usize; 4]| part.letter_at(a, bounds);
    let site = |group: &Blob, what: DetectionKind| Detection {
        bounds: group.in_picture(a),
        on_page: group.on_page(a, part.back),
        peak: group.peak,
        deviation: noise.deviation(group.peak),
        what,
    };
    let mark = DetectionKind::Hidden(HiddenKind::Mark);
    let mut hidden = foreign.mask().to_vec();
    let mut sites = Vec::new();
    for group in merge(&found, least, (a.width, letter), &letter_at) {
        let what = classify(a, r, &foreign, &group, part);
        group.hide(a, what, &mut hidden);
        sites.push(site(&group, what));
    }
    let added = DetectionKind::Difference(DifferenceKind::Added);
    let sites = swallowed(spelled(sites, letter, added), letter);
    let may_be_speck = |s: &Detection| strewn > 0 && s.is_change() && speckle::is_as_small(&s.bounds, letter);
    let (specks, mut sites): (Vec<Detection>, Vec<Detection>) = sites.into_iter().partition(may_be_speck);
    let marks = merge(foreign.pieces(), least, (a.width, letter), &letter_at);
    let laid_over =
        marks.iter().map(|group| site(group, DetectionKind::Hidden(foreign.kind(a, r, group, part))));
    // The letters of a stamp or of a note in colour are strokes, each by itself; those of a watermark lie over the print.
    let (over, beside): (Vec<&Blob>, Vec<&Blob>) = watermark.iter().partition(|group| crosses(r, group));
    let lettering = laid_over.chain(beside.into_iter().map(|group| site(group, mark)));
    sites.extend(spelled(lettering.collect(), letter, DetectionKind::Written));
    sites.extend(over.into_iter().map(|group| site(group, mark)));
    Places { sites, specks: strewn + specks.len(), hidden }
}

/// Whether a piece lies over what the page has printed.
fn crosses(r: &Residual, piece: &Blob) -> bool {
    piece.pixels.iter().any(|&i| r.ink[i as usize] > INKED)
}

/// Whether a place that changes the page is no larger than a dot, or no more than the rim of a stem.
fn is_slight(site: &Detection, letter: f64) -> bool {
    let is_rim = site.bounds.width().min(site.bounds.height()) <= STEM_RIM;
    site.is_change() && (is_rim || speckle::is_as_small(&site.bounds, letter))
}

/// Whether a piece lies within a letter of the aligned part's edge, where a crop may have cut it.
fn lies_at_edge(a: &Aligned, blob: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    (x0.min(y0).min(a.width - x1).min(a.height - y1) as f64) < letter
}

/// The places that stand out.
#[derive(Default)]
struct Found {
    sites: Vec<Detection>,
    doubtful: Vec<Rect>,
    beyond: Vec<Rect>,
}

impl Found {
    /// Whether a place meets one that was found.
    fn has(&self, place: &Rect) -> bool {
        self.sites.iter().any(|s| s.bounds.intersection(place).area() > 0.0)
    }

    /// Doubts the thin changes along the rim of a marker: the fit of its tint ends there.
    fn doubt_rims(&mut self, markers: &[Detection]) {
        let is_rim = |site: &Detection, marker: &Rect| {
            let inner = marker.grown(-STEM_RIM);
            let outer = marker.grown(STEM_RIM);
            let within = |place: &Rect| place.intersection(&site.bounds).area();
            within(&outer) == site.bounds.area() && within(&inner) == 0.0
        };
        let on_rim =
            |site: &Detection| site.is_change() && markers.iter().any(|marker| is_rim(site, &marker.bounds));
        let (rims, sites) = std::mem::take(&mut self.sites).into_iter().partition(on_rim);
        self.sites = sites;
        self.doubtful.extend(Vec::<Detection>::into_iter(rims).map(|site| site.bounds));
    }

    /// Adds pieces of which a person has to say whether they are ink, but for those that were found.
    fn doubt(&mut self, a: &Aligned, pieces: Vec<Blob>) {
        let places = pieces.iter().map(|piece| piece.in_picture(a));
        let new: Vec<Rect> = places.filter(|place| !self.has(place)).collect();
        self.doubtful.extend(new);
    }

    /// Adds the small pieces of ink that are gone or unclear, but for those that were found or that a crop cut.
    fn add_small(&mut self, a: &Aligned, part: &Part, lost: Vec<Lost>) {
        for Lost { blob, deviation, is_gone } in lost {
            let (bounds, on_page) = (blob.in_picture(a), blob.on_page(a, part.back));
            let what = DetectionKind::Difference(DifferenceKind::Missing);
            let site = Detection { bounds, on_page, peak: blob.peak, deviation, what };
            let is_cut = part.is_cut(&site);
            if self.has(&bounds) || is_cut && lies_at_edge(a, &blob, part.letter) {
                continue;
            }
            if is_gone && !is_cut {
                self.sites.push(site);
            } else {
                self.doubtful.push(bounds);
            }
        }
    }
}

/// Leaves out what lies against the rim of a bar or a blur: an encoder rings there, and half-covered letters differ.
fn swallowed(sites: Vec<Detection>, letter: f64) -> Vec<Detection> {
    let rims: Vec<Rect> = sites
        .iter()
        .filter(|s| matches!(s.what, DetectionKind::Hidden(HiddenKind::Redaction | HiddenKind::Blur)))
        .filter(|s| s.bounds.width().min(s.bounds.height()) > 0.8 * letter)
        .map(|s| s.bounds.grown((0.7 * letter).max(5.0)))
        .collect();
    let inside = |b: &Rect| rims.iter().any(|r| r.intersection(b).area() >= 0.99 * b.area());
    sites.into_iter().filter(|s| !(s.is_change() && inside(&s.bounds))).collect()
}

impl Part<'_> {
    /// Where the part lies in the picture.
    pub fn region(&self) -> Rect {
        self.transform.apply_rect(self.on_page)
    }

    /// Whether a crop may have cut off a missing piece: no panel is seen, or the piece lies at its border.
    fn may_be_cropped(&self, site: &Detection) -> bool {
        self.panel.is_none_or(|panel| {
            let inner = panel.bounds.grown(-RIM - self.letter);
            inner.intersection(&site.bounds).area() < site.bounds.area()
        })
    }

    /// Whether a piece at the border of what agrees is a slice, no more than the foot of a letter: where it is missing a
    /// crop can have cut it off, where it is not so little of it is seen that it cannot be told.
    fn is_cut(&self, site: &Detection) -> bool {
        let l = self.letter * self.back.scale_at(site.bounds.centre());
        let on_page = site.on_page;
        let off_rows = (on_page.y0 - self.on_page.y0).min(self.on_page.y1 - on_page.y1);
        let off_columns = (on_page.x0 - self.on_page.x0).min(self.on_page.x1 - on_page.x1);
        let low = on_page.height() < 0.5 * l && off_rows < l;
        let narrow = on_page.width() < 0.3 * l && off_columns < l;
        low || narrow
    }

    /// Height of the letters of the line that a box of the aligned part lies in, in pixels of the picture.
    pub fn letter_at(&self, a: &Aligned, bounds: &[usize; 4]) -> f64 {
        let [x0, y0, x1, y1] = bounds.map(|v| v as f64);
        let centre = Point { x: a.x as f64 + (x0 + x1) / 2.0, y: a.y as f64 + (y0 + y1) / 2.0 };
        self.letters.at(self.back.apply(centre), self.letter)
    }

    /// Whether a place on the page lies mostly in the part of the page that agrees.
    fn agrees_round(&self, place: &Rect) -> bool {
        place.intersection(self.on_page).area() > 0.5 * place.area()
    }

    /// The pixels of the aligned part that show the part that agrees, off its border; and with them, where a panel is
    /// seen, all that it shows.
    fn masks(&self, a: &Aligned) -> (Vec<bool>, Vec<bool>) {
        let centre = Point { x: (a.x + a.width / 2) as f64, y: (a.y + a.height / 2) as f64 };
        let inner = self.on_page.grown(-BORDER * self.back.scale_at(centre));
        let inner = self.transform.quad(&inner);
        let panel = self.panel.map(|panel| panel.inset(RIM));
        let off_edges = |span: Range<usize>| span.start.max(EDGE)..span.end.min(a.width.saturating_sub(EDGE));
        let (mut agreeing, mut shown) = (vec![false; a.width * a.height], vec![false; a.width * a.height]);
        for j in EDGE..a.height.saturating_sub(EDGE) {
            let y = (a.y + j) as f64 + 0.5;
            let fill = |mask: &mut [bool], span| {
                if let Some(part) = mask[j * a.width..][..a.width].get_mut(off_edges(a.within(span))) {
                    part.fill(true);
                }
            };
            let agrees = inner.span(y);
            fill(&mut agreeing, agrees);
            fill(&mut shown, agrees);
            fill(&mut shown, panel.as_ref().and_then(|panel| panel.span(y)));
        }
        (agreeing, shown)
    }
}

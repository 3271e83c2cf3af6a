//! Differences: where the residual stands out from the picture's own noise, sorted into what changes the page and what
//! only covers or marks it.

use super::align::Aligned;
use super::cells::{Cells, Tally};
use super::cover::{Foreign, classify, is_large};
use super::lettering::spelled;
use super::letters::Letters;
use super::panel::Panel;
use super::residual::Residual;
use super::speckle;
use super::tint::tints;
use super::watermark;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::{Raster, Tint};
use crate::model::verdict::{DifferenceKind, HiddenKind};
use std::ops::Range;

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
/// How far outside a place no larger than a dot must lie: a page has so many more places for dots than for letters. Those of
/// changes lie 4.3 and more outside, those that scanners and encoders make 3.7 and less.
const DOT_DEVIATIONS: f32 = 4.0;
/// How far outside the strongest departure may lie among small letters. In genuine pictures of them it mostly lies 2.2 to
/// 3.4 standard deviations outside, a changed digit's more than 4.
const SMALL_DEVIATIONS: f32 = 3.6;
/// Share of the peak asked for from which a place is too doubtful for "no differences" to be said.
const DOUBTFUL: f32 = 0.85;
/// Letters up to which a piece beside a cover or a large stroke is its frayed edge, and no place of its own.
const FRAYED: f64 = 1.5;
/// Pixels along the region's border that are not compared: a crop cuts letters there.
const BORDER: f64 = 5.0;
/// Pixels along the edges of the aligned part that are not compared: the page's warp ends there.
const EDGE: usize = 4;
/// Pixels along a panel's border that are not compared: a frame has its rim there.
pub const RIM: f64 = 8.0;

/// A place that stands out.
#[derive(Clone, Debug)]
pub struct Site {
    /// In pixels of the picture.
    pub bounds: Rect,
    /// The same in pixels of the page's raster: where the page slants, less than the place of `bounds` there.
    pub on_page: Rect,
    /// Greatest departure in it.
    pub peak: f32,
    /// How far the peak lies outside the picture's own noise, in standard deviations.
    pub deviation: f32,
    /// What it is.
    pub what: What,
}

impl Site {
    fn is_change(&self) -> bool {
        matches!(self.what, What::Difference(_))
    }
}

/// What a place that stands out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// It changes the page.
    Difference(DifferenceKind),
    /// It covers or marks the page.
    Hidden(HiddenKind),
}

/// What the comparison of a region found.
pub struct Comparison {
    /// The places that stand out.
    pub sites: Vec<Site>,
    /// Places that nearly stand out as differences, in pixels of the picture.
    pub doubtful: Vec<Rect>,
    /// Places beyond the part that agrees where the panel shows something else than the page.
    pub beyond: Vec<Rect>,
    /// Specks strewn over the picture, and places that may be some.
    pub specks: usize,
    /// What the cells of letter size say.
    pub tally: Tally,
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
    let (sites, specks) = sites(a, r, chroma, part, &shown, noise);
    let (within, beyond): (Vec<Site>, Vec<Site>) = sites.into_iter().partition(|s| part.agrees_round(s));
    let mut found = Found::default();
    for site in within {
        let cut = site.is_change() && part.is_cut(&site);
        if cut && site.what == What::Difference(DifferenceKind::Missing) && part.may_be_cropped(&site) {
            continue;
        }
        let is_dot = speckle::is_as_small(&site.bounds, part.letter);
        let stands_out = site.peak >= noise.high() && !(is_dot && site.deviation < DOT_DEVIATIONS);
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
    let tally = cells.tally(a, &found.sites);
    // Only now: what lies under a marker is compared.
    let tints = tints(a, r, &inside, chroma, part, &found.sites);
    found.sites.extend(tints);
    let Found { sites, doubtful, beyond } = found;
    Comparison { sites, doubtful, beyond, specks, tally, noise: noise.upper() }
}

/// The places of what is shown that stand out or nearly do, each with what it is, and the number of specks that were left
/// out of them.
fn sites(
    a: &Aligned,
    r: &Residual,
    chroma: &Raster,
    part: &Part,
    shown: &[bool],
    noise: Noise,
) -> (Vec<Site>, usize) {
    let (letter, least) = (part.letter, DOUBTFUL * noise.high());
    let mut blobs = blobs(a, r, shown, LOW * noise.high().min(1.0));
    speckle::hardened(r, a.width, &mut blobs, letter);
    let watermark = watermark::lifted(a, r, &mut blobs, least, letter);
    let strewn = speckle::swept(a, r, &mut blobs, least, letter);
    let foreign = Foreign::find(a, r, chroma, &blobs, letter);
    let site = |group: &Blob, what: What| Site {
        bounds: group.in_picture(a),
        on_page: group.on_page(a, part.back),
        peak: group.peak,
        deviation: noise.deviation(group.peak),
        what,
    };
    let classified = |group: &Blob| site(group, classify(a, r, &foreign, group, letter));
    let sites = merge(&blobs, least, letter).iter().map(classified).collect();
    let sites = swallowed(spelled(sites, letter), letter);
    let may_be_speck = |s: &Site| strewn > 0 && s.is_change() && speckle::is_as_small(&s.bounds, letter);
    let (specks, mut sites): (Vec<Site>, Vec<Site>) = sites.into_iter().partition(may_be_speck);
    let mark = What::Hidden(HiddenKind::Mark);
    sites.extend(watermark.iter().map(|group| site(group, mark)));
    (sites, strewn + specks.len())
}

/// The places that stand out.
#[derive(Default)]
struct Found {
    sites: Vec<Site>,
    doubtful: Vec<Rect>,
    beyond: Vec<Rect>,
}

/// Leaves out what lies against the rim of a bar or a blur: an encoder rings there, and half-covered letters differ.
fn swallowed(sites: Vec<Site>, letter: f64) -> Vec<Site> {
    let rims: Vec<Rect> = sites
        .iter()
        .filter(|s| matches!(s.what, What::Hidden(HiddenKind::Redaction | HiddenKind::Blur)))
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
    fn may_be_cropped(&self, site: &Site) -> bool {
        self.panel.is_none_or(|panel| {
            let inner = panel.bounds.grown(-RIM - self.letter);
            inner.intersection(&site.bounds).area() < site.bounds.area()
        })
    }

    /// Whether a piece at the border of what agrees is a slice, no more than the foot of a letter: where it is missing a
    /// crop can have cut it off, where it is not so little of it is seen that it cannot be told.
    fn is_cut(&self, site: &Site) -> bool {
        let l = self.letter * self.back.scale_at(site.bounds.centre());
        let on_page = site.on_page;
        let off_rows = (on_page.y0 - self.on_page.y0).min(self.on_page.y1 - on_page.y1);
        let off_columns = (on_page.x0 - self.on_page.x0).min(self.on_page.x1 - on_page.x1);
        let low = on_page.height() < 0.5 * l && off_rows < l;
        let narrow = on_page.width() < 0.3 * l && off_columns < l;
        low || narrow
    }

    /// Whether a place lies mostly in the part of the page that agrees.
    fn agrees_round(&self, site: &Site) -> bool {
        site.on_page.intersection(self.on_page).area() > 0.5 * site.on_page.area()
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
            fill(&mut shown, panel.and_then(|panel| panel.span(y)));
        }
        (agreeing, shown)
    }
}

/// A connected piece of departing pixels, in pixels of the aligned part.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Left, top, right, bottom; far edges exclusive.
    pub bounds: [usize; 4],
    /// Its pixels.
    pub pixels: Vec<u32>,
    /// Greatest departure.
    pub peak: f32,
    /// Pixels where the picture has more ink than the page.
    pub added: usize,
    /// Connected pieces taken together in it.
    pub parts: usize,
}

impl Blob {
    /// Its box in pixels of the picture.
    fn in_picture(&self, a: &Aligned) -> Rect {
        let [x0, y0, x1, y1] = self.bounds;
        Rect::new((a.x + x0) as f64, (a.y + y0) as f64, (a.x + x1) as f64, (a.y + y1) as f64)
    }

    /// Its box in pixels of the page's raster, that of its pixels one by one.
    fn on_page(&self, a: &Aligned, back: &Homography) -> Rect {
        let pixel = |&i: &u32| {
            let p = back.apply(a.centre(i as usize));
            Rect::new(p.x, p.y, p.x, p.y)
        };
        let half = 0.5 * back.scale_at(self.in_picture(a).centre());
        Rect::around(self.pixels.iter().map(pixel)).map_or(Rect::new(0.0, 0.0, 0.0, 0.0), |b| b.grown(half))
    }
}

/// Connected pieces (4-neighbourhood, one sign a piece) of pixels that depart by more than `low`.
fn blobs(a: &Aligned, r: &Residual, inside: &[bool], low: f32) -> Vec<Blob> {
    let w = a.width;
    let sign = |i: usize| -> i8 {
        let d = r.departure[i];
        if !inside[i] || d.abs() < low {
            0
        } else if d * r.polarity < 0.0 {
            1
        } else {
            -1
        }
    };
    let mut seen = vec![false; w * a.height];
    let mut out = Vec::new();
    let mut stack = Vec::new();
    for start in 0..w * a.height {
        let s = sign(start);
        if s == 0 || seen[start] {
            continue;
        }
        let mut blob =
            Blob { bounds: [w, a.height, 0, 0], pixels: Vec::new(), peak: 0.0, added: 0, parts: 1 };
        seen[start] = true;
        stack.push(start);
        while let Some(i) = stack.pop() {
            let (x, y) = (i % w, i / w);
            let b = &mut blob.bounds;
            *b = [b[0].min(x), b[1].min(y), b[2].max(x + 1), b[3].max(y + 1)];
            if !r.rule[i] {
                blob.peak = blob.peak.max(r.departure[i].abs());
            }
            blob.added += usize::from(s > 0);
            blob.pixels.push(i as u32);
            // The mask keeps four pixels off every edge, so the neighbours exist.
            for n in [i - 1, i + 1, i - w, i + w] {
                if !seen[n] && sign(n) == s {
                    seen[n] = true;
                    stack.push(n);
                }
            }
        }
        out.push(blob);
    }
    out
}

/// Pieces near each other taken together, where one of them peaks high enough. Large single pieces (strokes, patches)
/// stay by themselves.
pub fn merge(blobs: &[Blob], high: f32, letter: f64) -> Vec<Blob> {
    let large = |b: &Blob| {
        let [x0, y0, x1, y1] = b.bounds;
        is_large(x1 - x0, y1 - y0, letter)
    };
    let mut groups: Vec<Blob> = Vec::new();
    let (mut covers, letters): (Vec<Blob>, Vec<Blob>) = blobs.iter().cloned().partition(|b| large(b));
    for b in letters {
        let [x0, y0, x1, y1] = b.bounds;
        let is_frayed = ((x1 - x0).max(y1 - y0) as f64) < FRAYED * letter;
        if b.pixels.len() < 3 || is_frayed && covers.iter().any(|c| near(&c.bounds, &b.bounds, 3)) {
            continue;
        }
        groups.push(b);
    }
    let (gx, gy) = ((0.8 * letter).max(5.0) as usize, (0.35 * letter).max(3.0) as usize);
    let mut i = 0;
    while i < groups.len() {
        let grown = |b: &[usize; 4]| [b[0].saturating_sub(gx), b[1].saturating_sub(gy), b[2] + gx, b[3] + gy];
        let mine = grown(&groups[i].bounds);
        match (0..groups.len()).find(|&j| j != i && near(&mine, &groups[j].bounds, 0)) {
            Some(j) => {
                let other = groups.swap_remove(j);
                // swap_remove may have moved the piece that is being grown into the place of the other.
                let k = if i == groups.len() { j } else { i };
                let g = &mut groups[k];
                let (b, o) = (&mut g.bounds, other.bounds);
                *b = [b[0].min(o[0]), b[1].min(o[1]), b[2].max(o[2]), b[3].max(o[3])];
                g.pixels.extend(other.pixels);
                g.peak = g.peak.max(other.peak);
                g.added += other.added;
                g.parts += other.parts;
                i = k.min(j);
            }
            None => i += 1,
        }
    }
    covers.extend(groups);
    covers.retain(|b| b.peak >= high);
    covers
}

fn near(a: &[usize; 4], b: &[usize; 4], by: usize) -> bool {
    a[0] <= b[2] + by && b[0] <= a[2] + by && a[1] <= b[3] + by && b[1] <= a[3] + by
}

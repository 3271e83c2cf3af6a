//! Edits a page image with the page's own ink: a word is replaced by another of its size, a letter by another
//! letter, a digit by another digit. Typeface, colour and wear are therefore those of the page, as in a careful
//! forgery.

use fastrand::Rng;

use super::edit_sites::{Bounds, Piece, Place, Places, inked};
use crate::figure::canvas::{Canvas, Colour};
use crate::imaging::median::median;
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// Largest relative difference in size of two sites.
const ALIKE: f32 = 0.06;
/// Correlation from which two sites look the same at a glance: 3 and 8 of one typeface have about 0.7, two
/// prints of one letter more than 0.95.
const SAME: f64 = 0.85;
/// The same threshold if their text is unknown: two prints of one word on a worn page may have only 0.8.
const PERHAPS_SAME: f64 = 0.5;
/// Most sites tried before a page is given up.
const TRIED: usize = 60;
/// Most other sites compared with each.
const HELD_AGAINST: usize = 40;
/// Largest shift, in pixels, when two sites are aligned for comparison.
const SHIFTS: isize = 2;

/// A site to be covered with another one.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The site to be covered.
    pub target: Place,
    /// The site that is copied.
    pub source: Place,
    /// Boxes of equal size around them that contain nothing else.
    windows: (Bounds, Bounds),
}

/// Finds two sites of this kind, one to be copied over the other. Returns `None` if no two are similar in size
/// and different in look.
pub fn find(places: &Places, piece: Piece, lots: &mut Rng) -> Option<Exchange> {
    find_where(places, piece, &|_| true, lots)
}

/// The same, for a site to be covered that satisfies the predicate.
pub fn find_where(
    places: &Places,
    piece: Piece,
    is_target: &dyn Fn(&Place) -> bool,
    lots: &mut Rng,
) -> Option<Exchange> {
    let mut of_sort: Vec<&Place> = places.all.iter().filter(|place| place.piece == piece).collect();
    lots.shuffle(&mut of_sort);
    // Numbers are what forgers change: half of the time they are tried first, if the page is known to have any.
    if lots.bool() {
        of_sort.sort_by_key(|place| !has_digit(place));
    }
    of_sort.iter().filter(|place| is_target(place)).take(TRIED).find_map(|target| {
        let fitting = of_sort.iter().filter(|source| fits(target, source));
        fitting.take(HELD_AGAINST).find_map(|source| {
            let windows = (window(target, source, places)?, window(source, target, places)?);
            let is_known = target.text.is_some() && source.text.is_some();
            let most = if is_known { SAME } else { PERHAPS_SAME };
            let is_seen = likeness(&places.luma, &windows.0, &windows.1) < most;
            is_seen.then(|| Exchange { target: (*target).clone(), source: (*source).clone(), windows })
        })
    })
}

fn has_digit(place: &Place) -> bool {
    place.text.as_ref().is_some_and(|text| text.chars().any(|c| c.is_ascii_digit()))
}

/// True if one site could replace the other: same size, same letter height, and another text of the same kind.
fn fits(target: &Place, source: &Place) -> bool {
    let (a, b) = (&target.bounds, &source.bounds);
    let near = |a: usize, b: usize| a.abs_diff(b) as f32 <= (ALIKE * a as f32).max(1.0);
    let one_letter = (target.letter - source.letter).abs() <= 1.0;
    let says_another = match (&target.text, &source.text) {
        (Some(a), Some(b)) => a != b && sort(a) == sort(b),
        _ => true,
    };
    // Descenders would lift the other letters off the line.
    let below = |place: &Place| place.bounds.y1.abs_diff(place.base);
    let on_the_line = below(target).abs_diff(below(source)) <= 1;
    a != b
        && one_letter
        && on_the_line
        && near(a.width(), b.width())
        && near(a.height(), b.height())
        && says_another
}

/// Class of a text; digits, lower case and capitals do not replace each other.
fn sort(text: &str) -> (bool, bool) {
    let first = text.chars().find(|c| c.is_alphanumeric());
    (first.is_some_and(char::is_numeric), first.is_some_and(char::is_uppercase))
}

/// Box around a site that is large enough for both, on the same baseline. Returns `None` if it would contain
/// anything else.
fn window(place: &Place, other: &Place, places: &Places) -> Option<Bounds> {
    let (a, b) = (&place.bounds, &other.bounds);
    let room = if place.piece == Piece::Word { 2 } else { 1 };
    let wide = a.width().max(b.width()) + 2 * room;
    let high = a.height().max(b.height()) + 2 * room;
    let x0 = a.x0.checked_sub(room)?;
    let y1 = a.y1 + room;
    let window = Bounds { x0, y0: y1.checked_sub(high)?, x1: x0 + wide, y1 };
    let fits = window.x1 <= places.ink.width && window.y1 <= places.ink.height;
    (fits && inked(&places.ink, &window) == inked(&places.ink, a)).then_some(window)
}

/// Best correlation of two boxes of equal size over small shifts; 1 means equal.
fn likeness(luma: &Raster, a: &Bounds, b: &Bounds) -> f64 {
    let shifts = || -SHIFTS..=SHIFTS;
    let all = shifts().flat_map(|dy| shifts().map(move |dx| (dx, dy)));
    all.map(|shift| correlation(luma, a, b, shift)).fold(-1.0, f64::max)
}

fn correlation(luma: &Raster, a: &Bounds, b: &Bounds, (dx, dy): (isize, isize)) -> f64 {
    let (mut n, mut sa, mut sb, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for y in 0..a.height() {
        for x in 0..a.width() {
            let at = |v: usize, by: isize, most: usize| v.checked_add_signed(by).filter(|v| *v < most);
            let (Some(bx), Some(by)) = (at(b.x0 + x, dx, luma.width), at(b.y0 + y, dy, luma.height)) else {
                continue;
            };
            let p = f64::from(luma.grey[(a.y0 + y) * luma.width + a.x0 + x]);
            let q = f64::from(luma.grey[by * luma.width + bx]);
            (n, sa, sb) = (n + 1.0, sa + p, sb + q);
            (aa, bb, ab) = (aa + p * p, bb + q * q, ab + p * q);
        }
    }
    let spread = (aa - sa * sa / n) * (bb - sb * sb / n);
    if spread > 0.0 { (ab - sa * sb / n) / spread.sqrt() } else { 1.0 }
}

impl Exchange {
    /// The page with one site copied over the other, in the local tone of the paper.
    pub fn done(&self, page: &Canvas) -> Canvas {
        let (to, from) = &self.windows;
        let (paper, other) = (paper(page, to), paper(page, from));
        let mut forged = page.clone();
        copy(page, from, other, &mut forged, (to.x0, to.y0), paper);
        forged
    }

    /// Bounding box of the old and the new ink, in pixels of the page.
    pub fn bounds(&self) -> Rect {
        let (to, b) = (&self.windows.0, &self.target.bounds);
        let room = b.x0 - to.x0;
        let (x1, y0) = ((to.x1 - room).max(b.x1), (to.y0 + room).min(b.y0));
        Rect::new(b.x0 as f64, y0 as f64, x1 as f64, b.y1 as f64)
    }
}

/// Copies a box of a page to a place of another canvas, from the tone of one paper to that of another.
pub fn copy(
    page: &Canvas,
    from: &Bounds,
    other: Colour,
    to: &mut Canvas,
    (x0, y0): (usize, usize),
    paper: Colour,
) {
    for y in 0..from.height() {
        for x in 0..from.width() {
            let ink = page.at(from.x0 + x, from.y0 + y);
            let toned = |i: usize| {
                (i16::from(ink[i]) + i16::from(paper[i]) - i16::from(other[i])).clamp(0, 255) as u8
            };
            to.mix((x0 + x) as i64, (y0 + y) as i64, [toned(0), toned(1), toned(2)], 1.0);
        }
    }
}

/// Paints a box over with one tone.
pub fn wipe(canvas: &mut Canvas, b: &Bounds, tone: Colour) {
    canvas.fill([b.x0, b.y0, b.x1, b.y1].map(|edge| edge as i64), tone);
}

/// Tone of the paper around a box: the median along its edge, per channel.
pub fn paper(page: &Canvas, b: &Bounds) -> Colour {
    let rows = (b.x0..b.x1).flat_map(|x| [(x, b.y0), (x, b.y1 - 1)]);
    let columns = (b.y0..b.y1).flat_map(|y| [(b.x0, y), (b.x1 - 1, y)]);
    let edge: Vec<Colour> = rows.chain(columns).map(|(x, y)| page.at(x, y)).collect();
    std::array::from_fn(|i| median(edge.iter().map(|colour| colour[i])).unwrap_or(255.0) as u8)
}

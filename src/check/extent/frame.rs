//! The frame: the part of a screenshot that the image of a page fills, inside a post or a viewer's window.

use super::thresholds::{
    CORNER_DIFFERENCE_PIXELS, CORNER_DIFFERENCE_SHARE, FRAME_BORDER_PIXELS, FRAME_EDGE_GREY_STEP,
    FRAME_EDGE_START_PIXELS, FRAME_EDGES_PER_SIDE, FRAME_SIDE_EDGE_SHARE, FRAME_SIDE_INSIDE_REGION_PIXELS,
    FRAME_SIDES_IN_PICTURE,
};
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// A possible side: its place, and the number of edge pixels before each pixel along it. The border of the picture
/// has no such numbers.
struct Side {
    at: usize,
    before: Option<Vec<u32>>,
}

impl Side {
    fn closed(&self, from: usize, to: usize) -> bool {
        self.before
            .as_ref()
            .is_none_or(|b| f64::from(b[to] - b[from]) >= FRAME_SIDE_EDGE_SHARE * (to - from) as f64)
    }

    /// Pixels at either end before the edge begins. Returns `None` for the border of the picture.
    fn gaps(&self, from: usize, to: usize) -> Option<[usize; 2]> {
        let before = self.before.as_ref()?;
        let is_edge =
            |i: usize| before[i + FRAME_EDGE_START_PIXELS] - before[i] == FRAME_EDGE_START_PIXELS as u32;
        let mut places = (from..to.saturating_sub(FRAME_EDGE_START_PIXELS)).filter(|&i| is_edge(i));
        let first = places.next()?;
        let last = places.next_back().unwrap_or(first);
        Some([first - from, to - FRAME_EDGE_START_PIXELS - last])
    }
}

/// Radius of the corners of a rectangle with four sides. Returns `None` unless the corners are rounded alike along
/// both sides that meet there. A rule of the page is shorter than sides that cross it.
fn corners([t, b, l, r]: [&Side; 4]) -> Option<f64> {
    let (top, bottom) = (t.gaps(l.at, r.at), b.gaps(l.at, r.at));
    let (left, right) = (l.gaps(t.at, b.at), r.gaps(t.at, b.at));
    let meet = [(top, 0, left, 0), (top, 1, right, 0), (bottom, 0, left, 1), (bottom, 1, right, 1)];
    let mut longest = 0;
    for (across, i, down, j) in meet {
        if let (Some(across), Some(down)) = (across, down) {
            let (short, long) = (across[i].min(down[j]), across[i].max(down[j]));
            if (long - short) as f64 > CORNER_DIFFERENCE_PIXELS + CORNER_DIFFERENCE_SHARE * long as f64 {
                return None;
            }
            longest = longest.max(long);
        }
    }
    // An arc leaves its tangent by a pixel and a half where it is as long as the root of three radii.
    let gap = longest as f64;
    Some(if longest > 0 { gap + 1.5 + (3.0 * gap + 2.25).sqrt() } else { 0.0 })
}

/// The part of a picture that shows a page and nothing else.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Its inside in pixels of the picture; for a rotated frame its bounding box.
    pub bounds: Rect,
    shape: Shape,
}

#[derive(Clone, Debug)]
enum Shape {
    /// An upright rectangle with rounded corners of this radius.
    Upright(f64),
    /// Left and right end of each row of the box; `None` for a row without any.
    Rows(Vec<Span>),
}

/// The span of a row, from its left end to its right end.
pub type Span = Option<(f64, f64)>;

impl Frame {
    /// An upright rectangle with rounded corners.
    pub fn upright(bounds: Rect, radius: f64) -> Self {
        Self { bounds, shape: Shape::Upright(radius) }
    }

    /// A frame of spans, one per pixel row from `top` on. Returns `None` if all rows are empty.
    pub fn of_rows(top: usize, rows: Vec<Span>) -> Option<Self> {
        let spans = || rows.iter().flatten();
        let left = spans().map(|s| s.0).min_by(f64::total_cmp)?;
        let right = spans().map(|s| s.1).max_by(f64::total_cmp)?;
        let bounds = Rect::new(left, top as f64, right, (top + rows.len()) as f64);
        Some(Self { bounds, shape: Shape::Rows(rows) })
    }

    /// The part of an upright frame within `part`.
    fn within(mut self, part: &Rect) -> Self {
        self.bounds = self.bounds.intersection(part);
        self
    }

    /// The frame, shrunk by so many pixels on all sides.
    pub fn inset(&self, by: f64) -> Frame {
        let bounds = self.bounds.grown(-by);
        match &self.shape {
            Shape::Upright(radius) => Self::upright(bounds, (radius - by).max(0.0)),
            Shape::Rows(rows) => {
                let off = by.ceil() as usize;
                let inner = rows.windows(2 * off + 1).map(|near| inmost(near).map(|(l, r)| (l + by, r - by)));
                Self { bounds, shape: Shape::Rows(inner.collect()) }
            }
        }
    }

    /// The span of a row. Returns `None` if the row lies outside.
    pub fn span(&self, y: f64) -> Span {
        let Rect { x0, y0, x1, y1 } = self.bounds;
        if y < y0 || y >= y1 {
            return None;
        }
        match &self.shape {
            Shape::Upright(radius) => {
                // How far the row lies within the arcs of the corners, and how far the arcs leave the sides there.
                let arc = (y0 + radius - y).max(y - (y1 - radius)).max(0.0);
                let off = radius - (radius.powi(2) - arc.powi(2)).max(0.0).sqrt();
                Some((x0 + off, x1 - off))
            }
            Shape::Rows(rows) => rows.get((y - y0) as usize).copied().flatten().filter(|(l, r)| l < r),
        }
    }
}

/// The intersection of these rows. Returns `None` if one of them is empty.
fn inmost(rows: &[Span]) -> Span {
    rows.iter().copied().reduce(|a, b| Some((a?.0.max(b?.0), a?.1.min(b?.1)))).flatten()
}

/// The inside of the smallest upright rectangle around `region` whose sides are straight edges from corner to corner,
/// or lie on the border of the picture. `FRAME_SIDES_IN_PICTURE` of them must be edges. Rules on a page do not reach
/// from corner to corner, so they are skipped. So is what the page itself draws: `is_drawn` says so for a pixel and
/// the direction in which it is crossed. The result is clipped to `shown`. Returns `None` if there is no such
/// rectangle.
pub fn find_frame(
    raster: &Raster,
    shown: &Rect,
    region: &Rect,
    is_drawn: impl Fn((usize, usize), (usize, usize)) -> bool,
) -> Option<Frame> {
    let clip = |v: f64, end: usize| (v.max(0.0) as usize).min(end);
    let (w, h) = (raster.width, raster.height);
    let (x0, y0, x1, y1) = (clip(region.x0, w), clip(region.y0, h), clip(region.x1, w), clip(region.y1, h));
    if x0 >= x1 || y0 >= y1 {
        return None;
    }
    let across = |x: usize, y: usize| step(raster, x, y, 0, 1) && !is_drawn((x, y), (0, 1));
    let down = |y: usize, x: usize| step(raster, x, y, 1, 0) && !is_drawn((x, y), (1, 0));
    let tops = sides((0..(y0 + FRAME_SIDE_INSIDE_REGION_PIXELS).min(h)).rev(), 0, x0..x1, w, &across);
    let bottoms = sides(y1.saturating_sub(FRAME_SIDE_INSIDE_REGION_PIXELS)..h, h, x0..x1, w, &across);
    let lefts = sides((0..(x0 + FRAME_SIDE_INSIDE_REGION_PIXELS).min(w)).rev(), 0, y0..y1, h, &down);
    let rights = sides(x1.saturating_sub(FRAME_SIDE_INSIDE_REGION_PIXELS)..w, w, y0..y1, h, &down);
    let mut best = (w * h, None);
    for (t, b) in tops.iter().flat_map(|t| bottoms.iter().map(move |b| (t, b))) {
        for (l, r) in lefts.iter().flat_map(|l| rights.iter().map(move |r| (l, r))) {
            // The sides of a part of a few pixels may lie beyond each other.
            let (Some(width), Some(height)) = (r.at.checked_sub(l.at), b.at.checked_sub(t.at)) else {
                continue;
            };
            let area = width * height;
            let closed = |side: &Side, a: &Side, b: &Side| side.closed(a.at, b.at);
            let within = [t, b, l, r].iter().filter(|s| s.before.is_some()).count();
            if area < best.0
                && width.min(height) as f64 > 2.0 * FRAME_BORDER_PIXELS
                && within >= FRAME_SIDES_IN_PICTURE
                && closed(t, l, r)
                && closed(b, l, r)
                && closed(l, t, b)
                && closed(r, t, b)
            {
                let bounds = Rect::new(l.at as f64, t.at as f64, r.at as f64, b.at as f64);
                let Some(radius) = corners([t, b, l, r]) else { continue };
                best = (area, Some((bounds, radius)));
            }
        }
    }
    best.1.map(|(bounds, radius)| {
        let bounds = bounds.grown(-FRAME_BORDER_PIXELS);
        Frame::upright(bounds, radius.min(bounds.width().min(bounds.height()) / 2.0)).within(shown)
    })
}

/// Whether the grey steps at a pixel in the given direction.
fn step(raster: &Raster, x: usize, y: usize, dx: usize, dy: usize) -> bool {
    let at = |x: usize, y: usize| i32::from(raster.grey[y * raster.width + x]);
    let before = at(x.saturating_sub(dx), y.saturating_sub(dy));
    let after = at((x + dx).min(raster.width - 1), (y + dy).min(raster.height - 1));
    (after - before).abs() >= FRAME_EDGE_GREY_STEP
}

/// The edges along `span` among the given rows or columns, the nearest first, and then the border of the picture.
fn sides(
    places: impl Iterator<Item = usize>,
    end: usize,
    span: std::ops::Range<usize>,
    length: usize,
    edge: &dyn Fn(usize, usize) -> bool,
) -> Vec<Side> {
    let mut out: Vec<Side> = Vec::new();
    for at in places {
        let along = span.clone().filter(|&i| edge(i, at)).count();
        if along as f64 >= FRAME_SIDE_EDGE_SHARE * span.len() as f64 && out.len() < FRAME_EDGES_PER_SIDE {
            let counts = (0..length).scan(0, |n, i| {
                *n += u32::from(edge(i, at));
                Some(*n)
            });
            out.push(Side { at, before: Some(std::iter::once(0).chain(counts).collect()) });
        }
    }
    out.push(Side { at: end, before: None });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_few_pixels_has_no_frame_though_edges_lie_beyond_each_other() {
        let (width, height) = (60, 60);
        let grey = (0..width * height).map(|i| if i / width % 2 == 0 { 0 } else { 255 }).collect();
        let raster = Raster { width, height, grey };
        for side in 1..20 {
            let region = Rect::new(20.0, 20.0, 20.0 + f64::from(side), 20.0 + f64::from(side));
            let frame = find_frame(&raster, &raster.bounds(), &region, |_, _| false);
            assert!(frame.is_none_or(|frame| frame.bounds.area() > 0.0), "{side}");
        }
    }
}

//! Points, boxes, outlines and homographies.

use std::fmt;

/// A point; x to the right, y down.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Point {
    /// Horizontal coordinate.
    pub x: f64,
    /// Vertical coordinate, downwards.
    pub y: f64,
}

/// An axis-aligned box, `x0 <= x1` and `y0 <= y1`; the right and bottom edges are exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x0: f64,
    /// Top edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Bottom edge.
    pub y1: f64,
}

impl Rect {
    /// Box from its edges.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// Width.
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// Area; 0 if the box is empty.
    pub fn area(&self) -> f64 {
        self.width().max(0.0) * self.height().max(0.0)
    }

    /// Intersection; empty (zero area) if the boxes do not overlap.
    pub fn intersection(&self, other: &Rect) -> Rect {
        let (x0, y0) = (self.x0.max(other.x0), self.y0.max(other.y0));
        Rect { x0, y0, x1: self.x1.min(other.x1).max(x0), y1: self.y1.min(other.y1).max(y0) }
    }

    /// Smallest box that contains both.
    pub fn union(&self, other: &Rect) -> Rect {
        Rect {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Smallest box that contains all of them. Returns `None` if there are none.
    pub fn around(boxes: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        boxes.into_iter().reduce(|a, b| a.union(&b))
    }

    /// The box grown by `by` on every side.
    pub fn grown(&self, by: f64) -> Rect {
        Rect { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }

    /// Smallest box with integer edges that contains it.
    pub fn in_whole_units(&self) -> Rect {
        // Adding 0.0 turns -0.0 into 0.0.
        let [x0, y0] = [self.x0, self.y0].map(|edge| edge.floor() + 0.0);
        let [x1, y1] = [self.x1, self.y1].map(|edge| edge.ceil() + 0.0);
        Rect { x0, y0, x1, y1 }
    }

    /// True if the point lies inside.
    pub fn contains(&self, p: Point) -> bool {
        p.x >= self.x0 && p.x < self.x1 && p.y >= self.y0 && p.y < self.y1
    }

    /// The centre.
    pub fn centre(&self) -> Point {
        Point { x: (self.x0 + self.x1) / 2.0, y: (self.y0 + self.y1) / 2.0 }
    }

    /// The four corners, clockwise from the top left.
    pub fn corners(&self) -> [Point; 4] {
        [(self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1)]
            .map(|(x, y)| Point { x, y })
    }
}

impl fmt::Display for Rect {
    /// Left, top, right and bottom, rounded: `40,210 to 1040,1300`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0},{:.0} to {:.0},{:.0}", self.x0, self.y0, self.x1, self.y1)
    }
}

/// The outline of a mapped box, its points in order; every row meets it in one span.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline(pub Vec<Point>);

impl Outline {
    /// Left and right end of its intersection with the row `y`. Returns `None` if they do not meet.
    pub fn span(&self, y: f64) -> Option<(f64, f64)> {
        let next = self.0.iter().cycle().skip(1);
        let crossing = |(a, b): (&Point, &Point)| {
            (a.y.min(b.y) <= y && y < a.y.max(b.y)).then(|| a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y))
        };
        let ends = self.0.iter().zip(next).filter_map(crossing).map(|x| (x, x));
        ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Its bounding box.
    pub fn bounds(&self) -> Rect {
        Rect::around(self.0.iter().map(|p| Rect::new(p.x, p.y, p.x, p.y))).unwrap_or_default()
    }
}

/// A homography (plane projective map) as a row-major 3x3 matrix, normalised so that the last element is 1 if
/// it is not 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homography(pub [[f64; 3]; 3]);

impl Homography {
    /// The identity.
    pub const IDENTITY: Homography = Homography([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);

    /// Scales by `sx`, `sy`, then translates by `tx`, `ty`.
    pub fn scale_shift(sx: f64, sy: f64, tx: f64, ty: f64) -> Self {
        Self([[sx, 0.0, tx], [0.0, sy, ty], [0.0, 0.0, 1.0]])
    }

    /// Maps a point.
    #[inline]
    pub fn apply(&self, p: Point) -> Point {
        let m = &self.0;
        let w = m[2][0] * p.x + m[2][1] * p.y + m[2][2];
        Point {
            x: (m[0][0] * p.x + m[0][1] * p.y + m[0][2]) / w,
            y: (m[1][0] * p.x + m[1][1] * p.y + m[1][2]) / w,
        }
    }

    /// Bounding box of a mapped box.
    pub fn apply_rect(&self, r: &Rect) -> Rect {
        let c = r.corners().map(|p| self.apply(p));
        let (mut x0, mut y0, mut x1, mut y1) =
            (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        for p in c {
            (x0, y0, x1, y1) = (x0.min(p.x), y0.min(p.y), x1.max(p.x), y1.max(p.y));
        }
        Rect { x0, y0, x1, y1 }
    }

    /// True if it only scales by positive factors and translates.
    pub fn is_upright(&self) -> bool {
        let [[sx, a, _], [b, sy, _], last] = self.0;
        (a, b, last) == (0.0, 0.0, [0.0, 0.0, 1.0]) && sx > 0.0 && sy > 0.0
    }

    /// Whether parallels do not stay parallel.
    pub fn is_perspective(&self) -> bool {
        self.0[2][..2] != [0.0, 0.0]
    }

    /// Composition: `first`, then `self`.
    pub fn after(&self, first: &Homography) -> Homography {
        let (a, b) = (&self.0, &first.0);
        let mut m = [[0.0; 3]; 3];
        for (i, row) in m.iter_mut().enumerate() {
            for (j, v) in row.iter_mut().enumerate() {
                *v = (0..3).map(|k| a[i][k] * b[k][j]).sum();
            }
        }
        Homography(m).normalised()
    }

    /// The inverse map. Returns `None` if the matrix is singular.
    pub fn inverse(&self) -> Option<Homography> {
        let m = &self.0;
        let c = |r0: usize, c0: usize, r1: usize, c1: usize| m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
        let det = m[0][0] * c(1, 1, 2, 2) - m[0][1] * c(1, 0, 2, 2) + m[0][2] * c(1, 0, 2, 1);
        if !det.is_finite() || det.abs() < 1e-18 {
            return None;
        }
        let adj = [
            [c(1, 1, 2, 2), -c(0, 1, 2, 2), c(0, 1, 1, 2)],
            [-c(1, 0, 2, 2), c(0, 0, 2, 2), -c(0, 0, 1, 2)],
            [c(1, 0, 2, 1), -c(0, 0, 2, 1), c(0, 0, 1, 1)],
        ];
        Some(Homography(adj.map(|r| r.map(|v| v / det))).normalised())
    }

    /// Local scale at a point: the square root of the area of a mapped unit square.
    pub fn scale_at(&self, p: Point) -> f64 {
        let (a, b, c) = (
            self.apply(p),
            self.apply(Point { x: p.x + 1.0, y: p.y }),
            self.apply(Point { x: p.x, y: p.y + 1.0 }),
        );
        ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)).abs().sqrt()
    }

    fn normalised(self) -> Self {
        let w = self.0[2][2];
        if w.abs() < 1e-12 { self } else { Self(self.0.map(|r| r.map(|v| v / w))) }
    }
}

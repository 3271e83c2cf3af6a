//! The map from a page to the picture that shows it.

use super::displacement::Displacement;
use super::geometry::{Homography, Outline, Point, Rect};
use std::sync::Arc;

/// Points per side by which the outline of a mapped box is followed if the map is not plane.
const BENT_SIDE_POINTS: usize = 16;
/// Step by which a smooth map is differentiated, in pixels.
const SLOPE_STEP: f64 = 16.0;

/// A map between a page and a picture: a homography, and the displacement of bent paper on the side of the picture.
#[derive(Clone, Debug)]
pub struct PageMap {
    plane: Homography,
    bend: Option<Arc<Displacement>>,
    is_back: bool,
}

impl From<Homography> for PageMap {
    fn from(plane: Homography) -> Self {
        Self { plane, bend: None, is_back: false }
    }
}

impl PageMap {
    /// The map with this displacement, in the picture, after the homography from page to picture.
    pub fn bent(plane: Homography, bend: Displacement) -> Self {
        Self { plane, bend: Some(Arc::new(bend)), is_back: false }
    }

    /// The homography, without the bend of the paper.
    pub fn plane(&self) -> &Homography {
        &self.plane
    }

    /// The largest displacement by the bend of the paper, in pixels of the picture; 0 for a flat page.
    pub fn bend(&self) -> f64 {
        self.bend.as_ref().map_or(0.0, |bend| bend.largest())
    }

    /// Where a point of the picture would be if the paper were flat.
    pub fn unbent(&self, p: Point) -> Point {
        self.bend.as_ref().map_or(p, |bend| bend.undo(p))
    }

    /// Maps a point.
    #[inline]
    pub fn apply(&self, p: Point) -> Point {
        match &self.bend {
            None => self.plane.apply(p),
            Some(bend) if self.is_back => self.plane.apply(bend.undo(p)),
            Some(bend) => bend.apply(self.plane.apply(p)),
        }
    }

    /// The inverse map. Returns `None` if the homography is singular.
    pub fn inverse(&self) -> Option<Self> {
        Some(Self { plane: self.plane.inverse()?, bend: self.bend.clone(), is_back: !self.is_back })
    }

    /// Bounding box of a mapped box.
    pub fn apply_rect(&self, r: &Rect) -> Rect {
        if self.bend.is_none() {
            return self.plane.apply_rect(r);
        }
        self.outline(r).bounds()
    }

    /// Outline of a mapped box.
    pub fn outline(&self, r: &Rect) -> Outline {
        let corners = r.corners();
        let points = if self.bend.is_some() { BENT_SIDE_POINTS } else { 1 };
        let along = |i: usize| {
            let (a, b) = (corners[i / points], corners[(i / points + 1) % 4]);
            let t = (i % points) as f64 / points as f64;
            self.apply(Point { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t })
        };
        Outline((0..4 * points).map(along).collect())
    }

    /// Local scale at a point, without that of the bend, which is close to 1: the square root of the area of a mapped unit
    /// square.
    pub fn scale_at(&self, p: Point) -> f64 {
        self.plane.scale_at(if self.is_back { self.unbent(p) } else { p })
    }

    /// A homography that is close to the map about a point.
    pub fn near(&self, p: Point) -> Homography {
        let Some(bend) = &self.bend else { return self.plane };
        let at = if self.is_back { p } else { self.plane.apply(p) };
        let moved = |p: Point| if self.is_back { bend.undo(p) } else { bend.apply(p) };
        let [o, x, y] = [(0.0, 0.0), (SLOPE_STEP, 0.0), (0.0, SLOPE_STEP)]
            .map(|(dx, dy)| moved(Point { x: at.x + dx, y: at.y + dy }));
        let [xx, yx] = [x.x - o.x, x.y - o.y].map(|d| d / SLOPE_STEP);
        let [xy, yy] = [y.x - o.x, y.y - o.y].map(|d| d / SLOPE_STEP);
        let local = Homography([
            [xx, xy, o.x - xx * at.x - xy * at.y],
            [yx, yy, o.y - yx * at.x - yy * at.y],
            [0.0, 0.0, 1.0],
        ]);
        if self.is_back { self.plane.after(&local) } else { local.after(&self.plane) }
    }
}

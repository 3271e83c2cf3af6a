//! A smooth displacement of the plane, as paper that bends has before a camera.

use super::geometry::{Point, Rect};

/// A displacement in pixels that changes smoothly: a uniform cubic B-spline over a grid of control points, as in
/// free-form deformation (Rueckert et al. 1999). Beyond its bounds the values at the edge go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Displacement {
    bounds: Rect,
    /// Side of a cell of the grid.
    cell: f64,
    /// Cells of a row and of a column. The grid has three control points more in each direction.
    cells: (usize, usize),
    /// Displacement along x and y of each control point, row by row.
    controls: Vec<[f64; 2]>,
}

/// The control points that move a point: the index of the first, and the weights of four columns and of four rows.
pub struct Support {
    /// Index of the first control point.
    pub first: usize,
    /// Weights of the four columns.
    pub across: [f64; 4],
    /// Weights of the four rows.
    pub down: [f64; 4],
}

impl Displacement {
    /// No displacement, over a grid with `cells` cells along the longer side of `bounds`.
    pub fn none(bounds: Rect, cells: usize) -> Self {
        let cell = bounds.width().max(bounds.height()).max(1.0) / cells.max(1) as f64;
        let count = |length: f64| ((length / cell).ceil() as usize).clamp(1, cells.max(1));
        let cells = (count(bounds.width()), count(bounds.height()));
        Self { bounds, cell, cells, controls: vec![[0.0; 2]; (cells.0 + 3) * (cells.1 + 3)] }
    }

    /// Control points of a row and of a column.
    pub fn size(&self) -> (usize, usize) {
        (self.cells.0 + 3, self.cells.1 + 3)
    }

    /// The same grid with other displacements of its control points, row by row.
    pub fn with_controls(mut self, controls: Vec<[f64; 2]>) -> Self {
        debug_assert_eq!(controls.len(), self.controls.len());
        self.controls = controls;
        self
    }

    /// The control points that move a point, and their weights.
    pub fn support(&self, p: Point) -> Support {
        let along = |v: f64, cells: usize| {
            let v = (v / self.cell).clamp(0.0, cells as f64);
            let first = (v as usize).min(cells - 1);
            (first, weights(v - first as f64))
        };
        let (x, across) = along(p.x - self.bounds.x0, self.cells.0);
        let (y, down) = along(p.y - self.bounds.y0, self.cells.1);
        Support { first: y * self.size().0 + x, across, down }
    }

    /// The displacement at a point, along x and y.
    pub fn at(&self, p: Point) -> Point {
        let support = self.support(p);
        let stride = self.size().0;
        let mut sum = Point::default();
        for (j, down) in support.down.iter().enumerate() {
            let row = &self.controls[support.first + j * stride..][..4];
            for (across, [x, y]) in support.across.iter().zip(row) {
                sum.x += across * down * x;
                sum.y += across * down * y;
            }
        }
        sum
    }

    /// The point with its displacement.
    pub fn apply(&self, p: Point) -> Point {
        let by = self.at(p);
        Point { x: p.x + by.x, y: p.y + by.y }
    }

    /// The point that is displaced to `q`, by fixed-point iteration: the displacement of neighbours is nearly equal.
    pub fn undo(&self, q: Point) -> Point {
        let mut p = q;
        for _ in 0..4 {
            let by = self.at(p);
            p = Point { x: q.x - by.x, y: q.y - by.y };
        }
        p
    }

    /// The largest displacement of a control point, in pixels.
    pub fn largest(&self) -> f64 {
        self.controls.iter().map(|[x, y]| x.hypot(*y)).fold(0.0, f64::max)
    }
}

/// Weights of the uniform cubic B-spline at a share `t` of a cell, 0 to 1.
fn weights(t: f64) -> [f64; 4] {
    let s = 1.0 - t;
    [
        s * s * s / 6.0,
        (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0,
        (3.0 * s * s * s - 6.0 * s * s + 4.0) / 6.0,
        t * t * t / 6.0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grid whose control points bulge by up to 12 pixels.
    fn bulge() -> Displacement {
        let none = Displacement::none(Rect::new(100.0, 50.0, 900.0, 1250.0), 8);
        let (across, down) = none.size();
        let controls = (0..across * down)
            .map(|i| {
                let (x, y) = ((i % across) as f64 / across as f64, (i / across) as f64 / down as f64);
                [12.0 * (3.0 * x).sin() * y, -9.0 * (2.0 * y).cos() * x]
            })
            .collect();
        none.with_controls(controls)
    }

    #[test]
    fn undoing_a_displacement_leads_back() {
        let bulge = bulge();
        for i in 0..100 {
            let p = Point { x: 37.0 + 9.7 * f64::from(i), y: 1300.0 - 13.1 * f64::from(i) };
            let back = bulge.undo(bulge.apply(p));
            assert!((back.x - p.x).hypot(back.y - p.y) < 0.01, "{p:?} {back:?}");
        }
    }

    #[test]
    fn equal_control_points_displace_everything_alike() {
        let grid = Displacement::none(Rect::new(0.0, 0.0, 300.0, 500.0), 5);
        let controls = vec![[3.0, -2.0]; grid.size().0 * grid.size().1];
        let grid = grid.with_controls(controls);
        for p in [Point { x: -40.0, y: 10.0 }, Point { x: 150.0, y: 250.0 }, Point { x: 300.0, y: 500.0 }] {
            let by = grid.at(p);
            assert!((by.x - 3.0).abs() < 1e-9 && (by.y + 2.0).abs() < 1e-9, "{by:?}");
        }
    }
}

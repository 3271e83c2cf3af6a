//! Robust fit of a smooth displacement to point pairs.

use super::fit::{Pair, factorise, substitute};
use crate::model::displacement::Displacement;
use crate::model::geometry::Point;

/// Tolerances of the rounds, in those of the last: points far off are followed first, and then no longer.
const ROUND_TOLERANCES: [f64; 6] = [4.0, 3.0, 2.0, 1.0, 1.0, 1.0];
/// Weight that keeps control points near zero which no pair moves, in pairs.
const REST_WEIGHT: f64 = 1e-6;

/// Fits the control points of a grid to pairs by least squares, re-weighted by Tukey's biweight with a `tolerance` in
/// pixels. `stiffness` weighs the bending energy of the grid (squared second differences of its control points)
/// against the squared distance of one pair. Returns `None` if there are no pairs.
pub fn fit(grid: &Displacement, pairs: &[Pair], stiffness: f64, tolerance: f64) -> Option<Displacement> {
    let (across, down) = grid.size();
    let count = across * down;
    let mean = pairs.iter().map(|pair| pair.weight).sum::<f64>() / pairs.len() as f64;
    let energy = bending_energy(across, down);
    let mut weights: Vec<f64> = pairs.iter().map(|pair| pair.weight).collect();
    let mut fitted = grid.clone();
    for round in ROUND_TOLERANCES {
        let mut a: Vec<f64> = energy.iter().map(|e| stiffness * mean * e).collect();
        let mut b = [vec![0.0; count], vec![0.0; count]];
        for (pair, weight) in pairs.iter().zip(&weights) {
            add(grid, pair, *weight, &mut a, &mut b);
        }
        (0..count).for_each(|i| a[i * count + i] += REST_WEIGHT);
        factorise(&mut a, count)?;
        b.iter_mut().for_each(|b| substitute(&a, b));
        let [x, y] = b;
        fitted = fitted.with_controls(x.into_iter().zip(y).map(|(x, y)| [x, y]).collect());
        for (pair, weight) in pairs.iter().zip(&mut weights) {
            let e = distance(&fitted, pair) / (2.0 * round * tolerance);
            *weight = if e < 1.0 { pair.weight * (1.0 - e * e).powi(2) } else { 0.0 };
        }
    }
    Some(fitted)
}

/// Distance of the displaced point of a pair from the one observed.
pub fn distance(displacement: &Displacement, pair: &Pair) -> f64 {
    let Point { x, y } = displacement.apply(pair.from);
    (x - pair.to.x).hypot(y - pair.to.y)
}

/// Adds a pair to the normal equations (lower triangle) and to their right sides.
fn add(grid: &Displacement, pair: &Pair, weight: f64, a: &mut [f64], b: &mut [Vec<f64>; 2]) {
    let (stride, count) = (grid.size().0, b[0].len());
    let support = grid.support(pair.from);
    let controls: [(usize, f64); 16] = std::array::from_fn(|k| {
        (support.first + k / 4 * stride + k % 4, support.down[k / 4] * support.across[k % 4])
    });
    let by = [pair.to.x - pair.from.x, pair.to.y - pair.from.y];
    for (i, (row, v)) in controls.iter().enumerate() {
        b.iter_mut().zip(by).for_each(|(b, by)| b[*row] += weight * v * by);
        for (column, w) in &controls[..=i] {
            a[row * count + column] += weight * v * w;
        }
    }
}

/// The bending energy of a grid as a symmetric matrix over its control points: squared second differences along rows
/// and columns, and twice the squared mixed ones (thin plate).
fn bending_energy(across: usize, down: usize) -> Vec<f64> {
    let count = across * down;
    let mut energy = vec![0.0; count * count];
    let mut square = |terms: &[(usize, f64)], weight: f64| {
        for (i, v) in terms {
            for (j, w) in terms {
                energy[i * count + j] += weight * v * w;
            }
        }
    };
    for y in 0..down {
        for x in 0..across {
            let at = y * across + x;
            if x + 2 < across {
                square(&[(at, 1.0), (at + 1, -2.0), (at + 2, 1.0)], 1.0);
            }
            if y + 2 < down {
                square(&[(at, 1.0), (at + across, -2.0), (at + 2 * across, 1.0)], 1.0);
            }
            if x + 1 < across && y + 1 < down {
                let (below, next) = (at + across, at + across + 1);
                square(&[(at, 1.0), (at + 1, -1.0), (below, -1.0), (next, 1.0)], 2.0);
            }
        }
    }
    energy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Rect;

    const PAPER: Rect = Rect { x0: 0.0, y0: 0.0, x1: 700.0, y1: 1000.0 };

    /// How a sheet bulges: a bow along x, and an edge that bends away.
    fn bulge(p: Point) -> Point {
        let (x, y) = (p.x / PAPER.x1, p.y / PAPER.y1);
        Point { x: p.x + 8.0 * (x - 0.5).powi(2) * y, y: p.y - 10.0 * x.powi(3) + 4.0 * y * y }
    }

    fn pairs() -> Vec<Pair> {
        let at = |i: usize| Point { x: 12.0 + 28.0 * (i % 25) as f64, y: 15.0 + 27.0 * (i / 25) as f64 };
        (0..25 * 36).map(at).map(|from| Pair { from, to: bulge(from), weight: 1.0 }).collect()
    }

    fn worst(found: &Displacement, pairs: &[Pair]) -> f64 {
        pairs.iter().map(|pair| distance(found, pair)).fold(0.0, f64::max)
    }

    #[test]
    fn a_bulge_is_recovered_from_its_points() {
        let pairs = pairs();
        let found = fit(&Displacement::none(PAPER, 8), &pairs, 0.01, 1.0).unwrap();
        assert!(worst(&found, &pairs) < 0.1, "{}", worst(&found, &pairs));
    }

    #[test]
    fn a_word_that_was_moved_does_not_bend_the_sheet() {
        let right = pairs();
        let mut moved = right.clone();
        for pair in moved
            .iter_mut()
            .filter(|p| (300.0..400.0).contains(&p.from.x) && (490.0..520.0).contains(&p.from.y))
        {
            pair.to.x += 4.0;
        }
        let found = fit(&Displacement::none(PAPER, 16), &moved, 0.03, 1.2).unwrap();
        assert!(worst(&found, &right) < 0.3, "{}", worst(&found, &right));
    }

    #[test]
    fn a_third_of_wrong_points_does_not_matter() {
        let right = pairs();
        let mut random = fastrand::Rng::with_seed(7);
        let mut pairs = right.clone();
        for pair in pairs.iter_mut().step_by(3) {
            pair.to = Point {
                x: pair.from.x + 16.0 * random.f64() - 8.0,
                y: pair.from.y + 16.0 * random.f64() - 8.0,
            };
        }
        let found = fit(&Displacement::none(PAPER, 8), &pairs, 0.3, 0.8).unwrap();
        assert!(worst(&found, &right) < 0.6, "{}", worst(&found, &right));
    }

    #[test]
    fn no_pairs_displace_nothing() {
        let found = fit(&Displacement::none(PAPER, 4), &[], 0.3, 0.8);
        assert!(found.is_none_or(|found| found.largest() < 1e-9));
    }
}

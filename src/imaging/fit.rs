//! Robust estimation of homographies from point pairs.

use crate::model::geometry::{Homography, Point};

/// A point correspondence with its weight.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Point in the source.
    pub from: Point,
    /// Point in the target.
    pub to: Point,
    /// Weight, 0 to 1.
    pub weight: f64,
}

/// Degrees of freedom of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freedom {
    /// Scales of x and y, and a translation (4): a screenshot.
    Upright,
    /// Any affine map (6).
    Affine,
    /// Any homography (8): a photograph.
    Projective,
}

/// Solves the normal equations `a x = b` (row-major, symmetric, positive definite) by Cholesky decomposition,
/// in place. Returns `None` if the matrix is singular.
pub fn solve(a: &mut [f64], b: &mut [f64]) -> Option<()> {
    factorise(a, b.len())?;
    substitute(a, b);
    Some(())
}

/// Cholesky decomposition in place, of a symmetric matrix of `n` rows of which the lower triangle is read. Returns
/// `None` if it is not positive definite.
pub fn factorise(a: &mut [f64], n: usize) -> Option<()> {
    for i in 0..n {
        for j in 0..=i {
            let (above, row) = a.split_at_mut(i * n);
            let products = |other: &[f64]| row[..j].iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
            if i == j {
                let s = row[i] - products(&row[..j]);
                if s.is_nan() || s <= 1e-12 {
                    return None;
                }
                row[i] = s.sqrt();
            } else {
                let other = &above[j * n..][..=j];
                row[j] = (row[j] - products(other)) / other[j];
            }
        }
    }
    Some(())
}

/// Solves for one right side in place, given the Cholesky decomposition of the matrix.
pub fn substitute(a: &[f64], b: &mut [f64]) {
    let n = b.len();
    for i in 0..n {
        for k in 0..i {
            b[i] -= a[i * n + k] * b[k];
        }
        b[i] /= a[i * n + i];
    }
    for i in (0..n).rev() {
        for k in i + 1..n {
            b[i] -= a[k * n + i] * b[k];
        }
        b[i] /= a[i * n + i];
    }
}

/// Weighted least squares of the algebraic error in normalised coordinates (Hartley 1997). Returns `None` if
/// the system is singular.
pub fn least_squares(pairs: &[Pair], freedom: Freedom) -> Option<Homography> {
    let n = match freedom {
        Freedom::Upright => 4,
        Freedom::Affine => 6,
        Freedom::Projective => 8,
    };
    let (tf, tt) = (normaliser(pairs, |p| p.from)?, normaliser(pairs, |p| p.to)?);
    let mut a = vec![0.0; n * n];
    let mut b = vec![0.0; n];
    for p in pairs {
        let (f, t) = (tf.apply(p.from), tt.apply(p.to));
        let rows = match freedom {
            Freedom::Upright => [
                ([f.x, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], t.x),
                ([0.0, 0.0, f.y, 1.0, 0.0, 0.0, 0.0, 0.0], t.y),
            ],
            Freedom::Affine | Freedom::Projective => [
                ([f.x, f.y, 1.0, 0.0, 0.0, 0.0, -t.x * f.x, -t.x * f.y], t.x),
                ([0.0, 0.0, 0.0, f.x, f.y, 1.0, -t.y * f.x, -t.y * f.y], t.y),
            ],
        };
        for (row, y) in rows {
            for i in 0..n {
                b[i] += p.weight * row[i] * y;
                for j in 0..n {
                    a[i * n + j] += p.weight * row[i] * row[j];
                }
            }
        }
    }
    for i in 0..n {
        a[i * n + i] += 1e-9;
    }
    solve(&mut a, &mut b)?;
    let h = match freedom {
        Freedom::Upright => [[b[0], 0.0, b[1]], [0.0, b[2], b[3]], [0.0, 0.0, 1.0]],
        Freedom::Affine => [[b[0], b[1], b[2]], [b[3], b[4], b[5]], [0.0, 0.0, 1.0]],
        Freedom::Projective => [[b[0], b[1], b[2]], [b[3], b[4], b[5]], [b[6], b[7], 1.0]],
    };
    Some(tt.inverse()?.after(&Homography(h)).after(&tf))
}

fn normaliser(pairs: &[Pair], of: impl Fn(&Pair) -> Point) -> Option<Homography> {
    let n = pairs.len() as f64;
    if pairs.is_empty() {
        return None;
    }
    let (mx, my) = pairs.iter().map(&of).fold((0.0, 0.0), |s, p| (s.0 + p.x / n, s.1 + p.y / n));
    let spread = pairs.iter().map(&of).map(|p| (p.x - mx).hypot(p.y - my)).sum::<f64>() / n;
    let s = 1.4 / spread.max(1e-6);
    Some(Homography::scale_shift(s, s, -mx * s, -my * s))
}

/// Transfer error of a pair: distance from the mapped point to the observed one.
pub fn error(h: &Homography, p: &Pair) -> f64 {
    squared_error(h, p).sqrt()
}

fn squared_error(h: &Homography, p: &Pair) -> f64 {
    let q = h.apply(p.from);
    (q.x - p.to.x).powi(2) + (q.y - p.to.y).powi(2)
}

/// Score of a map: sum over the pairs of the weight, reduced with the squared error and 0 from `tolerance` on.
pub fn score(h: &Homography, pairs: &[Pair], tolerance: f64) -> f64 {
    let scale = 1.0 / (tolerance * tolerance);
    pairs.iter().map(|p| p.weight * (1.0 - squared_error(h, p) * scale).max(0.0)).sum()
}

/// Robust fit: RANSAC with a fixed seed and affine samples, then iteratively re-weighted least squares (Tukey's
/// biweight) with the given degrees of freedom. `tolerance` is the transfer error of an inlier. Returns `None`
/// if no map has enough inliers.
pub fn robust(pairs: &[Pair], freedom: Freedom, tolerance: f64) -> Option<Homography> {
    let sample = if freedom == Freedom::Upright { 2 } else { 3 };
    let simple = if freedom == Freedom::Upright { Freedom::Upright } else { Freedom::Affine };
    if pairs.len() < sample {
        return None;
    }
    let mut random = 0x9e37_79b9_7f4a_7c15u64;
    let mut pick = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % pairs.len() as u64) as usize
    };
    let loose = 2.5 * tolerance;
    let mut best = (0.0, None);
    for _ in 0..150 {
        let chosen: Vec<Pair> = (0..sample).map(|_| pairs[pick()]).collect();
        let Some(h) = least_squares(&chosen, simple) else { continue };
        let s = score(&h, pairs, loose);
        if s > best.0 {
            best = (s, Some(h));
        }
    }
    let mut h = best.1?;
    for (round, tol) in [loose, loose, 1.5 * tolerance, tolerance, tolerance].into_iter().enumerate() {
        let inliers: Vec<Pair> = pairs
            .iter()
            .filter_map(|p| {
                let e = error(&h, p) / (2.0 * tol);
                (e < 1.0).then(|| Pair { weight: p.weight * (1.0 - e * e).powi(2), ..*p })
            })
            .collect();
        let wanted = if round == 0 || inliers.len() < 8 { simple } else { freedom };
        let next = least_squares(&inliers, wanted)?;
        if score(&next, pairs, tol) + 1e-9 < 0.7 * score(&h, pairs, tol) {
            break;
        }
        h = next;
    }
    Some(h)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grid of points and their images under a map.
    fn mapped(map: &Homography) -> Vec<Pair> {
        let points = (0..7)
            .flat_map(|y| (0..7).map(move |x| Point { x: 150.0 * f64::from(x), y: 200.0 * f64::from(y) }));
        points.map(|from| Pair { from, to: map.apply(from), weight: 1.0 }).collect()
    }

    fn maps() -> [(Freedom, Homography); 3] {
        let upright = Homography::scale_shift(0.73, 0.75, 31.0, -12.0);
        let affine = Homography([[0.7, 0.05, 31.0], [-0.04, 0.72, 8.0], [0.0, 0.0, 1.0]]);
        let projective = Homography([[0.7, 0.05, 31.0], [-0.04, 0.72, 8.0], [4e-5, -6e-5, 1.0]]);
        [(Freedom::Upright, upright), (Freedom::Affine, affine), (Freedom::Projective, projective)]
    }

    fn worst(found: &Homography, pairs: &[Pair]) -> f64 {
        pairs.iter().map(|pair| error(found, pair)).fold(0.0, f64::max)
    }

    #[test]
    fn a_map_is_recovered_from_its_points() {
        for (freedom, map) in maps() {
            let pairs = mapped(&map);
            let found = least_squares(&pairs, freedom).unwrap();
            assert!(worst(&found, &pairs) < 1e-6, "{freedom:?}");
        }
    }

    #[test]
    fn a_map_is_recovered_though_a_third_of_the_points_are_wrong() {
        for (freedom, map) in maps() {
            let right = mapped(&map);
            let mut random = fastrand::Rng::with_seed(7);
            let mut pairs = right.clone();
            for pair in pairs.iter_mut().step_by(3) {
                pair.to = Point { x: 1000.0 * random.f64(), y: 1000.0 * random.f64() };
            }
            let found = robust(&pairs, freedom, 1.0).unwrap();
            assert!(worst(&found, &right) < 0.5, "{freedom:?}: {}", worst(&found, &right));
        }
    }

    #[test]
    fn the_inverse_after_the_map_is_the_identity() {
        for (freedom, map) in maps() {
            let back = map.inverse().unwrap();
            for pair in mapped(&map) {
                let there_and_back = back.apply(map.apply(pair.from));
                assert!(
                    (there_and_back.x - pair.from.x).hypot(there_and_back.y - pair.from.y) < 1e-6,
                    "{freedom:?}"
                );
            }
        }
    }

    #[test]
    fn one_point_gives_no_map() {
        let (_, map) = maps()[0];
        assert!(robust(&mapped(&map)[..1], Freedom::Upright, 1.0).is_none());
    }
}

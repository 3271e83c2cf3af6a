//! Keypoints of whatever a page shows (charts, drawings, photographs, letterheads, signatures), for pages with
//! few lines of words.

use super::Feature;
use super::visual_word::Token;
use crate::model::feature_key::{FeatureKind, Key};
use crate::model::raster::{Picture, Raster};
use std::array;
use std::collections::HashMap;

/// Keypoints as tokens with a placement.
pub struct Features;

impl Feature for Features {
    fn id(&self) -> FeatureKind {
        FeatureKind::Features
    }

    fn version(&self) -> u32 {
        1
    }

    fn keys(&self, _: &Picture, luma: &Raster) -> Vec<Key> {
        landmarks(luma, KEPT).iter().map(Token::key).collect()
    }
}

/// Keypoints per octave and grid cell that are stored for a page.
const KEPT: usize = 2;
/// Keypoints per octave and grid cell that are looked up for a picture, which may show a larger or a smaller
/// part.
pub const ASKED: usize = 12;
/// Grid cells per axis over which the keypoints of a view are distributed, so that a chart beside text gets its
/// share.
const PLACES: usize = 8;
/// Half the side of the smallest keypoint, in pixels.
const SMALLEST: f32 = 2.5;
/// Scales per octave.
const SIZES: f32 = 2.0;
/// Half the side of a keypoint with its surroundings, in units of the keypoint's half side.
const SURROUND: f32 = 2.0;
/// Smallest contrast of a keypoint against its surroundings, in grey levels.
const STANDS_OFF: f32 = 6.0;
/// Largest ratio of the principal curvatures; above it, the extremum lies on an edge and is not localised (Lowe
/// 2004).
const EDGE: f32 = 8.0;
/// Descriptor cells per axis of a keypoint's patch.
const PIECES: usize = 5;
/// Side of a descriptor cell, in units of the keypoint's half side.
const PIECE: f32 = 1.4;
/// Smallest step between neighbouring cells that sets a bit, in standard deviations of the patch. In even
/// patches of paper the steps are far smaller, so noise does not decide the bit.
const STEP: f32 = 0.3;
/// Number of nearly even bits that are looked up with both values.
const DOUBTS: usize = 3;
/// Token kind that separates keypoints from word arrangements.
const KIND: u32 = 10;

/// Keypoints of a view: centre-surround extrema over position and scale (Agrawal, Konolige and Blas 2008). At
/// most `most` are taken per octave and grid cell.
///
/// The descriptor is binary: each bit says whether one cell of the patch is lighter than its neighbour
/// (Calonder et al. 2010). For a dark keypoint the comparison is reversed, so a negative has the same
/// descriptor. Patches are upright: pictures are straightened before, and a quarter turn gives other keypoints.
pub fn landmarks(view: &Raster, most: usize) -> Vec<Token> {
    let sums = Sums::new(view);
    let fits = |radius: &f32| 2.0 * reach(*radius) + 4.0 < view.width.min(view.height) as f32;
    let radii = (0..).map(|k| SMALLEST * (k as f32 / SIZES).exp2()).take_while(fits);
    let layers: Vec<Layer> = radii.map(|radius| Layer::new(&sums, radius)).collect();
    let blobs = layers.windows(3).flat_map(|l| l[1].extrema(&l[0], &l[2])).collect();
    spread(blobs, view, most).iter().map(|blob| blob.token(&sums)).collect()
}

/// Half the side of the patch, in pixels.
fn reach(radius: f32) -> f32 {
    PIECES as f32 * PIECE * radius / 2.0
}

/// Keeps the strongest keypoints of each grid cell and octave.
fn spread(mut blobs: Vec<Blob>, view: &Raster, most: usize) -> Vec<Blob> {
    blobs.sort_by(|a, b| b.stands_off.abs().total_cmp(&a.stands_off.abs()));
    let place = |v: f32, end: usize| (v / end as f32 * PLACES as f32) as usize;
    let octave = |blob: &Blob| (blob.radius / SMALLEST).log2().floor() as i32;
    let mut taken = HashMap::new();
    blobs.retain(|b| {
        let n = taken.entry((octave(b), place(b.x, view.width), place(b.y, view.height))).or_insert(0);
        *n += 1;
        *n <= most
    });
    blobs
}

/// A box that contrasts with its surroundings.
struct Blob {
    /// Centre, in pixels of the view.
    x: f32,
    y: f32,
    /// Half its side, in pixels.
    radius: f32,
    /// Mean grey inside less mean grey around it, in grey levels.
    stands_off: f32,
}

impl Blob {
    fn token(&self, sums: &Sums) -> Token {
        let (side, reach) = (PIECE * self.radius, reach(self.radius));
        let (left, top) = (self.x - reach, self.y - reach);
        let pieces: [f32; PIECES * PIECES] = array::from_fn(|i| {
            let (x, y) = (left + (i % PIECES) as f32 * side, top + (i / PIECES) as f32 * side);
            sums.mean([x, y, x + side, y + side])
        });
        let mean = pieces.iter().sum::<f32>() / pieces.len() as f32;
        let deviation = (pieces.iter().map(|p| (p - mean).powi(2)).sum::<f32>() / pieces.len() as f32).sqrt();
        let along = (0..pieces.len()).filter(|i| i % PIECES + 1 < PIECES).map(|i| (i, i + 1));
        let down = (0..pieces.len() - PIECES).map(|i| (i, i + PIECES));
        let mut bits = 0;
        let mut doubts = Vec::new();
        for (k, (i, j)) in along.chain(down).enumerate() {
            let step = self.stands_off.signum() * (pieces[j] - pieces[i]) / deviation.max(1.0);
            let bit = 1u64 << k;
            bits |= if step > STEP { bit } else { 0 };
            doubts.push(((step - STEP).abs(), bit));
        }
        doubts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let doubtful = doubts.iter().take(DOUBTS).map(|d| d.1).collect();
        Token { bits, doubtful, ..Token::new(KIND, (left, self.y), 2.0 * reach, Vec::new()) }
    }
}

/// Centre-surround contrast of boxes of one size, on a grid.
struct Layer {
    radius: f32,
    /// Grid spacing, in pixels.
    step: usize,
    /// Distance from the view's edge to the centre of the first box, in pixels.
    margin: usize,
    across: usize,
    values: Vec<f32>,
}

impl Layer {
    fn new(sums: &Sums, radius: f32) -> Self {
        let step = ((radius / 4.0) as usize).max(1);
        let margin = reach(radius).ceil() as usize + 1;
        let width = sums.width - 2 * margin;
        let (inner, outer) = (radius.round() as usize, (SURROUND * radius).round() as usize);
        let area = |half: usize| ((2 * half + 1) * (2 * half + 1)) as f32;
        let (inside, round) = (1.0 / area(inner), 1.0 / (area(outer) - area(inner)));
        let mut values = Vec::with_capacity(width.div_ceil(step) * (sums.height / step));
        let (mut of_inner, mut of_outer) = (vec![0.0; width], vec![0.0; width]);
        for y in (margin..sums.height - margin).step_by(step) {
            sums.row(y, margin, inner, &mut of_inner);
            sums.row(y, margin, outer, &mut of_outer);
            // Compute the whole row even if only every `step`-th value is kept: strided access is slower.
            let row = of_inner.iter_mut().zip(&of_outer);
            row.for_each(|(i, o)| *i = *i * inside - (o - *i) * round);
            if step == 1 {
                values.extend_from_slice(&of_inner);
            } else {
                values.extend(of_inner.iter().step_by(step));
            }
        }
        Self { radius, step, margin, across: width.div_ceil(step), values }
    }

    /// Value at the grid point nearest to a pixel. Returns `None` outside the grid.
    fn near(&self, x: f32, y: f32) -> Option<f32> {
        let at = |v: f32| (v - self.margin as f32) / self.step as f32 + 0.5;
        let (i, j) = (at(x), at(y));
        let inside = i >= 0.0 && j >= 0.0 && (i as usize) < self.across;
        if inside { self.values.get(j as usize * self.across + i as usize).copied() } else { None }
    }

    /// Boxes whose contrast is extremal among their neighbours in position and in the adjacent scales.
    fn extrema(&self, finer: &Layer, coarser: &Layer) -> Vec<Blob> {
        let w = self.across;
        let mut found = Vec::new();
        for j in 1..(self.values.len() / w).saturating_sub(1) {
            let row = &self.values[j * w..][..w];
            for (i, beside) in row.windows(3).enumerate() {
                let (value, i) = (beside[1], i + 1);
                let is_less = |v: f32| v * value.signum() <= value.abs();
                // Cheap test first: it rules out most positions.
                if value.abs() < STANDS_OFF || !is_less(beside[0]) || !is_less(beside[2]) {
                    continue;
                }
                let about: [&[f32]; 3] = array::from_fn(|k| &self.values[(j + k - 1) * w + i - 1..][..3]);
                if !about.iter().all(|row| row.iter().all(|v| is_less(*v))) {
                    continue;
                }
                let place = |k: usize| (self.margin + k * self.step) as f32;
                let (x, y) = (place(i), place(j));
                let Some((below, above)) = finer.near(x, y).zip(coarser.near(x, y)) else { continue };
                if !is_less(below) || !is_less(above) || is_edge(about) {
                    continue;
                }
                let off = |before: f32, after: f32| self.step as f32 * vertex(before, value, after) + 0.5;
                found.push(Blob {
                    x: x + off(about[1][0], about[1][2]),
                    y: y + off(about[0][1], about[2][1]),
                    radius: self.radius * (vertex(below, value, above) / SIZES).exp2(),
                    stands_off: value,
                });
            }
        }
        found
    }
}

/// True if one principal curvature at the extremum is much smaller than the other.
fn is_edge(v: [&[f32]; 3]) -> bool {
    let xx = v[1][0] + v[1][2] - 2.0 * v[1][1];
    let yy = v[0][1] + v[2][1] - 2.0 * v[1][1];
    let xy = (v[0][0] + v[2][2] - v[0][2] - v[2][0]) / 4.0;
    let determinant = xx * yy - xy * xy;
    determinant <= 0.0 || (xx + yy).powi(2) * EDGE > (EDGE + 1.0).powi(2) * determinant
}

/// Extremum of the parabola through three values, in steps from the middle one.
fn vertex(before: f32, value: f32, after: f32) -> f32 {
    let bend = before + after - 2.0 * value;
    if bend == 0.0 { 0.0 } else { ((before - after) / (2.0 * bend)).clamp(-0.5, 0.5) }
}

/// Integral image: sums of grey over any box in constant time. Entries wrap around; differences are still
/// exact.
struct Sums {
    width: usize,
    height: usize,
    sums: Vec<u32>,
}

impl Sums {
    fn new(r: &Raster) -> Self {
        let stride = r.width + 1;
        let mut sums = vec![0u32; stride * (r.height + 1)];
        for y in 0..r.height {
            let mut row = 0u32;
            let (above, here) = sums[y * stride..][..2 * stride].split_at_mut(stride);
            for ((out, above), &v) in here[1..].iter_mut().zip(&above[1..]).zip(r.row(y)) {
                row += u32::from(v);
                *out = above.wrapping_add(row);
            }
        }
        Self { width: r.width, height: r.height, sums }
    }

    /// Sums over boxes of side `2 * half + 1`, centred in row `y` at columns from `x` on.
    fn row(&self, y: usize, x: usize, half: usize, out: &mut [f32]) {
        let line = |y: usize, x: usize| &self.sums[y * (self.width + 1) + x..][..out.len()];
        let (top, bottom, left, right) = (y - half, y + half + 1, x - half, x + half + 1);
        let upper = line(top, left).iter().zip(line(top, right));
        let lower = line(bottom, left).iter().zip(line(bottom, right));
        for ((out, (a, b)), (c, d)) in out.iter_mut().zip(upper).zip(lower) {
            // Convert through `i32`, for which there is a single instruction.
            *out = d.wrapping_sub(*c).wrapping_sub(b.wrapping_sub(*a)) as i32 as f32;
        }
    }

    /// Mean over a box with sub-pixel edges, within the view.
    fn mean(&self, [x0, y0, x1, y1]: [f32; 4]) -> f32 {
        let split = |v: f32, end: usize| {
            let first = (v.max(0.0) as usize).min(end - 1);
            (first, (v - first as f32).clamp(0.0, 1.0))
        };
        let at = |x: f32, y: f32| {
            let ((i, fx), (j, fy)) = (split(x, self.width), split(y, self.height));
            let from = j * (self.width + 1) + i;
            // Take sums relative to the first corner: they are small enough to interpolate even if the entries
            // wrapped around.
            let origin = self.sums[from];
            let [b, c, d] = [1, self.width + 1, self.width + 2]
                .map(|by| self.sums[from + by].wrapping_sub(origin) as i32 as f32);
            (origin, b * fx * (1.0 - fy) + c * (1.0 - fx) * fy + d * fx * fy)
        };
        let [a, b, c, d] = [at(x0, y0), at(x1, y0), at(x0, y1), at(x1, y1)];
        let whole = d.0.wrapping_sub(c.0).wrapping_sub(b.0.wrapping_sub(a.0)) as f32;
        (whole + (d.1 - c.1 - b.1 + a.1)) / ((x1 - x0) * (y1 - y0))
    }
}

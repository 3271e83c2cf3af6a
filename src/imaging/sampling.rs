//! Sampling of rasters: pyramids, sub-pixel reads, box sums, quantiles.

use crate::model::geometry::Point;
use crate::model::raster::Raster;
use std::ops::Range;

/// Image pyramid: a raster and its halvings, the finest first.
pub struct Pyramid {
    /// Each level is half as wide as the one before.
    pub levels: Vec<Raster>,
    /// Centres of the base's 24-pixel cells that are not blank, in pixels of the base.
    pub inked: Vec<Point>,
}

impl Pyramid {
    /// Halves by the mean of 2x2 pixels, for as long as both sides stay large enough.
    pub fn new(base: Raster) -> Self {
        let inked = inked(&base);
        let mut levels = vec![base];
        while levels.len() < 5 {
            let last = &levels[levels.len() - 1];
            if last.width.min(last.height) < 64 {
                break;
            }
            let next = halved(last);
            levels.push(next);
        }
        Self { levels, inked }
    }

    /// Level to sample when the base is shown at `scale`: the coarsest that is enlarged by at most √2. Returns
    /// it with its own pixels per pixel of the base.
    pub fn for_scale(&self, scale: f64) -> (&Raster, f64) {
        let mut k = 0;
        while k + 1 < self.levels.len() && scale * f64::from(1 << (k + 1)) <= 1.42 {
            k += 1;
        }
        (&self.levels[k], 1.0 / f64::from(1 << k))
    }
}

/// Side of the cells tested for ink, in pixels.
const CELL: usize = 24;

fn inked(r: &Raster) -> Vec<Point> {
    let mut out = Vec::new();
    for y in (0..r.height.saturating_sub(CELL - 1)).step_by(CELL) {
        for x in (0..r.width.saturating_sub(CELL - 1)).step_by(CELL) {
            let (mut low, mut high) = (255, 0);
            for j in (y..y + CELL).step_by(2) {
                for &v in &r.row(j)[x..x + CELL] {
                    (low, high) = (v.min(low), v.max(high));
                }
            }
            if high - low > 40 {
                out.push(Point { x: (x + CELL / 2) as f64, y: (y + CELL / 2) as f64 });
            }
        }
    }
    out
}

/// Raster at half the size; each pixel is the mean of four.
pub fn halved(r: &Raster) -> Raster {
    let (width, height) = (r.width / 2, r.height / 2);
    let mut grey = Vec::with_capacity(width * height);
    for y in 0..height {
        let (a, b) = (r.row(2 * y), r.row(2 * y + 1));
        grey.extend(a.chunks_exact(2).zip(b.chunks_exact(2)).take(width).map(|(a, b)| {
            ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8
        }));
    }
    Raster { width, height, grey }
}

/// Bilinear sample; pixel centres are at half-integers. Returns `None` outside the raster.
#[inline(always)]
pub fn bilinear(r: &Raster, x: f32, y: f32) -> Option<f32> {
    let (x, y) = (x - 0.5, y - 0.5);
    if !(x > -0.5 && y > -0.5 && x < r.width as f32 - 0.5 && y < r.height as f32 - 0.5) {
        return None;
    }
    let (x0, y0) = (x.max(0.0), y.max(0.0));
    // Convert through `i32`, for which there is a single instruction.
    let (i, j) = (x0 as i32, y0 as i32);
    let (fx, fy) = (x0 - i as f32, y0 - j as f32);
    let (i, j) = (i as usize, j as usize);
    let (right, below) = (usize::from(i + 1 < r.width), if j + 1 < r.height { r.width } else { 0 });
    let from = &r.grey[j * r.width + i..][..below + right + 1];
    let g = |k: usize| f32::from(from[k]);
    let top = g(0) + (g(right) - g(0)) * fx;
    let bottom = g(below) + (g(below + right) - g(below)) * fx;
    Some(top + (bottom - top) * fy)
}

/// Integral images of grey and of its square over a part of a raster: box sums in constant time.
pub struct BoxSums {
    /// Left and top edge of the part, in pixels of the raster.
    from: (usize, usize),
    stride: usize,
    sums: Vec<(u32, u32)>,
}

impl BoxSums {
    /// Builds the sums over columns `x` and rows `y`. At most 66,000 pixels, because squares are summed in 32
    /// bits.
    pub fn new(r: &Raster, x: Range<usize>, y: Range<usize>) -> Self {
        let stride = x.len() + 1;
        let mut sums = vec![(0, 0); stride * (y.len() + 1)];
        for (j, y) in y.clone().enumerate() {
            let (mut s, mut q) = (0u32, 0u32);
            for (i, &v) in r.row(y)[x.clone()].iter().enumerate() {
                s += u32::from(v);
                q += u32::from(v) * u32::from(v);
                let above = sums[j * stride + i + 1];
                sums[(j + 1) * stride + i + 1] = (above.0 + s, above.1 + q);
            }
        }
        Self { from: (x.start, y.start), stride, sums }
    }

    /// Sum and sum of squares over `w` x `h` pixels from `(x, y)` of the raster, which must lie within the
    /// part.
    #[inline]
    pub fn of(&self, x: usize, y: usize, w: usize, h: usize) -> (f64, f64) {
        let (x, y) = (x - self.from.0, y - self.from.1);
        let at = |x: usize, y: usize| self.sums[y * self.stride + x];
        let (a, b, c, d) = (at(x, y), at(x + w, y), at(x, y + h), at(x + w, y + h));
        (f64::from(d.0 - b.0 - (c.0 - a.0)), f64::from(d.1 - b.1 - (c.1 - a.1)))
    }
}

/// Quantiles of the known grey values of an aligned part, from a sample.
pub struct Quantiles(Vec<f32>);

impl Quantiles {
    /// Sampling stride, in values.
    const STEP: usize = 7;
    /// Contrast assumed for a blank part, in grey levels.
    const LEAST: f32 = 30.0;

    /// Samples values, in which `NAN` stands for unknown.
    pub fn new(values: &[f32]) -> Self {
        Self(values.iter().step_by(Self::STEP).copied().filter(|v| v.is_finite()).collect())
    }

    /// Quantile in thousandths. Returns `None` if no value is known.
    pub fn at(&mut self, thousandths: usize) -> Option<f32> {
        let rank = self.0.len().checked_sub(1)? * thousandths / 1000;
        // Only a few quantiles are needed: sorting everything took three times as long.
        let (_, grey, _) = self.0.select_nth_unstable_by(rank, f32::total_cmp);
        Some(*grey)
    }

    /// Contrast of ink and paper, in grey levels: from the 0.5 % to the 99.5 % quantile.
    pub fn contrast(&mut self) -> f32 {
        let range = self.at(5).zip(self.at(995)).map_or(0.0, |(dark, light)| light - dark);
        range.max(Self::LEAST)
    }
}

/// Median and spread (1.48 times the median absolute deviation); zeros if there are no values.
pub fn middle(mut values: Vec<f32>) -> (f32, f32) {
    let median = |values: &mut Vec<f32>| {
        let half = values.len() / 2;
        if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(half, f32::total_cmp).1 }
    };
    let middle = median(&mut values);
    values.iter_mut().for_each(|v| *v = (*v - middle).abs());
    (middle, 1.48 * median(&mut values))
}

/// The correlation of two greys, -1 to 1; 0 if one of them is constant.
pub fn correlation(pairs: impl Iterator<Item = (f32, f32)>) -> f32 {
    let (mut n, mut x, mut y, mut xx, mut xy, mut yy) = (0f64, 0f64, 0f64, 0f64, 0f64, 0f64);
    for (a, b) in pairs.map(|(a, b)| (f64::from(a), f64::from(b))) {
        n += 1.0;
        x += a;
        y += b;
        xx += a * a;
        xy += a * b;
        yy += b * b;
    }
    let spread = ((n * xx - x * x) * (n * yy - y * y)).max(0.0).sqrt();
    if spread > 0.0 { ((n * xy - x * y) / spread) as f32 } else { 0.0 }
}

/// Dilates a mask by `by` pixels in both axes (square structuring element).
pub fn grown(mask: &[bool], w: usize, h: usize, by: usize) -> Vec<bool> {
    let mut across = vec![false; w * h];
    for (row, out) in mask.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        for x in (0..w).filter(|&x| row[x]) {
            out[x.saturating_sub(by)..(x + by + 1).min(w)].fill(true);
        }
    }
    let mut out = vec![false; w * h];
    for (y, row) in out.chunks_exact_mut(w).enumerate() {
        for k in y.saturating_sub(by)..(y + by + 1).min(h) {
            row.iter_mut().zip(&across[k * w..]).for_each(|(o, &a)| *o |= a);
        }
    }
    out
}

//! Sampling of rasters: pyramids, sub-pixel reads, box sums.

use crate::model::geometry::Point;
use crate::model::raster::Raster;

/// A raster and its halvings, the finest first.
pub struct Pyramid {
    /// Each level half as wide as the one before.
    pub levels: Vec<Raster>,
    /// Centres of the base's 24-pixel cells that are not blank.
    pub inked: Vec<Point>,
}

impl Pyramid {
    /// Halves by the mean of 2x2 pixels until a side would fall below 32 pixels.
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

    /// The finest level that is not drawn at less than `1 / sqrt 2` of its size when the base is drawn at `scale`,
    /// and its own pixels per pixel of the base.
    pub fn for_scale(&self, scale: f64) -> (&Raster, f64) {
        let mut k = 0;
        while k + 1 < self.levels.len() && scale * f64::from(1 << (k + 1)) <= 1.42 {
            k += 1;
        }
        (&self.levels[k], 1.0 / f64::from(1 << k))
    }
}

/// Side of the cells that are looked at for ink.
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

/// Half the size, each pixel the mean of four.
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

/// Grey at a place between pixels (bilinear, pixel centres at halves); none outside.
#[inline]
pub fn bilinear(r: &Raster, x: f32, y: f32) -> Option<f32> {
    let (x, y) = (x - 0.5, y - 0.5);
    if !(x > -0.5 && y > -0.5 && x < r.width as f32 - 0.5 && y < r.height as f32 - 0.5) {
        return None;
    }
    let (x0, y0) = (x.max(0.0), y.max(0.0));
    // By way of `i32`, for which there is one instruction.
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

/// Sums of grey and of its square over any box, in constant time.
pub struct BoxSums {
    stride: usize,
    sum: Vec<u32>,
    square: Vec<u64>,
}

impl BoxSums {
    /// Prepares the sums.
    pub fn new(r: &Raster) -> Self {
        let stride = r.width + 1;
        let mut sum = vec![0u32; stride * (r.height + 1)];
        let mut square = vec![0u64; stride * (r.height + 1)];
        for y in 0..r.height {
            let (mut s, mut q) = (0u32, 0u64);
            for (x, &v) in r.row(y).iter().enumerate() {
                s += u32::from(v);
                q += u64::from(v) * u64::from(v);
                let i = (y + 1) * stride + x + 1;
                sum[i] = sum[i - stride].wrapping_add(s);
                square[i] = square[i - stride] + q;
            }
        }
        Self { stride, sum, square }
    }

    /// Sum and sum of squares over `w` x `h` pixels from `(x, y)`.
    #[inline]
    pub fn of(&self, x: usize, y: usize, w: usize, h: usize) -> (f64, f64) {
        let (a, b) = (y * self.stride + x, (y + h) * self.stride + x);
        let s =
            self.sum[b + w].wrapping_sub(self.sum[b]).wrapping_sub(self.sum[a + w]).wrapping_add(self.sum[a]);
        let q = self.square[b + w] + self.square[a] - self.square[b] - self.square[a + w];
        (f64::from(s), q as f64)
    }
}

/// The mask with the pixels within so many of it, in rows and columns.
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

//! Binarisation: contrast of each pixel against its local background, in either polarity, and the foreground
//! mask.

use crate::model::raster::Raster;

/// Side of the blocks over which statistics are taken, in pixels.
const BLOCK: usize = 16;
/// Offsets of a block's pixel centres from its edge, in pixels.
const CENTRES: [f32; BLOCK] = {
    let (mut centres, mut i) = ([0.5; BLOCK], 0);
    while i < BLOCK {
        centres[i] += i as f32;
        i += 1;
    }
    centres
};
/// A pixel is foreground if its contrast is at least this share of the local contrast.
const INK_SHARE: f32 = 0.42;
/// Smallest contrast of a foreground pixel, in grey levels: zebra stripes, paper grain and codec noise are
/// fainter.
const INK_FLOOR: f32 = 14.0;

/// Contrast of every pixel against its local background, and the foreground mask.
///
/// The background is the median of a 3x3 neighbourhood of 16-pixel blocks, interpolated. Dark text on light and
/// light text on dark give the same result, even side by side in one picture.
pub struct InkMap {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Absolute difference from the background, 0 to 255 grey levels.
    pub strength: Vec<u8>,
    /// Foreground mask: true if the pixel is ink.
    pub ink: Vec<bool>,
}

/// Separates ink from background.
pub fn ink_map(raster: &Raster) -> InkMap {
    let (width, height) = (raster.width, raster.height);
    let background = Blocks::pooled(width, height, &raster.grey, |hist, n| quantile(hist, n / 2));
    let mut strength = vec![0u8; raster.grey.len()];
    let mut level = vec![0.0f32; width];
    for y in 0..height {
        background.row(y, &mut level);
        for ((out, &v), &b) in strength[y * width..][..width].iter_mut().zip(raster.row(y)).zip(&level) {
            *out = (f32::from(v) - b).abs() as u8;
        }
    }
    let contrast = Blocks::pooled(width, height, &strength, |hist, n| quantile(hist, n - n / 50));
    let mut ink = vec![false; strength.len()];
    for y in 0..height {
        contrast.row(y, &mut level);
        for ((out, &v), &c) in
            ink[y * width..][..width].iter_mut().zip(&strength[y * width..][..width]).zip(&level)
        {
            *out = f32::from(v) > (c * INK_SHARE).max(INK_FLOOR);
        }
    }
    InkMap { width, height, strength, ink }
}

/// Histogram with bins of four grey levels: the background needs no finer ones.
type Histogram = [u16; 64];

/// Grey level at rank `rank`, interpolated within its bin.
fn quantile(hist: &Histogram, rank: u32) -> f32 {
    let mut seen = 0;
    for (v, &n) in hist.iter().enumerate() {
        let before = seen;
        seen += u32::from(n);
        if seen > rank {
            return 4.0 * (v as f32 + (rank - before) as f32 / f32::from(n));
        }
    }
    255.0
}

/// One value per block, interpolated linearly between block centres.
struct Blocks {
    across: usize,
    values: Vec<f32>,
}

impl Blocks {
    /// Computes a statistic over the 3x3 blocks around each block.
    fn pooled(width: usize, height: usize, grey: &[u8], statistic: impl Fn(&Histogram, u32) -> f32) -> Self {
        let (across, down) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
        let mut single: Vec<Histogram> = vec![[0; 64]; across * down];
        for (y, row) in grey.chunks_exact(width.max(1)).enumerate() {
            let line = &mut single[(y / BLOCK) * across..][..across];
            for (hist, chunk) in line.iter_mut().zip(row.chunks(BLOCK)) {
                for &v in chunk {
                    hist[usize::from(v >> 2)] += 1;
                }
            }
        }
        let add = |a: &mut Histogram, b: &Histogram| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        let mut columns = single.clone();
        for by in 0..down {
            for bx in 0..across {
                let here = &mut columns[by * across + bx];
                if by > 0 {
                    add(here, &single[(by - 1) * across + bx]);
                }
                if by + 1 < down {
                    add(here, &single[(by + 1) * across + bx]);
                }
            }
        }
        let mut values = Vec::with_capacity(across * down);
        for by in 0..down {
            for bx in 0..across {
                let mut sum = [0; 64];
                for nx in bx.saturating_sub(1)..(bx + 2).min(across) {
                    add(&mut sum, &columns[by * across + nx]);
                }
                let n = sum.iter().map(|&n| u32::from(n)).sum();
                values.push(statistic(&sum, n));
            }
        }
        Self { across, values }
    }

    /// Interpolated values along pixel row `y`.
    fn row(&self, y: usize, out: &mut [f32]) {
        let down = self.values.len() / self.across.max(1);
        let (y0, y1, fy) = between(y, down);
        let line: Vec<f32> = (0..self.across)
            .map(|bx| {
                let (a, b) = (self.values[y0 * self.across + bx], self.values[y1 * self.across + bx]);
                a + (b - a) * fy
            })
            .collect();
        let half = BLOCK / 2;
        let width = out.len();
        out[..half.min(width)].fill(line[0]);
        for (bx, chunk) in out[half.min(width)..].chunks_mut(BLOCK).enumerate() {
            let (a, b) = (line[bx.min(self.across - 1)], line[(bx + 1).min(self.across - 1)]);
            let step = (b - a) / BLOCK as f32;
            chunk.iter_mut().zip(&CENTRES).for_each(|(v, centre)| *v = a + step * centre);
        }
    }
}

/// Indices of the two blocks whose centres enclose a pixel coordinate, and the fraction between them.
fn between(v: usize, blocks: usize) -> (usize, usize, f32) {
    let t = ((v as f32 + 0.5) / BLOCK as f32 - 0.5).max(0.0);
    let i = t as usize;
    (i.min(blocks - 1), (i + 1).min(blocks - 1), t - i as f32)
}

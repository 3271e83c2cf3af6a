//! Appearance: the page warped onto the picture and adapted to what the picture would show of it.
//!
//! What a copy does to a page (resampling, sharpening, encoding, tint, inversion, uneven light) is close to a small
//! linear kernel over the whole page, followed by a slowly changing gain, offset and shift. Both are fitted by least
//! squares where page and picture agree. What is left is the residual.

use super::rules::Lean;
use super::thresholds::{
    BLOCK_SHIFT_PIXELS, COVERED_CONTRAST_SHARE, FIT_BLOCK_PIXELS, GAIN_DAMPING, GAIN_DAMPING_PER_PIXEL,
    KERNEL_HALF_SIDE, KERNEL_SAMPLES_REACH, KERNEL_TAP_DAMPING, OVERLAP_PIXELS, SHADED_BLOCK_TENTHS,
    SHIFT_DAMPING, SHIFT_DAMPING_PER_ROOT_PIXEL,
};
use crate::check::register::target::Target;
use crate::check::register::tiles::Registration;
use crate::imaging::fit::solve;
use crate::imaging::rows::{add, weighted_sum};
use crate::imaging::sampling::Quantiles;
use crate::imaging::warp::warp;
use crate::model::geometry::{Point, Rect};
use crate::model::raster::Raster;
use std::ops::Range;

const SIDE: usize = 2 * KERNEL_HALF_SIDE + 1;
const TAPS: usize = SIDE * SIDE;
/// Weights of the taps, row by row, and an offset.
type Kernel = [f32; TAPS + 1];

/// A page as the picture would show it, over the part of the picture where the two overlap.
#[derive(Clone)]
pub struct Aligned {
    /// Left edge of this part, in pixels of the picture.
    pub x: usize,
    /// Top edge, in pixels of the picture.
    pub y: usize,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// The grey of the picture, row by row.
    pub seen: Vec<f32>,
    /// The expected grey: that of the page as the picture would show it; `NAN` outside the page.
    pub expected: Vec<f32>,
    /// The warped page before the fit, in its own greys; `NAN` outside the page.
    pub page: Vec<f32>,
    /// How far the page leans in the picture.
    pub lean: Lean,
    /// The kernel that makes `page` resemble the picture, before gain, offset and shift vary from block to block.
    kernel: Kernel,
}

impl Aligned {
    /// A page that needs no fit, for tests of later stages.
    #[cfg(test)]
    pub fn of_greys(width: usize, height: usize, seen: Vec<f32>, page: Vec<f32>) -> Self {
        let expected = page.clone();
        Self {
            x: 0,
            y: 0,
            width,
            height,
            seen,
            expected,
            page,
            lean: Lean::default(),
            kernel: [0.0; TAPS + 1],
        }
    }

    /// The centre of a pixel (counted row by row), in pixels of the picture.
    #[inline]
    pub fn centre(&self, i: usize) -> Point {
        Point { x: (self.x + i % self.width) as f64 + 0.5, y: (self.y + i / self.width) as f64 + 0.5 }
    }

    /// The pixels of a box (in pixels of the picture), clipped to the aligned part.
    pub fn pixels_of(&self, place: &Rect) -> impl Iterator<Item = usize> + use<> {
        let within = |v: f64, from: usize, length: usize| (v.max(from as f64) as usize - from).min(length);
        let columns = within(place.x0, self.x, self.width)..within(place.x1.ceil(), self.x, self.width);
        let rows = within(place.y0, self.y, self.height)..within(place.y1.ceil(), self.y, self.height);
        let width = self.width;
        rows.flat_map(move |y| y * width + columns.start..y * width + columns.end)
    }

    /// The pixels of a row whose centres lie in a span, counted from the left edge of the aligned part.
    pub fn within(&self, span: Option<(f64, f64)>) -> Range<usize> {
        let Some((from, to)) = span else { return 0..0 };
        let column = |x: f64| ((x - self.x as f64 - 0.5).ceil().max(0.0) as usize).min(self.width);
        column(from)..column(to).max(column(from))
    }

    /// The same page, fitted once more to the part of the picture that shows nothing but the page. What surrounds the
    /// page, the frame of a post or the desk in a photograph, bends the fit of the blocks along the border. `shown`
    /// gives the span of that part in a row.
    pub fn fitted_to(mut self, shown: impl Fn(f64) -> Option<(f64, f64)>) -> Self {
        convolve(&self.page, &self.kernel, self.width, &mut self.expected);
        for y in 0..self.height {
            let here = self.within(shown((self.y + y) as f64 + 0.5));
            let row = &mut self.expected[y * self.width..][..self.width];
            row[..here.start].fill(f32::NAN);
            row[here.end..].fill(f32::NAN);
        }
        adjust(&mut self.expected, &self.seen, self.width, self.height);
        self
    }
}

/// Aligns a page. Returns `None` if the overlap of page and picture is narrower than `OVERLAP_PIXELS`, or if no
/// kernel can be fitted.
pub fn align(page: &Raster, target: &Target, registration: &Registration) -> Option<Aligned> {
    let picture = target.raster();
    let part = registration.transform.apply_rect(&page.bounds()).intersection(target.unpadded());
    let (x, y) = (part.x0.floor() as usize, part.y0.floor() as usize);
    let (width, height) = (part.x1.ceil() as usize - x, part.y1.ceil() as usize - y);
    if width < OVERLAP_PIXELS || height < OVERLAP_PIXELS {
        return None;
    }
    let lean = Lean::of(&registration.transform, &page.bounds());
    let page = warp(page, &registration.transform, x, y, width, height, part.centre())?;
    let mut seen = Vec::with_capacity(width * height);
    for j in y..y + height {
        seen.extend(picture.row(j)[x..x + width].iter().map(|&v| f32::from(v)));
    }
    let kernel = fit_kernel(&page, &seen, width, height, (x, y), registration)?;
    let mut expected = vec![f32::NAN; width * height];
    convolve(&page, &kernel, width, &mut expected);
    adjust(&mut expected, &seen, width, height);
    Some(Aligned { x, y, width, height, seen, expected, page, lean, kernel })
}

/// The least-squares kernel (Wiener) from the greys of the page to those of the picture, over the tiles that agree.
/// The pixels that fit worst are left out of a second round, because they may be what was changed.
fn fit_kernel(
    page: &[f32],
    seen: &[f32],
    width: usize,
    height: usize,
    origin: (usize, usize),
    registration: &Registration,
) -> Option<Kernel> {
    let mut sites = Vec::new();
    for t in registration.tiles.iter().filter(|t| t.agrees) {
        let (cx, cy) = (t.found.x as i64 - origin.0 as i64, t.found.y as i64 - origin.1 as i64);
        for j in (cy - KERNEL_SAMPLES_REACH..cy + KERNEL_SAMPLES_REACH).step_by(2) {
            for i in (cx - KERNEL_SAMPLES_REACH..cx + KERNEL_SAMPLES_REACH).step_by(2) {
                let edge = KERNEL_HALF_SIDE as i64;
                if i >= edge && j >= edge && i + edge < width as i64 && j + edge < height as i64 {
                    sites.push((j as usize * width + i as usize) as u32);
                }
            }
        }
    }
    let mut kernel = solve_kernel(page, seen, width, &sites)?;
    let residual = |s: u32, k: &Kernel| (apply(page, width, s as usize, k) - seen[s as usize]).abs();
    let mut all: Vec<f32> = sites.iter().map(|&s| residual(s, &kernel)).filter(|v| v.is_finite()).collect();
    let cut = all.len() * 19 / 20;
    if all.is_empty() {
        return None;
    }
    let (_, &mut limit, _) = all.select_nth_unstable_by(cut, f32::total_cmp);
    sites.retain(|&s| residual(s, &kernel) <= limit);
    kernel = solve_kernel(page, seen, width, &sites)?;
    Some(kernel)
}

fn solve_kernel(page: &[f32], seen: &[f32], width: usize, sites: &[u32]) -> Option<Kernel> {
    const N: usize = TAPS + 1;
    let mut a = vec![0f64; N * N];
    let mut b = vec![0f64; N];
    // The samples of one tile are summed in single precision, four numbers at a time, and the tiles in double
    // precision.
    for tile in sites.chunks(200) {
        let mut products = [[0f32; N + 2]; N];
        for &s in tile {
            let mut row = [1f32; N];
            gather(page, width, s as usize, &mut row);
            if row.iter().sum::<f32>().is_nan() {
                continue;
            }
            let mut all = [0f32; N + 2];
            all[..N].copy_from_slice(&row);
            all[N] = seen[s as usize];
            for (sums, v) in products.iter_mut().zip(row) {
                sums.iter_mut().zip(&all).for_each(|(sum, w)| *sum += v * w);
            }
        }
        for (i, sums) in products.iter().enumerate() {
            b[i] += f64::from(sums[N]);
            a[i * N..][..N].iter_mut().zip(sums).for_each(|(a, &sum)| *a += f64::from(sum));
        }
    }
    let count = a[N * N - 1];
    for i in 0..N {
        // Taps that the page does not tell apart stay near zero.
        a[i * N + i] += if i < TAPS { count * KERNEL_TAP_DAMPING } else { 1e-6 };
    }
    solve(&mut a, &mut b)?;
    let mut k = [0f32; N];
    k.iter_mut().zip(&b).for_each(|(k, b)| *k = *b as f32);
    Some(k)
}

fn gather(page: &[f32], width: usize, s: usize, row: &mut Kernel) {
    for j in 0..SIDE {
        let from = s + j * width - KERNEL_HALF_SIDE * width - KERNEL_HALF_SIDE;
        row[j * SIDE..][..SIDE].copy_from_slice(&page[from..from + SIDE]);
    }
}

fn apply(page: &[f32], width: usize, s: usize, kernel: &Kernel) -> f32 {
    let mut row = [1f32; TAPS + 1];
    gather(page, width, s, &mut row);
    let mut sum = 0.0;
    for (grey, weight) in row.iter().zip(kernel) {
        sum += grey * weight;
    }
    sum
}

/// Applies the kernel to the page, except at the border that the kernel does not reach.
fn convolve(page: &[f32], kernel: &Kernel, width: usize, out: &mut [f32]) {
    let mut sum = vec![0f32; width - 2 * KERNEL_HALF_SIDE];
    for j in KERNEL_HALF_SIDE..page.len() / width - KERNEL_HALF_SIDE {
        let row = &mut out[j * width + KERNEL_HALF_SIDE..][..sum.len()];
        row.fill(kernel[TAPS]);
        for (dj, line) in kernel[..TAPS].as_chunks::<SIDE>().0.iter().enumerate() {
            let source = &page[(j + dj - KERNEL_HALF_SIDE) * width..][..width];
            weighted_sum(std::array::from_fn(|di| &source[di..]), line, &mut sum);
            add(&sum, row);
        }
    }
}

/// Adapts gain, offset and shift, which change slowly over the page. Each block of pixels has its own, fitted over
/// the 3 x 3 blocks around it and pulled towards "none" where the block says nothing.
fn adjust(expected: &mut [f32], seen: &[f32], width: usize, height: usize) {
    let (bw, bh) = (width.div_ceil(FIT_BLOCK_PIXELS), height.div_ceil(FIT_BLOCK_PIXELS));
    let mut sums: Vec<Sums> = vec![[LANES_OF_ZERO; PRODUCTS]; bw * bh];
    let mut basis = Basis::new(bw * FIT_BLOCK_PIXELS);
    let mut left = vec![0f32; bw * FIT_BLOCK_PIXELS];
    let covered = Covered::new(expected, seen, width, height);
    for y in 1..height - 1 {
        let row = |y: usize| &expected[y * width..][..width];
        basis.set(row(y - 1), row(y), row(y + 1));
        let rows = seen[y * width..][..width].iter().zip(row(y)).map(|(s, e)| s - e);
        left.iter_mut().zip(rows).for_each(|(l, d)| *l = if d.is_nan() { 0.0 } else { d });
        for (bx, sums) in sums[(y / FIT_BLOCK_PIXELS) * bw..][..bw].iter_mut().enumerate() {
            let block = bx * FIT_BLOCK_PIXELS..(bx + 1) * FIT_BLOCK_PIXELS;
            if !covered.shaded[(y / FIT_BLOCK_PIXELS) * bw + bx] {
                for x in block.clone() {
                    if left[x].abs() > covered.limit {
                        left[x] = 0.0;
                        basis.0.iter_mut().for_each(|v| v[x] = 0.0);
                    }
                }
            }
            let [level, one, across, down] = basis.0.each_ref().map(|v| &v[block.clone()]);
            let values = [level, one, across, down, &left[block.clone()]];
            let mut sums = sums.iter_mut();
            for i in 0..N {
                for j in (0..=i).chain([N]) {
                    add_products(sums.next().expect("one for each product"), values[i], values[j]);
                }
            }
        }
    }
    let sums: Vec<Equations> = sums.iter().map(equations).collect();
    let fits: Vec<[f32; N]> = (0..bw * bh).map(|i| block_fit(&sums, bw, bh, i % bw, i / bw)).collect();
    let mut above = expected[..width].to_vec();
    let mut here = expected[width..2 * width].to_vec();
    for y in 1..height - 1 {
        let (row, below) = expected[y * width..][..2 * width].split_at_mut(width);
        basis.set(&above, &here, below);
        for (bx, row) in row.chunks_mut(FIT_BLOCK_PIXELS).enumerate() {
            for (values, &f) in basis.0.iter().zip(&fits[(y / FIT_BLOCK_PIXELS) * bw + bx]) {
                row.iter_mut().zip(&values[bx * FIT_BLOCK_PIXELS..]).for_each(|(e, v)| *e += f * v);
            }
        }
        std::mem::swap(&mut above, &mut here);
        here.copy_from_slice(below);
    }
}

/// Pixels that a bar or a sticker covers: a few pixels of a block with a large residual, while the rest of the block
/// has none. They would bend the gain and offset of the block, and the paper beside them would then seem to differ.
struct Covered {
    /// Residual from which a pixel may be covered, in grey levels.
    limit: f32,
    /// Blocks in which most pixels have such a residual. That is light or tint, which the fit is for.
    shaded: Vec<bool>,
}

impl Covered {
    fn new(expected: &[f32], seen: &[f32], width: usize, height: usize) -> Self {
        let (across, down) = (width.div_ceil(FIT_BLOCK_PIXELS), height.div_ceil(FIT_BLOCK_PIXELS));
        let limit = COVERED_CONTRAST_SHARE * Quantiles::new(expected).contrast();
        let mut far = vec![0usize; across * down];
        for (y, (e, s)) in expected.chunks_exact(width).zip(seen.chunks_exact(width)).enumerate() {
            let blocks = e
                .chunks(FIT_BLOCK_PIXELS)
                .zip(s.chunks(FIT_BLOCK_PIXELS))
                .zip(&mut far[(y / FIT_BLOCK_PIXELS) * across..]);
            for ((e, s), far) in blocks {
                *far += e.iter().zip(s).filter(|(e, s)| (*s - *e).abs() > limit).count();
            }
        }
        let around = |i: usize| -> usize {
            let (bx, by) = (i % across, i / across);
            let columns = bx.saturating_sub(1)..(bx + 2).min(across);
            (by.saturating_sub(1)..(by + 2).min(down))
                .map(|y| far[y * across..][columns.clone()].iter().sum::<usize>())
                .sum()
        };
        let shaded = (0..far.len())
            .map(|i| around(i) > 9 * FIT_BLOCK_PIXELS * FIT_BLOCK_PIXELS * SHADED_BLOCK_TENTHS / 10)
            .collect();
        Self { limit, shaded }
    }
}

/// Number of unknowns in the fit of a block.
const N: usize = 4;

/// One row of the basis of the fit: grey, one, and the slopes of grey along x and y. All are 0 where one is unknown.
struct Basis([Vec<f32>; N]);

impl Basis {
    fn new(width: usize) -> Self {
        Self(std::array::from_fn(|_| vec![0.0; width]))
    }

    /// Sets a row from its grey and from the rows above and below it.
    fn set(&mut self, above: &[f32], here: &[f32], below: &[f32]) {
        let inner = here.len() - 2;
        let [level, one, across, down] = self.0.each_mut().map(|v| &mut v[1..][..inner]);
        // A loop for each, so that several pixels are processed at once: one loop for all took half as long again.
        across.iter_mut().zip(here.iter().zip(&here[2..])).for_each(|(d, (a, b))| *d = (b - a) / 2.0);
        down.iter_mut().zip(above[1..].iter().zip(&below[1..])).for_each(|(d, (a, b))| *d = (b - a) / 2.0);
        level.copy_from_slice(&here[1..][..inner]);
        for (x, one) in one.iter_mut().enumerate() {
            *one = if (level[x] + across[x] + down[x]).is_nan() { 0.0 } else { 1.0 };
        }
        for values in [level, across, down] {
            values.iter_mut().zip(one.iter()).for_each(|(v, one)| *v = if *one > 0.0 { *v } else { 0.0 });
        }
    }
}

/// Products of the unknowns with each other and with the residual: lower triangle, row by row.
const PRODUCTS: usize = N * (N + 1) / 2 + N;
/// Sums side by side, as vector registers hold them.
type Lanes = [f32; 8];
const LANES_OF_ZERO: Lanes = [0.0; 8];
/// The sums of a block.
type Sums = [Lanes; PRODUCTS];

fn add_products(sums: &mut Lanes, a: &[f32], b: &[f32]) {
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
}

/// The normal equations of a block: lower triangle and right side.
type Equations = ([f64; N * N], [f64; N]);

fn equations(sums: &Sums) -> Equations {
    let (mut a, mut b) = ([0.0; N * N], [0.0; N]);
    let mut sums = sums.iter().map(|lanes| lanes.iter().map(|&v| f64::from(v)).sum::<f64>());
    for i in 0..N {
        a[i * N..][..=i].iter_mut().zip(&mut sums).for_each(|(a, sum)| *a = sum);
        b[i] = sums.next().unwrap_or_default();
    }
    (a, b)
}

fn block_fit(sums: &[Equations], bw: usize, bh: usize, bx: usize, by: usize) -> [f32; N] {
    let (mut a, mut b) = ([0f64; N * N], [0f64; N]);
    for ny in by.saturating_sub(1)..(by + 2).min(bh) {
        for nx in bx.saturating_sub(1)..(bx + 2).min(bw) {
            let (sa, sb) = &sums[ny * bw + nx];
            a.iter_mut().zip(sa).for_each(|(x, y)| *x += y);
            b.iter_mut().zip(sb).for_each(|(x, y)| *x += y);
        }
    }
    // Damping in grey levels squared: what the fit must gain before it moves gain, offset or shift.
    let count = a[N + 1];
    let hold = [
        GAIN_DAMPING * a[0] + GAIN_DAMPING_PER_PIXEL * count + 1.0,
        1.0,
        SHIFT_DAMPING_PER_ROOT_PIXEL * count.sqrt() + SHIFT_DAMPING * a[10] + 1.0,
        SHIFT_DAMPING_PER_ROOT_PIXEL * count.sqrt() + SHIFT_DAMPING * a[15] + 1.0,
    ];
    for i in 0..N {
        a[i * N + i] += hold[i];
        for j in i + 1..N {
            a[i * N + j] = a[j * N + i];
        }
    }
    let mut fit = [0f32; N];
    if solve(&mut a, &mut b).is_some() {
        fit.iter_mut().zip(&b).for_each(|(f, b)| *f = *b as f32);
    }
    fit[2] = fit[2].clamp(-BLOCK_SHIFT_PIXELS, BLOCK_SHIFT_PIXELS);
    fit[3] = fit[3].clamp(-BLOCK_SHIFT_PIXELS, BLOCK_SHIFT_PIXELS);
    fit
}

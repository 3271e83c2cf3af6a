//! Alignment: the page warped onto the picture and made to look as the picture would show it.
//!
//! What a copy does to a page on its way (resampling, sharpening, encoding, tint, inversion, uneven light) is close to
//! a small linear kernel over the whole page followed by a slowly changing gain, offset and shift. Both are fitted by
//! least squares where page and picture agree; what is left over is the residual.

use super::fit::solve;
use super::register::Registration;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::Raster;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Half the side of the fitted kernel: five by five taps reach the blur and ringing of two generations.
const HALF: usize = 2;
const TAPS: usize = (2 * HALF + 1) * (2 * HALF + 1);
/// Side of the blocks that have their own gain, offset and shift.
const BLOCK: usize = 24;

/// A page as the picture would show it, over the part of the picture where they overlap.
pub struct Aligned {
    /// Left edge of the part, in pixels of the picture.
    pub x: usize,
    /// Top edge.
    pub y: usize,
    /// Width.
    pub width: usize,
    /// Height.
    pub height: usize,
    /// The picture's grey.
    pub seen: Vec<f32>,
    /// The page's grey as the picture would show it; `NAN` outside the page.
    pub expected: Vec<f32>,
    /// The warped page before the fit, in its own greys; 255 outside the page.
    pub page: Vec<f32>,
}

/// Aligns; none where the page does not overlap the picture by 8 pixels each way.
pub fn align(page: &Raster, picture: &Raster, registration: &Registration) -> Option<Aligned> {
    let whole = Rect::new(0.0, 0.0, page.width as f64, page.height as f64);
    let frame = Rect::new(0.0, 0.0, picture.width as f64, picture.height as f64);
    let part = registration.transform.apply_rect(&whole).intersection(&frame);
    let (x, y) = (part.x0.floor() as usize, part.y0.floor() as usize);
    let (width, height) = (part.x1.ceil() as usize - x, part.y1.ceil() as usize - y);
    if width < 8 || height < 8 {
        return None;
    }
    let warped = warp(page, &registration.transform, x, y, width, height, part.centre())?;
    let mut seen = Vec::with_capacity(width * height);
    for j in y..y + height {
        seen.extend(picture.row(j)[x..x + width].iter().map(|&v| f32::from(v)));
    }
    let kernel = fit_kernel(&warped, &seen, width, height, (x, y), registration)?;
    let mut expected = convolve(&warped, width, height, &kernel);
    adjust(&mut expected, &seen, width, height);
    let page = warped.into_iter().map(|v| if v.is_nan() { 255.0 } else { v }).collect();
    Some(Aligned { x, y, width, height, seen, expected, page })
}

/// The page drawn over a part of the picture: resized once to its scale there, then read between pixels.
fn warp(
    page: &Raster,
    h: &Homography,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    centre: Point,
) -> Option<Vec<f32>> {
    let back = h.inverse()?;
    let scale = 1.0 / back.scale_at(centre);
    let (w, t) =
        ((page.width as f64 * scale).round().max(1.0), (page.height as f64 * scale).round().max(1.0));
    let sized = resize(page, w as usize, t as usize)?;
    let to_sized =
        Homography::scale_shift(w / page.width as f64, t / page.height as f64, 0.0, 0.0).after(&back);
    let m = to_sized.0.map(|r| r.map(|v| v as f32));
    let mut out = vec![f32::NAN; width * height];
    for j in 0..height {
        let py = (y + j) as f32 + 0.5;
        for i in 0..width {
            let px = (x + i) as f32 + 0.5;
            let d = m[2][0] * px + m[2][1] * py + m[2][2];
            let u = (m[0][0] * px + m[0][1] * py + m[0][2]) / d;
            let v = (m[1][0] * px + m[1][1] * py + m[1][2]) / d;
            if let Some(g) = super::pixels::bilinear(&sized, u, v) {
                out[j * width + i] = g;
            }
        }
    }
    Some(out)
}

/// Resampled with Catmull and Rom's filter, widened when shrinking.
fn resize(page: &Raster, width: usize, height: usize) -> Option<Raster> {
    if (width, height) == (page.width, page.height) {
        return Some(page.clone());
    }
    let source = ImageRef::new(page.width as u32, page.height as u32, &page.grey, PixelType::U8).ok()?;
    let mut out = Image::new(width as u32, height as u32, PixelType::U8);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize(&source, &mut out, &options).ok()?;
    Some(Raster { width, height, grey: out.into_vec() })
}

/// Least-squares kernel (Wiener) from the page's greys to the picture's, over the tiles that agree; the pixels that fit
/// worst are left out of a second round, for they may be what was changed.
fn fit_kernel(
    page: &[f32],
    seen: &[f32],
    width: usize,
    height: usize,
    origin: (usize, usize),
    registration: &Registration,
) -> Option<[f32; TAPS + 1]> {
    let mut sites = Vec::new();
    for t in registration.tiles.iter().filter(|t| t.agrees) {
        let (cx, cy) = (t.found.x as i64 - origin.0 as i64, t.found.y as i64 - origin.1 as i64);
        for j in (cy - 14..cy + 14).step_by(2) {
            for i in (cx - 14..cx + 14).step_by(2) {
                let edge = HALF as i64;
                if i >= edge && j >= edge && i + edge < width as i64 && j + edge < height as i64 {
                    sites.push((j as usize * width + i as usize) as u32);
                }
            }
        }
    }
    let mut kernel = solve_kernel(page, seen, width, &sites)?;
    let residual = |s: u32, k: &[f32; TAPS + 1]| (apply(page, width, s as usize, k) - seen[s as usize]).abs();
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

fn solve_kernel(page: &[f32], seen: &[f32], width: usize, sites: &[u32]) -> Option<[f32; TAPS + 1]> {
    const N: usize = TAPS + 1;
    let mut a = vec![0f64; N * N];
    let mut b = vec![0f64; N];
    for &s in sites {
        let mut row = [1f32; N];
        gather(page, width, s as usize, &mut row);
        if row.iter().any(|v| v.is_nan()) {
            continue;
        }
        let target = f64::from(seen[s as usize]);
        for i in 0..N {
            let v = f64::from(row[i]);
            b[i] += v * target;
            for j in 0..=i {
                a[i * N + j] += v * f64::from(row[j]);
            }
        }
    }
    let count = a[N * N - 1];
    for i in 0..N {
        // Taps that the page does not tell apart stay near zero.
        a[i * N + i] += if i < TAPS { count * 4.0 } else { 1e-6 };
        for j in i + 1..N {
            a[i * N + j] = a[j * N + i];
        }
    }
    solve(&mut a, &mut b)?;
    let mut k = [0f32; N];
    k.iter_mut().zip(&b).for_each(|(k, b)| *k = *b as f32);
    Some(k)
}

fn gather(page: &[f32], width: usize, s: usize, row: &mut [f32; TAPS + 1]) {
    let side = 2 * HALF + 1;
    for j in 0..side {
        let from = s + j * width - HALF * width - HALF;
        row[j * side..][..side].copy_from_slice(&page[from..from + side]);
    }
}

fn apply(page: &[f32], width: usize, s: usize, kernel: &[f32; TAPS + 1]) -> f32 {
    let mut row = [1f32; TAPS + 1];
    gather(page, width, s, &mut row);
    row.iter().zip(kernel).map(|(a, b)| a * b).sum()
}

fn convolve(page: &[f32], width: usize, height: usize, kernel: &[f32; TAPS + 1]) -> Vec<f32> {
    let side = 2 * HALF + 1;
    let mut out = vec![f32::NAN; width * height];
    for j in HALF..height - HALF {
        let row = &mut out[j * width + HALF..(j + 1) * width - HALF];
        row.fill(kernel[TAPS]);
        for (dj, line) in kernel[..TAPS].chunks_exact(side).enumerate() {
            let from = (j + dj - HALF) * width;
            for (di, &k) in line.iter().enumerate() {
                let source = &page[from + di..][..row.len()];
                row.iter_mut().zip(source).for_each(|(o, &v)| *o += k * v);
            }
        }
    }
    out
}

/// Lets gain, offset and shift change slowly over the page: each block of pixels has its own, fitted over the 3x3
/// blocks round it, held near "none" as far as the block says nothing.
fn adjust(expected: &mut [f32], seen: &[f32], width: usize, height: usize) {
    let (bw, bh) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
    const N: usize = 4;
    let mut sums = vec![([0f64; N * N], [0f64; N]); bw * bh];
    let at = |e: &[f32], x: usize, y: usize| -> Option<[f32; N]> {
        if x == 0 || y == 0 || x + 1 >= width || y + 1 >= height {
            return None;
        }
        let i = y * width + x;
        let row = [e[i], 1.0, (e[i + 1] - e[i - 1]) / 2.0, (e[i + width] - e[i - width]) / 2.0];
        row.iter().all(|v| v.is_finite()).then_some(row)
    };
    for y in 0..height {
        for x in 0..width {
            let Some(row) = at(expected, x, y) else { continue };
            let left = f64::from(seen[y * width + x] - expected[y * width + x]);
            let (a, b) = &mut sums[(y / BLOCK) * bw + x / BLOCK];
            for i in 0..N {
                b[i] += f64::from(row[i]) * left;
                for j in 0..=i {
                    a[i * N + j] += f64::from(row[i]) * f64::from(row[j]);
                }
            }
        }
    }
    let mut fits = vec![[0f32; N]; bw * bh];
    for by in 0..bh {
        for bx in 0..bw {
            fits[by * bw + bx] = block_fit(&sums, bw, bh, bx, by);
        }
    }
    let before = expected.to_vec();
    for y in 0..height {
        for x in 0..width {
            let Some(row) = at(&before, x, y) else { continue };
            let f = &fits[(y / BLOCK) * bw + x / BLOCK];
            expected[y * width + x] += row.iter().zip(f).map(|(a, b)| a * b).sum::<f32>();
        }
    }
}

type Sums<const N: usize, const M: usize> = ([f64; M], [f64; N]);

fn block_fit(sums: &[Sums<4, 16>], bw: usize, bh: usize, bx: usize, by: usize) -> [f32; 4] {
    const N: usize = 4;
    let (mut a, mut b) = ([0f64; N * N], [0f64; N]);
    for ny in by.saturating_sub(1)..(by + 2).min(bh) {
        for nx in bx.saturating_sub(1)..(bx + 2).min(bw) {
            let (sa, sb) = &sums[ny * bw + nx];
            a.iter_mut().zip(sa).for_each(|(x, y)| *x += y);
            b.iter_mut().zip(sb).for_each(|(x, y)| *x += y);
        }
    }
    // In grey levels squared: what the fit must gain before it moves gain, offset or shift.
    let count = a[N + 1];
    let hold = [
        0.02 * a[0] + 50.0 * count + 1.0,
        1.0,
        200.0 * count.sqrt() + 0.2 * a[10] + 1.0,
        200.0 * count.sqrt() + 0.2 * a[15] + 1.0,
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
    fit[2] = fit[2].clamp(-1.0, 1.0);
    fit[3] = fit[3].clamp(-1.0, 1.0);
    fit
}

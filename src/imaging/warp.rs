//! Warping: renders a page in the frame of the picture.

use super::resize::catmull_rom;
use super::sampling::bilinear;
use crate::model::geometry::{Homography, Point};
use crate::model::page_map::PageMap;
use crate::model::raster::Raster;

/// Side of the cells in whose corners the bend of a page is computed, in pixels; between them it is interpolated.
const BEND_CELL: usize = 8;

/// Renders the page over a part of the picture by a map (page to picture): the page is resized once to its scale
/// at `centre`, then sampled bilinearly. `x`, `y`, `width` and `height` are the part, in pixels of the picture.
/// Pixels outside the page are `NAN`. Returns `None` if the map is singular.
pub fn warp(
    page: &Raster,
    map: &PageMap,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    centre: Point,
) -> Option<Vec<f32>> {
    let back = map.plane().inverse()?;
    let scale = 1.0 / back.scale_at(centre);
    let (w, t) =
        ((page.width as f64 * scale).round().max(1.0), (page.height as f64 * scale).round().max(1.0));
    let sized = catmull_rom(page, w as usize, t as usize)?;
    let to_sized =
        Homography::scale_shift(w / page.width as f64, t / page.height as f64, 0.0, 0.0).after(&back);
    if map.bend() > 0.0 {
        return Some(bent(&sized, &to_sized, map, (x, y), (width, height)));
    }
    if to_sized.is_upright() {
        return Some(upright(&sized, &to_sized, x, y, width, height));
    }
    let m = to_sized.0.map(|r| r.map(|v| v as f32));
    let mut out = vec![f32::NAN; width * height];
    for j in 0..height {
        let py = (y + j) as f32 + 0.5;
        for i in 0..width {
            let px = (x + i) as f32 + 0.5;
            if let Some(g) = sample(&sized, &m, px, py) {
                out[j * width + i] = g;
            }
        }
    }
    Some(out)
}

/// The grey of a raster at the image of a point. Returns `None` outside the raster.
#[inline(always)]
fn sample(from: &Raster, m: &[[f32; 3]; 3], px: f32, py: f32) -> Option<f32> {
    let d = m[2][0] * px + m[2][1] * py + m[2][2];
    let u = (m[0][0] * px + m[0][1] * py + m[0][2]) / d;
    let v = (m[1][0] * px + m[1][1] * py + m[1][2]) / d;
    bilinear(from, u, v)
}

/// [`warp`] for a page that is bent.
fn bent(
    from: &Raster,
    to: &Homography,
    map: &PageMap,
    (x, y): (usize, usize),
    (width, height): (usize, usize),
) -> Vec<f32> {
    let m = to.0.map(|r| r.map(|v| v as f32));
    let columns = width.div_ceil(BEND_CELL) + 1;
    // The places of a row of cell corners before the bend.
    let corners = |row: usize| -> Vec<(f32, f32)> {
        let corner = |column: usize| {
            let at = Point { x: (x + column * BEND_CELL) as f64, y: (y + row * BEND_CELL) as f64 };
            let flat = map.unbent(at);
            (flat.x as f32, flat.y as f32)
        };
        (0..columns).map(corner).collect()
    };
    let mut out = vec![f32::NAN; width * height];
    let mut below = corners(0);
    for (row, out) in out.chunks_mut(width * BEND_CELL).enumerate() {
        let above = std::mem::replace(&mut below, corners(row + 1));
        for (j, out) in out.chunks_mut(width).enumerate() {
            let down = (j as f32 + 0.5) / BEND_CELL as f32;
            let between =
                |a: (f32, f32), b: (f32, f32), t: f32| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
            let edges: Vec<(f32, f32)> =
                above.iter().zip(&below).map(|(a, b)| between(*a, *b, down)).collect();
            for (i, out) in out.iter_mut().enumerate() {
                let across = (i % BEND_CELL) as f32 + 0.5;
                let [left, right] = [edges[i / BEND_CELL], edges[i / BEND_CELL + 1]];
                let (px, py) = between(left, right, across / BEND_CELL as f32);
                if let Some(grey) = sample(from, &m, px, py) {
                    *out = grey;
                }
            }
        }
    }
    out
}

/// [`warp`] for a scaling with translation: two rows are blended once for all columns.
fn upright(from: &Raster, to: &Homography, x: usize, y: usize, width: usize, height: usize) -> Vec<f32> {
    // Index of the sample before a coordinate and the fraction to the next one. Returns `None` outside.
    let split = |at: f64, end: usize| {
        let at = at - 0.5;
        let first = at.max(0.0) as usize;
        (at > -0.5 && at < end as f64 - 0.5)
            .then(|| (first, (first + 1).min(end - 1), (at.max(0.0) - first as f64) as f32))
    };
    let [[sx, _, tx], [_, sy, ty], _] = to.0;
    let columns: Vec<_> = (x..x + width).map(|i| split(sx * (i as f64 + 0.5) + tx, from.width)).collect();
    let first = columns.iter().take_while(|c| c.is_none()).count();
    let columns: Vec<(usize, usize, f32)> = columns.into_iter().flatten().collect();
    let mut out = vec![f32::NAN; width * height];
    let mut mixed = vec![0f32; from.width];
    for (j, out) in out.chunks_exact_mut(width).enumerate() {
        let Some((a, b, f)) = split(sy * ((y + j) as f64 + 0.5) + ty, from.height) else { continue };
        let rows = from.row(a).iter().zip(from.row(b));
        mixed
            .iter_mut()
            .zip(rows)
            .for_each(|(m, (&a, &b))| *m = f32::from(a) + (f32::from(b) - f32::from(a)) * f);
        for (o, &(a, b, f)) in out[first..].iter_mut().zip(&columns) {
            *o = mixed[a] + (mixed[b] - mixed[a]) * f;
        }
    }
    out
}

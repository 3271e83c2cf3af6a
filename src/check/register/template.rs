//! A tile of the page, and its search in the picture by normalised cross-correlation.

use super::thresholds::{
    AGREEING_TILE_TOLERANCES, TILE_CANDIDATES_PER_TILE, TILE_CORRELATION, TILE_PIXELS, TILE_VARIANCE,
    WINDOW_VARIANCE,
};
use crate::imaging::sampling::{BoxSums, Pyramid, bilinear};
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::page_map::PageMap;
use crate::model::raster::Raster;

/// Steps of a grey level in a template. The steps are fine, so that the mean stays zero after rounding.
const FINE: f32 = 16.0;
/// Offset that makes every value positive for rounding: more than the largest difference of two greys, in those
/// steps.
const ZERO: f32 = 256.0 * FINE;

/// A tile of the page, and the result of its search.
#[derive(Clone, Copy, Debug)]
pub struct Tile {
    /// Its centre in the picture by the map before the last fit.
    pub at: Point,
    /// Where it was found, in pixels of the picture.
    pub found: Point,
    /// Correlation there, -1 to 1; negative if the picture is inverted.
    pub correlation: f32,
    /// Distance from where the fitted map puts it, in pixels of the picture.
    pub off: f64,
    /// Whether it shows the same as the page where the fitted map puts it (an inlier).
    pub agrees: bool,
}

impl Tile {
    /// The tile with its distance from where the fitted map puts it, in pixels of the picture; it agrees within so many.
    pub fn settled(self, off: f64, polarity: f32, within: f64) -> Self {
        let agrees =
            self.correlation * polarity >= TILE_CORRELATION && off < AGREEING_TILE_TOLERANCES * within;
        Self { off, agrees, ..self }
    }
}

/// A warped tile of the page, minus its mean.
pub struct Template {
    x: usize,
    y: usize,
    values: Vec<i16>,
    norm: f64,
    structure: Structure,
}

/// The summed structure tensor of a tile.
struct Structure {
    /// The smaller eigenvalue (Shi and Tomasi 1994), zero for rules and plain edges.
    smaller: f32,
    /// The sum of both.
    sum: f32,
    /// Unit vector of the larger one: across a rule or an edge.
    across: Point,
}

/// Cuts at most `most` tiles out of the warped page where it has ink. Tiles with structure in both directions come
/// first. `level` is the level of the picture that is searched, with the pixels of the picture to one of its pixels;
/// `window` is the part of the picture where tiles are wanted.
pub fn cut(
    page: &Pyramid,
    level: (&Raster, f64),
    map: &PageMap,
    most: usize,
    window: &Rect,
) -> Vec<Template> {
    let mut tiles = candidates(page, level, map, most, window);
    tiles.truncate(most);
    tiles
}

/// The tiles among which `most` are chosen: more than are wanted, spread over the ink of the page, the best first.
pub fn candidates(
    page: &Pyramid,
    (raster, shrink): (&Raster, f64),
    map: &PageMap,
    most: usize,
    window: &Rect,
) -> Vec<Template> {
    let Some(back) = map.inverse() else { return Vec::new() };
    let from_level = Homography::scale_shift(shrink, shrink, 0.0, 0.0);
    let half = (TILE_PIXELS / 2) as f64;
    let inside = Rect::new(half, half, raster.width as f64 - half, raster.height as f64 - half);
    let centres: Vec<Point> = page
        .inked
        .iter()
        .map(|&p| map.apply(p))
        .filter(|at| window.contains(*at))
        .map(|at| Point { x: at.x / shrink, y: at.y / shrink })
        .filter(|c| inside.contains(*c))
        .collect();
    let step = (centres.len() as f64 / (TILE_CANDIDATES_PER_TILE * most as f64)).max(1.0);
    let count = (centres.len() as f64 / step) as usize;
    let mut out: Vec<Template> = (0..count)
        .filter_map(|i| {
            let c = centres[(i as f64 * step) as usize];
            let back = back.near(from_level.apply(c)).after(&from_level);
            Template::cut(page, &back, (c.x - half) as usize, (c.y - half) as usize)
        })
        .collect();
    out.sort_by(|a, b| b.structure.smaller.total_cmp(&a.structure.smaller));
    out
}

impl Template {
    fn cut(page: &Pyramid, back: &Homography, x: usize, y: usize) -> Option<Self> {
        let centre = Point { x: (x + TILE_PIXELS / 2) as f64, y: (y + TILE_PIXELS / 2) as f64 };
        let scale = 1.0 / back.scale_at(centre);
        let (level, shrink) = page.for_scale(scale);
        let corners = [(0, 0), (TILE_PIXELS, 0), (0, TILE_PIXELS), (TILE_PIXELS, TILE_PIXELS)];
        for (i, j) in corners {
            let p = back.apply(Point { x: (x + i) as f64, y: (y + j) as f64 });
            if !(p.x >= 0.0
                && p.y >= 0.0
                && p.x <= level.width as f64 / shrink
                && p.y <= level.height as f64 / shrink)
            {
                return None;
            }
        }
        let mut grey = [0f32; TILE_PIXELS * TILE_PIXELS];
        let m = Homography::scale_shift(shrink, shrink, 0.0, 0.0).after(back).0.map(|r| r.map(|v| v as f32));
        for j in 0..TILE_PIXELS {
            let py = (y + j) as f32 + 0.5;
            let [u, v, w] = m.map(|r| r[1] * py + r[2]);
            for i in 0..TILE_PIXELS {
                let px = (x + i) as f32 + 0.5;
                let whole = 1.0 / (m[2][0] * px + w);
                let (u, v) = ((m[0][0] * px + u) * whole, (m[1][0] * px + v) * whole);
                grey[j * TILE_PIXELS + i] = bilinear(level, u, v)?;
            }
        }
        let mean = grey.iter().sum::<f32>() / grey.len() as f32;
        // Rounded as positive numbers: a call of `round` for each would take longer than everything else here.
        let fine = |v: &f32| ((v - mean) * FINE + ZERO + 0.5) as i16 - ZERO as i16;
        let values: Vec<i16> = grey.iter().map(fine).collect();
        let norm = values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>();
        if norm < TILE_VARIANCE * f64::from(FINE * FINE) * (TILE_PIXELS * TILE_PIXELS) as f64 {
            return None;
        }
        Some(Self { x, y, values, norm, structure: structure(&grey) })
    }

    /// The share of the smaller eigenvalue of its structure tensor, 0 (an edge) to 0.5.
    pub fn cornerness(&self) -> f32 {
        self.structure.smaller / self.structure.sum.max(f32::MIN_POSITIVE)
    }

    /// Where the tile is found across its edge. Along it, it fits everywhere, and is left where the map puts it.
    pub fn across_edge(&self, tile: &Tile) -> Point {
        let n = self.structure.across;
        let off = (tile.found.x - tile.at.x) * n.x + (tile.found.y - tile.at.y) * n.y;
        Point { x: tile.at.x + off * n.x, y: tile.at.y + off * n.y }
    }

    /// The sum of products with the pixels from `grey` on, `stride` to a row. It stays below half of what 32 bits
    /// hold: a thousand pixels times 255 times 255 [`FINE`] steps.
    fn dot(&self, grey: &[u8], stride: usize) -> i32 {
        let mut sum = 0i32;
        for (row, t) in grey.chunks(stride).zip(self.values.chunks_exact(TILE_PIXELS)) {
            let (row, t) = (&row[..TILE_PIXELS], &t[..TILE_PIXELS]);
            // One sum per row of known length: compilers have an instruction for it (pmaddwd), which they do not use for
            // sums that are kept side by side by hand, nor where each sum is checked.
            let mut line = 0i32;
            for i in 0..TILE_PIXELS {
                line = line.wrapping_add(i32::from(row[i]).wrapping_mul(i32::from(t[i])));
            }
            sum = sum.wrapping_add(line);
        }
        sum
    }

    /// The best place within `reach` pixels. Returns `None` if nothing within reach has enough contrast.
    pub fn search(&self, raster: &Raster, reach: i32, shrink: f64) -> Option<Tile> {
        let about = |at: usize, end: usize| {
            let by = reach as usize;
            at.saturating_sub(by)..(at + by + TILE_PIXELS).min(end)
        };
        let sums = BoxSums::new(raster, about(self.x, raster.width), about(self.y, raster.height));
        let side = (2 * reach + 1) as usize;
        let mut scores = vec![0f32; side * side];
        let n = (TILE_PIXELS * TILE_PIXELS) as f64;
        let mut best = (0f32, 0i32, 0i32);
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let (x, y) = (self.x as i32 + dx, self.y as i32 + dy);
                if x < 0
                    || y < 0
                    || x as usize + TILE_PIXELS > raster.width
                    || y as usize + TILE_PIXELS > raster.height
                {
                    continue;
                }
                let (x, y) = (x as usize, y as usize);
                let (s, q) = sums.of(x, y, TILE_PIXELS, TILE_PIXELS);
                let variance = q - s * s / n;
                if variance < WINDOW_VARIANCE * n {
                    continue;
                }
                let dot = self.dot(&raster.grey[y * raster.width + x..], raster.width);
                let c = (f64::from(dot) / (variance * self.norm).sqrt()) as f32;
                scores[(dy + reach) as usize * side + (dx + reach) as usize] = c;
                if c.abs() > best.0.abs() {
                    best = (c, dx, dy);
                }
            }
        }
        let (c, dx, dy) = best;
        if c == 0.0 {
            return None;
        }
        let at = |dx: i32, dy: i32| scores[(dy + reach) as usize * side + (dx + reach) as usize] * c.signum();
        let fine = |d: i32, before: f32, after: f32| -> f64 {
            let bend = before + after - 2.0 * c.abs();
            if bend >= -1e-6 {
                f64::from(d)
            } else {
                f64::from(d) + f64::from(0.5 * (before - after) / bend).clamp(-0.5, 0.5)
            }
        };
        let inner = dx.abs() < reach && dy.abs() < reach;
        let (fx, fy) = if inner {
            (fine(dx, at(dx - 1, dy), at(dx + 1, dy)), fine(dy, at(dx, dy - 1), at(dx, dy + 1)))
        } else {
            (f64::from(dx), f64::from(dy))
        };
        let half = (TILE_PIXELS / 2) as f64;
        let centre = Point { x: (self.x as f64 + half) * shrink, y: (self.y as f64 + half) * shrink };
        let found = Point { x: centre.x + fx * shrink, y: centre.y + fy * shrink };
        Some(Tile { at: centre, found, correlation: c, off: 0.0, agrees: false })
    }
}

fn structure(grey: &[f32; TILE_PIXELS * TILE_PIXELS]) -> Structure {
    let (mut xx, mut xy, mut yy) = (0f32, 0f32, 0f32);
    for y in 1..TILE_PIXELS - 1 {
        for x in 1..TILE_PIXELS - 1 {
            let dx = grey[y * TILE_PIXELS + x + 1] - grey[y * TILE_PIXELS + x - 1];
            let dy = grey[(y + 1) * TILE_PIXELS + x] - grey[(y - 1) * TILE_PIXELS + x];
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
        }
    }
    let (half, diff) = ((xx + yy) / 2.0, (xx - yy) / 2.0);
    let angle = f64::from(xy.atan2(diff)) / 2.0;
    let across = Point { x: angle.cos(), y: angle.sin() };
    Structure { smaller: half - (diff * diff + xy * xy).sqrt(), sum: 2.0 * half, across }
}

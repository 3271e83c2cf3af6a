//! Registration of a page on a picture to a fraction of a pixel.
//!
//! Small tiles of the page, warped by the map known so far, are searched near their expected place by normalised
//! cross-correlation. A plane map is fitted robustly to the places found. The first passes are coarse, the last is
//! fine.

use super::thresholds::{
    AGREEING_TILE_TOLERANCES, FREER_MAP_GAIN, FREER_MAP_GAIN_TILES, HALF_SIZE_SEARCH_PIXELS,
    HOPELESS_TILE_SHARE, SETTLED_TILE_SHARE, TILE_CANDIDATES_PER_TILE, TILE_CORRELATION,
    TILE_FIT_CORRELATION, TILE_PIXELS, TILE_SEARCH_MARGIN_PIXELS, TILE_VARIANCE, WINDOW_VARIANCE,
};
use crate::check::view::padding::unpadded;
use crate::imaging::fit::{Freedom, Pair, error, robust, score};
use crate::imaging::sampling::{BoxSums, Pyramid, bilinear, halved};
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::{Picture, Raster};

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

/// A page registered on a picture.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Map from pixels of the page's rendition to pixels of the picture.
    pub transform: Homography,
    /// The tiles of the last fit.
    pub tiles: Vec<Tile>,
    /// -1 if the picture is the page's negative, 1 otherwise.
    pub polarity: f32,
}

impl Registration {
    /// The share of the tiles within a part of the picture that agree; 0 if there are none.
    pub fn agreeing_within(&self, part: &Rect) -> f64 {
        let inside: Vec<&Tile> = self.tiles.iter().filter(|t| part.contains(t.at)).collect();
        inside.iter().filter(|t| t.agrees).count() as f64 / inside.len().max(1) as f64
    }

    /// The bounding box of the agreeing tiles, in pixels of the picture. Returns `None` if no tile agrees.
    pub fn agreeing_part(&self) -> Option<Rect> {
        let half = (TILE_PIXELS / 2) as f64;
        let boxes = self
            .tiles
            .iter()
            .filter(|t| t.agrees)
            .map(|t| Rect::new(t.at.x, t.at.y, t.at.x, t.at.y).grown(half));
        Rect::around(boxes)
    }

    /// The number of agreeing tiles.
    pub fn agreeing(&self) -> usize {
        self.tiles.iter().filter(|t| t.agrees).count()
    }

    /// Root mean square distance of the agreeing tiles from where the map puts them, in pixels.
    pub fn error(&self) -> f64 {
        let squares: f64 = self.tiles.iter().filter(|t| t.agrees).map(|t| t.off * t.off).sum();
        (squares / self.agreeing().max(1) as f64).sqrt()
    }
}

/// A picture prepared for the search.
pub struct Target {
    /// Its grey, and the same at half size if it is large enough to be searched like that.
    levels: Vec<Raster>,
    chroma: Raster,
    unpadded: Rect,
}

impl Target {
    /// Prepares a picture.
    pub fn new(picture: &Picture) -> Self {
        let mut levels = vec![picture.luma()];
        let (long, short) = (picture.width.max(picture.height), picture.width.min(picture.height));
        if long > HALF_SIZE_SEARCH_PIXELS && short >= 2 * TILE_PIXELS {
            levels.push(halved(&levels[0]));
        }
        let unpadded = unpadded(&levels[0]);
        Self { levels, chroma: picture.chroma(), unpadded }
    }

    /// The same picture without these parts. Each is filled with its median, so that no edge remains.
    pub fn without(&self, parts: &[Rect]) -> Self {
        let mut grey = self.levels[0].clone();
        let mut chroma = self.chroma.clone();
        for part in parts {
            blank(&mut grey, part);
            blank(&mut chroma, part);
        }
        let halves = self.levels.get(1).map(|_| halved(&grey));
        Self { levels: std::iter::once(grey).chain(halves).collect(), chroma, unpadded: self.unpadded }
    }

    /// The colourfulness of each pixel.
    pub fn chroma(&self) -> &Raster {
        &self.chroma
    }

    /// The grey of each pixel.
    pub fn raster(&self) -> &Raster {
        &self.levels[0]
    }

    /// The bounds without padding.
    pub fn unpadded(&self) -> &Rect {
        &self.unpadded
    }
}

/// Fills a part with the median of its values.
fn blank(raster: &mut Raster, part: &Rect) {
    let part = part.intersection(&raster.bounds());
    let [x0, y0] = [part.x0, part.y0].map(|edge| edge.floor() as usize);
    let [x1, y1] = [part.x1, part.y1].map(|edge| edge.ceil() as usize);
    let width = raster.width;
    let mut counts = [0usize; 256];
    for y in y0..y1 {
        raster.row(y)[x0..x1].iter().for_each(|&v| counts[usize::from(v)] += 1);
    }
    let half = (y1 - y0) * (x1 - x0) / 2;
    let mut below = 0;
    let middle = counts.iter().position(|n| {
        below += n;
        below > half
    });
    for y in y0..y1 {
        raster.grey[y * width + x0..y * width + x1].fill(middle.unwrap_or(0) as u8);
    }
}

/// One pass of search and fit.
struct Pass {
    /// Whether the picture is searched at half size, if it is large.
    is_coarse: bool,
    /// Search radius, in pixels of that level.
    reach: i32,
    /// Most tiles.
    most: usize,
    freedom: Freedom,
    tolerance: f64,
    /// How far around the seen part tiles are cut, in its longer sides; `None` for the whole picture.
    about: Option<f64>,
    /// Whether the pass is skipped, and registration fails, if the pass before found next to nothing.
    gives_up: bool,
}

/// The passes go from the part where the first guess is good to the whole page, and from coarse to fine.
const PASSES: [Pass; 4] = [
    Pass {
        is_coarse: true,
        reach: 9,
        most: 48,
        freedom: Freedom::Affine,
        tolerance: 1.5,
        about: Some(0.3),
        gives_up: false,
    },
    Pass {
        is_coarse: true,
        reach: 7,
        most: 64,
        freedom: Freedom::Projective,
        tolerance: 1.2,
        about: Some(1.0),
        gives_up: false,
    },
    Pass {
        is_coarse: true,
        reach: 5,
        most: 80,
        freedom: Freedom::Projective,
        tolerance: 1.0,
        about: None,
        gives_up: true,
    },
    Pass {
        is_coarse: false,
        reach: 3,
        most: 128,
        freedom: Freedom::Projective,
        tolerance: 0.8,
        about: None,
        gives_up: true,
    },
];

/// Registers a page on a picture. The first guess must be correct to about two hundredths of the shown part; `seen`
/// is the part of the picture where it is best known. Returns `None` if tiles do not agree on a map.
pub fn register(page: &Pyramid, target: &Target, guess: &Homography, seen: &Rect) -> Option<Registration> {
    let mut transform = *guess;
    let mut last: Option<Registration> = None;
    for mut pass in PASSES {
        let share = last.as_ref().map_or(0.0, |before| before.agreeing() as f64 / before.tiles.len() as f64);
        if pass.gives_up && share < HOPELESS_TILE_SHARE {
            return None;
        }
        let level = if pass.is_coarse { target.levels.len() - 1 } else { 0 };
        if share > SETTLED_TILE_SHARE && level > 0 {
            pass.reach = pass.reach / 2 + 1;
        }
        let window = match pass.about {
            Some(sides) => seen.grown(sides * seen.width().max(seen.height()) + TILE_SEARCH_MARGIN_PIXELS),
            None => Rect::new(0.0, 0.0, f64::INFINITY, f64::INFINITY),
        };
        let registration = step(page, target, &transform, (&pass, level), &window)?;
        transform = registration.transform;
        last = Some(registration);
    }
    last
}

fn step(
    page: &Pyramid,
    target: &Target,
    transform: &Homography,
    (pass, level): (&Pass, usize),
    window: &Rect,
) -> Option<Registration> {
    let raster = &target.levels[level];
    let shrink = f64::from(1 << level);
    let to_level = Homography::scale_shift(1.0 / shrink, 1.0 / shrink, 0.0, 0.0);
    let back = to_level.after(transform).inverse()?;
    let tiles = cut(page, raster, &back, pass.most, window, shrink);
    let mut found: Vec<Tile> = tiles.iter().filter_map(|t| t.search(raster, pass.reach, shrink)).collect();
    let polarity = if found.iter().map(|t| t.correlation.powi(3)).sum::<f32>() < 0.0 { -1.0 } else { 1.0 };
    let pairs: Vec<Pair> = found
        .iter()
        .filter(|t| t.correlation * polarity > TILE_FIT_CORRELATION)
        .map(|t| Pair { from: t.at, to: t.found, weight: f64::from(t.correlation * polarity).powi(2) })
        .collect();
    let tolerance = pass.tolerance * shrink;
    let update = simplest(&pairs, pass.freedom, tolerance)?;
    for t in &mut found {
        t.off = error(&update, &Pair { from: t.at, to: t.found, weight: 1.0 });
        t.agrees =
            t.correlation * polarity >= TILE_CORRELATION && t.off < AGREEING_TILE_TOLERANCES * tolerance;
    }
    Some(Registration { transform: update.after(transform), tiles: found, polarity })
}

/// The map with the fewest degrees of freedom that explains the pairs nearly as well as the freest one. A degree of
/// freedom that is not needed would be fitted to noise and diverge at the edges.
fn simplest(pairs: &[Pair], most: Freedom, tolerance: f64) -> Option<Homography> {
    let mut best: Option<(f64, Homography)> = None;
    for (freedom, least) in [(Freedom::Upright, 2), (Freedom::Affine, 6), (Freedom::Projective, 12)] {
        if pairs.len() < least {
            break;
        }
        if let Some(h) = robust(pairs, freedom, tolerance) {
            let s = score(&h, pairs, tolerance);
            if best.is_none_or(|(b, _)| s > FREER_MAP_GAIN * b + FREER_MAP_GAIN_TILES) {
                best = Some((s, h));
            }
        }
        if freedom == most {
            break;
        }
    }
    best.map(|(_, h)| h)
}

/// A warped tile of the page, minus its mean.
struct Template {
    x: usize,
    y: usize,
    values: Vec<i16>,
    norm: f64,
    structure: f32,
}

/// Cuts at most `most` tiles out of the warped page where it has ink. Tiles with structure in both directions come
/// first.
fn cut(
    page: &Pyramid,
    raster: &Raster,
    back: &Homography,
    most: usize,
    window: &Rect,
    shrink: f64,
) -> Vec<Template> {
    let Some(forth) = back.inverse() else { return Vec::new() };
    let half = (TILE_PIXELS / 2) as f64;
    let inside = Rect::new(half, half, raster.width as f64 - half, raster.height as f64 - half);
    let centres: Vec<Point> = page
        .inked
        .iter()
        .map(|&p| forth.apply(p))
        .filter(|c| inside.contains(*c) && window.contains(Point { x: c.x * shrink, y: c.y * shrink }))
        .collect();
    // More tiles than are wanted, spread over the page; the best are kept.
    let step = (centres.len() as f64 / (TILE_CANDIDATES_PER_TILE * most as f64)).max(1.0);
    let count = (centres.len() as f64 / step) as usize;
    let mut out: Vec<Template> = (0..count)
        .filter_map(|i| {
            let c = centres[(i as f64 * step) as usize];
            Template::cut(page, back, (c.x - half) as usize, (c.y - half) as usize)
        })
        .collect();
    out.sort_by(|a, b| b.structure.total_cmp(&a.structure));
    out.truncate(most);
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
        Some(Self { x, y, values, norm, structure: corner(&grey) })
    }

    /// The sum of products with the pixels from `grey` on, `stride` to a row. It stays below half of what 32 bits
    /// hold: a thousand pixels times 255 times 255 [`FINE`] steps.
    fn dot(&self, grey: &[u8], stride: usize) -> i32 {
        // One sum per row of known length: compilers have an instruction for it (pmaddwd), which they do not use for
        // sums that are kept side by side by hand.
        let rows = grey.chunks(stride).zip(self.values.chunks_exact(TILE_PIXELS));
        rows.map(|(row, t)| {
            row[..TILE_PIXELS].iter().zip(t).map(|(&p, &t)| i32::from(p) * i32::from(t)).sum::<i32>()
        })
        .sum()
    }

    /// The best place within `reach` pixels. Returns `None` if nothing within reach has enough contrast.
    fn search(&self, raster: &Raster, reach: i32, shrink: f64) -> Option<Tile> {
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

/// The smaller eigenvalue of the summed structure tensor (Shi and Tomasi 1994); zero for rules and plain edges.
fn corner(grey: &[f32; TILE_PIXELS * TILE_PIXELS]) -> f32 {
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
    half - (diff * diff + xy * xy).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of grey that no shift of a few pixels repeats.
    fn page() -> Raster {
        let grey = |i: usize| {
            let (x, y) = (i % 300 / 5, i / 300 / 5);
            (x * 7919 + y * 104_729 + x * y * 31).wrapping_mul(2_654_435_761) >> 7 & 255
        };
        Raster { width: 300, height: 300, grey: (0..90_000).map(|i| grey(i) as u8).collect() }
    }

    fn target(grey: &[u8]) -> Target {
        let rgb = grey.iter().flat_map(|&v| [v; 3]).collect();
        Target::new(&Picture { width: 300, height: 300, rgb })
    }

    #[test]
    fn what_is_taken_out_leaves_an_even_place_and_nothing_else_changes() {
        let part = Rect::new(20.0, 30.0, 120.0, 90.0);
        let (whole, rest) = (target(&page().grey), target(&page().grey).without(&[part]));
        let at = |target: &Target, x: usize, y: usize| target.raster().grey[y * 300 + x];
        assert!((20..120).all(|x| at(&rest, x, 30) == at(&rest, 20, 89)));
        assert!((0..20).chain(120..300).all(|x| at(&rest, x, 30) == at(&whole, x, 30)));
    }
}

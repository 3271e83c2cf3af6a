//! Registration of a page on a picture to a fraction of a pixel.
//!
//! Small tiles of the page, warped by the map known so far, are searched near their expected place by normalised
//! cross-correlation. A plane map is fitted robustly to the places found. The first passes are coarse, the last is
//! fine.

use super::target::Target;
use super::template::{Tile, cut};
use super::thresholds::{
    FREER_MAP_GAIN, FREER_MAP_GAIN_TILES, HOPELESS_TILE_SHARE, SETTLED_TILE_SHARE, TILE_FIT_CORRELATION,
    TILE_PIXELS, TILE_SEARCH_MARGIN_PIXELS,
};
use crate::imaging::fit::{Freedom, Pair, error, robust, score};
use crate::imaging::sampling::Pyramid;
use crate::model::geometry::{Homography, Rect};
use crate::model::page_map::PageMap;

/// A page registered on a picture.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Map from pixels of the page's rendition to pixels of the picture.
    pub transform: PageMap,
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

/// Most tiles of the last fit.
pub fn most_tiles() -> usize {
    PASSES[PASSES.len() - 1].most
}

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
        let (_, shrink) = target.level(pass.is_coarse);
        if share > SETTLED_TILE_SHARE && shrink > 1.0 {
            pass.reach = pass.reach / 2 + 1;
        }
        let window = match pass.about {
            Some(sides) => seen.grown(sides * seen.width().max(seen.height()) + TILE_SEARCH_MARGIN_PIXELS),
            None => Rect::new(0.0, 0.0, f64::INFINITY, f64::INFINITY),
        };
        let registration = step(page, target, &transform, &pass, &window)?;
        transform = *registration.transform.plane();
        last = Some(registration);
    }
    last
}

fn step(
    page: &Pyramid,
    target: &Target,
    transform: &Homography,
    pass: &Pass,
    window: &Rect,
) -> Option<Registration> {
    let (raster, shrink) = target.level(pass.is_coarse);
    let tiles = cut(page, (raster, shrink), &(*transform).into(), pass.most, window);
    let found: Vec<Tile> = tiles.iter().filter_map(|t| t.search(raster, pass.reach, shrink)).collect();
    let polarity = if found.iter().map(|t| t.correlation.powi(3)).sum::<f32>() < 0.0 { -1.0 } else { 1.0 };
    let pairs: Vec<Pair> = found
        .iter()
        .filter(|t| t.correlation * polarity > TILE_FIT_CORRELATION)
        .map(|t| Pair { from: t.at, to: t.found, weight: f64::from(t.correlation * polarity).powi(2) })
        .collect();
    let tolerance = pass.tolerance * shrink;
    let update = simplest(&pairs, pass.freedom, tolerance)?;
    let settled = |tile: Tile| {
        let off = error(&update, &Pair { from: tile.at, to: tile.found, weight: 1.0 });
        tile.settled(off, polarity, tolerance)
    };
    let tiles = found.into_iter().map(settled).collect();
    Some(Registration { transform: update.after(transform).into(), tiles, polarity })
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

//! The bend of paper: a smooth displacement on top of the plane map, for a sheet that is not flat before the camera or
//! was not in the scanner.
//!
//! Many tiles are searched about where the map known so far puts them, and a grid of control points is fitted to the
//! places found (`imaging/smooth_fit`). The grid is stiff and coarse at first. So tiles come into reach from the part
//! where the plane map is right to the edges that bend away, and to lines that stand far from others. At the end its
//! cells are still larger than a word: what was moved within a page does not bend it.
//!
//! A bend is kept only if it puts tiles in their places that were not used for its fit.

use super::target::Target;
use super::template::{Template, Tile, candidates, cut};
use super::thresholds::{
    BEND_CELL_PIXELS, BEND_CORNER_SHARE, BEND_EDGE_TILES, BEND_STIFFNESS, BEND_TILES, FREER_MAP_GAIN,
    FREER_MAP_GAIN_TILES, TILE_CORRELATION,
};
use super::tiles::{Registration, most_tiles};
use crate::imaging::fit::Pair;
use crate::imaging::sampling::Pyramid;
use crate::imaging::smooth_fit::{distance, fit};
use crate::model::displacement::Displacement;
use crate::model::geometry::{Point, Rect};
use crate::model::page_map::PageMap;

/// One pass of search and fit.
struct Pass {
    /// Whether the picture is searched at half size, if it is large.
    is_coarse: bool,
    /// Search radius, in pixels of that level.
    reach: i32,
    /// Most cells of the grid along the longer side of the page.
    cells: usize,
    /// Bending energy against the squared distance of one tile.
    stiffness: f64,
    /// Distance of a tile that agrees, in pixels of that level.
    tolerance: f64,
}

/// From stiff and coarse to fine. Measured: of the tiles of 4 photographs of paper by two phones, the plane map puts
/// 60 to 71 % within 1.2 pixels of where they are found, these passes at the end 98 to 99 %.
const PASSES: [Pass; 6] = [
    Pass { is_coarse: true, reach: 6, cells: 4, stiffness: 30.0 * BEND_STIFFNESS, tolerance: 2.0 },
    Pass { is_coarse: true, reach: 6, cells: 6, stiffness: 10.0 * BEND_STIFFNESS, tolerance: 1.5 },
    Pass { is_coarse: true, reach: 5, cells: 8, stiffness: 3.0 * BEND_STIFFNESS, tolerance: 1.2 },
    Pass { is_coarse: true, reach: 4, cells: 11, stiffness: 3.0 * BEND_STIFFNESS, tolerance: 1.0 },
    Pass { is_coarse: false, reach: 6, cells: 16, stiffness: BEND_STIFFNESS, tolerance: 2.0 },
    Pass { is_coarse: false, reach: 3, cells: 16, stiffness: BEND_STIFFNESS, tolerance: 1.2 },
];

/// The registration with the bend of the paper. Returns `None` if the plane map explains the tiles as well.
pub fn bent(page: &Pyramid, target: &Target, flat: &Registration) -> Option<Registration> {
    // Where nearly all tiles agree, no freer map can gain as much as it must.
    if flat.agreeing() as f64 * FREER_MAP_GAIN > flat.tiles.len() as f64 {
        return None;
    }
    let plane = *flat.transform.plane();
    let raster = &page.levels[0];
    let sheet = plane.apply_rect(&Rect::new(0.0, 0.0, raster.width as f64, raster.height as f64));
    let sheet = sheet.intersection(target.unpadded());
    let most_cells = (sheet.width().max(sheet.height()) / BEND_CELL_PIXELS) as usize;
    let (mut map, mut before) = (PageMap::from(plane), 0);
    for (number, pass) in PASSES.iter().enumerate() {
        let is_last = number + 1 == PASSES.len();
        let cells = pass.cells.min(most_cells.max(1));
        if cells == before && !is_last {
            continue;
        }
        before = cells;
        let (_, shrink) = target.level(pass.is_coarse);
        let pairs = pairs(page, target, &map, (pass, flat.polarity));
        let grid = Displacement::none(sheet, cells);
        if is_last && !explains_others(&grid, &pairs, pass, shrink) {
            return None;
        }
        map = PageMap::bent(plane, fit(&grid, &pairs, pass.stiffness, pass.tolerance * shrink)?);
    }
    let tiles = tiles_by(page, target, &map, flat.polarity);
    Some(Registration { transform: map, tiles, polarity: flat.polarity })
}

/// Where the tiles of the page are by the plane map, and where they are found.
fn pairs(page: &Pyramid, target: &Target, map: &PageMap, (pass, polarity): (&Pass, f32)) -> Vec<Pair> {
    let (raster, shrink) = target.level(pass.is_coarse);
    let tiles = candidates(page, (raster, shrink), map, BEND_TILES, target.unpadded());
    let (corners, edges): (Vec<&Template>, Vec<&Template>) =
        tiles.iter().partition(|tile| tile.cornerness() >= BEND_CORNER_SHARE);
    let step = edges.len().div_ceil(BEND_EDGE_TILES).max(1);
    let searched = |tile: &Template| {
        let found = tile.search(raster, pass.reach, shrink);
        found.filter(|found| found.correlation * polarity >= TILE_CORRELATION)
    };
    let pair = |tile: &Tile, to: Point| Pair {
        from: map.unbent(tile.at),
        to,
        weight: f64::from(tile.correlation).powi(2),
    };
    let corners =
        corners.into_iter().take(BEND_TILES).filter_map(searched).map(|tile| pair(&tile, tile.found));
    // Edges hold the map along themselves: they count once it is nearly right.
    let edges = edges.into_iter().step_by(step).filter(|_| !pass.is_coarse).filter_map(|template| {
        let tile = searched(template)?;
        Some(pair(&tile, template.across_edge(&tile)))
    });
    corners.chain(edges).collect()
}

/// Whether a bend fitted to every second pair puts the others closer to where they are than no bend does, by as much
/// as any freer map has to.
fn explains_others(grid: &Displacement, pairs: &[Pair], pass: &Pass, shrink: f64) -> bool {
    let (used, others): (Vec<_>, Vec<_>) = pairs.iter().enumerate().partition(|(i, _)| i % 2 == 0);
    let used: Vec<Pair> = used.into_iter().map(|(_, pair)| *pair).collect();
    let tolerance = pass.tolerance * shrink;
    let Some(bend) = fit(grid, &used, pass.stiffness, tolerance) else { return false };
    let score = |displacement: &Displacement| -> f64 {
        let of =
            |pair: &Pair| pair.weight * (1.0 - (distance(displacement, pair) / tolerance).powi(2)).max(0.0);
        others.iter().map(|(_, pair)| of(pair)).sum()
    };
    score(&bend) > FREER_MAP_GAIN * score(grid) + FREER_MAP_GAIN_TILES
}

/// Tiles searched where the bent map puts them.
fn tiles_by(page: &Pyramid, target: &Target, map: &PageMap, polarity: f32) -> Vec<Tile> {
    let Pass { is_coarse, reach, tolerance, .. } = PASSES[PASSES.len() - 1];
    let (raster, shrink) = target.level(is_coarse);
    let tiles = cut(page, (raster, shrink), map, most_tiles(), target.unpadded());
    let found = tiles.iter().filter_map(|tile| tile.search(raster, reach, shrink));
    let off = |tile: &Tile| (tile.at.x - tile.found.x).hypot(tile.at.y - tile.found.y);
    found.map(|tile| tile.settled(off(&tile), polarity, tolerance)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::register::tiles::register;
    use crate::imaging::sampling::bilinear;
    use crate::model::geometry::Homography;
    use crate::model::raster::{Picture, Raster};

    const SIZE: (usize, usize) = (700, 900);

    /// A page of blobs that no shift repeats, like letters in lines.
    fn page() -> Raster {
        let (width, height) = SIZE;
        let mut grey = vec![255; width * height];
        let mut random = fastrand::Rng::with_seed(11);
        for line in (40..height - 40).step_by(24) {
            for letter in (40..width - 50).step_by(11) {
                for _ in 0..4 {
                    let (x, y) = (letter + random.usize(0..6), line + random.usize(0..9));
                    (y..y + 4).for_each(|y| grey[y * width + x..y * width + x + 3].fill(20));
                }
            }
        }
        Raster { width, height, grey }
    }

    /// The page as a camera sees it through this map from picture to page.
    fn seen(page: &Raster, to_page: impl Fn(Point) -> Point) -> Target {
        let at = |i: usize| Point { x: (i % SIZE.0) as f64 + 0.5, y: (i / SIZE.0) as f64 + 0.5 };
        let grey = |i: usize| {
            let from = to_page(at(i));
            bilinear(page, from.x as f32, from.y as f32).map_or(90, |v| v as u8)
        };
        let rgb = (0..SIZE.0 * SIZE.1).flat_map(|i| [grey(i); 3]).collect();
        Target::new(&Picture { width: SIZE.0, height: SIZE.1, rgb })
    }

    /// How far the sheet bows towards its edge, in pixels.
    fn bow(p: Point) -> Point {
        let (x, y) = (p.x / SIZE.0 as f64, p.y / SIZE.1 as f64);
        Point { x: p.x + 3.0 * y * y, y: p.y - 9.0 * x.powi(3) + 0.02 * p.x }
    }

    fn registered(target: &Target, page: &Pyramid) -> (Registration, Option<Registration>) {
        let whole = Rect::new(0.0, 0.0, SIZE.0 as f64, SIZE.1 as f64);
        let flat = register(page, target, &Homography::IDENTITY, &whole).expect("tiles agree");
        let bent = bent(page, target, &flat);
        (flat, bent)
    }

    #[test]
    fn the_bow_of_a_sheet_is_followed_to_its_edge() {
        let page = page();
        let target = seen(&page, bow);
        let (flat, bent) = registered(&target, &Pyramid::new(page));
        let bent = bent.expect("the sheet is bent");
        let back = bent.transform.inverse().expect("a map");
        let off = |back: &PageMap, p: Point| {
            let (found, right) = (back.apply(p), bow(p));
            (found.x - right.x).hypot(found.y - right.y)
        };
        let corner = Point { x: 640.0, y: 60.0 };
        let flat = flat.transform.inverse().expect("a map");
        assert!(off(&flat, corner) > 1.5, "{}", off(&flat, corner));
        assert!(off(&back, corner) < 0.7, "{}", off(&back, corner));
        assert!(bent.agreeing() * 10 > bent.tiles.len() * 9);
    }

    #[test]
    fn a_flat_page_has_no_bend() {
        let page = page();
        let turned = |p: Point| Point { x: p.x + 0.01 * p.y, y: p.y - 0.01 * p.x + 5.0 };
        let target = seen(&page, turned);
        assert!(registered(&target, &Pyramid::new(page)).1.is_none());
    }
}

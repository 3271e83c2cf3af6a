//! Perspective rectification of a sheet: a page that lies whole on an even background and is seen from the side, as
//! in a photograph of a desk or a screen.

use super::thresholds::{
    BACKGROUND_DEVIATION, SHEET_AREA_ERROR_SHARE, SHEET_AREA_SHARE, SHEET_GREY_STEP, SHEET_SEARCH_CELLS,
    SHEET_SEARCH_LEAST_CELLS, UPRIGHT_CORNER_SHARE,
};
use super::views::{View, resampled};
use crate::imaging::components::{Neighbours, components};
use crate::imaging::fit::{Freedom, Pair, least_squares};
use crate::imaging::median::median;
use crate::model::geometry::Point;
use crate::model::raster::Raster;

/// The sheet seen from the front. Returns `None` if no quadrilateral stands out from an even background, or if the
/// quadrilateral is upright already.
pub fn rectified(picture: &Raster) -> Option<View> {
    let step = picture.width.max(picture.height).div_ceil(SHEET_SEARCH_CELLS);
    let (w, h) = (picture.width / step, picture.height / step);
    if w < SHEET_SEARCH_LEAST_CELLS || h < SHEET_SEARCH_LEAST_CELLS {
        return None;
    }
    let sheet = off_background(&shrunk(picture, step, w, h), w, h)?;
    let area = sheet.iter().filter(|s| **s).count() as f64;
    let corners = corners(&sheet, w);
    let doubled: f64 =
        (0..4).map(|i| (corners[i], corners[(i + 1) % 4])).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
    if !SHEET_AREA_SHARE.contains(&(area / (w * h) as f64))
        || (doubled / 2.0 - area).abs() > SHEET_AREA_ERROR_SHARE * area
    {
        return None;
    }
    if is_upright(&corners) {
        return None;
    }
    let [a, b, c, d] = corners.map(|p| Point { x: p.x * step as f64, y: p.y * step as f64 });
    let side = |p: Point, q: Point| (p.x - q.x).hypot(p.y - q.y);
    let (width, height) = ((side(a, b) + side(d, c)) / 2.0, (side(a, d) + side(b, c)) / 2.0);
    let front = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)].map(|(x, y)| Point { x, y });
    let pairs: Vec<Pair> =
        front.into_iter().zip([a, b, c, d]).map(|(from, to)| Pair { from, to, weight: 1.0 }).collect();
    let to_picture = least_squares(&pairs, Freedom::Projective)?;
    let raster = resampled(picture, &to_picture, (width as usize, height as usize));
    Some(View { raster, to_picture })
}

/// Whether the corners are those of an upright box, which is seen from the front already.
fn is_upright([a, b, c, d]: &[Point; 4]) -> bool {
    let (width, height) = (c.x - a.x, c.y - a.y);
    let level = (a.y - b.y).abs().max((d.y - c.y).abs()) < UPRIGHT_CORNER_SHARE * height;
    level && (a.x - d.x).abs().max((b.x - c.x).abs()) < UPRIGHT_CORNER_SHARE * width
}

/// The means of square cells of `step` pixels, `w` by `h` of them.
fn shrunk(picture: &Raster, step: usize, w: usize, h: usize) -> Vec<f32> {
    let mut sums = vec![0f32; w * h];
    for y in 0..h * step {
        for (x, v) in picture.row(y)[..w * step].iter().enumerate() {
            sums[y / step * w + x / step] += f32::from(*v);
        }
    }
    sums.iter().map(|s| s / (step * step) as f32).collect()
}

/// The cells that do not belong to the background connected to the border. Returns `None` if the border does not have
/// one grey.
fn off_background(grey: &[f32], w: usize, h: usize) -> Option<Vec<bool>> {
    let border: Vec<usize> = (0..w)
        .flat_map(|x| [x, (h - 1) * w + x])
        .chain((0..h).flat_map(|y| [y * w, y * w + w - 1]))
        .collect();
    let background = median(border.iter().map(|&i| grey[i]))?;
    if median(border.iter().map(|&i| (f64::from(grey[i]) - background).abs()))? > BACKGROUND_DEVIATION {
        return None;
    }
    let is_background = |i: usize| (f64::from(grey[i]) - background).abs() < SHEET_GREY_STEP;
    let mut sheet = vec![true; w * h];
    let seeds: Vec<usize> = border.into_iter().filter(|&i| is_background(i)).collect();
    for i in components((w, h), Neighbours::Four, seeds, |_, i| is_background(i)).into_iter().flatten() {
        sheet[i] = false;
    }
    Some(sheet)
}

/// The corners, clockwise from the top left: the outermost cells along the two diagonals.
fn corners(sheet: &[bool], w: usize) -> [Point; 4] {
    let cells =
        || sheet.iter().enumerate().filter(|(_, s)| **s).map(|(i, _)| ((i % w) as f64, (i / w) as f64));
    let outermost = |across: f64, down: f64| {
        // The outer corner of the outermost cell.
        let reach = |c: &(f64, f64)| across * c.0 + down * c.1;
        let (x, y) = cells().max_by(|a, b| reach(a).total_cmp(&reach(b))).unwrap_or_default();
        Point { x: x + 0.5 + 0.5 * across, y: y + 0.5 + 0.5 * down }
    };
    [outermost(-1.0, -1.0), outermost(1.0, -1.0), outermost(1.0, 1.0), outermost(-1.0, 1.0)]
}

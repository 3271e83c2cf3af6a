//! Views of the picture: as given, straightened, and in quarter turns, each with the map back to the picture.

use super::thresholds::{
    AGREEING_SLANT_SHARE, SAME_SLANT_DEGREES, SLANT_LINE_LENGTH_LETTERS, SLANT_LINE_WORDS, SLANT_LINES,
    STRAIGHTENED_SLANT_DEGREES,
};
use crate::features::word_boxes::Line;
use crate::imaging::sampling::bilinear;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::raster::Raster;

/// A view, and where its pixels come from.
pub struct View {
    /// The pixels.
    pub raster: Raster,
    /// Map from pixels of the view to pixels of the picture.
    pub to_picture: Homography,
}

impl View {
    /// A part of the view (in its pixels); empty if it lies outside.
    pub fn part(&self, part: &Rect) -> View {
        let part = part.intersection(&self.raster.bounds());
        let [x0, y0] = [part.x0, part.y0].map(|edge| edge.floor() as usize);
        let [x1, y1] = [part.x1, part.y1].map(|edge| edge.ceil() as usize);
        let grey = (y0..y1).flat_map(|y| self.raster.row(y)[x0..x1].iter().copied()).collect();
        let from = Homography::scale_shift(1.0, 1.0, x0 as f64, y0 as f64);
        View {
            raster: Raster { width: x1 - x0, height: y1 - y0, grey },
            to_picture: self.to_picture.after(&from),
        }
    }
}

/// The picture turned clockwise by a number of quarters.
pub fn turned(picture: &Raster, quarters: u8) -> View {
    let (w, h) = (picture.width as f64, picture.height as f64);
    let map = match quarters % 4 {
        1 => [[0.0, 1.0, 0.0], [-1.0, 0.0, h], [0.0, 0.0, 1.0]],
        2 => [[-1.0, 0.0, w], [0.0, -1.0, h], [0.0, 0.0, 1.0]],
        3 => [[0.0, -1.0, w], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
        _ => return View { raster: picture.clone(), to_picture: Homography::IDENTITY },
    };
    let to_picture = Homography(map);
    let (width, height) =
        if quarters % 2 == 1 { (picture.height, picture.width) } else { (picture.width, picture.height) };
    let mut grey = Vec::with_capacity(width * height);
    for y in 0..height {
        // Start and step of a row are whole numbers: applying the map to each pixel is far slower.
        let (first, step) = match quarters % 4 {
            1 => ((width - 1) * picture.width + y, -(picture.width as isize)),
            2 => ((height - y) * width - 1, -1),
            _ => (picture.width - 1 - y, picture.width as isize),
        };
        grey.extend((0..width as isize).map(|x| picture.grey[(first as isize + x * step) as usize]));
    }
    View { raster: Raster { width, height, grey }, to_picture }
}

/// The slant of the lines of text in degrees, clockwise positive. Returns `None` if there are too few long lines, if
/// they do not agree, or if they are level.
pub fn slant(lines: &[Line]) -> Option<f64> {
    let mut slopes: Vec<(f64, f64)> = lines.iter().filter_map(slope).collect();
    if slopes.len() < SLANT_LINES {
        return None;
    }
    slopes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all = slopes.iter().map(|s| s.1).sum::<f64>();
    let mut sum = 0.0;
    let middle = slopes.iter().find(|s| {
        sum += s.1;
        sum >= all / 2.0
    })?;
    let agree =
        slopes.iter().filter(|s| (s.0 - middle.0).abs() < SAME_SLANT_DEGREES).map(|s| s.1).sum::<f64>();
    (middle.0.abs() >= STRAIGHTENED_SLANT_DEGREES && agree > AGREEING_SLANT_SHARE * all).then_some(middle.0)
}

/// The slope of a long line in degrees, by least squares through the centres of its words, and its length in pixels.
/// Returns `None` for a short line.
fn slope(line: &Line) -> Option<(f64, f64)> {
    let points: Vec<(f64, f64)> =
        line.words.iter().map(|w| (f64::from(w.x0 + w.x1) / 2.0, f64::from(w.y0 + w.y1) / 2.0)).collect();
    let run = points.last()?.0 - points.first()?.0;
    if points.len() < SLANT_LINE_WORDS || run < SLANT_LINE_LENGTH_LETTERS * f64::from(line.letter) {
        return None;
    }
    let n = points.len() as f64;
    let (mx, my) = points.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0 / n, s.1 + p.1 / n));
    let (xy, xx) =
        points.iter().fold((0.0, 0.0), |s, p| (s.0 + (p.0 - mx) * (p.1 - my), s.1 + (p.0 - mx).powi(2)));
    Some(((xy / xx).atan().to_degrees(), run))
}

/// A view rotated about its centre so that a slant of so many degrees becomes level.
pub fn straightened(view: &View, degrees: f64) -> View {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (w, h) = (view.raster.width as f64, view.raster.height as f64);
    let (cx, cy) = (w / 2.0, h / 2.0);
    let turn = Homography([
        [cos, -sin, cx - cos * cx + sin * cy],
        [sin, cos, cy - sin * cx - cos * cy],
        [0.0, 0.0, 1.0],
    ]);
    let raster = resampled(&view.raster, &turn, (view.raster.width, view.raster.height));
    View { raster, to_picture: view.to_picture.after(&turn) }
}

/// A raster of the given size, sampled from another by a map. Beyond the edge the edge pixels are repeated.
pub fn resampled(from: &Raster, map: &Homography, (width, height): (usize, usize)) -> Raster {
    let mut grey = Vec::with_capacity(width * height);
    let edge = |v: f64, end: usize| v.clamp(0.5, end as f64 - 0.5) as f32;
    for y in 0..height {
        for x in 0..width {
            let p = map.apply(Point { x: x as f64 + 0.5, y: y as f64 + 0.5 });
            let v = bilinear(from, edge(p.x, from.width), edge(p.y, from.height));
            grey.push(v.map_or(0, |v| v.round() as u8));
        }
    }
    Raster { width, height, grey }
}

//! Degradation of a page image as in circulation: one function per way. The parameters are those of phones,
//! posts and desktops, and were never chosen by the program's results.

use fastrand::Rng;

use super::post_frame;
use super::rerender::bounds;
use crate::figure::canvas::Canvas;
use crate::model::geometry::{Homography, Rect};
use crate::model::raster::Picture;
use crate::model::trial::Way;

/// Smallest and largest width of a page or crop, in pixels.
const WIDE: (f64, f64) = (640.0, 1400.0);
/// Range of JPEG quality, as written by phones and services.
const QUALITY: (u8, u8) = (70, 92);
/// Grey of the background and of the letters in dark mode.
const DARK: (f64, f64) = (22.0, 232.0);

/// A test picture, and the placement of the page in it.
pub struct Shot {
    /// A JPEG file.
    pub bytes: Vec<u8>,
    /// Homography from pixels of the rendered page to pixels of the picture.
    pub to_picture: Homography,
    /// Part of the rendered page that is shown, in its pixels.
    pub shown: Rect,
}

/// A page image during degradation.
struct Look {
    canvas: Canvas,
    to_picture: Homography,
    shown: Rect,
}

/// Makes a test picture of a page; `place` is shown completely. Returns `None` if the page is too small.
pub fn shot(way: Way, page: &Canvas, place: Option<&Rect>, lots: &mut Rng) -> Option<Shot> {
    let (look, quality) = match way {
        Way::Crop => (cropped(page, place, lots)?, lots.u8(QUALITY.0..=QUALITY.1)),
        Way::Copies => copied(whole(page, lots)?, lots)?,
        Way::Dark => (darkened(whole(page, lots)?), lots.u8(QUALITY.0..=QUALITY.1)),
        Way::Post => (framed(whole(page, lots)?, lots), lots.u8(QUALITY.0..=QUALITY.1)),
        Way::Scaled | Way::Mail => (whole(page, lots)?, lots.u8(QUALITY.0..=QUALITY.1)),
    };
    let bytes = look.canvas.jpeg_at(quality).ok()?;
    Some(Shot { bytes, to_picture: look.to_picture, shown: look.shown })
}

/// A random width with uniform logarithm, at most `most`.
fn width(most: usize, lots: &mut Rng) -> f64 {
    let width = WIDE.0 * (WIDE.1 / WIDE.0).powf(lots.f64());
    width.min(most as f64)
}

/// The whole page, resized.
fn whole(page: &Canvas, lots: &mut Rng) -> Option<Look> {
    let part = Look { canvas: page.clone(), to_picture: Homography::IDENTITY, shown: bounds(page) };
    let width = width(page.width, lots);
    resized(part, width)
}

fn resized(look: Look, width: f64) -> Option<Look> {
    let (before, after) = (&look.canvas, width / look.canvas.width as f64);
    let side = |pixels: usize| (pixels as f64 * after).round().max(1.0) as usize;
    let canvas = before.resized(side(before.width), side(before.height))?;
    let scale = |to: usize, from: usize| to as f64 / from as f64;
    let (sx, sy) = (scale(canvas.width, before.width), scale(canvas.height, before.height));
    let to_picture = Homography::scale_shift(sx, sy, 0.0, 0.0).after(&look.to_picture);
    Some(Look { canvas, to_picture, shown: look.shown })
}

/// A part of the page, 50 to 90 % of its width and 33 to 70 % of its height, with the place well inside.
fn cropped(page: &Canvas, place: Option<&Rect>, lots: &mut Rng) -> Option<Look> {
    let (w, h) = (page.width as f64, page.height as f64);
    let (wide, high) = (w * (0.5 + 0.4 * lots.f64()), h * (0.33 + 0.37 * lots.f64()));
    let inside = place.map(|place| place.grown(2.0 * place.height()));
    let mut edge = |length: f64, all: f64, within: Option<(f64, f64)>| {
        let (first, last) = within.map_or((0.0, all), |(from, to)| ((to - length).max(0.0), from.min(all)));
        let last = last.min(all - length).max(0.0);
        (first.min(last) + lots.f64() * (last - first.min(last))).floor()
    };
    let x = edge(wide, w, inside.map(|c| (c.x0, c.x1)));
    let y = edge(high, h, inside.map(|c| (c.y0, c.y1)));
    let canvas = page.cut(x as usize, y as usize, wide as usize, high as usize)?;
    let shown = Rect::new(x, y, x + canvas.width as f64, y + canvas.height as f64);
    let part = Look { to_picture: Homography::scale_shift(1.0, 1.0, -x, -y), canvas, shown };
    let width = width(part.canvas.width, lots);
    resized(part, width)
}

/// Saved, scaled down, saved and forwarded: three generations of JPEG, the last of which is written later.
fn copied(look: Look, lots: &mut Rng) -> Option<(Look, u8)> {
    let first = saved(look, 85)?;
    let smaller = first.canvas.width as f64 * (0.85 + 0.12 * lots.f64());
    Some((saved(resized(first, smaller)?, 75)?, 65))
}

/// Result of a JPEG round trip. The bytes are trusted, so no child process is needed.
fn saved(look: Look, quality: u8) -> Option<Look> {
    let bytes = look.canvas.jpeg_at(quality).ok()?;
    let read = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).ok()?.into_rgb8();
    let (width, height) = (read.width() as usize, read.height() as usize);
    Some(Look { canvas: Canvas::of(&Picture { width, height, rgb: read.into_raw() }), ..look })
}

/// Inverts to light letters on a dark background.
fn darkened(look: Look) -> Look {
    let tone = |v: u8| (DARK.1 + (DARK.0 - DARK.1) * f64::from(v) / 255.0).round() as u8;
    Look { canvas: look.canvas.toned(tone), ..look }
}

/// Frames it in a post, in light or dark mode.
fn framed(look: Look, lots: &mut Rng) -> Look {
    let (canvas, (x, y)) = post_frame::post(&look.canvas, lots.bool());
    let to_picture = Homography::scale_shift(1.0, 1.0, x as f64, y as f64).after(&look.to_picture);
    Look { canvas, to_picture, ..look }
}

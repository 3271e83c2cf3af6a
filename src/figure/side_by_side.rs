//! Views of a picture and of the page beside it, in the same scale and frame.

use super::canvas::{BEYOND, Canvas};
use super::overlay;
use crate::imaging::resize::catmull_rom;
use crate::imaging::sampling::bilinear;
use crate::model::answer::PageAnswer;
use crate::model::geometry::{Homography, Point, Rect};
use crate::model::original::Look;
use crate::model::raster::Picture;

/// Smallest width and height of an enlarged view, in heights of the place.
const ABOUT: (f64, f64) = (14.0, 3.0);
/// Smallest width and height of an enlarged view, in pixels of the picture.
const LEAST: (f64, f64) = (150.0, 40.0);
/// Largest magnification.
const MOST_ENLARGED: f64 = 6.0;

/// Homography from page units to pixels of the page's raster.
fn of_units(look: &Look) -> Homography {
    let (w, h) = (look.raster.width as f64, look.raster.height as f64);
    Homography::scale_shift(w / look.size.0, h / look.size.1, 0.0, 0.0)
}

/// Renders the page into a frame of this size; `map` is from page units to its pixels.
fn laid(look: &Look, map: &Homography, width: usize, height: usize) -> Option<Canvas> {
    let raster = &look.raster;
    let of_raster = map.after(&of_units(look).inverse()?);
    let middle = Point { x: raster.width as f64 / 2.0, y: raster.height as f64 / 2.0 };
    let scale = of_raster.scale_at(middle).clamp(0.02, 1.0);
    let side = |pixels: usize| ((pixels as f64 * scale).round() as usize).max(1);
    // Shrink first: a pixel of the frame may cover many of the page.
    let sized = catmull_rom(raster, side(raster.width), side(raster.height))?;
    let to_sized = Homography::scale_shift(
        sized.width as f64 / raster.width as f64,
        sized.height as f64 / raster.height as f64,
        0.0,
        0.0,
    );
    let back = to_sized.after(&of_raster.inverse()?);
    let mut canvas = Canvas::new(width, height, BEYOND);
    for y in 0..height {
        for x in 0..width {
            let from = back.apply(Point { x: x as f64 + 0.5, y: y as f64 + 0.5 });
            if let Some(grey) = bilinear(&sized, from.x as f32, from.y as f32) {
                canvas.mix(x as i64, y as i64, [grey.round() as u8; 3], 1.0);
            }
        }
    }
    Some(canvas)
}

/// Picture and page as a whole, at most this wide and high in pixels, in the same scale.
pub fn whole(
    shot: &Picture,
    page: Option<&PageAnswer>,
    look: Option<&Look>,
    (wide, high): (f64, f64),
) -> Option<Pair> {
    let fitting = |w: f64, h: f64| (wide / w).min(high / h);
    let mut scale = fitting(shot.width as f64, shot.height as f64).min(1.0);
    let Some(page) = page else { return Some(Pair { picture: picture(shot, None, scale)?, page: None }) };
    // Pixels of the picture per page unit, at the centre of the region shown.
    let unit = 1.0 / page.transform.inverse()?.scale_at(page.region.centre());
    if let Some(look) = look {
        scale = scale.min(fitting(look.size.0, look.size.1) / unit);
    }
    let beside = look.and_then(|look| original(look, page, scale * unit));
    Some(Pair { picture: picture(shot, Some(page), scale)?, page: beside })
}

/// The page in this scale (pixels per page unit), with the same marks.
fn original(look: &Look, page: &PageAnswer, scale: f64) -> Option<Canvas> {
    let side = |units: f64| ((units * scale).round() as usize).max(1);
    let map = Homography::scale_shift(scale, scale, 0.0, 0.0);
    let mut canvas = laid(look, &map, side(look.size.0), side(look.size.1))?;
    let region = page.transform.inverse()?.apply_rect(&page.region);
    let (hidden, differing) =
        (page.hidden.iter().map(|h| h.on_page), page.differences.iter().map(|d| d.on_page));
    mark(&mut canvas, &map, &region, hidden, differing);
    Some(canvas)
}

/// The picture in this scale, with region, covered places and differences marked.
fn picture(picture: &Picture, page: Option<&PageAnswer>, scale: f64) -> Option<Canvas> {
    let side = |pixels: usize| (pixels as f64 * scale).round() as usize;
    let mut canvas = Canvas::of(picture).resized(side(picture.width), side(picture.height))?;
    let Some(page) = page else { return Some(canvas) };
    let map = Homography::scale_shift(scale, scale, 0.0, 0.0);
    let (hidden, differing) =
        (page.hidden.iter().map(|h| h.bounds), page.differences.iter().map(|d| d.bounds));
    mark(&mut canvas, &map, &page.region, hidden, differing);
    Some(canvas)
}

/// Marks region, covered places and, with numbers, differences; `map` is to pixels of the canvas.
fn mark(
    canvas: &mut Canvas,
    map: &Homography,
    region: &Rect,
    hidden: impl Iterator<Item = Rect>,
    differing: impl Iterator<Item = Rect>,
) {
    hidden.for_each(|place| overlay::hidden(canvas, &map.apply_rect(&place)));
    overlay::region(canvas, &map.apply_rect(region));
    for (i, place) in differing.enumerate() {
        overlay::difference(canvas, &map.apply_rect(&place), i + 1);
    }
}

/// A place of the picture and the same place of the page, equally enlarged.
pub struct Pair {
    /// View of the picture.
    pub picture: Canvas,
    /// View of the page; `None` if it has no look.
    pub page: Option<Canvas>,
}

impl Pair {
    /// Pads both to the same width, so that they keep the same scale if shown at equal widths.
    pub fn even(self) -> Self {
        let width = self.page.as_ref().map_or(0, |page| page.width).max(self.picture.width);
        Self { picture: self.picture.widened(width), page: self.page.map(|page| page.widened(width)) }
    }
}

/// Views of a place, at most this wide and high in pixels; with `number`, a numbered box is drawn around the
/// place.
pub fn pair(
    whole: &Picture,
    page: &PageAnswer,
    look: Option<&Look>,
    place: &Rect,
    number: Option<usize>,
    (wide, high): (f64, f64),
) -> Option<Pair> {
    let about = if number.is_some() { about(place) } else { *place };
    let bounds = Rect::new(0.0, 0.0, whole.width as f64, whole.height as f64);
    let part = about.intersection(&bounds);
    let [x, y] = [part.x0, part.y0].map(|edge| edge.floor().max(0.0));
    let (cut_wide, cut_high) = ((part.x1.ceil() - x).max(1.0), (part.y1.ceil() - y).max(1.0));
    let zoom = (wide / cut_wide).min(high / cut_high).min(MOST_ENLARGED);
    let side = |pixels: f64| ((pixels * zoom).round() as usize).max(1);
    let (width, height) = (side(cut_wide), side(cut_high));
    let cut = Canvas::of(whole).cut(x as usize, y as usize, cut_wide as usize, cut_high as usize)?;
    let frame = Homography::scale_shift(zoom, zoom, -x * zoom, -y * zoom);
    let mut picture = cut.resized(width, height)?;
    let mut laid = look.and_then(|look| laid(look, &frame.after(&page.transform), width, height));
    if let Some(number) = number {
        let boxed = frame.apply_rect(place);
        [Some(&mut picture), laid.as_mut()]
            .into_iter()
            .flatten()
            .for_each(|c| overlay::difference(c, &boxed, number));
    }
    let turn = quarters(&page.transform, &part);
    Some(Pair { picture: picture.turned(turn), page: laid.map(|laid| laid.turned(turn)) })
}

/// The part of the picture shown around a place.
fn about(place: &Rect) -> Rect {
    let (w, h) = (place.width(), place.height());
    let across = (1.6 * w).max(ABOUT.0 * h).max(LEAST.0) - w;
    let down = (ABOUT.1 * h).max(LEAST.1) - h;
    Rect::new(place.x0 - across / 2.0, place.y0 - down / 2.0, place.x1 + across / 2.0, place.y1 + down / 2.0)
}

/// Quarter turns, clockwise, that make the page's lines horizontal.
fn quarters(transform: &Homography, part: &Rect) -> u8 {
    let Some(back) = transform.inverse() else { return 0 };
    let at = back.apply(part.centre());
    let (from, to) = (transform.apply(at), transform.apply(Point { x: at.x + 1.0, y: at.y }));
    let angle = (to.y - from.y).atan2(to.x - from.x);
    (-(angle / std::f64::consts::FRAC_PI_2).round() as i64).rem_euclid(4) as u8
}

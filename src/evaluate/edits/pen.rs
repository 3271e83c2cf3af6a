//! Pen and marker, as in the photo editor of a phone.

use fastrand::Rng;

use crate::figure::canvas::{Canvas, Colour};
use crate::model::geometry::{Point, Rect};

/// Colours of the pen: red, blue, green, black.
const PENS: [Colour; 4] = [[220, 30, 35], [25, 70, 200], [20, 140, 60], [20, 20, 22]];
/// Colours of the marker: yellow, green, pink, orange, cyan.
const MARKERS: [Colour; 5] = [[255, 235, 0], [90, 240, 60], [255, 80, 170], [255, 150, 20], [40, 220, 255]];
/// Smallest and largest opacity of the marker: the letters beneath it stay legible.
const OPACITY: (f32, f32) = (0.3, 0.5);
/// Smallest and largest width of a stroke, in letter heights.
const STROKE: (f32, f32) = (0.12, 0.25);
/// Smallest width of a stroke, in pixels.
const THINNEST: f32 = 2.5;
/// Number of straight pieces of a ring.
const PIECES: usize = 96;
/// Exponent of the superellipse of a ring: 2 is an ellipse, and larger ones come closer to a box.
const ROUND: f64 = 3.5;

/// A pen with its colour and width.
pub struct Pen {
    colour: Colour,
    /// Width of its stroke, in pixels.
    wide: f64,
}

impl Pen {
    /// A random pen for letters of this height, in pixels.
    pub fn any(letter: f32, lots: &mut Rng) -> Self {
        let share = STROKE.0 + (STROKE.1 - STROKE.0) * lots.f32();
        let colour = PENS[lots.usize(..PENS.len())];
        Self { colour, wide: f64::from((share * letter).max(THINNEST)) }
    }

    /// Draws a ring inside a box.
    pub fn ring(&self, canvas: &mut Canvas, bounds: &Rect) {
        let (middle, wide, high) = (bounds.centre(), bounds.width() / 2.0, bounds.height() / 2.0);
        let reach = |share: f64| share.signum() * share.abs().powf(2.0 / ROUND);
        let point = |i: usize| {
            let angle = std::f64::consts::TAU * i as f64 / PIECES as f64;
            Point { x: middle.x + wide * reach(angle.cos()), y: middle.y + high * reach(angle.sin()) }
        };
        self.stroke(canvas, &(0..=PIECES).map(point).collect::<Vec<_>>());
    }

    /// Draws straight lines from point to point.
    pub fn stroke(&self, canvas: &mut Canvas, points: &[Point]) {
        let half = self.wide / 2.0;
        let ends = points.iter().map(|p| Rect::new(p.x, p.y, p.x, p.y));
        let Some(bounds) = Rect::around(ends) else { return };
        let all = bounds.grown(half + 1.0).in_whole_units();
        let wide = (all.width() as usize).max(1);
        // Each pixel takes the colour once, though several pieces may touch it.
        let mut covered = vec![0.0f64; wide * all.height() as usize];
        for piece in points.windows(2) {
            let near = |p: &Point| Rect::new(p.x, p.y, p.x, p.y);
            let part = near(&piece[0]).union(&near(&piece[1])).grown(half + 1.0).in_whole_units();
            for y in (part.y0.max(all.y0)) as i64..part.y1.min(all.y1) as i64 {
                for x in (part.x0.max(all.x0)) as i64..part.x1.min(all.x1) as i64 {
                    let pixel = Point { x: x as f64 + 0.5, y: y as f64 + 0.5 };
                    let share = (half + 0.5 - distance(pixel, piece[0], piece[1])).clamp(0.0, 1.0);
                    let at = (y - all.y0 as i64) as usize * wide + (x - all.x0 as i64) as usize;
                    if let Some(old) = covered.get_mut(at) {
                        *old = old.max(share);
                    }
                }
            }
        }
        for (i, share) in covered.into_iter().enumerate().filter(|(_, share)| *share > 0.0) {
            let (x, y) = (all.x0 as i64 + (i % wide) as i64, all.y0 as i64 + (i / wide) as i64);
            canvas.mix(x, y, self.colour, share as f32);
        }
    }
}

/// Distance of a point from a straight piece.
fn distance(p: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { ((p.x - from.x) * dx + (p.y - from.y) * dy) / length } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    (p.x - from.x - along * dx).hypot(p.y - from.y - along * dy)
}

/// A marker with its colour and opacity.
pub struct Marker {
    colour: Colour,
    opacity: f32,
}

impl Marker {
    /// A random marker.
    pub fn any(lots: &mut Rng) -> Self {
        let opacity = OPACITY.0 + (OPACITY.1 - OPACITY.0) * lots.f32();
        Self { colour: MARKERS[lots.usize(..MARKERS.len())], opacity }
    }

    /// Tints a box.
    pub fn over(&self, canvas: &mut Canvas, bounds: &Rect) {
        let Rect { x0, y0, x1, y1 } = bounds.in_whole_units();
        for y in y0 as i64..y1 as i64 {
            for x in x0 as i64..x1 as i64 {
                canvas.mix(x, y, self.colour, self.opacity);
            }
        }
    }
}

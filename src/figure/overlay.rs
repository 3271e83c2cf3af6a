//! Marks on a canvas that are distinguishable without colour: numbered boxes, dashed frames, hatching. Each has
//! a light edge beside its dark one, so that it is visible on any background.

use super::canvas::{Canvas, Colour};
use super::text_render;
use crate::model::geometry::Rect;

/// Colour of boxes around differences.
pub const RED: Colour = [176, 0, 32];
/// Colour of the frame around the region shown.
pub const BLUE: Colour = [0, 74, 153];
/// Colour of the hatching over covered places.
pub const DARK: Colour = [38, 38, 38];
/// Colour of the light edge of every mark.
pub const LIGHT: Colour = [255, 255, 255];

/// Length of dashes and gaps, in pixels.
const DASH: i64 = 14;
/// Distance between hatching lines, in pixels.
const HATCH: i64 = 14;
/// Font size of a number, and its padding, in pixels.
const NUMBER: (f32, i64) = (20.0, 5);

/// A box around a difference, with its number at the upper left corner.
pub fn difference(canvas: &mut Canvas, place: &Rect, number: usize) {
    let edges = edges(place, 5);
    frame(canvas, edges, 5, LIGHT, |_| true);
    frame(canvas, inset(edges, 1), 3, RED, |_| true);
    numbered(canvas, [edges[0], edges[1]], number);
}

/// A dashed frame around the region shown.
pub fn region(canvas: &mut Canvas, place: &Rect) {
    // Outside of the region, whose letters reach to its edges.
    let edges = edges(place, 9);
    frame(canvas, edges, 5, LIGHT, |_| true);
    frame(canvas, inset(edges, 1), 3, BLUE, |at| at.rem_euclid(2 * DASH) < DASH);
}

/// Hatching over a covered place, and a thin frame; the content remains visible between the lines.
pub fn hidden(canvas: &mut Canvas, place: &Rect) {
    let [x0, y0, x1, y1] = edges(place, 0);
    let (down, across) = (y0.max(0)..y1.min(canvas.height as i64), x0.max(0)..x1.min(canvas.width as i64));
    for y in down {
        for x in across.clone() {
            match (x + y).rem_euclid(HATCH) {
                0 | 1 => canvas.mix(x, y, DARK, 1.0),
                2 | 3 => canvas.mix(x, y, LIGHT, 1.0),
                _ => {}
            }
        }
    }
    frame(canvas, [x0 - 2, y0 - 2, x1 + 2, y1 + 2], 4, LIGHT, |_| true);
    frame(canvas, [x0 - 1, y0 - 1, x1 + 1, y1 + 1], 2, DARK, |_| true);
}

fn edges(place: &Rect, beyond: i64) -> [i64; 4] {
    let [x0, y0] = [place.x0, place.y0].map(|edge| edge.floor() as i64 - beyond);
    let [x1, y1] = [place.x1, place.y1].map(|edge| edge.ceil() as i64 + beyond);
    [x0, y0, x1, y1]
}

fn inset([x0, y0, x1, y1]: [i64; 4], by: i64) -> [i64; 4] {
    [x0 + by, y0 + by, x1 - by, y1 - by]
}

/// The sides of a box with this line width in pixels; `drawn` selects the dashes.
fn frame(
    canvas: &mut Canvas,
    [x0, y0, x1, y1]: [i64; 4],
    wide: i64,
    colour: Colour,
    drawn: impl Fn(i64) -> bool,
) {
    for x in (x0.max(0)..x1.min(canvas.width as i64)).filter(|&x| drawn(x - x0)) {
        for n in 0..wide {
            canvas.mix(x, y0 + n, colour, 1.0);
            canvas.mix(x, y1 - 1 - n, colour, 1.0);
        }
    }
    for y in (y0.max(0)..y1.min(canvas.height as i64)).filter(|&y| drawn(y - y0)) {
        for n in 0..wide {
            canvas.mix(x0 + n, y, colour, 1.0);
            canvas.mix(x1 - 1 - n, y, colour, 1.0);
        }
    }
}

/// A number in a filled box above the corner, or where there is room.
fn numbered(canvas: &mut Canvas, [x, y]: [i64; 2], number: usize) {
    let (size, about) = NUMBER;
    let number = number.to_string();
    let (wide, high) = (text_render::width(&number, size).ceil() as i64 + 2 * about, size as i64 + 4);
    let x = x.min(canvas.width as i64 - wide).max(0);
    let y = (y - high + 1).max(0);
    canvas.fill([x - 1, y - 1, x + wide + 1, y + high + 1], LIGHT);
    canvas.fill([x, y, x + wide, y + high], RED);
    text_render::write(canvas, &number, (x + about, y + 2), size, LIGHT);
}

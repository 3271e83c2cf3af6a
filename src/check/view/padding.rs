//! Padding: programs that turn or shift a picture fill what is left open by repeating the last row or column (edge
//! replication), so that cut letters run out in bars. It shows nothing of a page.

use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// Rows that repeat one another from which they are padding; a stem may be as long that a crop cuts through.
const LEAST: usize = 8;
/// Mean step in grey from one pixel to the next along a row from which something is written in it.
const WRITTEN: f32 = 0.5;
/// The mean step to the next row, as a share of that along the row, up to which it is the same row again. In writing they are
/// about as large as each other; padding has none, but for what an encoder adds.
const SAME: f32 = 0.15;

/// The picture without its padding, in pixels.
pub fn unpadded(picture: &Raster) -> Rect {
    let (w, h) = (picture.width, picture.height);
    let row = |y: usize| move |x: usize| picture.grey[y * w + x];
    let column = |x: usize| move |y: usize| picture.grey[y * w + x];
    let top = repeated((0..h).map(row), w);
    let bottom = repeated((0..h).rev().map(row), w);
    let left = repeated((0..w).map(column), h);
    let right = repeated((0..w).rev().map(column), h);
    if top + bottom >= h || left + right >= w {
        return picture.bounds();
    }
    Rect::new(left as f64, top as f64, (w - right) as f64, (h - bottom) as f64)
}

/// How many of the first lines of pixels, each so long, have the same written in them as the next.
fn repeated<L: Fn(usize) -> u8>(lines: impl Iterator<Item = L>, length: usize) -> usize {
    let mut lines = lines.peekable();
    let mut repeated = 0;
    while let (Some(line), Some(next)) = (lines.next(), lines.peek()) {
        let step = |a: u8, b: u8| f32::from(a.abs_diff(b));
        let along: f32 = (1..length).map(|i| step(line(i - 1), line(i))).sum();
        let across: f32 = (0..length).map(|i| step(line(i), next(i))).sum();
        if along < WRITTEN * length as f32 || across > SAME * along {
            break;
        }
        repeated += 1;
    }
    if repeated < LEAST { 0 } else { repeated }
}

//! Padding: rows and columns that a program added when it rotated or shifted a picture. It repeats the last row or
//! column (edge replication), so that cut letters run out in bars. Padding shows nothing of a page.

use super::thresholds::{PADDING_ROWS, REPEATED_ROW_STEP_SHARE, ROW_CONTENT_STEP};
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// The bounds of the picture without its padding, in pixels.
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

/// The number of first lines of pixels (each `length` long) that repeat the next one; 0 if there are too few for
/// padding.
fn repeated<L: Fn(usize) -> u8>(lines: impl Iterator<Item = L>, length: usize) -> usize {
    let mut lines = lines.peekable();
    let mut repeated = 0;
    while let (Some(line), Some(next)) = (lines.next(), lines.peek()) {
        let step = |a: u8, b: u8| f32::from(a.abs_diff(b));
        let along: f32 = (1..length).map(|i| step(line(i - 1), line(i))).sum();
        let across: f32 = (0..length).map(|i| step(line(i), next(i))).sum();
        if along < ROW_CONTENT_STEP * length as f32 || across > REPEATED_ROW_STEP_SHARE * along {
            break;
        }
        repeated += 1;
    }
    if repeated < PADDING_ROWS { 0 } else { repeated }
}

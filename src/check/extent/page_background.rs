//! The page background: the area connected to a region by pixels of the paper's grey. A page that is rotated in a
//! story, or photographed on a desk, has no upright frame. But its paper ends where the picture of the page ends.

use super::frame::{Frame, Span};
use super::thresholds::{PAPER_AREA_SHARE, PAPER_GREY_CONTRAST_SHARE, PAPER_GREY_STEP};
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// The paper around a region, with everything on it: the area that can be reached from the region's own paper over
/// pixels of its grey. Returns `None` if it reaches the border of the picture, because it may be the background that
/// a crop was pasted on.
pub fn paper_about(picture: &Raster, region: &Rect, grey: f32, contrast: f32) -> Option<Frame> {
    let (w, h) = (picture.width, picture.height);
    let is_paper =
        |i: usize| (f32::from(picture.grey[i]) - grey).abs() < PAPER_GREY_CONTRAST_SHARE * contrast.abs();
    let [x0, y0] = [region.x0, region.y0].map(|v| v.max(0.0) as usize);
    let (x1, y1) = ((region.x1 as usize).min(w), (region.y1 as usize).min(h));
    let mut seen = vec![false; w * h];
    let mut open: Vec<usize> =
        (y0..y1).flat_map(|y| y * w + x0..y * w + x1.max(x0)).filter(|&i| is_paper(i)).collect();
    open.iter().for_each(|&i| seen[i] = true);
    let mut rows: Vec<Option<(usize, usize)>> = vec![None; h];
    let mut bare = 0usize;
    while let Some(i) = open.pop() {
        let (x, y) = (i % w, i / w);
        if x == 0 || y == 0 || x + 1 == w || y + 1 == h {
            return None;
        }
        bare += 1;
        let row = rows[y].get_or_insert((x, x));
        *row = (row.0.min(x), row.1.max(x));
        for n in [i - 1, i + 1, i - w, i + w] {
            if !seen[n] && is_paper(n) && picture.grey[n].abs_diff(picture.grey[i]) <= PAPER_GREY_STEP {
                seen[n] = true;
                open.push(n);
            }
        }
    }
    let top = rows.iter().position(Option::is_some)?;
    let end = rows.iter().rposition(Option::is_some)? + 1;
    let spans: Vec<Span> =
        rows[top..end].iter().map(|row| row.map(|(l, r)| (l as f64, (r + 1) as f64))).collect();
    let all: f64 = spans.iter().flatten().map(|(l, r)| r - l).sum();
    if (bare as f64) < PAPER_AREA_SHARE * all { None } else { Frame::of_rows(top, spans) }
}

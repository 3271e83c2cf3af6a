//! Lines that the end of the region cuts. Where the page goes on in the same line and the picture shows other ink, something was
//! laid over the page: the region ends there because it does not agree, and nothing beneath was compared.

use super::ink::Ink;
use super::part::Part;
use super::thresholds::{CUT_LINE_REACH_LETTERS, OCCLUSION_PIXELS};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::rules::runs;
use crate::model::geometry::Rect;
use std::ops::Range;

/// The places beside the region where a line of the page goes on beneath other ink, in pixels of the picture. A page that leans, or
/// lies before a camera, has none.
pub fn cut_lines(aligned: &Aligned, residual: &Residual, part: &Part) -> Vec<Rect> {
    if part.frame.is_some() || part.sheet.is_some() || !part.transform.plane().is_upright() {
        return Vec::new();
    }
    let (region, reach) = (part.region(), CUT_LINE_REACH_LETTERS * part.letter);
    let columns = |from: f64, to: f64| aligned.within(Some((from, to)));
    let Rect { x0, y0, x1, y1 } = region;
    let ends = [
        (columns(x0, x0 + reach), columns(x0 - reach, x0)),
        (columns(x1 - reach, x1), columns(x1, x1 + reach)),
    ];
    let row = |y: f64| ((y - aligned.y as f64).max(0.0) as usize).min(aligned.height);
    let count = |rows: &Range<usize>, columns: &Range<usize>, is: &dyn Fn(usize) -> bool| {
        let pixels = rows.clone().flat_map(|y| columns.clone().map(move |x| y * aligned.width + x));
        pixels.filter(|&i| !residual.rule[i] && is(i)).count()
    };
    // Beyond the region nothing is expected, so the page is asked itself.
    let is_inked = |i: usize| aligned.page[i] < residual.bare;
    let paper = Ink::on_paper(residual);
    let is_other = |i: usize| paper.is_new(aligned, residual, i);
    let mut found = Vec::new();
    for (within, beyond) in ends.iter().filter(|(_, beyond)| !beyond.is_empty()) {
        let first = row(y0);
        let has_ink = |y: usize| count(&(first + y..first + y + 1), beyond, &is_inked) > 0;
        for line in runs(row(y1) - first, has_ink) {
            let line = first + line.start..first + line.end;
            if count(&line, within, &is_inked) > 0 && count(&line, beyond, &is_other) >= OCCLUSION_PIXELS {
                let [x, y] = [aligned.x, aligned.y].map(|origin| origin as f64);
                found.push(Rect::new(
                    x + beyond.start as f64,
                    y + line.start as f64,
                    x + beyond.end as f64,
                    y + line.end as f64,
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;

    const SIZE: (usize, usize) = (300, 80);

    /// The number of cut lines of a page with one line of letters, compared up to the middle, where the picture shows this grey in a
    /// box beyond it that hides the rest.
    fn found(beyond: f32) -> usize {
        let (w, h) = SIZE;
        let is_letter =
            |i: usize| (34..46).contains(&(i / w)) && i % w % 9 < 3 && (10..290).contains(&(i % w));
        let page: Vec<f32> = (0..w * h).map(|i| if is_letter(i) { 0.0 } else { 255.0 }).collect();
        let mut seen = page.clone();
        (0..w * h).filter(|i| i % w >= 152).for_each(|i| seen[i] = 255.0);
        let is_box = |i: &usize| (20..60).contains(&(i / w)) && (156..260).contains(&(i % w));
        (0..w * h).filter(is_box).for_each(|i| seen[i] = beyond);
        let aligned = Aligned::of_greys(w, h, seen, page);
        let flat = Flat::new(w, h, 12.0);
        let left = Rect::new(0.0, 0.0, 152.0, h as f64);
        let part = Part { on_page: &left, core: &left, ..flat.part() };
        cut_lines(&aligned, &residual(&aligned, 1.0), &part).len()
    }

    #[test]
    fn a_line_that_goes_on_beneath_other_ink_is_cut_and_one_that_a_crop_ends_is_not() {
        assert_eq!(found(90.0), 1);
        assert_eq!(found(255.0), 0);
    }
}

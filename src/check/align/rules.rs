//! Rules of the page: long thin lines, the edges of bands, and the sides of boxes. Every renderer draws them a little
//! differently, so they are not compared.

use super::thresholds::{
    BOX_SIDE_PIXELS, BOX_SIDE_THICKNESS_PIXELS, EDGE_DEPTH_PIXELS, EDGE_PAPER_SHARE, RULE_INK_GREY,
    RULE_LENGTH_PIXELS, RULE_RIM_PIXELS,
};
use crate::model::geometry::{Point, Rect};
use crate::model::page_map::PageMap;
use std::ops::Range;

/// How far a page leans in the picture: rise of its rows to a pixel to the right, and shift of its columns to the right
/// to a pixel down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Lean {
    /// Rise of its rows, in pixels down to a pixel to the right.
    pub rows: f64,
    /// Shift of its columns, in pixels to the right to a pixel down.
    pub columns: f64,
    /// Whether the page lies on its side, so that these are its columns and rows.
    pub is_on_side: bool,
}

impl Lean {
    /// That of a page from corner to corner. A page on its side has its columns along the rows.
    pub fn of(map: &PageMap, page: &Rect) -> Self {
        let [a, b, c, d] = page.corners().map(|p| map.apply(p));
        let across = Point { x: b.x + c.x - a.x - d.x, y: b.y + c.y - a.y - d.y };
        let down = Point { x: c.x + d.x - a.x - b.x, y: c.y + d.y - a.y - b.y };
        let is_on_side = across.x.abs() < across.y.abs();
        let (rows, columns) = if is_on_side { (down, across) } else { (across, down) };
        Self { rows: rows.y / rows.x, columns: columns.x / columns.y, is_on_side }
    }
}

/// Pixels of a warped page (greys, row by row, `NAN` outside the page) within two pixels of its rules, of the edges of
/// its bands and of the sides of its boxes: ink near the paper, in long straight runs along the rows or columns of the page.
pub fn rules(grey: &[f32], (w, h): (usize, usize), lean: Lean) -> Vec<bool> {
    let page = &Page { grey, w, h };
    let mut out = vec![false; w * h];
    let mut mark = |x: usize, y: usize| {
        let rim = RULE_RIM_PIXELS;
        for y in y.saturating_sub(rim)..(y + rim + 1).min(h) {
            out[y * w..][..w][x.saturating_sub(rim)..(x + rim + 1).min(w)].fill(true);
        }
    };
    for row in lines((w, h), lean.rows) {
        let inked = |x: usize| row(x).find(|&y| page.is_ink(x, y));
        for run in long_runs(w, |x| inked(x).is_some()) {
            let run: Vec<_> = run.filter_map(|x| Some((x, inked(x)?))).collect();
            page.edge(&run, (0, 1)).into_iter().for_each(|(x, y)| mark(x, y));
        }
    }
    for column in lines((h, w), lean.columns) {
        let inked = |y: usize| column(y).find(|&x| page.is_ink(x, y));
        for run in long_runs(h, |y| inked(y).is_some()) {
            let run: Vec<_> = run.filter_map(|y| Some((inked(y)?, y))).collect();
            page.edge(&run, (1, 0)).into_iter().for_each(|(x, y)| mark(x, y));
        }
    }
    boxes(page, &mut out);
    out
}

/// The lines of pixels that rise by a slope: for each the places across at a place along, within `width`. A line that
/// leans is two pixels wide, because a thin rule steps from one to the next anywhere.
fn lines(
    (length, width): (usize, usize),
    slope: f64,
) -> impl Iterator<Item = impl Fn(usize) -> Range<usize>> {
    let rise = (slope * length as f64).round() as isize;
    let (starts, wide) = (-rise.max(0)..width as isize - rise.min(0), if rise == 0 { 1 } else { 2 });
    starts.map(move |start| {
        move |along: usize| {
            let across = start + (slope * along as f64).round() as isize;
            let at = |across: isize| usize::try_from(across).unwrap_or(0).min(width);
            at(across)..at(across + wide)
        }
    })
}

/// Marks the four sides of hollow boxes, such as check boxes, as rules: viewers snap thin lines to whole pixels.
fn boxes(page: &Page, rule: &mut [bool]) {
    let (w, h) = (page.w, page.h);
    let is_side = |run: &Range<usize>| (BOX_SIDE_PIXELS.start..BOX_SIDE_PIXELS.end).contains(&run.len());
    // Each run of ink below a bare row may be the upper side of a box.
    for y in 1..h {
        for top in runs(w, |x| page.is_ink(x, y)).filter(is_side) {
            let is_bare_above = top.clone().all(|x| !page.is_ink(x, y - 1));
            let Some(bottom) = page.closed(&top, y).filter(|_| is_bare_above) else { continue };
            let (left, right) = (top.start.saturating_sub(2), (top.end + 2).min(w));
            for row in y.saturating_sub(2)..(bottom + 3).min(h) {
                let is_rim =
                    row <= y + BOX_SIDE_THICKNESS_PIXELS + 1 || row + BOX_SIDE_THICKNESS_PIXELS + 1 >= bottom;
                let row = &mut rule[row * w..][..w];
                if is_rim {
                    row[left..right].fill(true);
                } else {
                    row[left..(top.start + BOX_SIDE_THICKNESS_PIXELS + 2).min(right)].fill(true);
                    row[top.end.saturating_sub(BOX_SIDE_THICKNESS_PIXELS + 2).max(left)..right].fill(true);
                }
            }
        }
    }
}

/// The runs of ink along a row of this length.
pub fn runs(length: usize, is_ink: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let from = (next..length).find(|&i| is_ink(i))?;
        let to = (from..length).find(|&i| !is_ink(i)).unwrap_or(length);
        next = to;
        Some(from..to)
    })
}

/// The runs of ink longer than [`RULE_LENGTH_PIXELS`] along a row or a column of this length.
fn long_runs(length: usize, is_ink: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    // Such a run meets a multiple of its least length, so the pixels between need not be tested.
    let sampled = move || {
        let at = (next..length).step_by(RULE_LENGTH_PIXELS).find(|&i| is_ink(i))?;
        let from = (0..at).rev().find(|&i| !is_ink(i)).map_or(0, |i| i + 1);
        let to = (at..length).find(|&i| !is_ink(i)).unwrap_or(length);
        next = to.next_multiple_of(RULE_LENGTH_PIXELS);
        Some(from..to)
    };
    std::iter::from_fn(sampled).filter(|run| run.len() > RULE_LENGTH_PIXELS)
}

/// The warped page.
pub struct Page<'a> {
    /// Grey; `NAN` outside the page.
    pub grey: &'a [f32],
    /// Width in pixels.
    pub w: usize,
    /// Height in pixels.
    pub h: usize,
}

impl Page<'_> {
    /// Whether a pixel has ink of a rule.
    pub fn is_ink(&self, x: usize, y: usize) -> bool {
        self.grey[y * self.w + x] < RULE_INK_GREY
    }

    /// The last row of a hollow box whose upper side is a run of ink in row `y`. Returns `None` if there is no such
    /// box. A shape with round corners is a letter.
    fn closed(&self, top: &Range<usize>, y: usize) -> Option<usize> {
        let sides = [top.start, top.end - 1];
        let last = (y..self.h.min(y + BOX_SIDE_PIXELS.end))
            .take_while(|&y| sides.iter().all(|&x| self.is_ink(x, y)))
            .last()?;
        let is_hollow = (y + BOX_SIDE_THICKNESS_PIXELS..last + 1 - BOX_SIDE_THICKNESS_PIXELS.min(last - y))
            .all(|y| {
                (top.start + BOX_SIDE_THICKNESS_PIXELS..top.end - BOX_SIDE_THICKNESS_PIXELS)
                    .all(|x| !self.is_ink(x, y))
            });
        let is_whole = top.clone().all(|x| self.is_ink(x, last));
        (last + 1 - y >= BOX_SIDE_PIXELS.start && is_whole && is_hollow).then_some(last)
    }

    /// The pixels of a run of ink that have paper, or the end of the part, within [`EDGE_DEPTH_PIXELS`] pixels on one side or the
    /// other, and along it. Light letters on a band are not paper along it.
    fn edge(&self, run: &[(usize, usize)], (dx, dy): (isize, isize)) -> Vec<(usize, usize)> {
        let is_paper = |(x, y): (usize, usize), by: isize| {
            let (x, y) = (x.checked_add_signed(by * dx), y.checked_add_signed(by * dy));
            !x.zip(y).is_some_and(|(x, y)| x < self.w && y < self.h && self.is_ink(x, y))
        };
        let mut is_edge = vec![false; run.len()];
        for by in (1..=EDGE_DEPTH_PIXELS).flat_map(|by| [by, -by]) {
            // The number of pixels of paper before each.
            let mut papers = vec![0; run.len() + 1];
            for (i, &at) in run.iter().enumerate() {
                papers[i + 1] = papers[i] + usize::from(is_paper(at, by));
            }
            for (i, is_edge) in is_edge.iter_mut().enumerate().filter(|(i, _)| papers[i + 1] > papers[*i]) {
                let about =
                    i.saturating_sub(RULE_LENGTH_PIXELS / 2)..(i + RULE_LENGTH_PIXELS / 2).min(run.len());
                let paper = papers[about.end] - papers[about.start];
                *is_edge |= paper as f32 >= EDGE_PAPER_SHARE * about.len() as f32;
            }
        }
        run.iter().zip(is_edge).filter_map(|(&at, is_edge)| is_edge.then_some(at)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white page of 60 x 40 pixels with a box of 16 x 14 (its sides one pixel thick), and some pixels more or less
    /// of ink.
    fn marked(more: &[(usize, usize)], less: &[(usize, usize)]) -> Vec<bool> {
        let (w, h) = (60, 40);
        let mut grey = vec![255.0f32; w * h];
        for (x, y) in
            (10..26).flat_map(|x| [(x, 10), (x, 23)]).chain((10..24).flat_map(|y| [(10, y), (25, y)]))
        {
            grey[y * w + x] = 0.0;
        }
        more.iter().for_each(|(x, y)| grey[y * w + x] = 0.0);
        less.iter().for_each(|(x, y)| grey[y * w + x] = 255.0);
        let mut rule = vec![false; w * h];
        boxes(&Page { grey: &grey, w, h }, &mut rule);
        rule
    }

    #[test]
    fn a_rule_of_a_page_that_leans_is_a_rule_to_its_end() {
        let (w, h) = (200, 60);
        let mut grey = vec![255.0f32; w * h];
        let at = |x: usize| 20 + x / 20;
        (10..190).for_each(|x| grey[at(x) * w + x] = 0.0);
        let is_rule = |lean: Lean| {
            let rule = rules(&grey, (w, h), lean);
            (10..190).all(|x| rule[at(x) * w + x])
        };
        assert!(is_rule(Lean { rows: 0.05, columns: -0.05, is_on_side: false }));
        assert!(!is_rule(Lean::default()));
    }

    #[test]
    fn the_edges_of_a_band_are_rules_and_what_is_about_its_light_letters_is_not() {
        let (w, h) = (200, 60);
        let mut grey = vec![255.0f32; w * h];
        (10..190).flat_map(|x| (20..44).map(move |y| (x, y))).for_each(|(x, y)| grey[y * w + x] = 80.0);
        let is_letter = |x: usize| x % 9 < 5 && x % 45 > 9;
        let letters = (20..180).filter(|&x| is_letter(x)).flat_map(|x| (28..37).map(move |y| (x, y)));
        letters.for_each(|(x, y)| grey[y * w + x] = 255.0);
        let rule = rules(&grey, (w, h), Lean::default());
        assert!((10..190).all(|x| rule[20 * w + x] && rule[43 * w + x]), "the band's edges");
        assert!((30..170).all(|x| (27..38).all(|y| !rule[y * w + x])), "its letters");
    }

    #[test]
    fn the_sides_of_a_box_are_rules_and_what_is_in_it_is_not() {
        let rule = marked(&[], &[]);
        assert!(rule[10 * 60 + 18] && rule[23 * 60 + 18] && rule[16 * 60 + 10] && rule[16 * 60 + 25]);
        assert!(!rule[16 * 60 + 18] && !rule[30 * 60 + 18]);
    }

    #[test]
    fn what_has_round_corners_or_strokes_within_is_a_letter() {
        assert!(!marked(&[], &[(10, 10), (25, 10), (10, 23), (25, 23)]).contains(&true));
        assert!(!marked(&[(17, 17), (18, 17)], &[]).contains(&true));
    }
}

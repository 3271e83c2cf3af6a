//! The residual: how far the picture departs from the page as it would show it, in units of its own letters' contrast.

use super::appearance::Aligned;
use crate::imaging::sampling::Quantiles;
use std::array;
use std::ops::Range;

/// Width of the Gaussian that residual and page are smoothed by, in pixels: edges that a rasteriser or an encoder
/// moves are pairs of opposite sign and cancel, a stroke too many or too few does not.
const SMOOTH: f32 = 1.2;
/// Half the side of the window that it is summed over, two and a half of its widths, and the side.
const HALF: usize = 3;
const TAPS: usize = 2 * HALF + 1;
/// Side of the cells in which the local contrast of letters is taken, and how many cells on each side count with one.
const CELL: usize = 3;
const NEAR: usize = 3;
/// Share of the whole part's contrast that is the least local contrast: faint specks are not held against themselves.
const CONTRAST_FLOOR: f32 = 0.3;
/// Grey levels by which ink of the page is darker than the lightest so many thousandths of it. What the fit of the blocks
/// makes of bare paper over the picture's own edges is no ink.
const FAINT: f32 = 24.0;
const LIGHTEST: usize = 995;
/// Ink of the page, in its local contrast, from which a pixel is inked.
pub const INKED: f32 = 0.4;
/// Share of a cell's or a word's pixels that must be inked for the page to have something there.
pub const SOME_INK: f64 = 0.06;
/// The paper is lighter than so many thousandths of the page, where ink is darker.
const PAPER: usize = 800;
/// Grey of a page below which it is ink when rules are looked for.
const INK: f32 = 215.0;
/// Straight ink longer than this many pixels is a rule, or a band's edge: rasterisers draw those a pixel apart, so they
/// are not compared.
const RULE: usize = 44;
/// Sides of boxes that are shorter than rules, in pixels, and how many pixels a side is thick at most.
const BOX: Range<usize> = 8..RULE + 1;
const SIDE: usize = 3;
/// Rows or columns of ink that belong to an edge: what lies deeper in a dark ground is compared.
const DEEP: isize = 3;
/// Departure from which the page does not show what the picture shows.
pub const DIFFERS: f32 = 0.4;
/// Pixels by which a rule may stand off what [`Residual::rule`] marks of it.
const OFF: isize = 2;
/// Pixels from a rule to the page on either side of it.
const BESIDE: isize = 6;

/// Departures over the aligned part, one value a pixel, row by row.
pub struct Residual {
    /// Signed departure in units of the local contrast: positive is lighter than expected.
    pub departure: Vec<f32>,
    /// How much ink the page has there, smoothed, 0 to about 1 of the local contrast; 0 where the page is not known.
    pub ink: Vec<f32>,
    /// Grey by which the page's ink stands off the paper about it, as the picture would show it, not smoothed; 0 where the page
    /// has none.
    pub strength: Vec<f32>,
    /// Whether the page has a rule within two pixels.
    pub rule: Vec<bool>,
    /// Whether page ink is darker (1) or lighter (-1) than its paper in the picture.
    pub polarity: f32,
    /// Grey contrast between paper and ink in the picture over the whole part.
    pub contrast: f32,
    /// Grey of the paper in the picture over most of the part.
    pub paper: f32,
    /// Grey of the page, in its own greys, from which it is bare paper.
    pub bare: f32,
}

impl Residual {
    /// The least local contrast, in grey levels.
    pub fn least_contrast(&self) -> f32 {
        CONTRAST_FLOOR * self.contrast
    }

    /// Whether the picture shows a rule of the page at one of its pixels, a few off at most: it has the page on either
    /// side, so that the rule is not where a crop ends. `across` is the direction in which the rule is crossed.
    pub fn shows_rule(&self, a: &Aligned, (x, y): (usize, usize), across: (usize, usize)) -> bool {
        let at = |by: isize| {
            let x = x.checked_add_signed(by * across.0 as isize)?.checked_sub(a.x)?;
            let y = y.checked_add_signed(by * across.1 as isize)?.checked_sub(a.y)?;
            (x < a.width && y < a.height).then_some(y * a.width + x)
        };
        let is_page =
            |by| at(by).is_some_and(|i| !a.expected[i].is_nan() && self.departure[i].abs() < DIFFERS);
        is_page(-BESIDE) && is_page(BESIDE) && (-OFF..=OFF).any(|by| at(by).is_some_and(|i| self.rule[i]))
    }
}

/// Holds the picture against the page.
pub fn residual(a: &Aligned, polarity: f32) -> Residual {
    let (w, h) = (a.width, a.height);
    let mut greys = Quantiles::new(&a.expected);
    let contrast = greys.contrast();
    let paper = greys.at(if polarity > 0.0 { PAPER } else { 1000 - PAPER }).unwrap_or(255.0);
    let rows = |y: usize| a.expected[y * w..][..w].iter().zip(&a.seen[y * w..][..w]);
    // Outside the page the expectation is the picture's own: nothing is held against it.
    let off = |y: usize, out: &mut [f32]| {
        let off = rows(y).map(|(e, s)| s - e);
        out.iter_mut().zip(off).for_each(|(o, d)| *o = if d.is_nan() { 0.0 } else { d });
    };
    let known = |y: usize, out: &mut [f32]| {
        out.iter_mut().zip(rows(y)).for_each(|(o, (e, s))| *o = if e.is_nan() { *s } else { *e });
    };
    let (mut departure, mut ink) = (smooth(w, h, off), smooth(w, h, known));
    let high = Extremes::new(&ink, w, h, |a, b| if b > a { b } else { a });
    let low = Extremes::new(&ink, w, h, |a, b| if b < a { b } else { a });
    let darkest = Extremes::new(&a.page, w, h, f32::min);
    let bare = Quantiles::new(&a.page).at(LIGHTEST).unwrap_or(255.0) - FAINT;
    let [mut highest, mut lowest, mut on_page] = [vec![0.0; w], vec![0.0; w], vec![0.0; w]];
    let mut strength = vec![0.0; w * h];
    for y in 0..h {
        if y % CELL == 0 {
            high.row(y, &mut highest);
            low.row(y, &mut lowest);
            darkest.row(y, &mut on_page);
        }
        let around = if polarity > 0.0 { &highest } else { &lowest };
        let (departure, ink) = (&mut departure[y * w..][..w], &mut ink[y * w..][..w]);
        for x in 0..w {
            let local = (highest[x] - lowest[x]).max(CONTRAST_FLOOR * contrast);
            departure[x] /= local;
            let stands_off = (around[x] - ink[x]).abs() / local;
            let is_inked = !a.expected[y * w + x].is_nan() && on_page[x] < bare;
            ink[x] = if is_inked { stands_off } else { 0.0 };
            let off = (around[x] - a.expected[y * w + x]) * polarity;
            strength[y * w + x] = if is_inked { off.max(0.0) } else { 0.0 };
        }
    }
    let page = Page { grey: &a.page, w, h };
    let mut rule = rules(&page);
    boxes(&page, &mut rule);
    Residual { departure, ink, strength, rule, polarity, contrast, paper, bare }
}

/// Gaussian smoothing, separable, of rows that `source` writes; beyond an edge its pixels go on.
fn smooth(w: usize, h: usize, source: impl Fn(usize, &mut [f32])) -> Vec<f32> {
    let weights: [f32; TAPS] =
        array::from_fn(|i| (-(i as f32 - HALF as f32).powi(2) / (2.0 * SMOOTH * SMOOTH)).exp());
    let sum: f32 = weights.iter().sum();
    let weights = weights.map(|k| k / sum);
    let mut padded = vec![0.0; w + 2 * HALF];
    // The last rows, smoothed along.
    let mut ring: [Vec<f32>; TAPS] = array::from_fn(|_| vec![0.0; w]);
    let (mut out, mut next) = (vec![0.0; w * h], 0);
    for (y, out) in out.chunks_exact_mut(w).enumerate() {
        while next < (y + HALF + 1).min(h) {
            source(next, &mut padded[HALF..HALF + w]);
            let (first, last) = (padded[HALF], padded[HALF + w - 1]);
            padded[..HALF].fill(first);
            padded[HALF + w..].fill(last);
            weigh(array::from_fn(|d| &padded[d..]), &weights, &mut ring[next % TAPS]);
            next += 1;
        }
        let row = |d: usize| (y + d).saturating_sub(HALF).min(h - 1) % TAPS;
        weigh(array::from_fn(|d| &ring[row(d)][..]), &weights, out);
    }
    out
}

/// The weighted sum of rows.
fn weigh(rows: [&[f32]; TAPS], weights: &[f32; TAPS], out: &mut [f32]) {
    let rows = rows.map(|row| &row[..out.len()]);
    for (x, out) in out.iter_mut().enumerate() {
        *out = (0..TAPS).map(|d| weights[d] * rows[d][x]).sum();
    }
}

/// Largest or smallest values round each cell.
struct Extremes {
    across: usize,
    values: Vec<f32>,
}

impl Extremes {
    fn new(v: &[f32], w: usize, h: usize, pick: impl Fn(f32, f32) -> f32) -> Self {
        let (across, down) = (w.div_ceil(CELL), h.div_ceil(CELL));
        let into =
            |out: &mut [f32], row: &[f32]| out.iter_mut().zip(row).for_each(|(o, &v)| *o = pick(*o, v));
        let mut cells = Vec::with_capacity(across * down);
        let mut line = vec![0.0; w];
        for rows in v.chunks(CELL * w) {
            line.copy_from_slice(&rows[..w]);
            rows[w..].chunks_exact(w).for_each(|row| into(&mut line, row));
            cells.extend(line.chunks(CELL).map(|c| c.iter().copied().fold(c[0], &pick)));
        }
        let mut beside = cells.clone();
        for (out, row) in beside.chunks_exact_mut(across).zip(cells.chunks_exact(across)) {
            for by in 1..=NEAR.min(across - 1) {
                into(&mut out[by..], row);
                into(out, &row[by..]);
            }
        }
        let mut values = beside.clone();
        for (y, out) in values.chunks_exact_mut(across).enumerate() {
            for near in y.saturating_sub(NEAR)..(y + NEAR + 1).min(down) {
                into(out, &beside[near * across..][..across]);
            }
        }
        Self { across, values }
    }

    /// The values along a row of pixels.
    fn row(&self, y: usize, out: &mut [f32]) {
        let cells = &self.values[(y / CELL) * self.across..][..self.across];
        out.chunks_mut(CELL).zip(cells).for_each(|(pixels, v)| pixels.fill(*v));
    }
}

/// Pixels of rules and of the edges of bands, two pixels round them: ink near the paper, in long straight runs.
fn rules(page: &Page) -> Vec<bool> {
    let (w, h) = (page.w, page.h);
    let mut out = vec![false; w * h];
    let mut mark = |x: usize, y: usize| {
        for y in y.saturating_sub(2)..(y + 3).min(h) {
            out[y * w..][..w][x.saturating_sub(2)..(x + 3).min(w)].fill(true);
        }
    };
    for y in 0..h {
        for run in long_runs(w, |x| page.is_ink(x, y)) {
            run.filter(|&x| page.is_shallow(x, y, (0, 1))).for_each(|x| mark(x, y));
        }
    }
    for x in 0..w {
        for run in long_runs(h, |y| page.is_ink(x, y)) {
            run.filter(|&y| page.is_shallow(x, y, (1, 0))).for_each(|y| mark(x, y));
        }
    }
    out
}

/// Marks the four sides of hollow boxes, as of ticks, as rules are: viewers put thin lines on whole pixels of the screen.
fn boxes(page: &Page, rule: &mut [bool]) {
    let (w, h) = (page.w, page.h);
    let is_side = |run: &Range<usize>| (BOX.start..BOX.end).contains(&run.len());
    // Runs of ink along the row above, which may be the upper side.
    for y in 1..h {
        for top in runs(w, |x| page.is_ink(x, y)).filter(is_side) {
            let is_bare_above = top.clone().all(|x| !page.is_ink(x, y - 1));
            let Some(bottom) = page.closed(&top, y).filter(|_| is_bare_above) else { continue };
            let (left, right) = (top.start.saturating_sub(2), (top.end + 2).min(w));
            for row in y.saturating_sub(2)..(bottom + 3).min(h) {
                let is_rim = row <= y + SIDE + 1 || row + SIDE + 1 >= bottom;
                let row = &mut rule[row * w..][..w];
                if is_rim {
                    row[left..right].fill(true);
                } else {
                    row[left..(top.start + SIDE + 2).min(right)].fill(true);
                    row[top.end.saturating_sub(SIDE + 2).max(left)..right].fill(true);
                }
            }
        }
    }
}

/// The runs of ink along a row of this length.
fn runs(length: usize, is_ink: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let from = (next..length).find(|&i| is_ink(i))?;
        let to = (from..length).find(|&i| !is_ink(i)).unwrap_or(length);
        next = to;
        Some(from..to)
    })
}

/// The runs of ink longer than [`RULE`] along a row or a column of this length.
fn long_runs(length: usize, is_ink: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    // Such a run meets a multiple of its least length: the pixels between are passed over.
    let sampled = move || {
        let at = (next..length).step_by(RULE).find(|&i| is_ink(i))?;
        let from = (0..at).rev().find(|&i| !is_ink(i)).map_or(0, |i| i + 1);
        let to = (at..length).find(|&i| !is_ink(i)).unwrap_or(length);
        next = to.next_multiple_of(RULE);
        Some(from..to)
    };
    std::iter::from_fn(sampled).filter(|run| run.len() > RULE)
}

/// The warped page.
struct Page<'a> {
    /// `NAN` outside the page.
    grey: &'a [f32],
    w: usize,
    h: usize,
}

impl Page<'_> {
    fn is_ink(&self, x: usize, y: usize) -> bool {
        self.grey[y * self.w + x] < INK
    }

    /// The last row of a hollow box whose upper side is a run of ink in a row; none where it is none. Corners that are round are
    /// a letter's.
    fn closed(&self, top: &Range<usize>, y: usize) -> Option<usize> {
        let sides = [top.start, top.end - 1];
        let last =
            (y..self.h.min(y + BOX.end)).take_while(|&y| sides.iter().all(|&x| self.is_ink(x, y))).last()?;
        let is_hollow = (y + SIDE..last + 1 - SIDE.min(last - y))
            .all(|y| (top.start + SIDE..top.end - SIDE).all(|x| !self.is_ink(x, y)));
        let is_whole = top.clone().all(|x| self.is_ink(x, last));
        (last + 1 - y >= BOX.start && is_whole && is_hollow).then_some(last)
    }

    /// Whether paper, or the end of the part, lies within [`DEEP`] pixels on one side or the other.
    fn is_shallow(&self, x: usize, y: usize, (dx, dy): (isize, isize)) -> bool {
        let is_ink = |by: isize| {
            let (x, y) = (x.checked_add_signed(by * dx), y.checked_add_signed(by * dy));
            x.zip(y).is_some_and(|(x, y)| x < self.w && y < self.h && self.is_ink(x, y))
        };
        (1..=DEEP).any(|k| !is_ink(k) || !is_ink(-k))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white page of 60 x 40 pixels with a box of 16 x 14 on it, its sides a pixel thick, and ink at some more pixels.
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

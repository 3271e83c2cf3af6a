//! The residual: the difference of the picture from the expected appearance of the page, normalised by the contrast
//! of the letters nearby.

use super::appearance::Aligned;
use super::dotted::mark_dotted;
use super::rules::rules;
use super::thresholds::{
    BESIDE_RULE_PIXELS, CONTRAST_CELL_PIXELS, CONTRAST_NEIGHBOUR_CELLS, DIFFERING_RESIDUAL,
    INK_BELOW_PAPER_GREYS, LIGHTEST_GREY_THOUSANDTH, LOCAL_CONTRAST_FLOOR, PAPER_GREY_THOUSANDTH,
    RESIDUAL_SMOOTHING_HALF_SIDE, RESIDUAL_SMOOTHING_SIGMA, RULE_OFFSET_PIXELS,
};
use crate::imaging::rows::weighted_sum;
use crate::imaging::sampling::Quantiles;
use std::array;

const TAPS: usize = 2 * RESIDUAL_SMOOTHING_HALF_SIDE + 1;

/// The residual over the aligned part, one value per pixel, row by row.
pub struct Residual {
    /// Signed normalised residual, in local contrast; positive if the picture is lighter than expected.
    pub normalised: Vec<f32>,
    /// Ink of the page, smoothed, 0 to about 1 of the local contrast; 0 outside the page.
    pub ink: Vec<f32>,
    /// Difference of the page's ink from the paper around it as the picture would show it, in grey levels, not
    /// smoothed; 0 where the page has no ink.
    pub strength: Vec<f32>,
    /// Whether the page has a rule within two pixels.
    pub rule: Vec<bool>,
    /// 1 if ink is darker than its paper in the picture, -1 if it is lighter.
    pub polarity: f32,
    /// Contrast of paper and ink in the picture over the whole part, in grey levels.
    pub contrast: f32,
    /// Grey of most of the paper in the picture.
    pub paper: f32,
    /// Grey of the page from which it is bare paper, in the page's own greys.
    pub bare: f32,
}

impl Residual {
    /// The least local contrast, in grey levels.
    pub fn least_contrast(&self) -> f32 {
        LOCAL_CONTRAST_FLOOR * self.contrast
    }

    /// Whether the picture shows a rule of the page at a pixel, or a few pixels off. The page must be seen on either
    /// side, so that the rule is not the edge of a crop. `across` is the direction in which the rule is crossed.
    pub fn shows_rule(&self, aligned: &Aligned, (x, y): (usize, usize), across: (usize, usize)) -> bool {
        let at = |by: isize| {
            let x = x.checked_add_signed(by * across.0 as isize)?.checked_sub(aligned.x)?;
            let y = y.checked_add_signed(by * across.1 as isize)?.checked_sub(aligned.y)?;
            (x < aligned.width && y < aligned.height).then_some(y * aligned.width + x)
        };
        let is_page = |by| {
            at(by).is_some_and(|i| {
                !aligned.expected[i].is_nan() && self.normalised[i].abs() < DIFFERING_RESIDUAL
            })
        };
        is_page(-BESIDE_RULE_PIXELS)
            && is_page(BESIDE_RULE_PIXELS)
            && (-RULE_OFFSET_PIXELS..=RULE_OFFSET_PIXELS).any(|by| at(by).is_some_and(|i| self.rule[i]))
    }
}

/// Computes the residual.
pub fn residual(aligned: &Aligned, polarity: f32) -> Residual {
    let (w, h) = (aligned.width, aligned.height);
    let mut greys = Quantiles::new(&aligned.expected);
    let contrast = greys.contrast();
    let paper = greys
        .at(if polarity > 0.0 { PAPER_GREY_THOUSANDTH } else { 1000 - PAPER_GREY_THOUSANDTH })
        .unwrap_or(255.0);
    let rows = |y: usize| aligned.expected[y * w..][..w].iter().zip(&aligned.seen[y * w..][..w]);
    // Outside the page the residual is zero: nothing is expected there.
    let off = |y: usize, out: &mut [f32]| {
        let off = rows(y).map(|(e, s)| s - e);
        out.iter_mut().zip(off).for_each(|(o, d)| *o = if d.is_nan() { 0.0 } else { d });
    };
    let known = |y: usize, out: &mut [f32]| {
        out.iter_mut().zip(rows(y)).for_each(|(o, (e, s))| *o = if e.is_nan() { *s } else { *e });
    };
    let (mut normalised, mut ink) = (smooth(w, h, off), smooth(w, h, known));
    let high = Extremes::new(&ink, w, h, |a, b| if b > a { b } else { a });
    let low = Extremes::new(&ink, w, h, |a, b| if b < a { b } else { a });
    let darkest = Extremes::new(&aligned.page, w, h, f32::min);
    let bare =
        Quantiles::new(&aligned.page).at(LIGHTEST_GREY_THOUSANDTH).unwrap_or(255.0) - INK_BELOW_PAPER_GREYS;
    let [mut highest, mut lowest, mut on_page] = [vec![0.0; w], vec![0.0; w], vec![0.0; w]];
    let mut strength = vec![0.0; w * h];
    for y in 0..h {
        if y % CONTRAST_CELL_PIXELS == 0 {
            high.row(y, &mut highest);
            low.row(y, &mut lowest);
            darkest.row(y, &mut on_page);
        }
        let around = if polarity > 0.0 { &highest } else { &lowest };
        let (normalised, ink) = (&mut normalised[y * w..][..w], &mut ink[y * w..][..w]);
        for x in 0..w {
            let local = (highest[x] - lowest[x]).max(LOCAL_CONTRAST_FLOOR * contrast);
            normalised[x] /= local;
            let stands_off = (around[x] - ink[x]).abs() / local;
            let is_inked = !aligned.expected[y * w + x].is_nan() && on_page[x] < bare;
            ink[x] = if is_inked { stands_off } else { 0.0 };
            let off = (around[x] - aligned.expected[y * w + x]) * polarity;
            strength[y * w + x] = if is_inked { off.max(0.0) } else { 0.0 };
        }
    }
    let mut rule = rules(&aligned.page, (w, h), aligned.lean);
    let inks = |i: usize| {
        let lost = (aligned.seen[i] - aligned.expected[i]) * polarity;
        (strength[i] - if lost.is_finite() { lost } else { 0.0 }, strength[i])
    };
    mark_dotted(&aligned.page, (w, h), aligned.lean, inks, &mut rule);
    Residual { normalised, ink, strength, rule, polarity, contrast, paper, bare }
}

/// Separable Gaussian smoothing of rows that `source` writes. Beyond an edge its pixels are repeated.
fn smooth(w: usize, h: usize, source: impl Fn(usize, &mut [f32])) -> Vec<f32> {
    let weights: [f32; TAPS] = array::from_fn(|i| {
        (-(i as f32 - RESIDUAL_SMOOTHING_HALF_SIDE as f32).powi(2)
            / (2.0 * RESIDUAL_SMOOTHING_SIGMA * RESIDUAL_SMOOTHING_SIGMA))
            .exp()
    });
    let sum: f32 = weights.iter().sum();
    let weights = weights.map(|k| k / sum);
    let mut padded = vec![0.0; w + 2 * RESIDUAL_SMOOTHING_HALF_SIDE];
    // The last rows, smoothed horizontally.
    let mut ring: [Vec<f32>; TAPS] = array::from_fn(|_| vec![0.0; w]);
    let (mut out, mut next) = (vec![0.0; w * h], 0);
    for (y, out) in out.chunks_exact_mut(w).enumerate() {
        while next < (y + RESIDUAL_SMOOTHING_HALF_SIDE + 1).min(h) {
            source(next, &mut padded[RESIDUAL_SMOOTHING_HALF_SIDE..RESIDUAL_SMOOTHING_HALF_SIDE + w]);
            let (first, last) =
                (padded[RESIDUAL_SMOOTHING_HALF_SIDE], padded[RESIDUAL_SMOOTHING_HALF_SIDE + w - 1]);
            padded[..RESIDUAL_SMOOTHING_HALF_SIDE].fill(first);
            padded[RESIDUAL_SMOOTHING_HALF_SIDE + w..].fill(last);
            weighted_sum(array::from_fn(|d| &padded[d..]), &weights, &mut ring[next % TAPS]);
            next += 1;
        }
        let row = |d: usize| (y + d).saturating_sub(RESIDUAL_SMOOTHING_HALF_SIDE).min(h - 1) % TAPS;
        weighted_sum(array::from_fn(|d| &ring[row(d)][..]), &weights, out);
    }
    out
}

/// The largest or smallest values around each cell.
struct Extremes {
    across: usize,
    values: Vec<f32>,
}

impl Extremes {
    fn new(v: &[f32], w: usize, h: usize, pick: impl Fn(f32, f32) -> f32) -> Self {
        let (across, down) = (w.div_ceil(CONTRAST_CELL_PIXELS), h.div_ceil(CONTRAST_CELL_PIXELS));
        let into =
            |out: &mut [f32], row: &[f32]| out.iter_mut().zip(row).for_each(|(o, &v)| *o = pick(*o, v));
        let mut cells = Vec::with_capacity(across * down);
        let mut line = vec![0.0; w];
        for rows in v.chunks(CONTRAST_CELL_PIXELS * w) {
            line.copy_from_slice(&rows[..w]);
            rows[w..].chunks_exact(w).for_each(|row| into(&mut line, row));
            cells.extend(line.chunks(CONTRAST_CELL_PIXELS).map(|c| c.iter().copied().fold(c[0], &pick)));
        }
        let mut beside = cells.clone();
        for (out, row) in beside.chunks_exact_mut(across).zip(cells.chunks_exact(across)) {
            for by in 1..=CONTRAST_NEIGHBOUR_CELLS.min(across - 1) {
                into(&mut out[by..], row);
                into(out, &row[by..]);
            }
        }
        let mut values = beside.clone();
        for (y, out) in values.chunks_exact_mut(across).enumerate() {
            for near in
                y.saturating_sub(CONTRAST_NEIGHBOUR_CELLS)..(y + CONTRAST_NEIGHBOUR_CELLS + 1).min(down)
            {
                into(out, &beside[near * across..][..across]);
            }
        }
        Self { across, values }
    }

    /// The values along a row of pixels.
    fn row(&self, y: usize, out: &mut [f32]) {
        let cells = &self.values[(y / CONTRAST_CELL_PIXELS) * self.across..][..self.across];
        out.chunks_mut(CONTRAST_CELL_PIXELS).zip(cells).for_each(|(pixels, v)| pixels.fill(*v));
    }
}

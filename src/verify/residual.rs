//! The residual: how far the picture departs from the page as it would show it, in units of its own letters' contrast.

use super::align::Aligned;
use super::pixels::grown;

/// Width of the Gaussian that residual and page are smoothed by, in pixels: edges that a rasteriser or an encoder
/// moves are pairs of opposite sign and cancel, a stroke too many or too few does not.
const SMOOTH: f32 = 1.2;
/// Half the side of the window in which the local contrast of letters is taken.
const NEAR: usize = 9;
/// Share of the whole part's contrast that is the least local contrast: faint specks are not held against themselves.
const CONTRAST_FLOOR: f32 = 0.3;
/// Ink of the page, in its local contrast, from which a pixel is inked.
pub const INKED: f32 = 0.4;
/// Share of a cell's or a word's pixels that must be inked for the page to have something there.
pub const SOME_INK: f64 = 0.06;
/// Straight ink longer than this many pixels is a rule, or a band's edge: rasterisers draw those a pixel apart, so they
/// are not compared.
const RULE: usize = 44;
/// Rows or columns of ink that belong to an edge: what lies deeper in a dark ground is compared.
const DEEP: u8 = 3;

/// Departure from which the page does not show what the picture shows.
pub const DIFFERS: f32 = 0.4;
/// Pixels beyond those two by which a rule may be drawn off its place, and from a rule to what it parts.
const OFF: isize = 2;
const BESIDE: isize = 6;

/// Departures over the aligned part, one value a pixel, row by row.
pub struct Residual {
    /// Signed departure in units of the local contrast: positive is lighter than expected.
    pub departure: Vec<f32>,
    /// How much ink the page has there, smoothed, 0 to about 1 of the local contrast; 0 where the page is not known.
    pub ink: Vec<f32>,
    /// Whether the page has a rule there.
    pub rule: Vec<bool>,
    /// Whether page ink is darker (1) or lighter (-1) than its paper in the picture.
    pub polarity: f32,
    /// Grey contrast between paper and ink in the picture over the whole part.
    pub contrast: f32,
}

impl Residual {
    /// Whether the picture shows a rule of the page at one of its pixels, a few off at most: it has the page on either
    /// side, so that the rule is not where a crop ends. `across` is the direction in which the rule is crossed.
    pub fn shows_rule(&self, a: &Aligned, (x, y): (usize, usize), across: (usize, usize)) -> bool {
        let at = |by: isize| {
            let x = x.checked_add_signed(by * across.0 as isize)?.checked_sub(a.x)?;
            let y = y.checked_add_signed(by * across.1 as isize)?.checked_sub(a.y)?;
            (x < a.width && y < a.height).then_some(y * a.width + x)
        };
        let is_page = |by| at(by).is_some_and(|i| !a.page[i].is_nan() && self.departure[i].abs() < DIFFERS);
        is_page(-BESIDE) && is_page(BESIDE) && (-OFF..=OFF).any(|by| at(by).is_some_and(|i| self.rule[i]))
    }
}

/// Holds the picture against the page.
pub fn residual(a: &Aligned, polarity: f32) -> Residual {
    let (w, h) = (a.width, a.height);
    let left: Vec<f32> =
        a.seen.iter().zip(&a.expected).map(|(s, e)| if e.is_nan() { 0.0 } else { s - e }).collect();
    let left = smooth(&left, w, h);
    let contrast = whole_contrast(a);
    let filled: Vec<f32> = known(a);
    let expected = smooth(&filled, w, h);
    let (high, low) = (extreme(&expected, w, h, f32::max), extreme(&expected, w, h, f32::min));
    let paper = |i: usize| if polarity > 0.0 { high[i] } else { low[i] };
    let local = |i: usize| (high[i] - low[i]).max(CONTRAST_FLOOR * contrast);
    let departure = (0..w * h).map(|i| left[i] / local(i)).collect();
    let ink = |i: usize| if a.expected[i].is_nan() { 0.0 } else { (paper(i) - expected[i]).abs() / local(i) };
    let ink = (0..w * h).map(ink).collect();
    Residual { departure, ink, rule: rules(&a.page, w, h), polarity, contrast }
}

fn whole_contrast(a: &Aligned) -> f32 {
    let mut all: Vec<f32> = a.expected.iter().step_by(7).copied().filter(|v| v.is_finite()).collect();
    if all.is_empty() {
        return 30.0;
    }
    all.sort_by(f32::total_cmp);
    let at = |share: usize| all[all.len() * share / 1000];
    (at(995) - at(5)).max(30.0)
}

/// Outside the page the expectation is the picture's own: nothing is held against it.
fn known(a: &Aligned) -> Vec<f32> {
    a.expected.iter().zip(&a.seen).map(|(e, s)| if e.is_nan() { *s } else { *e }).collect()
}

/// Gaussian smoothing, separable.
pub fn smooth(v: &[f32], w: usize, h: usize) -> Vec<f32> {
    let r = (2.5 * SMOOTH).ceil() as usize;
    let mut k: Vec<f32> =
        (0..=2 * r).map(|i| (-(i as f32 - r as f32).powi(2) / (2.0 * SMOOTH * SMOOTH)).exp()).collect();
    let sum: f32 = k.iter().sum();
    k.iter_mut().for_each(|k| *k /= sum);
    let mut across = vec![0.0; w * h];
    let mut padded = vec![0.0; w + 2 * r];
    for (row, out) in v.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        padded[..r].fill(row[0]);
        padded[r..r + w].copy_from_slice(row);
        padded[r + w..].fill(row[w - 1]);
        for (d, &k) in k.iter().enumerate() {
            out.iter_mut().zip(&padded[d..]).for_each(|(o, v)| *o += k * v);
        }
    }
    let mut down = vec![0.0; w * h];
    for (y, out) in down.chunks_exact_mut(w).enumerate() {
        for (d, &k) in k.iter().enumerate() {
            let from = (y + d).saturating_sub(r).min(h - 1) * w;
            out.iter_mut().zip(&across[from..]).for_each(|(o, v)| *o += k * v);
        }
    }
    down
}

/// Largest or smallest value within [`NEAR`] pixels, in steps of a third of that.
fn extreme(v: &[f32], w: usize, h: usize, pick: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    let step = NEAR / 3;
    let (cw, ch) = (w.div_ceil(step), h.div_ceil(step));
    let mut cells = vec![f32::NAN; cw * ch];
    for (y, row) in v.chunks_exact(w).enumerate() {
        let line = &mut cells[(y / step) * cw..][..cw];
        for (cell, part) in line.iter_mut().zip(row.chunks(step)) {
            *cell = part.iter().fold(*cell, |a, &b| pick(b, a));
        }
    }
    let reach = 3;
    let mut across = cells.clone();
    for y in 0..ch {
        for x in 0..cw {
            let row = &cells[y * cw..][..cw];
            across[y * cw + x] = row[x.saturating_sub(reach)..(x + reach + 1).min(cw)]
                .iter()
                .fold(f32::NAN, |a, &b| pick(b, a));
        }
    }
    let mut down = across.clone();
    for y in 0..ch {
        for x in 0..cw {
            down[y * cw + x] = (y.saturating_sub(reach)..(y + reach + 1).min(ch))
                .fold(f32::NAN, |a, k| pick(across[k * cw + x], a));
        }
    }
    let mut out = Vec::with_capacity(w * h);
    for y in 0..h {
        out.extend((0..w).map(|x| down[(y / step) * cw + x / step]));
    }
    out
}

/// Pixels of rules and of the edges of bands, two pixels round them: ink near the paper, in long straight runs.
fn rules(page: &[f32], w: usize, h: usize) -> Vec<bool> {
    let inked: Vec<bool> = page.iter().map(|&v| v < 215.0).collect();
    let n = w * h;
    let up = reach(&inked, 0..n, |i| i.checked_sub(w));
    let down = reach(&inked, (0..n).rev(), |i| (i + w < n).then_some(i + w));
    let left = reach(&inked, 0..n, |i| (i % w > 0).then(|| i - 1));
    let right = reach(&inked, (0..n).rev(), |i| ((i + 1) % w > 0).then_some(i + 1));
    let long = |a: u8, b: u8| usize::from(a) + usize::from(b) > RULE + 1;
    let rule = |i: usize| {
        let across = long(left[i], right[i]) && up[i].min(down[i]) <= DEEP;
        inked[i] && (across || long(up[i], down[i]) && left[i].min(right[i]) <= DEEP)
    };
    grown(&(0..n).map(rule).collect::<Vec<_>>(), w, h, 2)
}

/// Pixels of ink from each pixel on towards one side, itself among them, up to 255. `before` is the pixel beside it on
/// that side, which `order` comes to first.
fn reach(
    inked: &[bool],
    order: impl Iterator<Item = usize>,
    before: impl Fn(usize) -> Option<usize>,
) -> Vec<u8> {
    let mut out = vec![0u8; inked.len()];
    for i in order {
        if inked[i] {
            out[i] = before(i).map_or(0, |b| out[b]).saturating_add(1);
        }
    }
    out
}

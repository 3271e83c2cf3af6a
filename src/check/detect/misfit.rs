//! The misfit of letters: how much of the ink of each letter of the page the picture does not show as it is.
//!
//! The largest residual of a changed letter may be small: an 8 for a 6 closes a gap of a pixel. So each letter is compared as a
//! whole. The ink seen is fitted by the ink expected and its two derivatives, that is by another strength and a shift of
//! part of a pixel (Lucas and Kanade, An iterative image registration technique, IJCAI 1981); the energy that is left over, as
//! a share of the letter's own, is its misfit. In one picture the misfits of all letters are alike, because typeface, blur and
//! encoder are the same. The tail of their logarithms is exponential (peaks over a threshold, as in `outlier`), and its
//! scale comes from two quantiles, so that a few changed letters do not widen it. A letter that this tail does not
//! explain, and that misfits as another letter does, is doubtful.

use super::blobs::{Blob, bounds_of};
use super::ink::Ink;
use super::part::Part;
use super::thresholds::{
    LETTER_INK_CONTRAST, LETTER_OFFSET_PIXELS, MISFIT_BEYOND_SHARE, MISFIT_CHANCE_LOG10,
    MISFIT_HEIGHT_LETTERS, MISFIT_LEAST, MISFIT_SHIFT_DAMPING, MISFIT_TAIL_SHARES, MISFIT_WIDTH_LETTERS,
    SMALL_PIECE_LETTERS, SMALL_PIECE_RIM_PIXELS,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::extent::thresholds::LEGIBLE_LETTER_PIXELS;
use crate::imaging::fit::solve;
use crate::model::geometry::Point;
use std::f32::consts::LOG10_E;
use std::ops::Range;

/// Unknowns of the fit of a letter: its strength, and its shift along and across the line.
const TERMS: usize = 3;

/// The letters among the `open` pixels that fit the picture as those of another text would. The peak of each is its misfit.
/// Returns none if there are too few letters to know how they fit, or if their lines run from top to bottom.
pub fn misfitting(
    aligned: &Aligned,
    residual: &Residual,
    ink: &Ink,
    open: &[bool],
    part: &Part,
) -> Vec<Blob> {
    let Point { x, y } = part.on_page.centre();
    let [top, foot] = [y, y + 1.0].map(|y| part.transform.apply(Point { x, y }));
    if (foot.x - top.x).abs() > (foot.y - top.y).abs() {
        return Vec::new();
    }
    let letters = letters(aligned, residual, ink, open, part);
    // The outer quantile must be one of them.
    if letters.len() as f32 * MISFIT_TAIL_SHARES.0 < 1.0 {
        return Vec::new();
    }
    let logs: Vec<f32> = letters.iter().map(|letter| letter.peak.max(f32::MIN_POSITIVE).ln()).collect();
    let chance = tail(&logs);
    let stands_out =
        |(letter, log): &(Blob, f32)| letter.peak >= MISFIT_LEAST && chance(*log) < MISFIT_CHANCE_LOG10;
    letters.into_iter().zip(logs).filter(stands_out).map(|(letter, _)| letter).collect()
}

/// The decimal logarithm of the number of values as large as a given one that the tail of these values has by chance. The scale of
/// the tail is an estimate from so many values, so the next one has a Lomax distribution (the predictive distribution of an
/// exponential one with unknown scale: Aitchison and Dunsmore, Statistical Prediction Analysis, 1975, section 2.5).
fn tail(values: &[f32]) -> impl Fn(f32) -> f32 + use<> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let quantile = |share: f32| sorted[(share * (sorted.len() - 1) as f32) as usize];
    let (outer, inner) = MISFIT_TAIL_SHARES;
    let threshold = quantile(inner);
    let scale = ((quantile(outer) - threshold) / (inner / outer).ln()).max(f32::EPSILON);
    let count = inner * values.len() as f32;
    move |value| count.log10() - count * ((value - threshold) / (scale * count)).max(0.0).ln_1p() * LOG10_E
}

/// The letters, and parts of letters that touch, among the `open` pixels. The peak of each is its misfit: the energy left over, as
/// a share of its own.
fn letters(aligned: &Aligned, residual: &Residual, ink: &Ink, open: &[bool], part: &Part) -> Vec<Blob> {
    let is_ink =
        |i: usize| open[i] && !residual.rule[i] && ink.strength[i] > LETTER_INK_CONTRAST * residual.contrast;
    let pieces = Blob::pieces(aligned, is_ink, |i| ink.strength[i]);
    let owners = owners(aligned, &pieces);
    let is_letter = |piece: &Blob| {
        let [x0, y0, x1, y1] = piece.bounds;
        let letter = part.letter_at(aligned, &piece.bounds);
        let [wide, high] = [x1 - x0, y1 - y0].map(|side| side as f64 / letter);
        letter >= LEGIBLE_LETTER_PIXELS
            && MISFIT_HEIGHT_LETTERS.contains(&high)
            && wide.max(high) > SMALL_PIECE_LETTERS
    };
    let numbered = pieces.iter().zip(1..).filter(|(piece, _)| is_letter(piece));
    numbered
        .flat_map(|(piece, number)| {
            let letter = part.letter_at(aligned, &piece.bounds);
            columns(piece, MISFIT_WIDTH_LETTERS * letter)
                .into_iter()
                .map(move |columns| (piece, number, columns))
        })
        .filter_map(|(piece, number, columns)| {
            let [_, y0, _, y1] = piece.bounds;
            let rows = y0.checked_sub(1)?..(y1 + 1).min(aligned.height);
            let pixels: Vec<usize> = rows
                .flat_map(|y| columns.clone().map(move |x| y * aligned.width + x))
                .filter(|&i| owners[i] == number || owners[i] == 0)
                .collect();
            if !stands_on_ground(aligned, residual.contrast, ink.polarity, &columns, piece) {
                return None;
            }
            let misfit = misfit(aligned, ink.polarity, &pixels)?;
            let bounds = bounds_of(pixels.iter().copied(), aligned.width);
            let pixels = pixels.into_iter().map(|i| i as u32).collect();
            Some(Blob { bounds, pixels, peak: misfit, added: 0, parts: 1 })
        })
        .collect()
}

/// The columns of a piece and its rim, in as many equal parts as it takes for none to be wider than `most`.
fn columns(piece: &Blob, most: f64) -> Vec<Range<usize>> {
    let [x0, _, x1, _] = piece.bounds;
    let (from, width) = (x0.saturating_sub(1), x1 + 1 - x0.saturating_sub(1));
    let parts = ((x1 - x0) as f64 / most).ceil().max(1.0) as usize;
    (0..parts).map(|k| from + k * width / parts..from + (k + 1) * width / parts).collect()
}

/// The number of the piece, from 1, that each pixel belongs to: a piece owns its pixels and those that touch no other one.
/// 0 stands for no piece, [`u32::MAX`] for several.
fn owners(aligned: &Aligned, pieces: &[Blob]) -> Vec<u32> {
    let (w, h) = (aligned.width, aligned.height);
    let mut owners = vec![0; w * h];
    for (piece, number) in pieces.iter().zip(1..) {
        for &i in &piece.pixels {
            let (x, y) = (i as usize % w, i as usize / w);
            for row in y.saturating_sub(1)..(y + 2).min(h) {
                for owner in &mut owners[row * w..][x.saturating_sub(1)..(x + 2).min(w)] {
                    *owner = if *owner == 0 || *owner == number { number } else { u32::MAX };
                }
            }
        }
    }
    for (piece, number) in pieces.iter().zip(1..) {
        piece.pixels.iter().for_each(|&i| owners[i as usize] = number);
    }
    owners
}

/// Whether the page is bare ground above and below these columns of a piece. A patch of ink, as of a photograph or behind light
/// letters, ends where the contrast around it does, and not where it does.
fn stands_on_ground(
    aligned: &Aligned,
    contrast: f32,
    polarity: f32,
    columns: &Range<usize>,
    piece: &Blob,
) -> bool {
    let [_, y0, _, y1] = piece.bounds;
    let row = |y: usize| aligned.expected.get(y * aligned.width..).and_then(|row| row.get(columns.clone()));
    let within = (y0..y1).filter_map(row).flatten();
    let ground = within.map(|grey| grey * polarity).fold(f32::MIN, f32::max);
    let off = LETTER_OFFSET_PIXELS + SMALL_PIECE_RIM_PIXELS;
    let beyond = [y0.checked_sub(off), Some(y1 - 1 + off)];
    let beyond = beyond.into_iter().flatten().filter_map(row).flatten();
    let is_ink = |grey: &&f32| ground - **grey * polarity > LETTER_INK_CONTRAST * contrast;
    (beyond.filter(is_ink).count() as f64) < MISFIT_BEYOND_SHARE * columns.len() as f64
}

/// The misfit of the ink at these pixels of a letter's box. Returns `None` if one lies beside the end of the page or of the
/// picture.
fn misfit(aligned: &Aligned, polarity: f32, pixels: &[usize]) -> Option<f32> {
    let w = aligned.width;
    let page = |i: usize| Some(f64::from(*aligned.expected.get(i)? * polarity));
    let ground = pixels.iter().filter_map(|&i| page(i)).fold(f64::MIN, f64::max);
    let (mut own, mut seen_energy) = (0.0, 0.0);
    let (mut a, mut b) = ([0.0; TERMS * TERMS], [0.0; TERMS]);
    for &i in pixels {
        let seen = ground - f64::from(aligned.seen[i] * polarity);
        let ink = ground - page(i)?;
        let across = (page(i.checked_sub(1)?)? - page(i + 1)?) / 2.0;
        let down = (page(i.checked_sub(w)?)? - page(i + w)?) / 2.0;
        let terms = [ink, across, down];
        for (p, term) in terms.iter().enumerate() {
            terms.iter().enumerate().for_each(|(q, other)| a[p * TERMS + q] += term * other);
            b[p] += term * seen;
        }
        own += ink * ink;
        seen_energy += seen * seen;
    }
    if !(own > 0.0 && seen_energy.is_finite() && a.iter().all(|v| v.is_finite())) {
        return None;
    }
    (1..TERMS).for_each(|p| a[p * TERMS + p] += MISFIT_SHIFT_DAMPING * own);
    let mut fit = b;
    solve(&mut a, &mut fit)?;
    let explained: f64 = fit.iter().zip(&b).map(|(f, b)| f * b).sum();
    Some(((seen_energy - explained).max(0.0) / own) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;

    const WIDTH: usize = 400;
    const HEIGHT: usize = 300;
    const LETTER: usize = 12;

    /// Rows of letters: a frame of 8 by 12 pixels with a bar across its middle, and noise of a few grey levels.
    fn picture(is_open: impl Fn(usize, usize) -> bool) -> Vec<f32> {
        let noise = |i: usize| ((i * 7919) % 13) as f32 - 6.0;
        let mut grey: Vec<f32> = (0..WIDTH * HEIGHT).map(|i| 240.0 + noise(i)).collect();
        for (row, y) in (20..HEIGHT - 30).step_by(20).enumerate() {
            for (column, x) in (20..WIDTH - 30).step_by(14).enumerate() {
                for v in 0..LETTER {
                    for u in 0..8 {
                        let is_frame = !(2..6).contains(&u) || !(2..10).contains(&v);
                        let is_bar = v == 5 || v == 6;
                        let is_gap = u > 5 && v < 5 && is_open(column, row);
                        if (is_frame || is_bar) && !is_gap {
                            grey[(y + v) * WIDTH + x + u] = 30.0 + noise(v * 31 + u * 17 + x);
                        }
                    }
                }
            }
        }
        grey
    }

    fn found(seen: Vec<f32>) -> Vec<[usize; 4]> {
        let page = picture(|column, row| (column + row) % 3 == 0);
        let aligned = Aligned::of_greys(WIDTH, HEIGHT, seen, page);
        let residual = residual(&aligned, 1.0);
        let flat = Flat::new(WIDTH, HEIGHT, LETTER as f64);
        let open = vec![true; WIDTH * HEIGHT];
        misfitting(&aligned, &residual, &Ink::on_paper(&residual), &open, &flat.part())
            .into_iter()
            .map(|blob| blob.bounds)
            .collect()
    }

    #[test]
    fn a_letter_whose_gap_is_closed_misfits_and_no_other_does() {
        let seen = picture(|column, row| (column + row) % 3 == 0 && (column, row) != (6, 3));
        let found = found(seen);
        assert_eq!(found.len(), 1, "{found:?}");
        let [x0, y0, x1, y1] = found[0];
        assert!(x0 <= 104 && x1 >= 112 && y0 <= 80 && y1 >= 92, "{found:?}");
    }

    #[test]
    fn two_changed_letters_do_not_hide_each_other() {
        let changed = |column, row| (column, row) == (6, 3) || (column, row) == (15, 6);
        assert_eq!(found(picture(|column, row| ((column + row) % 3 == 0) != changed(column, row))).len(), 2);
    }

    #[test]
    fn paler_letters_and_letters_a_part_of_a_pixel_aside_fit() {
        let page = picture(|column, row| (column + row) % 3 == 0);
        let shifted: Vec<f32> = (0..page.len())
            .map(|i| {
                let moved =
                    if i % WIDTH > 200 && i > 0 { 0.7 * page[i] + 0.3 * page[i - 1] } else { page[i] };
                if i / WIDTH > 150 { 240.0 - 0.8 * (240.0 - moved) } else { moved }
            })
            .collect();
        assert_eq!(found(shifted), Vec::<[usize; 4]>::new());
    }
}

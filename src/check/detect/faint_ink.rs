//! Pale ink: words on bare paper that are too faint to depart by a letter's contrast. They are held against the noise of the
//! paper instead.

use super::blobs::{Blob, merge};
use super::part::Part;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::middle;

/// Every how many pixels of paper one is looked at for its noise.
const STEP: usize = 5;
/// Pixels of paper from which its noise is known.
const SOME: usize = 200;
/// Standard deviations of the paper by which ink stands off it, and grey levels at least.
const DEVIATIONS: f32 = 6.0;
const LEAST: f32 = 6.0;
/// Heights of letters that a line of words is high, and that it is long at least.
const HIGH: std::ops::Range<f64> = 0.5..3.0;
const LONG: f64 = 3.0;
/// Pieces, letters or words, of a line.
const PIECES: usize = 5;
/// Grey levels by which letters step from one side of a pixel to the other, and the share of a line's pixels that do: what light,
/// encoders and fits leave on paper is smooth.
const STEEP: f32 = 12.0;
const SHARP: usize = 4;
/// Pixels of a piece that is more than a speck.
const SOME_PIXELS: usize = 6;

/// Lines of pale words on paper that the page has bare, of the pixels that are `open` to view.
pub fn pale(a: &Aligned, r: &Residual, open: &[bool], part: &Part) -> Vec<Blob> {
    // Where the page has no ink near, it is 0.
    let is_paper = |i: usize| open[i] && r.ink[i] == 0.0 && a.expected[i].is_finite();
    let sample: Vec<f32> =
        (0..open.len()).step_by(STEP).filter(|&i| is_paper(i)).map(|i| r.departure[i]).collect();
    if sample.len() < SOME {
        return Vec::new();
    }
    let (usual, spread) = middle(sample);
    let least = (DEVIATIONS * spread).max(LEAST / r.least_contrast());
    let is_pale = |i: usize| is_paper(i) && (usual - r.departure[i]) * r.polarity > least;
    let pieces: Vec<Blob> = Blob::pieces(a, is_pale, |i| r.departure[i].abs())
        .into_iter()
        .filter(|piece| piece.pixels.len() >= SOME_PIXELS)
        .collect();
    let lines = merge(&pieces, 0.0, (a.width, part.letter), &|_| part.letter);
    lines.into_iter().filter(|line| is_line(line, part.letter) && is_sharp(a, line)).collect()
}

fn is_line(line: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = line.bounds;
    let high = HIGH.contains(&((y1 - y0) as f64 / letter));
    high && (x1 - x0) as f64 > LONG * letter && line.parts >= PIECES
}

fn is_sharp(a: &Aligned, line: &Blob) -> bool {
    // What is open lies off every edge, so the neighbours exist.
    let steep = |&&i: &&u32| {
        let i = i as usize;
        let (across, down) = (a.seen[i + 1] - a.seen[i - 1], a.seen[i + a.width] - a.seen[i - a.width]);
        across.abs().max(down.abs()) > STEEP
    };
    line.pixels.iter().filter(steep).count() * SHARP > line.pixels.len()
}

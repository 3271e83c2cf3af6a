//! Hairlines: thin lines of the page itself, the frame of a table or of a link, that another program draws a little harder or
//! thinner. They are there, so nothing is added or missing.

use super::blobs::Blob;
use super::part::Part;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;

/// Pixels that a line is wide, at most, with what smoothing widens it by.
const THIN: f64 = 3.0;
/// Letters that it is long, at least: a bar of a letter is shorter.
const LONG: f64 = 1.2;
/// Letters that a frame is long, at least, and the share of its box that it fills, at most.
const FRAME: f64 = 5.0;
const EMPTY: f64 = 0.25;
/// Share of the contrast by which the page has something there.
const TRACE: f32 = 0.04;
/// Share of its pixels at which it has.
const MOST: f32 = 0.8;
/// Share of its ink that must be left over: less is wiped out.
const LEFT: f32 = 0.35;

/// Takes the page's own hairlines out of the pieces.
pub fn redrawn(a: &Aligned, r: &Residual, blobs: &mut Vec<Blob>, part: &Part) {
    blobs.retain(|b| !(is_line(b, part.letter_at(a, &b.bounds)) && is_own(r, b)));
}

/// Whether it is one thin line, or a frame of thin lines, which leaves most of its box empty.
fn is_line(blob: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let (w, h) = ((x1 - x0) as f64, (y1 - y0) as f64);
    let (long, short, area) = (w.max(h), w.min(h), blob.pixels.len() as f64);
    long > LONG * letter && (short <= THIN || long > FRAME * letter && area < EMPTY * w * h)
}

/// Whether the page has it, and the picture still or more of it.
fn is_own(r: &Residual, blob: &Blob) -> bool {
    let pixels = || blob.pixels.iter().map(|&i| i as usize);
    let there = pixels().filter(|&i| r.strength[i] > TRACE * r.contrast).count();
    let (lost, ink) = pixels().fold((0.0, 0.0), |s, i| (s.0 + r.departure[i] * r.polarity, s.1 + r.ink[i]));
    there as f32 > MOST * blob.pixels.len() as f32 && lost < (1.0 - LEFT) * ink
}

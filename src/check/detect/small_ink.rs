//! Small ink: points, commas, accents, dots of an i. One that is gone departs by no more than noise does elsewhere, so each is
//! asked how much of it is left, and what the others of the picture say to that is its noise.

use super::Part;
use super::blobs::Blob;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::middle;

/// Share of the contrast from which a pixel belongs to a piece of the page's ink, and that a piece reaches somewhere.
const STANDS_OFF: f32 = 0.25;
const CLEAR: f32 = 0.4;
/// Heights of the line's letters up to which a piece is small.
const SMALL: f64 = 0.7;
/// Heights of letters, in pixels, from which such a piece is more than one pixel of a picture.
const LEGIBLE: f64 = 9.0;
/// Pixels of a piece that is more than noise.
const SOME_PIXELS: usize = 4;
/// Pixels about a piece that its smoothing reaches.
const RIM: usize = 1;
/// Share of a piece that is gone from which it is missing, and from which it is unclear whether it is the same. Of the points of
/// genuine pictures up to 0.47 seems gone where they are two pixels wide, of points that were wiped 0.85 and more.
const GONE: f32 = 0.6;
const PARTLY: f32 = 0.5;
/// Standard deviations by which that lies outside what the other small pieces have lost.
const DEVIATIONS: f32 = 5.0;
/// The least of one: pictures drawn by the same program as the page have next to none.
const LEAST_SPREAD: f32 = 0.06;
/// Small pieces from which their noise is known.
const SOME: usize = 8;

/// A small piece of the page's ink that the picture does not show as it is.
pub struct Lost {
    /// Where it is, as a piece that is missing.
    pub blob: Blob,
    /// How far that lies outside, in standard deviations.
    pub deviation: f32,
    /// Whether it is gone; else it is unclear.
    pub is_gone: bool,
}

/// The small pieces that are gone or unclear, of the pixels that are `open` to view.
pub fn lost(a: &Aligned, r: &Residual, open: &[bool], part: &Part) -> Vec<Lost> {
    let is_ink = |i: usize| open[i] && r.strength[i] > STANDS_OFF * r.contrast;
    let small: Vec<(Blob, f32)> = Blob::pieces(a, is_ink, |i| r.strength[i])
        .into_iter()
        .filter(|piece| is_small(a, piece, part) && piece.peak > CLEAR * r.contrast)
        .filter_map(|piece| share_gone(a, r, open, &piece).map(|share| (piece, share)))
        .collect();
    if small.len() < SOME {
        return Vec::new();
    }
    let (usual, spread) = middle(small.iter().map(|s| s.1).collect());
    let spread = spread.max(LEAST_SPREAD);
    let lost = |(mut blob, share): (Blob, f32)| {
        let deviation = (share - usual) / spread;
        (share > PARTLY && deviation > DEVIATIONS).then(|| {
            blob.peak = share;
            Lost { blob, deviation, is_gone: share > GONE }
        })
    };
    small.into_iter().filter_map(lost).collect()
}

fn is_small(a: &Aligned, piece: &Blob, part: &Part) -> bool {
    let [x0, y0, x1, y1] = piece.bounds;
    let letter = part.letter_at(a, &piece.bounds);
    letter >= LEGIBLE && piece.pixels.len() >= SOME_PIXELS && (x1 - x0).max(y1 - y0) as f64 <= SMALL * letter
}

/// How much of a piece's ink the picture lacks, 0 to about 1: by least squares over its pixels. None where not all of them are
/// open to view.
fn share_gone(a: &Aligned, r: &Residual, open: &[bool], piece: &Blob) -> Option<f32> {
    let [x0, y0, x1, y1] = piece.bounds;
    let (mut gone, mut all) = (0f32, 0f32);
    for y in y0.checked_sub(RIM)?..y1 + RIM {
        for i in y * a.width + x0.checked_sub(RIM)?..y * a.width + x1 + RIM {
            if !*open.get(i)? || r.rule[i] {
                return None;
            }
            gone += r.strength[i] * (a.seen[i] - a.expected[i]) * r.polarity;
            all += r.strength[i] * r.strength[i];
        }
    }
    (all > 0.0).then(|| gone / all)
}

//! Pale ink: words on bare paper that are too faint for a residual as large as a letter's. They are compared with the
//! noise of the paper instead.

use super::blobs::{Blob, merge};
use super::part::Part;
use super::thresholds::{
    FAINT_INK_DEVIATIONS, FAINT_INK_GREYS, FAINT_LINE_HEIGHT_LETTERS, FAINT_LINE_LENGTH_LETTERS,
    FAINT_LINE_PIECES, FAINT_PIECE_PIXELS, LETTER_EDGE_GREYS, PAPER_SAMPLE_STEP, PAPER_SAMPLES,
    SHARP_PIXELS_DIVISOR,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::middle;

/// Lines of pale words on paper that is bare on the page, among the `open` pixels.
pub fn pale(aligned: &Aligned, residual: &Residual, open: &[bool], part: &Part) -> Vec<Blob> {
    // The ink of the page is 0 where there is none nearby.
    let is_paper = |i: usize| open[i] && residual.ink[i] == 0.0 && aligned.expected[i].is_finite();
    let sample: Vec<f32> = (0..open.len())
        .step_by(PAPER_SAMPLE_STEP)
        .filter(|&i| is_paper(i))
        .map(|i| residual.normalised[i])
        .collect();
    if sample.len() < PAPER_SAMPLES {
        return Vec::new();
    }
    let (usual, spread) = middle(sample);
    let least = (FAINT_INK_DEVIATIONS * spread).max(FAINT_INK_GREYS / residual.least_contrast());
    let is_pale = |i: usize| is_paper(i) && (usual - residual.normalised[i]) * residual.polarity > least;
    let pieces: Vec<Blob> = Blob::pieces(aligned, is_pale, |i| residual.normalised[i].abs())
        .into_iter()
        .filter(|piece| piece.pixels.len() >= FAINT_PIECE_PIXELS)
        .collect();
    let lines = merge(&pieces, 0.0, (aligned.width, part.letter), &|_| part.letter);
    lines.into_iter().filter(|line| is_line(line, part.letter) && is_sharp(aligned, line)).collect()
}

fn is_line(line: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = line.bounds;
    let high = FAINT_LINE_HEIGHT_LETTERS.contains(&((y1 - y0) as f64 / letter));
    high && (x1 - x0) as f64 > FAINT_LINE_LENGTH_LETTERS * letter && line.parts >= FAINT_LINE_PIECES
}

fn is_sharp(aligned: &Aligned, line: &Blob) -> bool {
    // Open pixels lie off every edge, so all neighbours exist.
    let steep = |&&i: &&u32| {
        let i = i as usize;
        let (across, down) = (
            aligned.seen[i + 1] - aligned.seen[i - 1],
            aligned.seen[i + aligned.width] - aligned.seen[i - aligned.width],
        );
        across.abs().max(down.abs()) > LETTER_EDGE_GREYS
    };
    line.pixels.iter().filter(steep).count() * SHARP_PIXELS_DIVISOR > line.pixels.len()
}

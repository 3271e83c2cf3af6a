//! Pale ink: words on bare paper that are too faint for a residual as large as a letter's, darker or lighter than it. They are
//! compared with the noise of the paper instead.

use super::blobs::{Blob, merge};
use super::part::Part;
use super::thresholds::{
    BARE_PAPER_INK, FAINT_INK_DEVIATIONS, FAINT_INK_GREYS, FAINT_LINE_HEIGHT_LETTERS,
    FAINT_LINE_LENGTH_LETTERS, FAINT_LINE_PIECES, FAINT_PIECE_PIXELS, LETTER_EDGE_GREYS, PAPER_SAMPLE_STEP,
    PAPER_SAMPLES, SHARP_PIXELS_DIVISOR,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::{grown, middle};

/// Paper between the words of a page.
#[derive(Clone, Copy)]
enum Paper {
    /// Of the page's own grey, off all its ink.
    Bare = 0,
    /// Of another grey, such as a field behind words, with no ink of the page within a letter.
    Tinted = 1,
}

/// Lines of pale words on paper that is bare on the page, among the `open` pixels.
pub fn pale(aligned: &Aligned, residual: &Residual, open: &[bool], part: &Part) -> Vec<Blob> {
    let is_inked: Vec<bool> = residual.ink.iter().map(|&ink| ink >= BARE_PAPER_INK).collect();
    let is_near_ink = grown(&is_inked, aligned.width, aligned.height, part.letter as usize);
    let paper = |i: usize| match residual.ink[i] {
        _ if !open[i] || !aligned.expected[i].is_finite() => None,
        0.0 => Some(Paper::Bare),
        _ if !is_near_ink[i] => Some(Paper::Tinted),
        _ => None,
    };
    let mut samples = [Vec::new(), Vec::new()];
    for i in (0..open.len()).step_by(PAPER_SAMPLE_STEP) {
        if let Some(paper) = paper(i) {
            samples[paper as usize].push(residual.normalised[i]);
        }
    }
    // The usual residual of each paper, and how far pale ink is from it.
    let noise = samples.map(|sample| {
        (sample.len() >= PAPER_SAMPLES).then(|| {
            let (usual, spread) = middle(sample);
            (usual, (FAINT_INK_DEVIATIONS * spread).max(FAINT_INK_GREYS / residual.least_contrast()))
        })
    });
    let departure = |i: usize| {
        let (usual, least) = noise[paper(i)? as usize]?;
        let by = residual.normalised[i] - usual;
        (by.abs() > least).then_some(by)
    };
    let departures: Vec<Option<f32>> = (0..open.len()).map(departure).collect();
    let of_sign = |sign: f32| {
        let is_pale = |i: usize| departures[i].is_some_and(|by| by * sign > 0.0);
        let pieces: Vec<Blob> = Blob::pieces(aligned, is_pale, |i| residual.normalised[i].abs())
            .into_iter()
            .filter(|piece| piece.pixels.len() >= FAINT_PIECE_PIXELS)
            .collect();
        merge(&pieces, 0.0, (aligned.width, part.letter), &|_| part.letter)
    };
    let lines = [-1.0, 1.0].into_iter().flat_map(of_sign);
    lines.filter(|line| is_line(line, part.letter) && is_sharp(aligned, line)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;

    const SIDE: usize = 240;
    const LETTER: usize = 12;
    const TINT: f32 = 220.0;

    /// A line of letters of this grey.
    fn write(greys: &mut [f32], top: usize, grey: f32) {
        for (y, x) in (top..top + LETTER).flat_map(|y| (20..200).map(move |x| (y, x))) {
            if x % 9 < 4 {
                greys[y * SIDE + x] = grey;
            }
        }
    }

    /// The lines that are found where one of this grey was added to a page of dark words, whose lower half is tinted so.
    fn found(ground: f32, grey: f32) -> usize {
        let mut page = vec![255.0; SIDE * SIDE];
        page[130 * SIDE..].fill(ground);
        (20..120).step_by(2 * LETTER).for_each(|top| write(&mut page, top, 20.0));
        let mut seen = page.clone();
        write(&mut seen, 180, grey);
        let aligned = Aligned::of_greys(SIDE, SIDE, seen, page);
        let residual = residual(&aligned, 1.0);
        let flat = Flat::new(SIDE, SIDE, LETTER as f64);
        let inner = |i: usize| (1..SIDE - 1).contains(&(i % SIDE)) && (1..SIDE - 1).contains(&(i / SIDE));
        let open: Vec<bool> = (0..SIDE * SIDE).map(inner).collect();
        pale(&aligned, &residual, &open, &flat.part()).len()
    }

    #[test]
    fn words_a_little_darker_or_lighter_than_their_paper_are_found() {
        assert_eq!([found(255.0, 255.0), found(255.0, 235.0)], [0, 1]);
        assert_eq!([found(TINT, TINT), found(TINT, TINT - 20.0), found(TINT, TINT + 20.0)], [0, 1, 1]);
    }
}

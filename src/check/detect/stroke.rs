//! Strokes: rings, arrows and lines of a pen, told from lettering by how much they wind within their box, and by how often a row
//! of pixels meets them.

use super::thresholds::{
    LETTERING_RUNS, LINE_HEIGHT_LETTERS, PEN_STROKE_LETTERS, PEN_STROKE_THICKNESS_LETTERS, RING_AREA_SHARE,
    STROKE_BODY_RATIO, WINDING_RATIO,
};
use crate::imaging::components::{Neighbours, components};

/// The shape of a large piece of ink that the page does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrokeShape {
    /// A ring, an arrow or a line, which says nothing of its own.
    Stroke,
    /// It winds like lettering and is as high as a line of it.
    Lettering,
    /// It is higher than a line, and a row of pixels meets many strokes: a framed stamp, or lines of writing that touch.
    Inscription,
    /// It winds like a signature, or is as thick as a stamp.
    Scribble,
    /// It is no longer than a few letters, like a tick.
    Short,
}

/// A piece of ink.
pub struct Piece {
    /// Left, top, right, bottom; far edges exclusive.
    bounds: [usize; 4],
    /// Pixels within the box, row by row.
    filled: Vec<bool>,
    area: usize,
}

impl Piece {
    /// A piece of pixels (counted row by row at this width), each with its absolute residual in grey levels. Returns
    /// `None` if there are none.
    pub fn new(pixels: impl Iterator<Item = (usize, f32)>, width: usize) -> Option<Self> {
        let pixels: Vec<(usize, f32)> = pixels.collect();
        let mut strengths: Vec<f32> = pixels.iter().map(|p| p.1).collect();
        strengths.sort_unstable_by(f32::total_cmp);
        let least = STROKE_BODY_RATIO * strengths.get(strengths.len() * 9 / 10)?;
        let body: Vec<(usize, usize)> =
            pixels.iter().filter(|p| p.1 >= least).map(|p| (p.0 % width, p.0 / width)).collect();
        let bounds @ [x0, y0, x1, y1] = body.iter().fold([usize::MAX, usize::MAX, 0, 0], |b, &(x, y)| {
            [b[0].min(x), b[1].min(y), b[2].max(x + 1), b[3].max(y + 1)]
        });
        let mut filled = vec![false; (x1 - x0) * (y1 - y0)];
        body.iter().for_each(|&(x, y)| filled[(y - y0) * (x1 - x0) + x - x0] = true);
        Some(Self { bounds, filled, area: body.len() })
    }

    fn size(&self) -> (usize, usize) {
        let [x0, y0, x1, y1] = self.bounds;
        (x1 - x0, y1 - y0)
    }

    /// The pixels that a ring encloses, as column and row from the corner of the box: those from which no path leaves
    /// the box without crossing the piece.
    fn enclosed(&self) -> Vec<(usize, usize)> {
        let (w, h) = self.size();
        let is_rim = |i: usize| i.is_multiple_of(w) || i % w + 1 == w || i < w || i + w >= w * h;
        let open = |i: usize| !self.filled[i];
        let rim = (0..w * h).filter(|&i| open(i) && is_rim(i));
        let mut is_outside = vec![false; w * h];
        for piece in components((w, h), Neighbours::Four, rim, |_, i| open(i)) {
            piece.into_iter().for_each(|i| is_outside[i] = true);
        }
        (0..w * h).filter(|&i| open(i) && !is_outside[i]).map(|i| (i % w, i / w)).collect()
    }

    /// Whether it is a ring: what it encloses fills most of its box, and the page has ink there (`is_ink`).
    pub fn rings(&self, is_ink: impl Fn(usize, usize) -> bool) -> bool {
        let (w, h) = self.size();
        let enclosed = self.enclosed();
        let [x0, y0, ..] = self.bounds;
        enclosed.len() as f64 > RING_AREA_SHARE * (w * h) as f64
            && enclosed.iter().any(|(x, y)| is_ink(x0 + x, y0 + y))
    }

    /// The number of pixel sides on its outline.
    fn outline(&self) -> usize {
        let (w, h) = self.size();
        let at = |x: usize, y: usize| x < w && y < h && self.filled[y * w + x];
        let open = |x: usize, y: usize| {
            let beside = [at(x.wrapping_sub(1), y), at(x + 1, y), at(x, y.wrapping_sub(1)), at(x, y + 1)];
            beside.iter().filter(|filled| !**filled).count()
        };
        (0..w * h).filter(|&i| self.filled[i]).map(|i| open(i % w, i / w)).sum()
    }

    /// The number of runs of its pixels in a row of them: the upper quartile over the rows.
    fn runs_in_row(&self) -> usize {
        let (w, _) = self.size();
        let mut runs: Vec<usize> = self
            .filled
            .chunks_exact(w)
            .map(|row| row.iter().zip(&row[1..]).filter(|(filled, next)| **filled && !**next).count())
            .collect();
        runs.sort_unstable();
        runs[runs.len() * 3 / 4]
    }

    /// Its shape among letters of this height.
    pub fn shape(&self, letter: f64) -> StrokeShape {
        let (w, h) = self.size();
        // Half of the outline is the length of the stroke, in steps along rows and columns.
        let length = self.outline() as f64 / 2.0;
        let is_lettered = h as f64 >= letter && self.runs_in_row() >= LETTERING_RUNS;
        let winds = length / (w + h) as f64 > WINDING_RATIO || is_lettered;
        let thick = self.area as f64 / length.max(1.0) > PEN_STROKE_THICKNESS_LETTERS * letter;
        if (w.max(h) as f64) < PEN_STROKE_LETTERS * letter {
            StrokeShape::Short
        } else if winds && (h as f64) < LINE_HEIGHT_LETTERS * letter {
            StrokeShape::Lettering
        } else if is_lettered {
            StrokeShape::Inscription
        } else if winds || thick {
            StrokeShape::Scribble
        } else {
            StrokeShape::Stroke
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 400;

    fn drawn(is_ink: impl Fn(f64, f64) -> bool) -> StrokeShape {
        let ink = (0..WIDTH * WIDTH).filter(|i| is_ink((i % WIDTH) as f64, (i / WIDTH) as f64));
        Piece::new(ink.map(|i| (i, 100.0)), WIDTH).expect("some ink").shape(12.0)
    }

    #[test]
    fn a_ring_is_a_stroke() {
        let off = |x: f64, y: f64| ((x - 200.0) / 90.0).hypot((y - 200.0) / 20.0);
        assert_eq!(drawn(|x, y| (0.9..1.1).contains(&off(x, y))), StrokeShape::Stroke);
    }

    #[test]
    fn a_small_ring_about_ink_is_a_ring_and_one_about_nothing_is_a_letter() {
        let off = |x: f64, y: f64| ((x - 60.0) / 20.0).hypot((y - 60.0) / 12.0);
        let ink = (0..WIDTH * WIDTH)
            .filter(|i| (0.85..1.15).contains(&off((i % WIDTH) as f64, (i / WIDTH) as f64)));
        let piece = Piece::new(ink.map(|i| (i, 100.0)), WIDTH).expect("some ink");
        assert_eq!(piece.shape(12.0), StrokeShape::Short);
        assert!(piece.rings(|x, y| (x, y) == (60, 60)));
        assert!(!piece.rings(|x, _| x > 100));
    }

    #[test]
    fn a_slanting_line_is_a_stroke() {
        assert_eq!(drawn(|x, y| (y - 0.3 * x).abs() < 2.0 && x < 300.0), StrokeShape::Stroke);
    }

    #[test]
    fn letters_on_a_line_are_lettering() {
        let letters = |x: f64, y: f64| (40.0..52.0).contains(&y) && x % 5.0 < 2.0;
        let line = |y: f64| (52.0..55.0).contains(&y);
        assert_eq!(drawn(|x, y| x < 200.0 && (letters(x, y) || line(y))), StrokeShape::Lettering);
    }

    #[test]
    fn bold_letters_on_a_line_wind_little_and_are_lettering() {
        let letters = |x: f64, y: f64| (40.0..52.0).contains(&y) && x % 12.0 < 6.0;
        let line = |y: f64| (52.0..55.0).contains(&y);
        assert_eq!(drawn(|x, y| x < 320.0 && (letters(x, y) || line(y))), StrokeShape::Lettering);
    }

    #[test]
    fn letters_joined_to_a_frame_about_them_are_an_inscription() {
        let frame = |x: f64, y: f64| !((4.0..=296.0).contains(&x) && (44.0..=96.0).contains(&y));
        let letters = |x: f64, y: f64| (48.0..96.0).contains(&y) && x % 30.0 < 8.0;
        let is_within = |x: f64, y: f64| x < 300.0 && (40.0..100.0).contains(&y);
        assert_eq!(drawn(|x, y| is_within(x, y) && (frame(x, y) || letters(x, y))), StrokeShape::Inscription);
    }

    #[test]
    fn a_waved_line_lower_than_letters_is_a_stroke() {
        assert_eq!(
            drawn(|x, y| x < 320.0 && (y - 50.0 - 3.0 * (x / 3.0).sin()).abs() < 2.0),
            StrokeShape::Stroke
        );
    }

    #[test]
    fn a_tick_is_short() {
        assert_eq!(
            drawn(|x, y| (30.0..60.0).contains(&x) && (y - (x - 40.0).abs()).abs() < 2.0),
            StrokeShape::Short
        );
    }
}

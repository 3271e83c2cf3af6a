//! Word crops: words normalised to one baseline and height, with ink 1 and paper 0, so that letters can be compared
//! wherever they stand.

use std::collections::HashMap;

use super::widths::Widths;
use crate::check::text::align::ocr_words::OcrText;
use crate::check::text::thresholds::{
    CROP_CONTRAST, CROP_ROWS, CROP_ROWS_ABOVE_BASELINE, ONE_SIZE_RATIO, TALL_LETTER_PIXELS, TALL_LETTER_ROWS,
};
use crate::imaging::median::median;
use crate::model::geometry::Rect;
use crate::model::letter_sizes::hangs;
use crate::model::raster::Raster;

/// Letters of full height.
const TALL: &str = "bdfhkltßABCDEFGHIJKLMNOPRSTUVWXYZ0123456789";
/// A word, or some columns of it: `CROP_ROWS` rows per column, ink 1, paper 0.
#[derive(Clone, Debug)]
pub struct WordCrop {
    /// Number of columns.
    pub width: usize,
    ink: Vec<f32>,
}

impl WordCrop {
    /// Some columns; paper beyond the ends.
    pub fn columns(&self, from: i32, to: i32) -> WordCrop {
        let width = (to - from).max(0) as usize;
        let mut ink = vec![0.0; width * CROP_ROWS];
        for (i, column) in ink.chunks_exact_mut(CROP_ROWS).enumerate() {
            if let Some(own) = self.column(from + i as i32) {
                column.copy_from_slice(own);
            }
        }
        WordCrop { width, ink }
    }

    fn column(&self, x: i32) -> Option<&[f32]> {
        let x = usize::try_from(x).ok().filter(|x| *x < self.width)?;
        Some(&self.ink[x * CROP_ROWS..(x + 1) * CROP_ROWS])
    }

    /// Squared difference to a letter placed at a column, as a share of the ink of both.
    pub fn misfit(&self, letter: &WordCrop, from: i32) -> f32 {
        let (mut off, mut ink) = (0f32, 0.5f32);
        for (i, theirs) in letter.ink.chunks_exact(CROP_ROWS).enumerate() {
            match self.column(from + i as i32) {
                Some(own) => {
                    for (a, b) in own.iter().zip(theirs) {
                        off += (a - b) * (a - b);
                        ink += a * a + b * b;
                    }
                }
                None => {
                    let own: f32 = theirs.iter().map(|b| b * b).sum();
                    off += own;
                    ink += own;
                }
            }
        }
        2.0 * off / ink
    }
}

/// How a crop deviates from the measured line.
#[derive(Clone, Copy, Debug)]
pub struct CropAdjustment {
    /// Rows of a crop by which the word stands lower.
    pub lower: f64,
    /// Ratio of the height of its letters to that of the line.
    pub taller: f64,
}

/// The metrics of a line.
#[derive(Clone, Copy)]
struct LineMetrics {
    /// Its baseline, in pixels.
    base: f64,
    /// Number of words from which the baseline is computed.
    words: usize,
    /// Height of its tall letters, in pixels.
    tall: f64,
}

/// The lines of a picture, from which words are cropped.
pub struct GlyphCrops<'a> {
    raster: &'a Raster,
    lines: HashMap<usize, LineMetrics>,
    /// The line of each word, by the word's box.
    places: Vec<(Rect, usize)>,
    /// Widths of letters before any is learnt.
    pub widths: Widths,
}

impl<'a> GlyphCrops<'a> {
    /// Measures the lines of an OCR text.
    pub fn new(ocr_text: &'a OcrText) -> Self {
        let mut grouped: HashMap<usize, Vec<(&str, Rect)>> = HashMap::new();
        let mut places = Vec::new();
        for word in &ocr_text.words {
            grouped.entry(word.line).or_default().push((&word.text, word.bounds));
            places.push((word.bounds, word.line));
        }
        let mut lines: Vec<(usize, LineMetrics)> =
            grouped.iter().filter_map(|(line, words)| Some((*line, line_metrics(words)?))).collect();
        even_out(&mut lines);
        let lines = lines.into_iter().collect();
        Self { raster: &ocr_text.raster, lines, places, widths: Widths::of(&ocr_text.words) }
    }

    /// Crops the word in a box of the raster. Returns `None` if its line is unknown or if there is no contrast.
    pub fn cut(&self, place: &Rect) -> Option<WordCrop> {
        self.cut_as(place, CropAdjustment { lower: 0.0, taller: 1.0 })
    }

    /// The metrics of the line of a box.
    fn line(&self, place: &Rect) -> Option<&LineMetrics> {
        let line = self.places.iter().find(|(b, _)| b.contains(place.centre())).map(|(_, line)| line)?;
        self.lines.get(line)
    }

    /// Whether one word alone gives the baseline of a box. If that word is in doubt, so is the baseline.
    pub fn is_by_itself(&self, place: &Rect) -> bool {
        self.line(place).is_some_and(|line| line.words == 1)
    }

    /// The same crop with a deviation from the measured line.
    pub fn cut_as(&self, place: &Rect, adjustment: CropAdjustment) -> Option<WordCrop> {
        let LineMetrics { base, tall, .. } = *self.line(place)?;
        let scale = adjustment.taller * tall / TALL_LETTER_ROWS;
        let width = (place.width() / scale).round().max(1.0) as usize;
        let grey = |x: f64, y: f64| crate::imaging::sampling::bilinear(self.raster, x as f32, y as f32);
        let mut ink = Vec::with_capacity(width * CROP_ROWS);
        for i in 0..width {
            for j in 0..CROP_ROWS {
                let (x, y) = (
                    place.x0 + (i as f64 + 0.5) * scale,
                    base + (j as f64 + 0.5 + adjustment.lower - CROP_ROWS_ABOVE_BASELINE as f64) * scale,
                );
                ink.push(grey(x, y).unwrap_or(f32::NAN));
            }
        }
        let mut sorted: Vec<f32> = ink.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f32::total_cmp);
        let (dark, light) = (*sorted.get(sorted.len() / 50)?, *sorted.get(sorted.len() * 49 / 50)?);
        let middle = sorted[sorted.len() / 2];
        // There is more paper than ink.
        let (paper, full) = if middle - dark > light - middle { (light, dark) } else { (dark, light) };
        if (paper - full).abs() < CROP_CONTRAST {
            return None;
        }
        ink.iter_mut().for_each(|v| {
            *v = if v.is_finite() { ((paper - *v) / (paper - full)).clamp(0.0, 1.2) } else { 0.0 }
        });
        Some(WordCrop { width, ink })
    }
}

/// The metrics of a line: medians over its words. Returns `None` if no word gives them.
fn line_metrics(words: &[(&str, Rect)]) -> Option<LineMetrics> {
    let stands = |w: &&(&str, Rect)| !hangs(w.0);
    let is_tall = |text: &str| text.chars().any(|c| TALL.contains(c));
    let base = median(words.iter().filter(stands).map(|w| w.1.y1))?;
    let tall = median(words.iter().filter(|w| is_tall(w.0)).map(|w| base - w.1.y0))?;
    (tall > TALL_LETTER_PIXELS).then_some(LineMetrics {
        base,
        words: words.iter().filter(stands).count(),
        tall,
    })
}

/// Gives lines of nearly the same height one height. Ascenders are higher than capitals and digits, so the measured
/// height depends on the letters of the line.
fn even_out(lines: &mut [(usize, LineMetrics)]) {
    lines.sort_by(|a, b| a.1.tall.total_cmp(&b.1.tall));
    let mut from = 0;
    while from < lines.len() {
        let most = ONE_SIZE_RATIO * lines[from].1.tall;
        let end = lines.partition_point(|l| l.1.tall <= most).max(from + 1);
        let height = lines[(from + end) / 2].1.tall;
        lines[from..end].iter_mut().for_each(|l| l.1.tall = height);
        from = end;
    }
}

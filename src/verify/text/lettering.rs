//! Words cut from a picture: upright on their line, of one height, ink 1 on paper 0, so that letters can be held against
//! letters wherever they stand.

use std::collections::HashMap;

use super::transcript::Transcript;
use crate::model::geometry::Rect;
use crate::model::raster::Raster;
use crate::model::text::SeenWord;

/// Rows of a cut above the base line for a letter of full height, and how many there are above and below it.
const FULL: f64 = 18.0;
const ABOVE: usize = 21;
const ROWS: usize = 28;
/// How many times as high as the lowest letters of one size may be measured.
const ONE_SIZE: f64 = 1.16;
/// Least contrast of ink and paper, in grey levels.
const CONTRAST: f32 = 24.0;
/// Letters that go below the base line, or of which nobody knows.
const DESCENDING: &str = "gjpqyçQ,;_()[]{}|/\\@$&#§";
/// Letters of full height.
const TALL: &str = "bdfhkltßABCDEFGHIJKLMNOPRSTUVWXYZ0123456789";
/// Widths of letters beside the usual 1.
const WIDTHS: [(&str, f64); 5] = [
    ("ijlI|.,:;!'’`", 0.45),
    ("frt()[]{}-/\\\"*", 0.65),
    ("ABCDEFGHKLNOPQRSTUVXYZ&w", 1.25),
    ("mMW@%", 1.6),
    ("J", 0.9),
];

/// A word, or columns of one: [`ROWS`] rows each column, ink 1, paper 0.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Columns.
    pub width: usize,
    ink: Vec<f32>,
}

impl Cut {
    /// Some columns; those beyond the ends are paper.
    pub fn columns(&self, from: i32, to: i32) -> Cut {
        let width = (to - from).max(0) as usize;
        let mut ink = vec![0.0; width * ROWS];
        for (i, column) in ink.chunks_exact_mut(ROWS).enumerate() {
            if let Some(own) = self.column(from + i as i32) {
                column.copy_from_slice(own);
            }
        }
        Cut { width, ink }
    }

    fn column(&self, x: i32) -> Option<&[f32]> {
        let x = usize::try_from(x).ok().filter(|x| *x < self.width)?;
        Some(&self.ink[x * ROWS..(x + 1) * ROWS])
    }

    /// Squared difference to a letter laid over it from a column on, as a share of the ink of both.
    pub fn misfit(&self, letter: &Cut, from: i32) -> f32 {
        let (mut off, mut ink) = (0f32, 0.5f32);
        for (i, theirs) in letter.ink.chunks_exact(ROWS).enumerate() {
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

/// How a picture is written: its base lines, heights of letters and their widths.
pub struct Hand<'a> {
    raster: &'a Raster,
    /// Of each line its base line and the height of its tall letters, in pixels.
    lines: HashMap<usize, (f64, f64)>,
    /// Which line a box is of, by its place.
    places: Vec<(Rect, usize)>,
    even: bool,
    /// Widths of letters that were learnt, in columns of a cut.
    widths: HashMap<char, f64>,
    /// Columns of a letter of width 1.
    unit: f64,
}

impl<'a> Hand<'a> {
    /// Learns lines from the words of a transcript.
    pub fn new(transcript: &'a Transcript) -> Self {
        let mut grouped: HashMap<usize, Vec<(&str, Rect)>> = HashMap::new();
        let mut places = Vec::new();
        for word in &transcript.words {
            grouped.entry(word.line).or_default().push((&word.text, word.bounds));
            places.push((word.bounds, word.line));
        }
        let mut lines: Vec<(usize, (f64, f64))> =
            grouped.iter().filter_map(|(line, words)| Some((*line, measures(words)?))).collect();
        even_out(&mut lines);
        let lines = lines.into_iter().collect();
        let even = is_even(transcript);
        Self { raster: &transcript.raster, lines, places, even, widths: HashMap::new(), unit: 1.0 }
    }

    /// The word in a box of the raster; none where its line is not known or there is no contrast.
    pub fn cut(&self, place: &Rect) -> Option<Cut> {
        self.cut_off(place, 0.0)
    }

    /// The same so many rows lower.
    pub fn cut_off(&self, place: &Rect, lower: f64) -> Option<Cut> {
        let line = self.places.iter().find(|(b, _)| b.contains(place.centre())).map(|(_, line)| line)?;
        let (base, tall) = *self.lines.get(line)?;
        let scale = tall / FULL;
        let width = (place.width() / scale).round().max(1.0) as usize;
        let grey = |x: f64, y: f64| crate::verify::pixels::bilinear(self.raster, x as f32, y as f32);
        let mut ink = Vec::with_capacity(width * ROWS);
        for i in 0..width {
            for j in 0..ROWS {
                let (x, y) = (
                    place.x0 + (i as f64 + 0.5) * scale,
                    base + (j as f64 + 0.5 + lower - ABOVE as f64) * scale,
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
        if (paper - full).abs() < CONTRAST {
            return None;
        }
        ink.iter_mut().for_each(|v| {
            *v = if v.is_finite() { ((paper - *v) / (paper - full)).clamp(0.0, 1.2) } else { 0.0 }
        });
        Some(Cut { width, ink })
    }

    /// Where letters begin when a spelling fills so many columns.
    pub fn starts(&self, text: &str, width: usize) -> Vec<i32> {
        let all: f64 = text.chars().map(|c| self.width_of(c)).sum();
        let unit = width as f64 / all.max(0.1);
        let begin = |at: &mut f64, c: char| {
            let here = *at;
            *at += self.width_of(c) * unit;
            Some(here.round() as i32)
        };
        text.chars().scan(0.0, begin).collect()
    }

    /// Learns widths of letters from those of examples, in columns.
    pub fn learn_widths(&mut self, examples: impl Iterator<Item = (char, Vec<f64>)>) {
        self.widths = examples.filter_map(|(letter, widths)| Some((letter, median(widths)?))).collect();
        // What a letter of the usual width takes, for those that are not known.
        let usual = |(letter, width): (&char, &f64)| width / self.usual_width(*letter);
        self.unit = median(self.widths.iter().map(usual).collect()).unwrap_or(1.0);
    }

    fn width_of(&self, letter: char) -> f64 {
        self.widths.get(&letter).copied().unwrap_or_else(|| self.unit * self.usual_width(letter))
    }

    fn usual_width(&self, letter: char) -> f64 {
        if self.even { 1.0 } else { width_of(letter) }
    }
}

fn width_of(letter: char) -> f64 {
    WIDTHS.iter().find(|(letters, _)| letters.contains(letter)).map_or(1.0, |(_, width)| *width)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Base line and height of tall letters of a line, medians over its words; none where no word tells.
fn measures(words: &[(&str, Rect)]) -> Option<(f64, f64)> {
    let stands = |text: &str| !text.chars().any(|c| DESCENDING.contains(c));
    let is_tall = |text: &str| text.chars().any(|c| TALL.contains(c));
    let base = median(words.iter().filter(|w| stands(w.0)).map(|w| w.1.y1).collect())?;
    let tall = median(words.iter().filter(|w| is_tall(w.0)).map(|w| base - w.1.y0).collect())?;
    (tall > 4.0).then_some((base, tall))
}

/// Gives lines of nearly one height the same: it varies by which letters a line has, for ascenders stand higher than
/// capitals and digits.
fn even_out(lines: &mut [(usize, (f64, f64))]) {
    lines.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
    let mut from = 0;
    while from < lines.len() {
        let most = ONE_SIZE * lines[from].1.1;
        let end = lines.partition_point(|l| l.1.1 <= most).max(from + 1);
        let height = lines[(from + end) / 2].1.1;
        lines[from..end].iter_mut().for_each(|l| l.1.1 = height);
        from = end;
    }
}

/// Whether letters have one width: whether words do not vary more in width by letters than by the usual widths.
fn is_even(transcript: &Transcript) -> bool {
    let mut lines: HashMap<usize, Vec<&SeenWord>> = HashMap::new();
    for word in transcript.words.iter().filter(|w| w.text.chars().count() >= 4) {
        lines.entry(word.line).or_default().push(word);
    }
    // Within a line, for lines differ in size.
    let spread = |width: &dyn Fn(&str) -> f64| -> f64 {
        let of_line = |words: &Vec<&SeenWord>| -> f64 {
            let units: Vec<f64> = words.iter().map(|w| (w.bounds.width() / width(&w.text)).ln()).collect();
            let mean = units.iter().sum::<f64>() / units.len() as f64;
            units.iter().map(|u| (u - mean).powi(2)).sum()
        };
        lines.values().map(of_line).sum()
    };
    let even = spread(&|text| text.chars().count() as f64);
    even < spread(&|text| text.chars().map(width_of).sum())
}

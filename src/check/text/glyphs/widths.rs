//! The widths of letters in the picture's own font, as far as it is known.

use std::collections::HashMap;

use crate::check::text::thresholds::WIDTH_SAMPLE_LETTERS;
use crate::imaging::median::median;
use crate::model::text::SeenWord;

/// Widths of letters in usual fonts, relative to most letters.
const WIDTHS: [(&str, f64); 5] = [
    ("ijlI|.,:;!'’`", 0.45),
    ("frt()[]{}-/\\\"*", 0.65),
    ("ABCDEFGHKLNOPQRSTUVXYZ&w", 1.25),
    ("mMW@%", 1.6),
    ("J", 0.9),
];

/// The widths of letters.
#[derive(Clone, Debug)]
pub struct Widths {
    even: bool,
    /// Learnt widths, in columns of a crop.
    learnt: HashMap<char, f64>,
    /// Columns of a letter of width 1.
    unit: f64,
}

impl Widths {
    /// Decides from the words of a picture whether its font is monospaced.
    pub fn of(words: &[SeenWord]) -> Self {
        Self { even: is_even(words), learnt: HashMap::new(), unit: 1.0 }
    }

    /// Learns widths from those of examples, in columns.
    pub fn learn(&mut self, examples: impl Iterator<Item = (char, Vec<f64>)>) {
        self.learnt = examples.filter_map(|(letter, widths)| Some((letter, median(widths)?))).collect();
        // The scale for letters that are not known.
        let usual = |(letter, width): (&char, &f64)| width / self.usual(*letter);
        self.unit = median(self.learnt.iter().map(usual)).unwrap_or(1.0);
    }

    /// Where letters begin if a spelling fills so many columns.
    pub fn starts(&self, text: &str, columns: usize) -> Vec<i32> {
        let all: f64 = text.chars().map(|c| self.width_of(c)).sum();
        let unit = columns as f64 / all.max(0.1);
        let begin = |at: &mut f64, c: char| {
            let here = *at;
            *at += self.width_of(c) * unit;
            Some(here.round() as i32)
        };
        text.chars().scan(0.0, begin).collect()
    }

    fn width_of(&self, letter: char) -> f64 {
        self.learnt.get(&letter).copied().unwrap_or_else(|| self.unit * self.usual(letter))
    }

    fn usual(&self, letter: char) -> f64 {
        if self.even { 1.0 } else { usual(letter) }
    }
}

fn usual(letter: char) -> f64 {
    WIDTHS.iter().find(|(letters, _)| letters.contains(letter)).map_or(1.0, |(_, width)| *width)
}

/// Whether the font is monospaced: word widths vary less by the number of letters than by the usual widths.
fn is_even(words: &[SeenWord]) -> bool {
    let mut lines: HashMap<usize, Vec<&SeenWord>> = HashMap::new();
    for word in words.iter().filter(|w| w.text.chars().count() >= WIDTH_SAMPLE_LETTERS) {
        lines.entry(word.line).or_default().push(word);
    }
    // Compared within a line, because lines differ in size.
    let spread = |width: &dyn Fn(&str) -> f64| -> f64 {
        let of_line = |words: &Vec<&SeenWord>| -> f64 {
            let units: Vec<f64> = words.iter().map(|w| (w.bounds.width() / width(&w.text)).ln()).collect();
            let mean = units.iter().sum::<f64>() / units.len() as f64;
            units.iter().map(|u| (u - mean).powi(2)).sum()
        };
        lines.values().map(of_line).sum()
    };
    let even = spread(&|text| text.chars().count() as f64);
    even < spread(&|text| text.chars().map(usual).sum())
}

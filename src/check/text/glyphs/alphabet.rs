//! The letters of a picture as it draws them, and words layout out from them: forced alignment by dynamic programming,
//! as in speech recognition.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::glyph_crops::WordCrop;
use super::widths::Widths;
use crate::check::text::thresholds::{
    GLYPH_EXAMPLES, GLYPH_REACH_COLUMNS, GLYPH_STRAIN_COLUMNS, GLYPH_STRAIN_COST,
};

/// An example of a letter: columns of a word crop.
struct Example {
    word: usize,
    cut: WordCrop,
}

/// The letters of a picture: examples of each, and their widths.
pub struct Alphabet {
    widths: Widths,
    examples: HashMap<char, Vec<Example>>,
}

impl Alphabet {
    /// An alphabet without examples.
    pub fn new(widths: Widths) -> Self {
        Self { widths, examples: HashMap::new() }
    }

    /// Learns the letters of cropped words anew, each with its spelling. The current alphabet says where the letters
    /// lie.
    pub fn learn<'a>(&mut self, words: impl Iterator<Item = (usize, &'a str, &'a WordCrop)>) {
        let mut learnt = Self::new(self.widths.clone());
        for (word, text, cut) in words {
            let starts = self.starts(cut, text, Some(word));
            learnt.keep(word, text, cut, &starts, |_| true);
        }
        let widths = |e: &Vec<Example>| e.iter().map(|e| e.cut.width as f64).collect();
        learnt.widths.learn(learnt.examples.iter().map(|(letter, e)| (*letter, widths(e))));
        *self = learnt;
    }

    /// Learns letters that no other word has shown.
    pub fn learn_unknown<'a>(&mut self, words: impl Iterator<Item = (&'a str, WordCrop)>) {
        let known: HashSet<char> = self.examples.keys().copied().collect();
        for (text, cut) in words {
            let starts = self.starts(&cut, text, None);
            self.keep(usize::MAX, text, &cut, &starts, |letter| !known.contains(&letter));
        }
    }

    /// Keeps letters of a word as examples, as many as are needed.
    fn keep(
        &mut self,
        word: usize,
        text: &str,
        cut: &WordCrop,
        starts: &[i32],
        wanted: impl Fn(char) -> bool,
    ) {
        for (i, letter) in text.chars().enumerate().filter(|(_, letter)| wanted(*letter)) {
            let end = starts.get(i + 1).copied().unwrap_or(cut.width as i32);
            let kept = self.examples.entry(letter).or_default();
            if kept.len() < GLYPH_EXAMPLES && end > starts[i] {
                kept.push(Example { word, cut: cut.columns(starts[i], end) });
            }
        }
    }

    /// Where the letters of a crop begin: where they fit, or where their widths put them as long as there are no
    /// examples.
    fn starts(&self, cut: &WordCrop, text: &str, without: Option<usize>) -> Vec<i32> {
        let layout = if self.examples.is_empty() { None } else { self.lay(cut, text, without) };
        layout.map_or_else(|| self.widths.starts(text, cut.width), |layout| layout.starts)
    }

    /// Lays a spelling out over a crop, without the examples of one word. Returns `None` for an empty spelling.
    pub fn lay(&self, cut: &WordCrop, text: &str, without: Option<usize>) -> Option<Layout> {
        self.lay_in(cut, text, (0, cut.width), without)
    }

    /// Lays a spelling out over `width` columns from a column on.
    pub fn lay_in(
        &self,
        cut: &WordCrop,
        text: &str,
        (from, width): (i32, usize),
        without: Option<usize>,
    ) -> Option<Layout> {
        let letters: Vec<char> = text.chars().collect();
        let starts: Vec<i32> =
            self.widths.starts(text, width).into_iter().map(|start| from + start).collect();
        let side = (2 * GLYPH_REACH_COLUMNS + 1) as usize;
        let mut costs: Vec<Option<Vec<f32>>> = Vec::new();
        for (i, letter) in letters.iter().enumerate() {
            let examples: Vec<&Example> = self
                .examples
                .get(letter)
                .map_or(Vec::new(), |e| e.iter().filter(|e| Some(e.word) != without).collect());
            let misfit = |by: i32| {
                let all = examples.iter().map(|e| cut.misfit(&e.cut, starts[i] + by));
                all.fold(f32::MAX, f32::min)
            };
            costs.push(
                (!examples.is_empty())
                    .then(|| (-GLYPH_REACH_COLUMNS..=GLYPH_REACH_COLUMNS).map(misfit).collect()),
            );
        }
        let path = cheapest(&costs, side)?;
        let starts: Vec<i32> =
            starts.iter().zip(&path).map(|(s, &at)| s + at as i32 - GLYPH_REACH_COLUMNS).collect();
        Some(Layout {
            starts,
            misfits: path.iter().zip(&costs).map(|(&at, c)| c.as_ref().map(|c| c[at])).collect(),
        })
    }
}

/// How well a spelling fits a word.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Largest misfit of a letter: 0 for equal pixels, about 1 for another letter.
    pub worst: f32,
    /// Sum of the misfits.
    pub all: f32,
    /// Letters without an example in the picture.
    pub unknown: usize,
}

/// A spelling layout out: where each letter begins, and its misfit if there is an example.
pub struct Layout {
    starts: Vec<i32>,
    misfits: Vec<Option<f32>>,
}

impl Layout {
    /// Sum of the misfits of all letters.
    pub fn all(&self) -> f32 {
        self.misfits.iter().flatten().sum()
    }

    /// Sum of the misfits of all other letters.
    pub fn beside(&self, letters: &Range<usize>) -> f32 {
        self.all() - self.misfits[letters.clone()].iter().flatten().sum::<f32>()
    }

    /// The fit of all letters.
    pub fn fit_whole(&self, text: &str) -> Fit {
        self.fit(text, 0..self.misfits.len())
    }

    /// The fit of some of the letters.
    pub fn fit(&self, text: &str, letters: Range<usize>) -> Fit {
        let known = self.misfits[letters.clone()].iter().zip(text.chars().skip(letters.start));
        // Full stops and quotation marks are a pixel or two, and fit anything or nothing.
        let worst = known.filter(|(_, l)| l.is_alphanumeric()).filter_map(|(m, _)| *m).fold(0.0, f32::max);
        let misfits = &self.misfits[letters];
        Fit {
            worst,
            all: misfits.iter().flatten().sum(),
            unknown: misfits.iter().filter(|m| m.is_none()).count(),
        }
    }
}

/// The cheapest places of the letters, each among `side`. The cost is the misfit, and the strain between neighbours.
fn cheapest(costs: &[Option<Vec<f32>>], side: usize) -> Option<Vec<usize>> {
    let strain = |a: usize, b: usize| match a.abs_diff(b) {
        by if by <= GLYPH_STRAIN_COLUMNS => GLYPH_STRAIN_COST * (by as f32).powi(2),
        _ => f32::INFINITY,
    };
    let own = |i: usize, at: usize| costs[i].as_ref().map_or(0.0, |c| c[at]);
    let mut sums: Vec<f32> = (0..side).map(|at| own(0, at)).collect();
    let mut ways: Vec<Vec<usize>> = Vec::new();
    if costs.is_empty() {
        return None;
    }
    for i in 1..costs.len() {
        let best = |at: usize| {
            (0..side)
                .min_by(|&a, &b| (sums[a] + strain(a, at)).total_cmp(&(sums[b] + strain(b, at))))
                .unwrap_or(0)
        };
        let way: Vec<usize> = (0..side).map(best).collect();
        sums = (0..side).map(|at| sums[way[at]] + strain(way[at], at) + own(i, at)).collect();
        ways.push(way);
    }
    let mut at = (0..side).min_by(|&a, &b| sums[a].total_cmp(&sums[b]))?;
    let mut path = vec![at];
    for way in ways.iter().rev() {
        at = way[at];
        path.push(at);
    }
    path.reverse();
    Some(path)
}

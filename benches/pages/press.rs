//! Pages of other words in the layouts of real ones, without end.
//!
//! A simulated page is a real page set anew: its lines, columns and table cells stay where they are, the words in them
//! are drawn from the words of the same page, all wider or narrower by one factor, as another typeface would have
//! them. Its tokens are then taken by the layout track itself. So the number of tokens on a page, the tokens that a
//! left margin or a table gives to many pages, and those that hardly any page shares come out as on real pages.

use verify_shot::features::word_boxes::{Line, Mark};
use verify_shot::features::word_shape::Shape;

/// A gap of so many letter heights parts two columns or cells.
const NEW_CELL: f32 = 2.5;

/// Sets pages.
pub struct Press {
    pages: Vec<Vec<Line>>,
    numbers: Numbers,
}

impl Press {
    /// Sets pages after these; the same pages in the same order every time.
    pub fn new(pages: Vec<Vec<Line>>) -> Self {
        let pages: Vec<_> = pages.into_iter().filter(|lines| !lines.is_empty()).collect();
        assert!(!pages.is_empty(), "there must be pages with words");
        Self { pages, numbers: Numbers(0x2545_f491_4f6c_dd1d) }
    }

    /// The next page.
    pub fn page(&mut self) -> Vec<Line> {
        let model = &self.pages[self.numbers.below(self.pages.len())];
        let of_line = |l: &'_ Line| -> Vec<(f32, Shape)> {
            l.words.iter().map(|w| w.width() / l.letter.max(1.0)).zip(l.shapes.iter().copied()).collect()
        };
        let words: Vec<(f32, Shape)> = model.iter().flat_map(of_line).collect();
        let face = 0.85 + 0.3 * self.numbers.unit();
        let numbers = &mut self.numbers;
        model
            .iter()
            .map(|line| {
                let mut draw = || {
                    let (width, shape) = words[numbers.below(words.len())];
                    (width * face * line.letter.max(1.0), shape)
                };
                let cells = line.words.chunk_by(|a, b| b.x0 - a.x1 < NEW_CELL * line.letter);
                let (words, shapes) = cells.flat_map(|cell| set(cell, &mut draw)).unzip();
                Line { words, shapes, ..*line }
            })
            .collect()
    }
}

/// A cell's words set anew: as many as its width holds, at least one, with the gaps that its own words have.
fn set(cell: &[Mark], draw: &mut dyn FnMut() -> (f32, Shape)) -> Vec<(Mark, Shape)> {
    let right = cell[cell.len() - 1].x1;
    let gaps: f32 = cell.windows(2).map(|p| p[1].x0 - p[0].x1).sum();
    let gap = gaps / (cell.len() - 1).max(1) as f32;
    let (mut x, mut words) = (cell[0].x0, Vec::new());
    loop {
        let (width, shape) = draw();
        if !words.is_empty() && (cell.len() == 1 || x + width > right) {
            return words;
        }
        words.push((Mark { x0: x, x1: x + width, ..cell[words.len().min(cell.len() - 1)] }, shape));
        x += width + gap;
    }
}

/// Xorshift (Marsaglia, 2003): the same numbers every time.
pub struct Numbers(pub u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// One of the numbers below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 24) as f32
    }
}

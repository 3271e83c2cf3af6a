//! Words beside the pages, which no original explains.
//!
//! A post or a viewer has a few words of its own. A page's worth of words is part of what the picture says, and it
//! was compared with nothing.

use super::thresholds::{FRAME_RUNNING_WORDS, RUNNING_TEXT_ROW_WORDS, SAME_ROW_OVERLAP_SHARE};
use crate::model::geometry::Rect;
use crate::model::reason::Reason;
use crate::model::trace::Found;

/// Counts of the words that should be explained.
#[derive(Default)]
pub struct Words {
    /// Words that a page explains.
    pub explained: usize,
    /// Unexplained words within the frame of a page. Where the page was compared, they are differences or covered.
    pub within: usize,
    /// Unexplained words around a page without a frame.
    pub about: usize,
}

impl Words {
    fn all(&self) -> usize {
        self.explained + self.within + self.about
    }

    /// The share of unexplained words.
    pub fn unexplained_share(&self) -> f64 {
        (self.within + self.about) as f64 / self.all().max(1) as f64
    }

    /// The trace event for these words and for the number of words beside.
    pub fn trace_event(&self, compared: usize, kept: usize, beside: usize) -> Found {
        Found::Settled { compared, kept, words: self.all(), strange: self.within + self.about, beside }
    }

    /// The reason for a verdict because of these words.
    pub fn reason(&self) -> Reason {
        Reason::UnexplainedWords { unexplained: self.within + self.about, shown: self.all() }
    }
}

/// Words outside every page, in rows of running text.
#[derive(Default)]
pub struct Beside {
    words: usize,
    place: Option<Rect>,
}

impl Beside {
    /// Selects the words that stand in rows of running text.
    pub fn of(words: Vec<Rect>) -> Self {
        let mut beside = Self::default();
        for row in rows(words, |word| *word).iter().filter(|row| row.len() >= RUNNING_TEXT_ROW_WORDS) {
            beside.words += row.len();
            beside.place = Rect::around(row.iter().copied().chain(beside.place));
        }
        beside
    }

    /// The number of these words.
    pub fn words(&self) -> usize {
        self.words
    }

    /// The reason for a verdict, if there are more words than the frame of a post or a viewer has.
    pub fn reason(&self) -> Option<Reason> {
        let place = self.place.filter(|_| self.words > FRAME_RUNNING_WORDS)?;
        Some(Reason::WordsBeside { words: self.words, place })
    }
}

/// The rows in which words with these boxes stand, from top to bottom.
pub fn rows<W: Clone>(mut words: Vec<W>, bounds: impl Fn(&W) -> Rect) -> Vec<Vec<W>> {
    words.sort_by(|a, b| bounds(a).centre().y.total_cmp(&bounds(b).centre().y));
    let is_one_row = |a: &W, b: &W| {
        let (a, b) = (bounds(a), bounds(b));
        a.y1.min(b.y1) - a.y0.max(b.y0) >= SAME_ROW_OVERLAP_SHARE * a.height().min(b.height())
    };
    words.chunk_by(is_one_row).map(<[W]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: usize, y: f64) -> Vec<Rect> {
        (0..words).map(|w| Rect::new(50.0 * w as f64, y, 50.0 * w as f64 + 40.0, y + 10.0)).collect()
    }

    #[test]
    fn the_few_words_of_a_frame_are_nothing_and_a_pages_worth_is_said_with_its_place() {
        let lines = |count: u8, words: usize, from: f64| -> Vec<Rect> {
            (0..count).flat_map(|l| line(words, from + 20.0 * f64::from(l))).collect()
        };
        let frame = [lines(40, RUNNING_TEXT_ROW_WORDS - 1, 0.0), lines(4, 10, 800.0)].concat();
        let beside = Beside::of(frame);
        assert_eq!((beside.words(), beside.reason()), (40, None));
        let beside = Beside::of(lines(10, 10, 0.0));
        let Some(Reason::WordsBeside { words, place }) = beside.reason() else { panic!("nothing is said") };
        assert_eq!((words, place.y1), (100, 190.0));
    }
}

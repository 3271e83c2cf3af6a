//! The legibility map: the height of the letters at each place of the picture. Small print that cannot be told apart
//! is not compared, even on a page of larger type.

use super::thresholds::{
    LEGIBLE_LETTER_PIXELS, LETTER_LINE_PIXELS, LINE_REACH_LETTERS, SHOWN_LINE_SHARE, SMALL_PRINT_WORDS,
    UNKNOWN_LETTER_PIXELS,
};
use crate::model::document::TextLine;
use crate::model::geometry::{Point, Rect};

/// The heights of a page's letters.
pub struct Letters {
    /// Sorted by their vertical position.
    lines: Vec<TextLine>,
    /// Pixels of the picture to a pixel of the page's raster.
    scale: f64,
    tallest: f64,
}

impl Letters {
    /// The map for the lines of a page that is shown at this scale.
    pub fn new(lines: &[TextLine], scale: f64) -> Self {
        let mut lines: Vec<TextLine> =
            lines.iter().copied().filter(|l| l.letter >= LETTER_LINE_PIXELS).collect();
        lines.sort_by_key(|l| l.y);
        let tallest = lines.iter().map(|l| f64::from(l.letter)).fold(0.0, f64::max);
        Self { lines, scale, tallest }
    }

    /// Median height on a part of the page (in pixels of its raster), in pixels of the picture. Each line counts by
    /// its words, as far as it lies in the part.
    pub fn usual(&self, part: &Rect) -> f64 {
        let mut shown: Vec<(u16, f64)> =
            self.lines.iter().map(|l| (l.letter, share(l, part) * f64::from(l.words))).collect();
        shown.sort_unstable_by_key(|l| l.0);
        let half = shown.iter().map(|l| l.1).sum::<f64>() / 2.0;
        let mut before = 0.0;
        let middle = shown.iter().find(|l| {
            before += l.1;
            before > half
        });
        self.scale * middle.map_or(UNKNOWN_LETTER_PIXELS, |l| f64::from(l.0))
    }

    /// Height at a place of the page (in pixels of its raster), in pixels of the picture; `usual` if there is no
    /// line.
    pub fn at(&self, place: Point, usual: f64) -> f64 {
        let off = |l: &TextLine| (f64::from(l.y) - place.y).abs();
        let first =
            self.lines.partition_point(|l| f64::from(l.y) < place.y - LINE_REACH_LETTERS * self.tallest);
        let near = self.lines[first..]
            .iter()
            .take_while(|l| f64::from(l.y) <= place.y + LINE_REACH_LETTERS * self.tallest);
        let here = near.filter(|l| {
            let reach = LINE_REACH_LETTERS * f64::from(l.letter);
            let along = f64::from(l.x0) - reach..f64::from(l.x1) + reach;
            off(l) <= reach && along.contains(&place.x)
        });
        let nearest = here.min_by(|a, b| off(a).total_cmp(&off(b)));
        nearest.map_or(usual, |l| {
            let height = f64::from(l.letter) * self.scale;
            if l.words < SMALL_PRINT_WORDS { height.max(usual) } else { height }
        })
    }

    /// The smallest height on a part of the page that can be told apart, in pixels of the picture. Returns `None` if
    /// there is none.
    pub fn smallest(&self, part: &Rect) -> Option<f64> {
        let shown =
            self.lines.iter().filter(|l| l.words >= SMALL_PRINT_WORDS && share(l, part) > SHOWN_LINE_SHARE);
        let heights = shown.map(|l| f64::from(l.letter) * self.scale).filter(|h| *h >= LEGIBLE_LETTER_PIXELS);
        heights
            .min_by(f64::total_cmp)
            .or_else(|| Some(self.usual(part)).filter(|h| *h >= LEGIBLE_LETTER_PIXELS))
    }
}

/// The share of a line within a part of the page.
fn share(line: &TextLine, part: &Rect) -> f64 {
    let [x0, x1, y] = [line.x0, line.x1, line.y].map(f64::from);
    let across = x1.min(part.x1) - x0.max(part.x0);
    if (part.y0..part.y1).contains(&y) { across.max(0.0) / (x1 - x0).max(1.0) } else { 0.0 }
}

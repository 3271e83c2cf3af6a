//! The words shown, and which of them a page explains.
//!
//! The region ends where agreement ends. A line changed at the foot of a page, words written below it, and another
//! page on the same form, which agrees in a strip, all lie beyond the region. So their words are examined one by one.

use super::thresholds::REGION_SLACK_PIXELS;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::{DIFFERING_RESIDUAL, INKED_CONTRAST, SOME_INK_SHARE};
use crate::check::view::views::View;
use crate::features::word_boxes::Line;
use crate::model::geometry::Rect;

/// A line of words in the picture.
pub struct ShownLine {
    /// The boxes of the words, in pixels of the picture.
    pub words: Vec<Rect>,
    /// Height of its letters, in pixels of the picture.
    pub letter: f64,
}

/// The lines of a view, in pixels of the picture.
pub fn shown_lines(lines: &[Line], view: &View) -> Vec<ShownLine> {
    let in_picture = |line: &Line| {
        let words = line.words.iter().map(|w| view.to_picture.apply_rect(&w.bounds())).collect();
        ShownLine { words, letter: f64::from(line.letter) }
    };
    lines.iter().map(in_picture).collect()
}

/// For each word of each line, whether the page explains it: the word lies in `region` (in pixels of the picture), or
/// the page has the same ink there.
pub fn explained(
    region: &Rect,
    aligned: &Aligned,
    residual: &Residual,
    lines: &[ShownLine],
) -> Vec<Vec<bool>> {
    let known = region.grown(REGION_SLACK_PIXELS);
    let explains = |word: &Rect| {
        known.intersection(word).area() == word.area() || shows(aligned, residual, &known, word)
    };
    lines.iter().map(|l| l.words.iter().map(explains).collect()).collect()
}

/// Whether the page has a word's ink where the picture has it. The part of the word within `known` was compared
/// already.
fn shows(aligned: &Aligned, residual: &Residual, known: &Rect, word: &Rect) -> bool {
    let (mut all, mut inked, mut peak) = (0usize, 0usize, 0f32);
    for i in aligned.pixels_of(word) {
        all += 1;
        inked += usize::from(residual.ink[i] > INKED_CONTRAST);
        if !residual.rule[i] && !known.contains(aligned.centre(i)) {
            peak = peak.max(residual.normalised[i].abs());
        }
    }
    inked as f64 >= SOME_INK_SHARE * all.max(1) as f64 && peak <= DIFFERING_RESIDUAL
}

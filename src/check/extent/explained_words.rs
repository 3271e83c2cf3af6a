//! The words shown, and which of them a page explains.
//!
//! The part of a page that agrees ends where agreement ends. So a line changed at the foot of a page, words written under
//! it, and another page on the same form, which agrees in a strip, all lie beyond it, and have to be asked for.

use super::thresholds::REGION_SLACK_PIXELS;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::{DIFFERING_RESIDUAL, INKED_CONTRAST, SOME_INK_SHARE};
use crate::check::view::views::View;
use crate::features::word_boxes::Line;
use crate::model::geometry::Rect;

/// A line of words in the picture.
pub struct ShownLine {
    /// The words' boxes, in pixels of the picture.
    pub words: Vec<Rect>,
    /// Height of its letters, in pixels.
    pub letter: f64,
}

/// Lines of a view, in pixels of the picture.
pub fn shown_lines(lines: &[Line], view: &View) -> Vec<ShownLine> {
    let in_picture = |line: &Line| {
        let words = line.words.iter().map(|w| view.to_picture.apply_rect(&w.bounds())).collect();
        ShownLine { words, letter: f64::from(line.letter) }
    };
    lines.iter().map(in_picture).collect()
}

/// Of each word of each line, whether the page explains it: it lies in `region`, the part that agrees, in pixels of the
/// picture, or the page shows it there.
pub fn explained(region: &Rect, a: &Aligned, r: &Residual, lines: &[ShownLine]) -> Vec<Vec<bool>> {
    let known = region.grown(REGION_SLACK_PIXELS);
    let explains = |word: &Rect| known.intersection(word).area() == word.area() || shows(a, r, &known, word);
    lines.iter().map(|l| l.words.iter().map(explains).collect()).collect()
}

/// Whether the page has a word's ink where the picture has it; the part of the word that lies in `known` has been
/// compared.
fn shows(a: &Aligned, r: &Residual, known: &Rect, word: &Rect) -> bool {
    let (mut all, mut inked, mut peak) = (0usize, 0usize, 0f32);
    for i in a.pixels_of(word) {
        all += 1;
        inked += usize::from(r.ink[i] > INKED_CONTRAST);
        if !r.rule[i] && !known.contains(a.centre(i)) {
            peak = peak.max(r.departure[i].abs());
        }
    }
    inked as f64 >= SOME_INK_SHARE * all.max(1) as f64 && peak <= DIFFERING_RESIDUAL
}

//! Annotations: large strokes side by side in a row are words that were written on the page, not marks.

use super::detection::{Detection, DetectionKind};
use super::thresholds::{
    LETTER_ASPECT, ROW_GAP, ROW_HEIGHT_DIFFERENCE, ROW_OVERLAP, TOUCHING_LETTERS_ASPECT,
    WRITTEN_WORD_LETTERS, WRITTEN_WORD_PIECES,
};
use crate::model::answer::HiddenKind;
use crate::model::geometry::Rect;

/// Joins marks that stand in a row like letters to one detection of the kind `what`.
pub fn group_letters(sites: Vec<Detection>, letter: f64, what: DetectionKind) -> Vec<Detection> {
    let could_be_letter = |s: &Detection| {
        let (w, h) = (s.bounds.width(), s.bounds.height());
        s.what == DetectionKind::Hidden(HiddenKind::Mark) && h > letter && w < TOUCHING_LETTERS_ASPECT * h
    };
    let (mut letters, mut out): (Vec<Detection>, Vec<Detection>) =
        sites.into_iter().partition(could_be_letter);
    letters.sort_by(|a, b| a.bounds.x0.total_cmp(&b.bounds.x0));
    let mut rows: Vec<Vec<Detection>> = Vec::new();
    for letter in letters {
        match rows.iter_mut().find(|row| row.last().is_some_and(|l| goes_on(&l.bounds, &letter.bounds))) {
            Some(row) => row.push(letter),
            None => rows.push(vec![letter]),
        }
    }
    for row in rows {
        let letters: f64 =
            row.iter().map(|s| (s.bounds.width() / s.bounds.height() / LETTER_ASPECT).round().max(1.0)).sum();
        if row.len() < WRITTEN_WORD_PIECES || letters < WRITTEN_WORD_LETTERS {
            out.extend(row);
            continue;
        }
        let joined = row.into_iter().reduce(|a, b| Detection {
            bounds: a.bounds.union(&b.bounds),
            on_page: a.on_page.union(&b.on_page),
            peak: a.peak.max(b.peak),
            deviation: a.deviation.max(b.deviation),
            what: a.what,
        });
        out.extend(joined.map(|s| Detection { what, ..s }));
    }
    out
}

fn goes_on(a: &Rect, b: &Rect) -> bool {
    let tall = a.height().max(b.height());
    let abreast = a.y1.min(b.y1) - a.y0.max(b.y0);
    (a.height() - b.height()).abs() < ROW_HEIGHT_DIFFERENCE * tall
        && abreast > ROW_OVERLAP * tall
        && b.x0 - a.x1 < ROW_GAP * tall
}

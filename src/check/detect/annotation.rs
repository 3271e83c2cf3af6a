//! Lettering: large strokes side by side in a row are words that were written on the page, not marks.

use super::detection::{Detection, DetectionKind};
use crate::model::answer::HiddenKind;
use crate::model::geometry::Rect;

/// Pieces in a row, and letters that they may be (some touch), from which they are a word.
const PIECES: usize = 3;
const WORD: f64 = 4.0;
/// Share of the taller one's height that two letters of a row may differ by, and that must lie side by side.
const UNEVEN: f64 = 0.4;
const ABREAST: f64 = 0.6;
/// Gap between two letters of a row, in heights of the taller one.
const GAP: f64 = 0.8;
/// Usual width of a letter, and that of several that touch, in their heights.
const LETTER: f64 = 0.75;
const WIDE: f64 = 3.5;

/// Takes marks that stand in a row like letters together as one place, which is `what`.
pub fn spelled(sites: Vec<Detection>, letter: f64, what: DetectionKind) -> Vec<Detection> {
    let could_be_letter = |s: &Detection| {
        let (w, h) = (s.bounds.width(), s.bounds.height());
        s.what == DetectionKind::Hidden(HiddenKind::Mark) && h > letter && w < WIDE * h
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
            row.iter().map(|s| (s.bounds.width() / s.bounds.height() / LETTER).round().max(1.0)).sum();
        if row.len() < PIECES || letters < WORD {
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
    (a.height() - b.height()).abs() < UNEVEN * tall && abreast > ABREAST * tall && b.x0 - a.x1 < GAP * tall
}

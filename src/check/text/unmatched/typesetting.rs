//! Lines set as a text is, above and below it: an invented reply that quotes a genuine message, a sentence set between
//! heading and text.

use super::line_agreement::{Column, Line};
use crate::model::geometry::Rect;

/// Size of letters of a line that is set as the text is, in the text's, heights of letters by which it may begin beside it,
/// and over which such lines follow each other.
const SET_ALIKE: std::ops::Range<f64> = 0.85..1.18;
const BESIDE: f64 = 1.0;
const FOLLOWS: f64 = 8.0;
/// Heights of letters over which a line below runs on with the text.
const RUNS_ON: f64 = 3.0;
/// Pitches of the text's lines over which a paragraph more follows it: behind an empty line the gap is two pitches less the
/// height of letters, some 1.4. A footer stands farther off.
const A_PARAGRAPH: f64 = 1.6;
/// Pitches of the text's lines within which nothing stands but the text.
const TIGHT: f64 = 1.25;
/// Words of such a line right at the text, next to it, and elsewhere, from which it counts, and of all elsewhere from which
/// they are not the mail program's.
const TIGHT_WORDS: usize = 2;
const NEXT_WORDS: usize = 3;
const FEW_WORDS: usize = 4;
const LEAST_WORDS: usize = 8;

/// The boxes of such lines, from above: `lines` are those of the text's `column`, and whether the text has ended where it
/// ends.
pub fn set_alike(lines: &[Line], column: &Column, has_ended: bool) -> Vec<Rect> {
    let Rect { y0, y1, .. } = column.bounds;
    // Between heading and text nothing else stands; a program's own lines may above the heading, and apart below the text.
    let above = lines.iter().rev().filter(|l| l.middle() < y0);
    let mut found = Follow { column, close: FOLLOWS, is_below: false }.along(above, y0);
    found.reverse();
    let below = lines.iter().filter(|l| l.middle() > y1);
    // What has not ended goes on there, behind an empty line, too.
    let a_paragraph = A_PARAGRAPH * column.pitch / column.usual;
    let close = if has_ended { RUNS_ON.max(a_paragraph) } else { FOLLOWS };
    found.extend(Follow { column, close, is_below: true }.along(below, y1));
    found
}

struct Follow<'a> {
    column: &'a Column,
    /// Heights of letters up to which a line is next to the text.
    close: f64,
    is_below: bool,
}

impl Follow<'_> {
    fn is_set_alike(&self, line: &Line) -> bool {
        SET_ALIKE.contains(&(line.x_height / self.column.x_height))
            && line.beside < BESIDE * self.column.usual
    }

    /// Goes along lines from the text's edge on. Those are next to it before which no line of a heading came, and no gap.
    fn along<'l>(&self, lines: impl Iterator<Item = &'l Line>, mut edge: f64) -> Vec<Rect> {
        let (mut is_next, mut is_tight) = (true, true);
        let (mut next, mut others, mut words) = (Vec::new(), Vec::new(), 0);
        for line in lines {
            let gap = (line.middle() - edge).abs();
            if gap > FOLLOWS * self.column.usual {
                break;
            }
            is_tight &= gap <= TIGHT * self.column.pitch && !line.is_own();
            // A heading stands above a text, and the next message's apart below it.
            let is_heading = line.is_own() || line.has_label && !(self.is_below && is_tight);
            is_next &= !is_heading && gap <= self.close * self.column.usual;
            if !self.is_set_alike(line) {
                continue;
            }
            edge = line.middle();
            let strange = if self.is_below && is_tight { line.foreign } else { line.unknown };
            match strange {
                _ if is_heading => {}
                TIGHT_WORDS.. if is_next && is_tight => next.push(line.bounds),
                NEXT_WORDS.. if is_next => next.push(line.bounds),
                FEW_WORDS.. => {
                    words += strange;
                    others.push(line.bounds);
                }
                _ => {}
            }
        }
        if words >= LEAST_WORDS {
            next.append(&mut others);
        }
        next
    }
}

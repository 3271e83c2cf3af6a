//! Lines above and below a text that are typeset like it: an invented reply that quotes a genuine message, or a
//! sentence between header and text.

use super::line_agreement::{Column, Line};
use crate::check::text::thresholds::{
    ENDED_TEXT_REACH_LETTERS, FAR_LINE_WORDS, FAR_LINES_WORDS, NEXT_LINE_WORDS, OPEN_TEXT_REACH_LETTERS,
    PARAGRAPH_GAP_PITCHES, SAME_TYPE_INDENT_LETTERS, SAME_TYPE_RATIO, TIGHT_LINE_PITCHES, TIGHT_LINE_WORDS,
};
use crate::model::geometry::Rect;

/// The boxes of such lines, from the top down. `lines` are those of the text's `column`; `has_ended` if the text
/// shown ends where the body ends.
pub fn typeset_alike(lines: &[Line], column: &Column, has_ended: bool) -> Vec<Rect> {
    let Rect { y0, y1, .. } = column.bounds;
    // Between header and text nothing else stands. A program's own lines may stand above the header, and apart below
    // the text.
    let above = lines.iter().rev().filter(|l| l.middle() < y0);
    let mut found = Follow { column, close: OPEN_TEXT_REACH_LETTERS, is_below: false }.along(above, y0);
    found.reverse();
    let below = lines.iter().filter(|l| l.middle() > y1);
    // A text that has not ended may continue behind an empty line, too.
    let a_paragraph = PARAGRAPH_GAP_PITCHES * column.pitch / column.usual;
    let close = if has_ended { ENDED_TEXT_REACH_LETTERS.max(a_paragraph) } else { OPEN_TEXT_REACH_LETTERS };
    found.extend(Follow { column, close, is_below: true }.along(below, y1));
    found
}

struct Follow<'a> {
    column: &'a Column,
    /// Largest distance of a line next to the text, in heights of letters.
    close: f64,
    is_below: bool,
}

impl Follow<'_> {
    fn is_set_alike(&self, line: &Line) -> bool {
        SAME_TYPE_RATIO.contains(&(line.x_height / self.column.x_height))
            && line.beside < SAME_TYPE_INDENT_LETTERS * self.column.usual
    }

    /// Follows lines from the edge of the text. Lines are next to it as long as there was neither a line of a header
    /// nor a gap.
    fn along<'l>(&self, lines: impl Iterator<Item = &'l Line>, mut edge: f64) -> Vec<Rect> {
        let (mut is_next, mut is_tight) = (true, true);
        let (mut next, mut others, mut words) = (Vec::new(), Vec::new(), 0);
        for line in lines {
            let gap = (line.middle() - edge).abs();
            if gap > OPEN_TEXT_REACH_LETTERS * self.column.usual {
                break;
            }
            is_tight &= gap <= TIGHT_LINE_PITCHES * self.column.pitch && !line.is_own();
            // A header stands above a text; that of the next message stands apart below it.
            let is_heading = line.is_own() || line.has_label && !(self.is_below && is_tight);
            is_next &= !is_heading && gap <= self.close * self.column.usual;
            if !self.is_set_alike(line) {
                continue;
            }
            edge = line.middle();
            let unmatched = if self.is_below && is_tight { line.foreign } else { line.unknown };
            match unmatched {
                _ if is_heading => {}
                TIGHT_LINE_WORDS.. if is_next && is_tight => next.push(line.bounds),
                NEXT_LINE_WORDS.. if is_next => next.push(line.bounds),
                FAR_LINE_WORDS.. => {
                    words += unmatched;
                    others.push(line.bounds);
                }
                _ => {}
            }
        }
        if words >= FAR_LINES_WORDS {
            next.append(&mut others);
        }
        next
    }
}

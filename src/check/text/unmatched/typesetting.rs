//! Lines set as a text is, above and below it: an invented reply that quotes a genuine message, a sentence set between
//! heading and text.

use super::line_agreement::{Column, Line};
use crate::check::text::thresholds::{
    ENDED_TEXT_REACH_LETTERS, FAR_LINE_WORDS, FAR_LINES_WORDS, NEXT_LINE_WORDS, OPEN_TEXT_REACH_LETTERS,
    PARAGRAPH_GAP_PITCHES, SAME_TYPE_INDENT_LETTERS, SAME_TYPE_RATIO, TIGHT_LINE_PITCHES, TIGHT_LINE_WORDS,
};
use crate::model::geometry::Rect;

/// The boxes of such lines, from above: `lines` are those of the text's `column`, and whether the text has ended where it
/// ends.
pub fn set_alike(lines: &[Line], column: &Column, has_ended: bool) -> Vec<Rect> {
    let Rect { y0, y1, .. } = column.bounds;
    // Between heading and text nothing else stands; a program's own lines may above the heading, and apart below the text.
    let above = lines.iter().rev().filter(|l| l.middle() < y0);
    let mut found = Follow { column, close: OPEN_TEXT_REACH_LETTERS, is_below: false }.along(above, y0);
    found.reverse();
    let below = lines.iter().filter(|l| l.middle() > y1);
    // What has not ended goes on there, behind an empty line, too.
    let a_paragraph = PARAGRAPH_GAP_PITCHES * column.pitch / column.usual;
    let close = if has_ended { ENDED_TEXT_REACH_LETTERS.max(a_paragraph) } else { OPEN_TEXT_REACH_LETTERS };
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
        SAME_TYPE_RATIO.contains(&(line.x_height / self.column.x_height))
            && line.beside < SAME_TYPE_INDENT_LETTERS * self.column.usual
    }

    /// Goes along lines from the text's edge on. Those are next to it before which no line of a heading came, and no gap.
    fn along<'l>(&self, lines: impl Iterator<Item = &'l Line>, mut edge: f64) -> Vec<Rect> {
        let (mut is_next, mut is_tight) = (true, true);
        let (mut next, mut others, mut words) = (Vec::new(), Vec::new(), 0);
        for line in lines {
            let gap = (line.middle() - edge).abs();
            if gap > OPEN_TEXT_REACH_LETTERS * self.column.usual {
                break;
            }
            is_tight &= gap <= TIGHT_LINE_PITCHES * self.column.pitch && !line.is_own();
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
                TIGHT_LINE_WORDS.. if is_next && is_tight => next.push(line.bounds),
                NEXT_LINE_WORDS.. if is_next => next.push(line.bounds),
                FAR_LINE_WORDS.. => {
                    words += strange;
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

//! Lines set as a text is, above and below it: an invented reply that quotes a genuine message, a sentence set between
//! heading and text.

use super::lines::Line;
use crate::model::geometry::Rect;

/// Heights of letters of a line that is set as the text is, in the text's, by which it may begin beside it, and over which
/// such lines follow each other.
const SET_ALIKE: std::ops::Range<f64> = 0.85..1.18;
const BESIDE: f64 = 1.0;
const FOLLOWS: f64 = 8.0;
/// Heights of letters over which a line below runs on with the text.
const RUNS_ON: f64 = 3.0;
/// Words of such a line next to the text, and elsewhere, from which it counts, and of all elsewhere from which they are not
/// the mail program's.
const NEXT_WORDS: usize = 3;
const FEW_WORDS: usize = 4;
const LEAST_WORDS: usize = 8;

/// The boxes of such lines, from above: `lines` are those of the text's `column`, `usual` is the height of its letters, and
/// whether the text has ended where it ends.
pub fn set_alike(lines: &[Line], column: &Rect, usual: f64, has_ended: bool) -> Vec<Rect> {
    let follow = Follow { column, usual };
    // Between heading and text nothing else stands; a program's own lines may above the heading, and apart below the text.
    let above = lines.iter().rev().filter(|l| l.middle() < column.y0);
    let mut found = follow.along(above, column.y0, FOLLOWS);
    found.reverse();
    let below = lines.iter().filter(|l| l.middle() > column.y1);
    // What has not ended goes on there, behind an empty line, too.
    found.extend(follow.along(below, column.y1, if has_ended { RUNS_ON } else { FOLLOWS }));
    found
}

struct Follow<'a> {
    column: &'a Rect,
    usual: f64,
}

impl Follow<'_> {
    fn is_set_alike(&self, line: &Line) -> bool {
        SET_ALIKE.contains(&(line.letter / self.usual))
            && (line.bounds.x0 - self.column.x0).abs() < BESIDE * self.usual
    }

    /// Goes along lines from the text's edge on. Those are next to it before which no line of a heading came, and no gap of
    /// more than `close` heights.
    fn along<'l>(&self, lines: impl Iterator<Item = &'l Line>, mut edge: f64, close: f64) -> Vec<Rect> {
        let mut is_next = true;
        let (mut next, mut others, mut words) = (Vec::new(), Vec::new(), 0);
        for line in lines {
            let gap = (line.middle() - edge).abs() / self.usual;
            if gap > FOLLOWS {
                break;
            }
            let is_heading = line.is_own() || line.has_label;
            is_next &= !is_heading && gap <= close;
            if !self.is_set_alike(line) {
                continue;
            }
            edge = line.middle();
            match line.unknown {
                _ if is_heading => {}
                NEXT_WORDS.. if is_next => next.push(line.bounds),
                FEW_WORDS.. => {
                    words += line.unknown;
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

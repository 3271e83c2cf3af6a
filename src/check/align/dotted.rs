//! Dotted and dashed rules of the page: rows of equal small marks at one pitch. Where such a row begins within its pitch
//! is left to each renderer, so its marks are not compared one by one.

use super::rules::Lean;
use super::thresholds::{
    DOT_PITCH_LENGTHS, DOT_PITCH_TOLERANCE, DOT_SIDE_PIXELS, DOT_SIZE_TOLERANCE_PIXELS, DOT_STEPS,
    DOTTED_RULE_INK_RATIO, DOTTED_RULE_MARKS, RULE_INK_GREY, RULE_RIM_PIXELS,
};
use std::collections::HashMap;
use std::ops::Range;

/// A dot or dash: its place along the row and across it.
#[derive(Clone)]
struct Mark {
    along: Range<usize>,
    across: Range<usize>,
}

/// Marks one after the other, with the pitch of the first two.
struct Row {
    marks: Vec<Mark>,
    pitch: Option<f64>,
}

/// A part of a page, row by row or column by column.
struct Page<'a> {
    grey: &'a [f32],
    /// Pixels along a row of marks, and across.
    size: (usize, usize),
    /// Steps from a pixel to the next one along and across.
    steps: (usize, usize),
}

impl Page<'_> {
    fn at(&self, along: usize, across: usize) -> usize {
        along * self.steps.0 + across * self.steps.1
    }

    fn is_ink(&self, along: usize, across: usize) -> bool {
        self.grey[self.at(along, across)] < RULE_INK_GREY
    }

    /// The mark whose first line is a run of ink, if it is no larger than a dot or dash, and stands alone.
    fn mark(&self, run: Range<usize>, first: usize) -> Option<Mark> {
        let before = first.checked_sub(1)?;
        let mut along = run;
        if self.ink_about(&along, before)?.is_some() {
            return None;
        }
        for across in first..self.size.1.min(first + DOT_SIDE_PIXELS.1 + 1) {
            let Some(ink) = self.ink_about(&along, across)? else {
                return Some(Mark { along, across: first..across });
            };
            along = along.start.min(ink.start)..along.end.max(ink.end);
            if along.len() > DOT_SIDE_PIXELS.0 {
                return None;
            }
        }
        None
    }

    /// The ink of a line along a range and the pixel before and behind it. Returns `None` at the edge of the page, and
    /// `Some(None)` if there is no ink.
    fn ink_about(&self, along: &Range<usize>, across: usize) -> Option<Option<Range<usize>>> {
        let wide = along.start.checked_sub(1)?..along.end + 1;
        if wide.end > self.size.0 {
            return None;
        }
        let mut inked = wide.filter(|&along| self.is_ink(along, across));
        let Some(first) = inked.next() else { return Some(None) };
        Some(Some(first..inked.next_back().unwrap_or(first) + 1))
    }

    /// The marks, in their order along.
    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for across in 1..self.size.1 {
            let mut along = 0;
            while let Some(start) = (along..self.size.0).find(|&at| self.is_ink(at, across)) {
                let end = (start..self.size.0).find(|&at| !self.is_ink(at, across)).unwrap_or(self.size.0);
                if end - start <= DOT_SIDE_PIXELS.0 {
                    marks.extend(self.mark(start..end, across));
                }
                along = end;
            }
        }
        marks.sort_by_key(|mark| mark.along.start);
        marks
    }

    /// The rows of marks, whose lines rise by a slope.
    fn rows(&self, slope: f64) -> Vec<Vec<Mark>> {
        let (mut rows, mut last): (Vec<Row>, HashMap<i64, usize>) = (Vec::new(), HashMap::new());
        for mark in self.marks() {
            let line = (mark.across.start as f64 - slope * mark.along.start as f64).round() as i64;
            let before = [line, line - 1, line + 1].into_iter().find_map(|near| {
                let row = *last.get(&near)?;
                rows[row].goes_on(&mark).then_some((near, row))
            });
            let row = match before {
                Some((near, row)) => {
                    last.remove(&near);
                    rows[row].add(mark);
                    row
                }
                None => {
                    rows.push(Row { marks: vec![mark], pitch: None });
                    rows.len() - 1
                }
            };
            last.insert(line, row);
        }
        rows.into_iter().map(|row| row.marks).filter(|marks| marks.len() >= DOTTED_RULE_MARKS).collect()
    }
}

impl Row {
    fn last(&self) -> &Mark {
        &self.marks[self.marks.len() - 1]
    }

    /// Whether a mark is the next one: as large as the last one, and at the pitch of the row.
    fn goes_on(&self, mark: &Mark) -> bool {
        let last = self.last();
        let is_as_large =
            |a: &Range<usize>, b: &Range<usize>| a.len().abs_diff(b.len()) <= DOT_SIZE_TOLERANCE_PIXELS;
        let pitch = mark.along.start.saturating_sub(last.along.start) as f64;
        let fits = match self.pitch {
            None => {
                pitch > 0.0 && pitch <= DOT_PITCH_LENGTHS * mark.along.len().max(mark.across.len()) as f64
            }
            Some(usual) => {
                let steps = (pitch / usual).round().clamp(1.0, DOT_STEPS);
                (pitch - steps * usual).abs() <= steps * (DOT_PITCH_TOLERANCE * usual).max(1.0)
            }
        };
        fits && is_as_large(&mark.along, &last.along) && is_as_large(&mark.across, &last.across)
    }

    fn add(&mut self, mark: Mark) {
        let pitch = (mark.along.start - self.last().along.start) as f64;
        self.pitch.get_or_insert(pitch);
        self.marks.push(mark);
    }
}

/// Marks the dotted rules of a warped page (greys, row by row) among its rules, where the picture has as much ink as the
/// page. `ink` is that of a pixel in the picture, and on the page as the picture would show it, in grey levels off the paper.
pub fn mark_dotted(
    grey: &[f32],
    (w, h): (usize, usize),
    lean: Lean,
    ink: impl Fn(usize) -> (f32, f32),
    rule: &mut [bool],
) {
    let ways = [((w, h), (1, w), lean.rows), ((h, w), (w, 1), lean.columns)];
    for (size, steps, slope) in ways {
        let page = Page { grey, size, steps };
        for marks in page.rows(slope) {
            let pixels = || (0..marks.len()).flat_map(|number| to_next(&page, &marks[number..]));
            let (shown, expected) =
                pixels().map(&ink).fold((0.0, 0.0), |sums, (shown, page)| (sums.0 + shown, sums.1 + page));
            if DOTTED_RULE_INK_RATIO.contains(&(shown / expected)) {
                pixels().for_each(|i| rule[i] = true);
            }
        }
    }
}

/// The pixels from the first of some marks to the next, or of the last one itself, with a rim on either side.
fn to_next<'a>(page: &'a Page, marks: &[Mark]) -> impl Iterator<Item = usize> + use<'a> {
    let (mark, next) = (&marks[0], marks.get(1));
    let along = mark.along.start..next.map_or(mark.along.end, |next| next.along.start);
    let (first, last) = next.map_or((mark.across.start, mark.across.end), |next| {
        (mark.across.start.min(next.across.start), mark.across.end.max(next.across.end))
    });
    let across = first.saturating_sub(RULE_RIM_PIXELS)..(last + RULE_RIM_PIXELS).min(page.size.1);
    across.flat_map(move |across| along.clone().map(move |along| page.at(along, across)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (300, 40);

    /// Whether the row of dots is a rule where the picture shows it moved by some pixels, or `None` of it.
    fn is_rule(dots: usize, moved: Option<usize>) -> bool {
        let (w, h) = SIZE;
        let drawn = |by: Option<usize>| {
            let mut grey = vec![255.0f32; w * h];
            for dot in (0..dots).filter(|_| by.is_some()) {
                let at = 10 + 13 * dot + by.unwrap_or(0);
                for (y, (left, right)) in [(1, 3), (0, 4), (0, 4), (1, 3)].into_iter().enumerate() {
                    grey[(20 + y) * w + at + left..(20 + y) * w + at + right].fill(0.0);
                }
            }
            grey
        };
        let (page, seen) = (drawn(Some(0)), drawn(moved));
        let mut rule = vec![false; w * h];
        mark_dotted(&page, SIZE, Lean::default(), |i| (255.0 - seen[i], 255.0 - page[i]), &mut rule);
        rule[21 * w + 11] && rule[21 * w + 11 + 6]
    }

    #[test]
    fn a_row_of_dots_in_another_phase_is_a_rule_and_a_wiped_or_short_one_is_none() {
        assert!(is_rule(20, Some(0)));
        assert!(is_rule(20, Some(5)));
        assert!(!is_rule(20, None));
        assert!(!is_rule(5, Some(0)));
    }
}

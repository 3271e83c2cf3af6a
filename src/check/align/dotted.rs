//! Dotted and dashed rules of the page: rows of equal small marks at one pitch. Where such a row begins within its pitch
//! is left to each renderer, so its marks are not compared one by one.

use super::rules::{Lean, Page, runs};
use super::thresholds::{
    DOT_PITCH_LENGTHS, DOT_PITCH_TOLERANCE, DOT_SIDE_PIXELS, DOT_SIZE_TOLERANCE_PIXELS, DOT_STEPS,
    DOTTED_RULE_INK_RATIO, DOTTED_RULE_MARKS, RULE_RIM_PIXELS,
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

/// A warped page, along its lines of text and across them.
struct Strip<'a> {
    page: Page<'a>,
    is_on_side: bool,
}

impl Strip<'_> {
    /// Pixels along a line and across.
    fn size(&self) -> (usize, usize) {
        let Page { w, h, .. } = self.page;
        if self.is_on_side { (h, w) } else { (w, h) }
    }

    fn is_ink(&self, along: usize, across: usize) -> bool {
        let (x, y) = if self.is_on_side { (across, along) } else { (along, across) };
        self.page.is_ink(x, y)
    }

    /// The number of a pixel, row by row.
    fn at(&self, along: usize, across: usize) -> usize {
        if self.is_on_side { along * self.page.w + across } else { across * self.page.w + along }
    }

    /// The mark whose first line is a run of ink, if it is no larger than a dot or dash, and stands alone.
    fn mark(&self, run: Range<usize>, first: usize) -> Option<Mark> {
        let before = first.checked_sub(1)?;
        let mut along = run;
        if self.ink_about(&along, before)?.is_some() {
            return None;
        }
        for across in first..self.size().1.min(first + DOT_SIDE_PIXELS.1 + 1) {
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
        if wide.end > self.size().0 {
            return None;
        }
        let mut inked = wide.filter(|&along| self.is_ink(along, across));
        let Some(first) = inked.next() else { return Some(None) };
        Some(Some(first..inked.next_back().unwrap_or(first) + 1))
    }

    /// The marks, in their order along.
    fn marks(&self) -> Vec<Mark> {
        let (length, lines) = self.size();
        let is_short = |run: &Range<usize>| run.len() <= DOT_SIDE_PIXELS.0;
        let mut marks: Vec<Mark> = (1..lines)
            .flat_map(|across| {
                let short = runs(length, move |along| self.is_ink(along, across)).filter(is_short);
                short.filter_map(move |run| self.mark(run, across))
            })
            .collect();
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

    /// The pixels from the first of some marks to the next, or of the last one itself, with a rim on either side.
    fn to_next(&self, marks: &[Mark]) -> impl Iterator<Item = usize> {
        let (mark, next) = (&marks[0], marks.get(1));
        let along = mark.along.start..next.map_or(mark.along.end, |next| next.along.start);
        let (first, last) = next.map_or((mark.across.start, mark.across.end), |next| {
            (mark.across.start.min(next.across.start), mark.across.end.max(next.across.end))
        });
        let across = first.saturating_sub(RULE_RIM_PIXELS)..(last + RULE_RIM_PIXELS).min(self.size().1);
        across.flat_map(move |across| along.clone().map(move |along| self.at(along, across)))
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

/// Marks the dotted rules of a warped page (greys, row by row) among its rules, mark by mark where the picture has as much
/// ink up to the next one as the page. `ink` is that of a pixel in the picture, and on the page as the picture would show it, in
/// grey levels off the paper. Only along lines of text: a column of numbers has figures and signs of one size at one pitch.
pub fn mark_dotted(
    grey: &[f32],
    (w, h): (usize, usize),
    lean: Lean,
    ink: impl Fn(usize) -> (f32, f32),
    rule: &mut [bool],
) {
    let strip = Strip { page: Page { grey, w, h }, is_on_side: lean.is_on_side };
    for marks in strip.rows(if lean.is_on_side { lean.columns } else { lean.rows }) {
        for number in 0..marks.len() {
            let pixels = || strip.to_next(&marks[number..]);
            let (shown, expected) =
                pixels().map(&ink).fold((0.0, 0.0), |sums, (shown, page)| (sums.0 + shown, sums.1 + page));
            if DOTTED_RULE_INK_RATIO.contains(&(shown / expected)) {
                pixels().for_each(|i| rule[i] = true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (300, 40);
    const PITCH: usize = 13;

    /// The pixels of rules of a page with a row of dots, where the picture shows them moved by some pixels, all but one.
    fn rules_of(dots: usize, moved: usize, wiped: Option<usize>, is_on_side: bool) -> Vec<bool> {
        let (w, h) = SIZE;
        let drawn = |by: usize, wiped: Option<usize>| {
            let mut grey = vec![255.0f32; w * h];
            for dot in (0..dots).filter(|dot| Some(*dot) != wiped) {
                let at = 10 + PITCH * dot + by;
                for (y, (left, right)) in [(1, 3), (0, 4), (0, 4), (1, 3)].into_iter().enumerate() {
                    grey[(20 + y) * w + at + left..(20 + y) * w + at + right].fill(0.0);
                }
            }
            grey
        };
        let (page, seen) = (drawn(0, None), drawn(moved, wiped));
        let mut rule = vec![false; w * h];
        let lean = Lean { is_on_side, ..Lean::default() };
        mark_dotted(&page, SIZE, lean, |i| (255.0 - seen[i], 255.0 - page[i]), &mut rule);
        rule
    }

    /// Whether a dot and the paper behind it are of a rule.
    fn is_rule(rule: &[bool], dot: usize) -> bool {
        let at = 21 * SIZE.0 + 11 + PITCH * dot;
        rule[at] && rule[at + PITCH / 2]
    }

    #[test]
    fn the_dots_of_a_row_in_another_phase_are_of_a_rule() {
        for moved in [0, 5] {
            let rule = rules_of(20, moved, None, false);
            assert!((0..19).all(|dot| is_rule(&rule, dot)), "{moved}");
        }
        assert!(!rules_of(5, 0, None, false).contains(&true));
    }

    #[test]
    fn a_dot_that_is_gone_is_compared() {
        let rule = rules_of(20, 0, Some(7), false);
        assert!(!is_rule(&rule, 7) && is_rule(&rule, 6) && is_rule(&rule, 8));
    }

    #[test]
    fn marks_one_below_the_other_are_compared() {
        assert!(!rules_of(20, 0, None, true).contains(&true));
    }
}

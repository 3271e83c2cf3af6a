//! The ends of a text: words before the first on which picture and page agree, and behind the last. Nothing holds them
//! from both sides, so they are looked for where they have to stand: on the same line, or on lines by themselves right
//! above or below, as a greeting and a signature do.

use std::ops::Range;

use crate::check::text::align::mismatch::{Opposite, Sides};
use crate::check::text::align::term::is_alike;
use crate::check::text::thresholds::{
    BOUNDARY_HEIGHT_RATIO, BOUNDARY_INDENT_LETTERS, BOUNDARY_LINE_DISTANCE_LETTERS, BOUNDARY_TERMS,
    COLUMN_GAP_LETTERS,
};
use crate::model::geometry::Rect;

/// Leaves out a first and a last pair of the body that stand by themselves where other words stand in their place: the name
/// that is greeted is also that of the recipient.
pub fn without_strays(sides: &Sides, mut firm: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let Some((first, last)) = span(sides, &firm, sides.script.body()).filter(|(first, last)| first < last)
    else {
        return firm;
    };
    let rest = |stray: usize| [&firm[..stray], &firm[stray + 1..]].concat();
    let is_stray = |stray: usize, edge: Edge| edge.replaces(firm[stray].0);
    let of_first = is_stray(first, Edge::before(sides, &rest(first), first));
    let of_last = is_stray(last, Edge::behind(sides, &rest(last), last - 1));
    if of_last {
        firm.remove(last);
    }
    if of_first {
        firm.remove(first);
    }
    firm
}

/// The first and the last pair of a part.
fn span(sides: &Sides, firm: &[(usize, usize)], part: usize) -> Option<(usize, usize)> {
    let is_own = |p: &(usize, usize)| sides.part(p.1) == part;
    firm.iter().position(is_own).zip(firm.iter().rposition(is_own))
}

/// What stands at the ends of the body. `firm` are the pairs of terms that are spelled the same, in order.
pub fn ends(sides: &Sides, firm: &[(usize, usize)]) -> Vec<Opposite> {
    let mut found = Vec::new();
    if let Some((first, last)) = span(sides, firm, sides.script.body()) {
        let before = Edge::before(sides, firm, first);
        found.extend(before.on_line());
        // Under a heading that agrees the text begins; without one the picture may begin in the middle of it.
        if first > 0 {
            found.extend(before.on_lines_by_themselves());
        }
        let behind = Edge::behind(sides, firm, last);
        found.extend(behind.on_line());
        // A mail program's own words may stand below a text, and above it only its heading.
        found.extend(behind.on_lines_by_themselves().map(|end| Opposite { is_sure: false, ..end }));
    }
    found
}

/// One end of what agrees: terms of picture and page, nearest first, that stand beyond it.
struct Edge<'a> {
    sides: &'a Sides<'a>,
    /// The term of the picture that agrees.
    agreeing: usize,
    seen: Vec<usize>,
    said: Vec<usize>,
    /// Whether the next pair agrees as well, right beside it: a word by itself may agree by accident.
    is_held: bool,
}

impl<'a> Edge<'a> {
    fn before(sides: &'a Sides, firm: &[(usize, usize)], first: usize) -> Self {
        let (i, j) = firm[first];
        // On its line stands the text: what agrees there with the heading does so by accident.
        let is_above = |pair: &&(usize, usize)| sides.seen.terms[pair.0].line != sides.seen.terms[i].line;
        let from = firm[..first].iter().rev().find(is_above).map_or(0, |pair| pair.0 + 1);
        let said = (0..j).rev().take_while(|&k| sides.part(k) == sides.part(j));
        Self {
            sides,
            agreeing: i,
            seen: (from..i).rev().collect(),
            said: said.collect(),
            is_held: firm.get(first + 1) == Some(&(i + 1, j + 1)),
        }
    }

    fn behind(sides: &'a Sides, firm: &[(usize, usize)], last: usize) -> Self {
        let (i, j) = firm[last];
        let to = firm.get(last + 1).map_or(sides.seen.terms.len(), |next| next.0);
        let said = (j + 1..sides.script.terms.len()).take_while(|&k| sides.part(k) == sides.part(j));
        Self {
            sides,
            agreeing: i,
            seen: (i + 1..to).collect(),
            said: said.collect(),
            is_held: last > 0 && i > 0 && firm[last - 1] == (i - 1, j.wrapping_sub(1)),
        }
    }

    /// How many terms of the picture stand on the same line.
    fn beside(&self) -> usize {
        let alike =
            self.seen.iter().copied().take_while(|&i| self.is_alike(&self.sides.seen.terms[i].bounds));
        self.sides.beside(self.agreeing, alike, COLUMN_GAP_LETTERS)
    }

    fn is_alike(&self, bounds: &Rect) -> bool {
        BOUNDARY_HEIGHT_RATIO.contains(&(bounds.height() / self.sides.seen.height()))
    }

    /// What stands on the same line, laid beside the page's words that are next to what agrees.
    fn on_line(&self) -> Option<Opposite> {
        let both = self.beside().min(self.said.len());
        // Where the page's words go on beyond the line, its outermost word may be cut.
        let is_sure = self.is_held && both == self.said.len();
        self.end(0..both, 0..both, is_sure)
    }

    /// What stands on the next lines, if as a whole it is as many words as the page has left, or nearly the same letters.
    fn on_lines_by_themselves(&self) -> Option<Opposite> {
        let terms = &self.sides.seen.terms;
        let beside = self.beside();
        let left = self.said.len().checked_sub(beside).filter(|left| (1..=BOUNDARY_TERMS).contains(left))?;
        let (mut edge, mut found) = (terms[self.agreeing].bounds, 0);
        for line in self.seen[beside..].chunk_by(|&a, &b| terms[a].line == terms[b].line) {
            let bounds = Rect::around(line.iter().map(|&i| terms[i].bounds))?;
            let down = (bounds.centre().y - edge.centre().y).abs();
            let indent = (bounds.x0 - self.sides.column.0).abs();
            let goes_on = down < BOUNDARY_LINE_DISTANCE_LETTERS * edge.height()
                && indent < BOUNDARY_INDENT_LETTERS * edge.height();
            if !goes_on || !self.is_alike(&bounds) {
                return None;
            }
            (edge, found) = (bounds, found + line.len());
            let end = self.end(beside..beside + found, beside..self.said.len(), self.is_held)?;
            if found == left || self.is_spelled_alike(&end) {
                return Some(end);
            }
        }
        None
    }

    fn is_spelled_alike(&self, end: &Opposite) -> bool {
        let [seen, said] = self.sides.letters(&end.seen, &end.said);
        is_alike(&seen, &said)
    }

    /// Whether what stands here is all that the page has left, and a term is not of it: it stands on another line.
    fn replaces(&self, term: usize) -> bool {
        let terms = &self.sides.seen.terms;
        let on_line = self.on_line().filter(|end| end.said.len() == self.said.len());
        let all = on_line.or_else(|| self.on_lines_by_themselves());
        let is_elsewhere = terms[term].line != terms[self.agreeing].line;
        self.is_held && is_elsewhere && all.is_some_and(|end| !end.seen.contains(&term))
    }

    /// Ranges of what is beyond, counted from what agrees, as ranges of terms.
    fn end(&self, seen: Range<usize>, said: Range<usize>, is_sure: bool) -> Option<Opposite> {
        let span = |terms: &[usize]| {
            let [a, b] = [terms.first()?, terms.last()?];
            Some(*a.min(b)..*a.max(b) + 1)
        };
        Some(Opposite { seen: span(&self.seen[seen])?, said: span(&self.said[said])?, is_sure })
    }
}

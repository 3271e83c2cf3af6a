//! The ends of a text: words before the first and after the last word on which picture and page agree. Nothing bounds
//! them on the other side, so they are searched where they must stand: on the same line, or on lines of their own
//! right above or below, like a greeting and a signature.

use std::ops::Range;

use crate::check::text::align::mismatch::{Alignment, Mismatch};
use crate::check::text::align::term::is_alike;
use crate::check::text::thresholds::{
    BOUNDARY_HEIGHT_RATIO, BOUNDARY_INDENT_LETTERS, BOUNDARY_LINE_DISTANCE_LETTERS, BOUNDARY_TERMS,
    COLUMN_GAP_LETTERS,
};
use crate::model::geometry::Rect;

/// Removes a first and a last pair of the body that are isolated, if other words stand in their place: the name in a
/// greeting is also that of the recipient.
pub fn without_strays(alignment: &Alignment, mut firm: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let Some((first, last)) =
        span(alignment, &firm, alignment.reference.body()).filter(|(first, last)| first < last)
    else {
        return firm;
    };
    let rest = |stray: usize| [&firm[..stray], &firm[stray + 1..]].concat();
    let is_stray = |stray: usize, edge: Edge| edge.replaces(firm[stray].0);
    let of_first = is_stray(first, Edge::before(alignment, &rest(first), first));
    let of_last = is_stray(last, Edge::behind(alignment, &rest(last), last - 1));
    if of_last {
        firm.remove(last);
    }
    if of_first {
        firm.remove(first);
    }
    firm
}

/// The first and the last pair of a part. Returns `None` if the part has no pair.
fn span(alignment: &Alignment, firm: &[(usize, usize)], part: usize) -> Option<(usize, usize)> {
    let is_own = |p: &(usize, usize)| alignment.part(p.1) == part;
    firm.iter().position(is_own).zip(firm.iter().rposition(is_own))
}

/// The mismatches at the ends of the body. `firm` are the pairs of terms that are spelled the same, in order.
pub fn ends(alignment: &Alignment, firm: &[(usize, usize)]) -> Vec<Mismatch> {
    let mut found = Vec::new();
    if let Some((first, last)) = span(alignment, firm, alignment.reference.body()) {
        let before = Edge::before(alignment, firm, first);
        found.extend(before.on_line());
        // The text begins below a header that matches. Without one, the picture may begin in the middle of the text.
        if first > 0 {
            found.extend(before.on_lines_by_themselves());
        }
        let behind = Edge::behind(alignment, firm, last);
        found.extend(behind.on_line());
        // A mail program's own words may stand below a text; above it stands only its header.
        found.extend(behind.on_lines_by_themselves().map(|end| Mismatch { is_sure: false, ..end }));
    }
    found
}

/// One end of the matching text, with the terms of picture and page beyond it, the nearest first.
struct Edge<'a> {
    alignment: &'a Alignment<'a>,
    /// The matching term of the picture.
    agreeing: usize,
    seen: Vec<usize>,
    said: Vec<usize>,
    /// Whether the neighbouring pair matches, too: a single word may match by chance.
    is_held: bool,
}

impl<'a> Edge<'a> {
    fn before(alignment: &'a Alignment, firm: &[(usize, usize)], first: usize) -> Self {
        let (i, j) = firm[first];
        // The text stands on its line, so terms there that match the header do so by chance.
        let is_above =
            |pair: &&(usize, usize)| alignment.seen.terms[pair.0].line != alignment.seen.terms[i].line;
        let from = firm[..first].iter().rev().find(is_above).map_or(0, |pair| pair.0 + 1);
        let said = (0..j).rev().take_while(|&k| alignment.part(k) == alignment.part(j));
        Self {
            alignment,
            agreeing: i,
            seen: (from..i).rev().collect(),
            said: said.collect(),
            is_held: firm.get(first + 1) == Some(&(i + 1, j + 1)),
        }
    }

    fn behind(alignment: &'a Alignment, firm: &[(usize, usize)], last: usize) -> Self {
        let (i, j) = firm[last];
        let to = firm.get(last + 1).map_or(alignment.seen.terms.len(), |next| next.0);
        let said =
            (j + 1..alignment.reference.terms.len()).take_while(|&k| alignment.part(k) == alignment.part(j));
        Self {
            alignment,
            agreeing: i,
            seen: (i + 1..to).collect(),
            said: said.collect(),
            is_held: last > 0 && i > 0 && firm[last - 1] == (i - 1, j.wrapping_sub(1)),
        }
    }

    /// The number of terms of the picture on the same line.
    fn beside(&self) -> usize {
        let alike =
            self.seen.iter().copied().take_while(|&i| self.is_alike(&self.alignment.seen.terms[i].bounds));
        self.alignment.beside(self.agreeing, alike, COLUMN_GAP_LETTERS)
    }

    fn is_alike(&self, bounds: &Rect) -> bool {
        BOUNDARY_HEIGHT_RATIO.contains(&(bounds.height() / self.alignment.seen.height()))
    }

    /// The terms on the same line, with the page's terms next to those that match.
    fn on_line(&self) -> Option<Mismatch> {
        let both = self.beside().min(self.said.len());
        // If the page's words go on beyond the line, the outermost word may be cut off.
        let is_sure = self.is_held && both == self.said.len();
        self.end(0..both, 0..both, is_sure)
    }

    /// The terms on the next lines, if there are as many as the page has left, or if their letters are nearly the
    /// same.
    fn on_lines_by_themselves(&self) -> Option<Mismatch> {
        let terms = &self.alignment.seen.terms;
        let beside = self.beside();
        let left = self.said.len().checked_sub(beside).filter(|left| (1..=BOUNDARY_TERMS).contains(left))?;
        let (mut edge, mut found) = (terms[self.agreeing].bounds, 0);
        for line in self.seen[beside..].chunk_by(|&a, &b| terms[a].line == terms[b].line) {
            let bounds = Rect::around(line.iter().map(|&i| terms[i].bounds))?;
            let down = (bounds.centre().y - edge.centre().y).abs();
            let indent = (bounds.x0 - self.alignment.column.0).abs();
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

    fn is_spelled_alike(&self, end: &Mismatch) -> bool {
        let [seen, said] = self.alignment.letters(&end.seen, &end.said);
        is_alike(&seen, &said)
    }

    /// Whether the terms here are all that the page has left, and `term` is not among them but on another line.
    fn replaces(&self, term: usize) -> bool {
        let terms = &self.alignment.seen.terms;
        let on_line = self.on_line().filter(|end| end.said.len() == self.said.len());
        let all = on_line.or_else(|| self.on_lines_by_themselves());
        let is_elsewhere = terms[term].line != terms[self.agreeing].line;
        self.is_held && is_elsewhere && all.is_some_and(|end| !end.seen.contains(&term))
    }

    /// A mismatch from ranges of the terms beyond the end.
    fn end(&self, seen: Range<usize>, said: Range<usize>, is_sure: bool) -> Option<Mismatch> {
        let span = |terms: &[usize]| {
            let [a, b] = [terms.first()?, terms.last()?];
            Some(*a.min(b)..*a.max(b) + 1)
        };
        Some(Mismatch { seen: span(&self.seen[seen])?, said: span(&self.said[said])?, is_sure })
    }
}

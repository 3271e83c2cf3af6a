//! The fields of a heading: whether subject, date and names shown over a text are the message's.
//!
//! Programs show them in any order, and the alignment of the whole keeps one order, so each is looked for by itself among
//! the lines right above the text.

use std::ops::Range;

use super::alignment::align;
use super::dates::{date_of_header, days};
use super::labels;
use super::passages::Passage;
use super::sides::{OF_A_FIELD, Sides};
use super::term::is_alike;
use super::transcript::SeenTerm;
use crate::model::geometry::Rect;
use crate::model::median::median;
use crate::model::text::FieldKind;
use crate::model::verdict::DifferenceKind;

/// Heights of usual letters over which the heading goes on to the next line above it: to one that says what the header
/// does, and to another. The words of a post stand farther off, or are larger than headlines.
const KNOWN_GOES_ON: f64 = 8.0;
const GOES_ON: f64 = 3.3;
const HEADLINES: Range<f64> = 1.3..1.9;
/// Confidence from which a word of the heading counts.
const SURE: f64 = 70.0;
/// Terms of a subject that agree from which it is shown.
const SHOWN: usize = 2;
/// Words of the header in a line from which it says what the header does.
const KNOWN: usize = 2;
/// Words of a line that no header has, capitalised ones and all, from which it says something else.
const NAMES: usize = 2;
const WORDS: usize = 3;
/// Letters of a word that counts among them.
const LETTERS: usize = 3;

/// What a heading shows of its fields.
#[derive(Default)]
pub struct Fields {
    /// Terms of the picture and of the page that stand in each other's place.
    pub held: Vec<(Range<usize>, Range<usize>)>,
    /// Days that are not the message's.
    pub differing: Vec<Passage>,
    /// Words that no field has, and days without a year.
    pub doubtful: Vec<Passage>,
}

/// Holds what stands above the text, whose first term that agrees is `first`, against the header.
pub fn fields(sides: &Sides, first: usize) -> Fields {
    let mut found = Fields::default();
    // What has no header, an office file for one, may have anything above the words that agree.
    if sides.script.body() > 0 {
        let heading = Heading { sides, lines: lines(sides, first) };
        let mut told = heading.subject(&mut found);
        heading.date(&mut told, &mut found);
        heading.strangers(&told, &mut found);
    }
    found
}

/// The lines right above the text, from below, each the numbers of its terms.
fn lines(sides: &Sides, first: usize) -> Vec<Vec<usize>> {
    let terms = &sides.seen.terms;
    let bounds_of = |line: &[usize]| Rect::around(line.iter().map(|&i| terms[i].bounds));
    let text = terms[first].bounds;
    let above: Vec<usize> = (0..terms.len()).filter(|&i| terms[i].bounds.y1 <= text.y0).collect();
    let mut lines: Vec<(Rect, Vec<usize>)> = above
        .chunk_by(|&a, &b| terms[a].line == terms[b].line)
        .filter_map(|line| Some((bounds_of(line)?, line.to_vec())))
        .filter(|(b, _)| b.x0 < sides.column.1 && b.x1 > sides.column.0)
        .collect();
    lines.sort_by(|a, b| b.0.y1.total_cmp(&a.0.y1));
    let (usual, header) = (sides.seen.height(), sides.script.header());
    let agrees =
        |i: usize| sides.pairs.iter().any(|&(a, j)| a == i && sides.is_of_subject(j) && sides.same(a, j));
    let known = |line: &[usize]| {
        let known = line.iter().filter(|&&i| header.contains(terms[i].token.folded.as_str())).count();
        let first = &terms[line[0]];
        let has_label =
            labels::before_a_field(&first.token.plain) && sides.seen.words[first.word].text.ends_with(':');
        has_label || known >= KNOWN && 2 * known >= line.len()
    };
    let of_subject = |line: &[usize]| line.iter().filter(|&&i| agrees(i)).count() >= SHOWN;
    let mut top = text.y0;
    for (bounds, _) in lines.iter().filter(|l| known(&l.1)) {
        if top - bounds.y1 < KNOWN_GOES_ON * usual {
            top = top.min(bounds.y0);
        }
    }
    let mut edge = top;
    let letter = |line: &[usize]| median(line.iter().map(|&i| terms[i].bounds.height())).unwrap_or(usual);
    let near = |(bounds, line): (Rect, Vec<usize>)| {
        let is_within = bounds.centre().y > top;
        // Above the fields only a headline is a subject; other lines there are the program's.
        let is_headline = edge - bounds.y1 < GOES_ON * usual && HEADLINES.contains(&(letter(&line) / usual));
        if is_headline {
            edge = edge.min(bounds.y0);
        }
        (is_within || is_headline || of_subject(&line)).then_some(line)
    };
    lines.into_iter().filter_map(near).collect()
}

struct Heading<'a> {
    sides: &'a Sides<'a>,
    lines: Vec<Vec<usize>>,
}

impl Heading<'_> {
    fn term(&self, i: usize) -> &SeenTerm {
        &self.sides.seen.terms[i]
    }

    /// Compares the subject where it is shown; the terms that it was held against.
    fn subject(&self, found: &mut Fields) -> Vec<usize> {
        let script = self.sides.script;
        let Some(part) = script.field(FieldKind::Subject) else { return Vec::new() };
        let said: Vec<usize> = (0..script.terms.len()).filter(|&j| script.terms[j].part == part).collect();
        let mut seen: Vec<usize> = self.lines.iter().flatten().copied().collect();
        seen.sort_unstable();
        let score = |a: usize, b: usize| self.term(seen[a]).token.likeness(&script.terms[said[b]].token);
        let (pairs, _) = align(seen.len(), said.len(), score);
        let firm: Vec<(usize, usize)> =
            pairs.iter().map(|&(a, b)| (seen[a], said[b])).filter(|&(i, j)| self.sides.same(i, j)).collect();
        let (Some(first), Some(last)) = (firm.first(), firm.last()) else { return Vec::new() };
        if firm.len() < SHOWN.min(said.len()) {
            return Vec::new();
        }
        let mut told: Vec<usize> = firm.iter().map(|p| p.0).collect();
        let mut hold = |seen: Range<usize>, said: Range<usize>| {
            told.extend(seen.clone());
            match (seen.is_empty(), said.is_empty()) {
                (false, false) => found.held.push((seen, said)),
                (false, true) => {
                    found.doubtful.extend(self.passage(&seen.collect::<Vec<_>>(), String::new()))
                }
                _ => {}
            }
        };
        for ends in firm.windows(2) {
            hold(ends[0].0 + 1..ends[1].0, ends[0].1 + 1..ends[1].1);
        }
        let unlabelled = |i: &usize| !labels::before_a_field(&self.term(*i).token.plain);
        let next = (last.0 + 1..self.sides.seen.terms.len()).take_while(unlabelled);
        let left = said.iter().filter(|j| **j > last.1).count();
        let behind = self.sides.beside(last.0, next, OF_A_FIELD).min(left);
        hold(last.0 + 1..last.0 + 1 + behind, last.1 + 1..last.1 + 1 + behind);
        let next = (0..first.0).rev().take_while(unlabelled);
        let before = self.sides.beside(first.0, next, OF_A_FIELD).min(first.1 - said[0]);
        hold(first.0 - before..first.0, first.1 - before..first.1);
        told
    }

    /// Days that are not the message's are differences; without a year, doubts. Those of the subject, `told` already, are
    /// left out, the others told.
    fn date(&self, told: &mut Vec<usize>, found: &mut Fields) {
        let script = self.sides.script;
        let Some(part) = script.field(FieldKind::Date) else { return };
        let text = script.field_text(part);
        let Some(own) = date_of_header(&text) else { return };
        for line in &self.lines {
            let words: Vec<&str> = line.iter().map(|&i| self.term(i).token.plain.as_str()).collect();
            for (at, day) in days(&words) {
                let terms = &line[at];
                if terms.iter().any(|i| told.contains(i)) {
                    continue;
                }
                told.extend(terms);
                let is_sure = day.year.is_some() && terms.iter().all(|&i| self.term(i).confidence >= SURE);
                if !day.may_be(own) && is_sure {
                    found.differing.extend(self.passage(terms, text.clone()));
                } else if !day.may_be(own) {
                    found.doubtful.extend(self.passage(terms, text.clone()));
                }
            }
        }
    }

    /// Lines that say what no field does leave a doubt.
    fn strangers(&self, told: &[usize], found: &mut Fields) {
        let header = self.sides.script.header();
        let is_strange = |i: &&usize| {
            let term = self.term(**i);
            let word = term.token.folded.as_str();
            let is_said = |said: &&str| {
                *said == word || said.len() >= LETTERS && word.starts_with(said) || is_alike(said, word)
            };
            term.confidence >= SURE
                && word.chars().count() >= LETTERS
                && term.token.text.chars().all(char::is_alphabetic)
                && !told.contains(i)
                && !header.iter().any(is_said)
                && !labels::of_a_program(&term.token.plain)
        };
        for line in &self.lines {
            let strange: Vec<usize> = line.iter().filter(is_strange).copied().collect();
            let is_name = |i: &&usize| self.term(**i).token.text.starts_with(char::is_uppercase);
            let names = strange.iter().filter(is_name).count();
            if names >= NAMES || strange.len() >= WORDS {
                found.doubtful.extend(self.passage(&strange, String::new()));
            }
        }
    }

    fn passage(&self, terms: &[usize], original: String) -> Option<Passage> {
        let bounds = Rect::around(terms.iter().map(|&i| self.term(i).bounds))?;
        let shown: Vec<&str> = terms.iter().map(|&i| self.term(i).token.text.as_str()).collect();
        let passage = Passage::new(bounds, DifferenceKind::Changed, original, shown.join(" "));
        Some(Passage { in_header: true, ..passage })
    }
}

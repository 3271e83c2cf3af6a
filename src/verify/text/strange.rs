//! Strange lines: those that run on with the page's own, or are set as they are, and that the page does not have.

use std::collections::HashSet;

use super::labels;
use super::transcript::{SeenTerm, Transcript};
use crate::model::geometry::Rect;
use crate::model::median::median;

/// Heights of a line over which lines that follow a text's end run on with it, and over which a text goes on that has not
/// ended.
const RUNS_ON: f64 = 3.0;
const GOES_ON: f64 = 8.0;
/// Terms of a line that make it one of a text.
const LEAST_TERMS: usize = 3;
/// Share of a line's terms that agree where it is the page's.
const OWN: f64 = 0.4;
/// Heights of letters that count as the text's own.
const ALIKE: std::ops::Range<f64> = 0.7..1.45;
/// Confidence from which a term was surely read.
const SURE: f64 = 60.0;
/// Heights of letters of a line that is set as the text is, in the text's, by which it may begin beside it, and over which
/// such lines follow each other: a reply above or below what it quotes.
const SET_ALIKE: std::ops::Range<f64> = 0.85..1.18;
const BESIDE: f64 = 1.0;
const FOLLOWS: f64 = 8.0;
/// Words of such a line next to the text, and elsewhere, from which it counts, and of all elsewhere from which they are not
/// the mail program's.
const NEXT_WORDS: usize = 3;
const FEW_WORDS: usize = 4;
const LEAST_WORDS: usize = 8;

/// What a picture shows about a text that the page does not have.
#[derive(Default)]
pub struct Strange {
    /// Words of lines that run on with the text.
    pub words: usize,
    /// Lines above and below that are set as the text is.
    pub set_alike: Vec<Rect>,
}

struct Line {
    bounds: Rect,
    /// Height of its usual letters.
    letter: f64,
    terms: usize,
    sure: usize,
    own: usize,
    /// Words, surely read, that neither agree nor are in the page's header.
    unknown: usize,
    /// Whether it begins as a line of a header does.
    has_label: bool,
}

impl Line {
    fn is_own(&self) -> bool {
        self.own as f64 >= OWN * self.terms as f64
    }
}

/// What is known of a text's place in the picture.
pub struct Place<'a> {
    /// Terms that agree with the body, in order.
    pub body: &'a [usize],
    /// Terms that agree with any part.
    pub agreeing: &'a HashSet<usize>,
    /// Folded spellings of the page's header.
    pub header: HashSet<&'a str>,
    /// Whether the body begins, and ends, with the first and the last of them: what stands beyond is the mail program's.
    pub is_whole: [bool; 2],
}

/// Lines within the body's column that the page does not have: between its lines, and above and below where the text runs
/// on or lines are set as it is.
pub fn strange(seen: &Transcript, place: &Place) -> Strange {
    let Some(column) = Rect::around(place.body.iter().map(|&i| seen.terms[i].bounds)) else {
        return Strange::default();
    };
    let usual = median(place.body.iter().map(|&i| seen.terms[i].bounds.height())).unwrap_or_default();
    let mut lines = lines(seen, place);
    lines.retain(|l| l.bounds.x0 < column.x1 && l.bounds.x1 > column.x0);
    lines.sort_by(|a, b| a.bounds.y0.total_cmp(&b.bounds.y0));
    let foreign =
        |l: &&Line| !l.is_own() && l.sure >= LEAST_TERMS && ALIKE.contains(&(l.bounds.height() / usual));
    let middle = |l: &Line| l.bounds.centre().y;
    let within = lines.iter().filter(|l| middle(l) > column.y0 && middle(l) < column.y1);
    let between: usize = within.filter(foreign).map(|l| l.sure).sum();
    let run = |lines: &mut dyn Iterator<Item = &Line>, mut edge: f64, is_end: bool| {
        let most = if is_end { RUNS_ON } else { GOES_ON } * usual;
        let mut strange = 0;
        for line in lines {
            if (middle(line) - edge).abs() > most || line.is_own() {
                break;
            }
            if foreign(&line) {
                strange += line.sure;
                edge = middle(line);
            }
        }
        strange
    };
    let above = run(&mut lines.iter().rev().filter(|l| middle(l) < column.y0), column.y0, place.is_whole[0]);
    let below = run(&mut lines.iter().filter(|l| middle(l) > column.y1), column.y1, place.is_whole[1]);
    let is_set_alike = |l: &Line| {
        SET_ALIKE.contains(&(l.letter / usual)) && (l.bounds.x0 - column.x0).abs() < BESIDE * usual
    };
    let follow = |lines: &mut dyn Iterator<Item = &Line>, mut edge: f64, mut is_next: bool| {
        let (mut next, mut others, mut words) = (Vec::new(), Vec::new(), 0);
        for line in lines {
            if (middle(line) - edge).abs() > FOLLOWS * usual {
                break;
            }
            let is_heading = line.is_own() || line.has_label;
            is_next &= !is_heading;
            if !is_set_alike(line) {
                continue;
            }
            edge = middle(line);
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
    };
    // Between heading and text nothing else stands; a program's own lines may above the heading and below the text.
    let mut alike = follow(&mut lines.iter().rev().filter(|l| middle(l) < column.y0), column.y0, true);
    alike.reverse();
    alike.extend(follow(&mut lines.iter().filter(|l| middle(l) > column.y1), column.y1, false));
    Strange { words: between + above + below, set_alike: alike }
}

fn lines(seen: &Transcript, place: &Place) -> Vec<Line> {
    let mut at = 0;
    let of_lines = seen.terms.chunk_by(|a, b| a.line == b.line);
    let is_unknown = |i: &usize| {
        let term = &seen.terms[*i];
        let is_word = term.confidence >= SURE && term.token.text.chars().all(char::is_alphabetic);
        // Headers say "Thu" where programs write "Thursday".
        let is_said = |word: &&str| {
            term.token.folded == **word || word.len() >= 3 && term.token.folded.starts_with(*word)
        };
        is_word
            && !place.agreeing.contains(i)
            && !place.header.iter().any(is_said)
            && !labels::before_a_field(&term.token.plain)
    };
    let line = |terms: &[SeenTerm]| {
        let numbers = at..at + terms.len();
        at = numbers.end;
        Some(Line {
            bounds: Rect::around(terms.iter().map(|t| t.bounds))?,
            terms: terms.len(),
            sure: terms.iter().filter(|t| t.confidence >= SURE).count(),
            letter: median(terms.iter().map(|t| t.bounds.height()))?,
            own: numbers.clone().filter(|i| place.agreeing.contains(i)).count(),
            unknown: numbers.filter(is_unknown).count(),
            has_label: labels::before_a_field(&terms[0].token.plain),
        })
    };
    of_lines.filter_map(line).collect()
}

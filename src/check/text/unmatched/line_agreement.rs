//! The lines around a text: how much of each agrees with the page.

use std::collections::HashSet;

use crate::check::text::align::ocr_words::{OcrText, SeenTerm};
use crate::check::text::header::field_labels;
use crate::check::text::thresholds::{LINE_PITCH_LETTERS, OWN_LINE_SHARE, READ_CONFIDENCE, SENTENCE_WORDS};
use crate::imaging::median::median;
use crate::model::geometry::Rect;
use crate::model::letter_sizes::x_height;

/// The place of a text in the picture.
pub struct Place<'a> {
    /// Terms that match the body, in order.
    pub body: &'a [usize],
    /// Terms that match any part.
    pub agreeing: &'a HashSet<usize>,
    /// Folded spellings of the page's header.
    pub header: HashSet<&'a str>,
    /// Whether the body begins and ends with the first and the last of these terms: what lies beyond is the mail
    /// program's.
    pub is_whole: [bool; 2],
}

/// How a text is typeset.
pub struct Column {
    /// Its box, in pixels of the raster that was read.
    pub bounds: Rect,
    /// Median height of words, in pixels.
    pub usual: f64,
    /// Median x-height, in pixels.
    pub x_height: f64,
    /// Distance of two neighbouring lines, in pixels.
    pub pitch: f64,
}

impl Place<'_> {
    /// The typesetting of the body. Returns `None` if no term matches it.
    pub fn column(&self, seen: &OcrText) -> Option<Column> {
        let terms = || self.body.iter().map(|&i| &seen.terms[i]);
        let usual = median(terms().map(|t| t.bounds.height()))?;
        let of_lines = self.body.chunk_by(|&a, &b| seen.terms[a].line == seen.terms[b].line);
        let middles: Vec<f64> = of_lines.map(|line| seen.terms[line[0]].bounds.centre().y).collect();
        let pitches = middles.windows(2).map(|pair| pair[1] - pair[0]).filter(|pitch| *pitch > 0.0);
        Some(Column {
            bounds: Rect::around(terms().map(|t| t.bounds))?,
            usual,
            x_height: median(terms().map(|t| x_height(&seen.words[t.word])))?,
            pitch: median(pitches).unwrap_or(LINE_PITCH_LETTERS * usual),
        })
    }
}

/// A line of the picture, with counts of its terms.
pub struct Line {
    /// Its box, in pixels of the raster that was read.
    pub bounds: Rect,
    /// Its x-height, in pixels.
    pub x_height: f64,
    /// Distance of its beginning, whatever the mark, from the column's left edge, in pixels.
    pub beside: f64,
    /// All terms.
    pub terms: usize,
    /// Terms that were read with confidence.
    pub sure: usize,
    /// Terms that match the page.
    pub own: usize,
    /// Terms that were read with confidence and do not match.
    pub foreign: usize,
    /// Words that were read with confidence, do not match, and are not in the page's header.
    pub unknown: usize,
    /// Whether it begins with a field label.
    pub has_label: bool,
}

impl Line {
    /// Its vertical centre.
    pub fn middle(&self) -> f64 {
        self.bounds.centre().y
    }

    /// Whether it is a line of the page.
    pub fn is_own(&self) -> bool {
        self.own as f64 >= OWN_LINE_SHARE * self.terms as f64
    }
}

/// The lines in a column, from the top down.
pub fn lines(seen: &OcrText, place: &Place, column: &Rect) -> Vec<Line> {
    let begins = |number: usize| {
        let words = seen.words.iter().filter(move |word| word.line == number);
        words.map(|word| (word.bounds.x0 - column.x0).abs()).fold(f64::MAX, f64::min)
    };
    let mut at = 0;
    let of_lines = seen.terms.chunk_by(|a, b| a.line == b.line);
    let is_sure = |i: &usize| seen.terms[*i].confidence >= READ_CONFIDENCE && !place.agreeing.contains(i);
    // Headers say "Thu" where programs write "Thursday".
    let in_header = |term: &SeenTerm| {
        let word = term.token.folded.as_str();
        place.header.iter().any(|said| word == *said || said.len() >= 3 && word.starts_with(said))
    };
    let is_unknown = |i: &usize, has_numbers: bool| {
        let term = &seen.terms[*i];
        let is_word = has_numbers || term.token.text.chars().all(char::is_alphabetic);
        // Above a text such words are a program's buttons; below it they are part of a sentence.
        let is_label = if has_numbers { field_labels::before_a_field } else { field_labels::of_a_program };
        is_sure(i) && is_word && !in_header(term) && !is_label(&term.token.plain)
    };
    let line = |terms: &[SeenTerm]| {
        let numbers = at..at + terms.len();
        at = numbers.end;
        let bounds = Rect::around(terms.iter().map(|t| t.bounds))?;
        // Dates stand above a text; below it numbers are words.
        let is_below = bounds.centre().y > column.y1;
        let unknown = numbers.clone().filter(|i| is_unknown(i, is_below)).count();
        let begins_with = &terms[0];
        Some(Line {
            bounds,
            terms: terms.len(),
            sure: terms.iter().filter(|t| t.confidence >= READ_CONFIDENCE).count(),
            x_height: median(terms.iter().map(|t| x_height(&seen.words[t.word])))?,
            beside: begins(begins_with.line),
            own: numbers.clone().filter(|i| place.agreeing.contains(i)).count(),
            foreign: numbers.filter(is_sure).count(),
            unknown,
            has_label: field_labels::before_a_field(&begins_with.token.plain)
                && (seen.has_colon(begins_with) || unknown < SENTENCE_WORDS),
        })
    };
    let mut lines: Vec<Line> =
        of_lines.filter_map(line).filter(|l| l.bounds.x0 < column.x1 && l.bounds.x1 > column.x0).collect();
    lines.sort_by(|a, b| a.bounds.y0.total_cmp(&b.bounds.y0));
    lines
}

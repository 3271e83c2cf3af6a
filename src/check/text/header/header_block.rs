//! The header block: the lines right above a text that show its header fields.

use std::collections::HashSet;

use super::field_labels;
use crate::check::text::align::mismatch::Alignment;
use crate::check::text::thresholds::{
    FOREIGN_LINE_WORDS, HEADER_WORD_CONFIDENCE, HEADLINE_REACH_LETTERS, HEADLINE_X_HEIGHT_RATIO,
    KNOWN_LINE_REACH_LETTERS, KNOWN_LINE_WORDS, LABELLED_LINE_REACH_LETTERS, SHOWN_FIELD_TERMS,
};
use crate::imaging::median::median;
use crate::model::geometry::Rect;
use crate::model::letter_sizes::x_height;

/// The lines right above the text, from below, each as the numbers of its terms. `first` is the first term that
/// matches the text; `header` has the folded spellings of all terms of the header.
pub fn lines(alignment: &Alignment, first: usize, header: &HashSet<&str>) -> Vec<Vec<usize>> {
    let terms = &alignment.seen.terms;
    let bounds_of = |line: &[usize]| Rect::around(line.iter().map(|&i| terms[i].bounds));
    let text = terms[first].bounds;
    let above: Vec<usize> = (0..terms.len()).filter(|&i| terms[i].bounds.y1 <= text.y0).collect();
    let mut lines: Vec<(Rect, Vec<usize>)> = above
        .chunk_by(|&a, &b| terms[a].line == terms[b].line)
        .filter_map(|line| Some((bounds_of(line)?, line.to_vec())))
        .filter(|(b, _)| b.x0 < alignment.column.1 && b.x1 > alignment.column.0)
        .collect();
    lines.sort_by(|a, b| b.0.y1.total_cmp(&a.0.y1));
    let usual = alignment.seen.height();
    let in_header = |j: usize| alignment.part(j) < alignment.reference.body();
    let agrees =
        |i: usize| alignment.pairs.iter().any(|&(a, j)| a == i && in_header(j) && alignment.same(a, j));
    let goes_on = |line: &[usize]| {
        let known = line.iter().filter(|&&i| header.contains(terms[i].token.folded.as_str())).count();
        let has_known = known >= KNOWN_LINE_WORDS && 2 * known >= line.len();
        match label(alignment, line) {
            Some(_) => LABELLED_LINE_REACH_LETTERS,
            None if has_known => KNOWN_LINE_REACH_LETTERS,
            None => f64::MIN,
        }
    };
    let of_field = |line: &[usize]| line.iter().filter(|&&i| agrees(i)).count() >= SHOWN_FIELD_TERMS;
    let mut top = text.y0;
    let is_text = |line: &[usize]| {
        let is_foreign = |&&i: &&usize| {
            let term = &terms[i];
            term.confidence >= HEADER_WORD_CONFIDENCE && !header.contains(term.token.folded.as_str())
        };
        label(alignment, line).is_none() && line.iter().filter(is_foreign).count() >= FOREIGN_LINE_WORDS
    };
    let mut is_below_text = false;
    for (bounds, line) in &lines {
        is_below_text |= is_text(line);
        let goes_on = if is_below_text { goes_on(line).min(KNOWN_LINE_REACH_LETTERS) } else { goes_on(line) };
        if top - bounds.y1 < goes_on * usual {
            top = top.min(bounds.y0);
        }
    }
    let mut edge = top;
    let near = |(bounds, line): (Rect, Vec<usize>)| {
        let is_within = bounds.centre().y > top;
        // Above the fields only a headline is a subject; other lines there belong to the program.
        let is_headline =
            edge - bounds.y1 < HEADLINE_REACH_LETTERS * usual && has_headline_letters(alignment, &line);
        if is_headline {
            edge = edge.min(bounds.y0);
        }
        (is_within || is_headline || of_field(&line)).then_some(line)
    };
    lines.into_iter().filter_map(near).collect()
}

/// Whether the letters of a line are as large as those of a headline.
pub fn has_headline_letters(alignment: &Alignment, line: &[usize]) -> bool {
    let (terms, words) = (&alignment.seen.terms, &alignment.seen.words);
    let usual = median(terms.iter().map(|term| x_height(&words[term.word])));
    let own = median(line.iter().map(|&i| x_height(&words[terms[i].word])));
    own.zip(usual).is_some_and(|(own, usual)| HEADLINE_X_HEIGHT_RATIO.contains(&(own / usual)))
}

/// Whether a term of the picture is a field label.
pub fn is_label(alignment: &Alignment, i: usize) -> bool {
    let term = &alignment.seen.terms[i];
    field_labels::before_a_field(&term.token.plain) && alignment.seen.has_colon(term)
}

/// The field label at the beginning of a line. Returns `None` if there is none.
pub fn label<'a>(alignment: &'a Alignment, line: &[usize]) -> Option<&'a str> {
    let first = *line.first()?;
    is_label(alignment, first).then_some(alignment.seen.terms[first].token.plain.as_str())
}

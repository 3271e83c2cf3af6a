//! The words of a quotation and of a page as they are written: whole words, and the marks that belong to a number.
//!
//! A term is a run of letters and digits, so `1,240` has two of them. What is said of a difference names the whole word.

use std::ops::Range;

/// Terms of a quotation, each with one of the original.
pub type Pairs = Vec<(usize, usize)>;

/// A text that is split into terms.
pub trait Worded {
    /// The text in which a term stands, and its bytes there.
    fn place(&self, term: usize) -> Option<(&str, Range<usize>)>;

    /// Whether two terms stand in the same text.
    fn is_one_text(&self, a: usize, b: usize) -> bool;
}

/// The text between a term and the one before it.
fn between(words: &impl Worded, term: usize) -> Option<&str> {
    let before = term.checked_sub(1).filter(|&before| words.is_one_text(before, term))?;
    let (text, at) = words.place(term)?;
    text.get(words.place(before)?.1.end..at.start)
}

/// Whether a term goes on with the word of the term before it.
fn goes_on(words: &impl Worded, term: usize) -> bool {
    let mut marks = between(words, term).unwrap_or_default().chars();
    let is_inner = |c: char| matches!(c, '.' | ',' | ':' | '\'' | '’' | '-' | '‑' | '/' | '@' | '_');
    marks.next().is_some_and(is_inner) && marks.next().is_none()
}

/// These terms, with the others of their words.
pub fn whole(words: &impl Worded, terms: &Range<usize>) -> Range<usize> {
    if terms.is_empty() {
        return terms.clone();
    }
    let (mut start, mut end) = (terms.start, terms.end);
    while goes_on(words, start) {
        start -= 1;
    }
    while goes_on(words, end) {
        end += 1;
    }
    start..end
}

/// Number of words of these terms.
pub fn count(words: &impl Worded, terms: &Range<usize>) -> usize {
    terms.clone().filter(|&term| term == terms.start || !goes_on(words, term)).count()
}

/// The mark between a term and the one before it, if both are parts of one number.
pub fn separator(words: &impl Worded, term: usize) -> Option<char> {
    let (text, at) = words.place(term)?;
    let mark = between(words, term).filter(|_| goes_on(words, term))?.chars().next()?;
    let is_number = text[..at.start - mark.len_utf8()].ends_with(|c: char| c.is_numeric())
        && text[at.start..].starts_with(|c: char| c.is_numeric());
    is_number.then_some(if mark == '’' { '\'' } else { mark })
}

/// Whether a term that is a number has a minus before it, and whether it has a percent sign after it.
pub fn number_marks(words: &impl Worded, term: usize) -> [bool; 2] {
    let Some((text, at)) = words.place(term) else { return [false; 2] };
    let said = &text[at.clone()];
    let is_minus = said.starts_with(|c: char| c.is_numeric()) && sign(&text[..at.start]) > 0;
    let is_percent = said.ends_with(|c: char| c.is_numeric()) && percent(&text[at.end..]) > 0;
    [is_minus, is_percent]
}

/// The bytes of a minus at the end of a text; a hyphen within a word is none.
fn sign(before: &str) -> usize {
    let Some(mark) = before.chars().last().filter(|c| matches!(c, '-' | '−')) else { return 0 };
    let outside = &before[..before.len() - mark.len_utf8()];
    if outside.ends_with(char::is_alphanumeric) { 0 } else { mark.len_utf8() }
}

/// The bytes of a percent sign at the beginning of a text, with blanks before it.
fn percent(after: &str) -> usize {
    let rest = after.trim_start();
    if rest.starts_with('%') { after.len() - rest.len() + 1 } else { 0 }
}

/// These terms as they are written, with the marks of numbers at their ends.
pub fn said(words: &impl Worded, terms: &Range<usize>) -> String {
    let last = terms.end.checked_sub(1).filter(|last| *last >= terms.start);
    let Some(((text, first), last)) = words.place(terms.start).zip(last) else { return String::new() };
    let last = (terms.start..=last).rev().find(|&last| words.is_one_text(terms.start, last));
    let Some((_, last)) = last.and_then(|last| words.place(last)) else { return String::new() };
    let is_digit = |c: char| c.is_numeric();
    let from =
        first.start - if text[first.start..].starts_with(is_digit) { sign(&text[..first.start]) } else { 0 };
    let to = last.end + if text[..last.end].ends_with(is_digit) { percent(&text[last.end..]) } else { 0 };
    text.get(from..to).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::quotation::parse::Quoted;

    #[test]
    fn a_number_is_one_word_with_its_marks() {
        let quoted = Quoted::parse("It cost 1,240 crowns, -5 %, and 3’000 - or F-16.");
        let word = |term: usize| said(&quoted, &whole(&quoted, &(term..term + 1)));
        let words: Vec<String> = (0..quoted.terms.len()).map(word).collect();
        assert_eq!(
            words,
            ["It", "cost", "1,240", "1,240", "crowns", "-5 %", "and", "3’000", "3’000", "or", "F-16", "F-16"]
        );
        assert_eq!(
            (separator(&quoted, 3), separator(&quoted, 8), separator(&quoted, 11)),
            (Some(','), Some('\''), None)
        );
        assert_eq!((number_marks(&quoted, 5), number_marks(&quoted, 11)), ([true, true], [false, false]));
    }

    #[test]
    fn dashes_and_blanks_part_words() {
        let quoted = Quoted::parse("one—two, three -- four");
        assert!((0..4).all(|term| whole(&quoted, &(term..term + 1)) == (term..term + 1)));
    }
}

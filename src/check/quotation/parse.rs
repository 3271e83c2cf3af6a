//! How a quotation is written: its words, its ellipses, and what stands in brackets.

use std::ops::Range;

use super::words::Worded;
use crate::check::text::align::term::Token;
use crate::features::shingles;

/// A quotation, taken apart.
pub struct Quoted {
    /// The text to compare: without brackets and what stands in them, and without ellipses.
    pub text: String,
    /// Its words.
    pub terms: Vec<QuotedTerm>,
    /// Numbers of the terms before which an ellipsis stands.
    pub ellipses: Vec<usize>,
    /// Words in brackets, each with the number of the term before which they stand.
    pub insertions: Vec<(usize, String)>,
}

/// A word of a quotation.
pub struct QuotedTerm {
    /// Its spelling.
    pub token: Token,
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// Whether a part of it stood in brackets, as in `[T]he`.
    pub is_edited: bool,
}

impl Worded for Quoted {
    fn place(&self, term: usize) -> Option<(&str, Range<usize>)> {
        self.terms.get(term).map(|term| (self.text.as_str(), term.at.clone()))
    }

    fn is_one_text(&self, _: usize, _: usize) -> bool {
        true
    }
}

impl Quoted {
    /// Takes a quotation apart.
    pub fn parse(text: &str) -> Self {
        let (mut scan, mut rest) = (Scan::default(), text);
        while let Some(c) = rest.chars().next() {
            rest = &rest[scan.take(rest, c)..];
        }
        scan.done()
    }

    /// Whether an ellipsis stands between two neighbouring terms, or among those between them. Returns the number of
    /// the term that follows it.
    pub fn ellipsis_in(&self, gap: &Range<usize>) -> Option<usize> {
        self.ellipses.iter().copied().find(|at| (gap.start..=gap.end).contains(at))
    }
}

/// What was taken so far.
#[derive(Default)]
struct Scan {
    text: String,
    /// Bytes of the text at which an ellipsis stands.
    ellipses: Vec<usize>,
    /// Bytes of the text at which words in brackets stand.
    insertions: Vec<(usize, String)>,
    /// Bytes of the text that stood in brackets within a word.
    edited: Vec<Range<usize>>,
}

impl Scan {
    /// Takes what begins here with `c`. Returns the number of bytes taken.
    fn take(&mut self, rest: &str, c: char) -> usize {
        if let Some(length) = ellipsis(rest) {
            self.ellipses.push(self.text.len());
            self.text.push(' ');
            return length;
        }
        if let Some((content, length)) = enclosed(rest, c) {
            self.enclosed(content, &rest[length..]);
            return length;
        }
        if !is_invisible(c) {
            self.text.push(c);
        }
        c.len_utf8()
    }

    /// Takes what stands in brackets, with `next` behind them.
    fn enclosed(&mut self, content: &str, next: &str) {
        if ellipsis(content).is_some_and(|length| length == content.len()) {
            self.ellipses.push(self.text.len());
        } else if self.is_word_part(content, next) {
            let from = self.text.len();
            self.text.push_str(content);
            self.edited.push(from..self.text.len());
            return;
        } else if !content.is_empty() {
            self.insertions.push((self.text.len(), content.to_owned()));
        }
        self.text.push(' ');
    }

    /// Whether brackets stand within a word, as in `[T]he` and `compan[ies]`.
    fn is_word_part(&self, content: &str, next: &str) -> bool {
        let is_beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_letters = content.chars().all(char::is_alphabetic);
        is_letters
            && !is_sic(content)
            && (is_beside(self.text.chars().last()) || is_beside(next.chars().next()))
    }

    fn done(self) -> Quoted {
        let Self { text, ellipses, insertions, edited } = self;
        let is_edited = |at: &Range<usize>| edited.iter().any(|e| e.start < at.end && at.start < e.end);
        let term = |term: shingles::Term| QuotedTerm {
            token: Token::new(&text[term.at.clone()], term.folded),
            is_edited: is_edited(&term.at),
            at: term.at,
        };
        let terms: Vec<QuotedTerm> = shingles::terms(&text).into_iter().map(term).collect();
        let number = |at: usize| terms.partition_point(|term| term.at.start < at);
        let ellipses = ellipses.into_iter().map(number).collect();
        let insertions = insertions.into_iter().map(|(at, words)| (number(at), words)).collect();
        Quoted { text, terms, ellipses, insertions }
    }
}

/// The bytes of an ellipsis that begins here: `…`, or dots with or without blanks between them.
fn ellipsis(rest: &str) -> Option<usize> {
    if rest.starts_with('…') {
        return Some(rest.len() - rest.trim_start_matches('…').len());
    }
    let (mut dots, mut end) = (0, 0);
    for (at, c) in rest.char_indices() {
        match c {
            '.' => (dots, end) = (dots + 1, at + 1),
            ' ' | '\u{a0}' if dots > 0 => {}
            _ => break,
        }
    }
    (dots > 2).then_some(end)
}

/// What stands in the brackets that begin here, and their length in bytes. Round brackets count only around an
/// ellipsis and `sic`, because texts have them themselves.
fn enclosed(rest: &str, opening: char) -> Option<(&str, usize)> {
    let closing = match opening {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let inside = &rest[1..];
    let end = inside.find([opening, closing]).filter(|&end| inside[end..].starts_with(closing))?;
    let content = inside[..end].trim();
    let is_own =
        opening == '[' || is_sic(content) || ellipsis(content).is_some_and(|all| all == content.len());
    is_own.then_some((content, end + 2))
}

/// Whether it says that the original is quoted as it is.
pub fn is_sic(content: &str) -> bool {
    content.trim_end_matches('!').trim().eq_ignore_ascii_case("sic")
}

/// Whether a character is one that web pages put into words and nobody sees.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(quoted: &Quoted) -> Vec<&str> {
        quoted.terms.iter().map(|term| term.token.text.as_str()).collect()
    }

    #[test]
    fn quotation_marks_of_all_kinds_are_no_words() {
        for text in [
            "\"one two\"",
            "“one two”",
            "„one two“",
            "«\u{a0}one two\u{a0}»",
            "‹one two›",
            "'one two'",
            "「one two」",
        ] {
            assert_eq!(words(&Quoted::parse(text)), ["one", "two"], "{text}");
        }
    }

    #[test]
    fn an_ellipsis_is_known_however_it_is_written() {
        for mark in ["…", "...", "....", ". . .", "[…]", "[...]", "[ . . . ]", "(…)", "(...)", "……"]
        {
            let quoted = Quoted::parse(&format!("one two {mark} three"));
            assert_eq!(
                (words(&quoted), &quoted.ellipses[..]),
                (vec!["one", "two", "three"], &[2][..]),
                "{mark}"
            );
            assert!(quoted.insertions.is_empty(), "{mark}");
        }
        assert!(Quoted::parse("one. Two.. three, 1.5").ellipses.is_empty());
    }

    #[test]
    fn words_in_brackets_are_the_writers_own() {
        let quoted = Quoted::parse("one [the company] two [sic] three (sic!) four (five)");
        assert_eq!(words(&quoted), ["one", "two", "three", "four", "five"]);
        let own: Vec<(usize, &str)> =
            quoted.insertions.iter().map(|(at, words)| (*at, words.as_str())).collect();
        assert_eq!(own, [(1, "the company"), (2, "sic"), (3, "sic!")]);
    }

    #[test]
    fn letters_in_brackets_are_part_of_their_word() {
        let quoted = Quoted::parse("[T]he compan[ies] agree[sic]");
        assert_eq!(words(&quoted), ["The", "companies", "agree"]);
        let edited: Vec<bool> = quoted.terms.iter().map(|term| term.is_edited).collect();
        assert_eq!((edited, quoted.insertions.len()), (vec![true, true, false], 1));
    }

    #[test]
    fn brackets_that_are_not_closed_are_plain_text() {
        let quoted = Quoted::parse("one [two three [four] (five");
        assert_eq!(words(&quoted), ["one", "two", "three", "five"]);
        assert_eq!(words(&Quoted::parse("]) one [")), ["one"]);
    }

    #[test]
    fn what_nobody_sees_does_not_part_a_word() {
        assert_eq!(words(&Quoted::parse("har\u{ad}bour of\u{200b}fice")), ["harbour", "office"]);
    }
}

//! Edits a message: a word or digit of its body or header is replaced, or a line is inserted.

use std::ops::Range;

use fastrand::Rng;

use super::mail_layout::Letter;
use crate::model::geometry::Rect;
use crate::model::text::FieldKind;
use crate::model::trial::Edit;

/// Shortest word that is replaced, in letters.
const LONG: usize = 4;
/// Largest difference in length of its replacement, in letters.
const LONGER: usize = 1;
/// Number of first letters in which two words must not all agree: they would be forms of one word.
const STEM: usize = 3;
/// Fewest words of an inserted line.
const WORDS: usize = 4;

/// Kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewording {
    /// A word or digit of the body is replaced.
    Body,
    /// A word or digit of the heading is replaced.
    Heading,
    /// A line is inserted: above the body, below it, or between two paragraphs.
    Line,
}

impl Rewording {
    /// Every kind.
    pub const ALL: [Rewording; 3] = [Rewording::Body, Rewording::Heading, Rewording::Line];

    /// The edit as which it is counted.
    pub fn edit(self) -> Edit {
        match self {
            Rewording::Body => Edit::MailText,
            Rewording::Heading => Edit::MailHeading,
            Rewording::Line => Edit::MailLine,
        }
    }
}

/// An edited message.
pub struct Reworded {
    /// The message after the edit.
    pub letter: Letter,
    /// Location of the edit, in pixels of its picture.
    pub bounds: Rect,
    /// Text of the message there.
    pub was: String,
    /// Text shown by the picture.
    pub now: String,
}

/// A word of a message: its line, its offset, and its text.
pub type Spot<'a> = (usize, usize, &'a str);

/// Edits a message. Returns `None` if it has nothing that can be edited this way.
pub fn reworded(letter: &Letter, how: Rewording, lots: &mut Rng) -> Option<Reworded> {
    let rows = letter.lines.len();
    match how {
        Rewording::Body => exchanged(letter, spots(letter, letter.heading..rows), lots),
        Rewording::Heading => exchanged(letter, spots(letter, 0..letter.heading), lots),
        Rewording::Line => line_set_in(letter, lots),
    }
}

/// Words of these lines, without punctuation around them and names of fields.
pub fn spots(letter: &Letter, rows: Range<usize>) -> Vec<Spot<'_>> {
    let is_around = |c: char| c.is_whitespace() || ",;:<>()\"".contains(c);
    let of_row = |row: usize| {
        let line = letter.lines[row].as_str();
        let words = line.split(is_around).filter(|word| !word.is_empty());
        words.map(move |word| (row, word.as_ptr() as usize - line.as_ptr() as usize, word))
    };
    let is_name = |(_, at, word): &Spot| *at == 0 && FieldKind::ALL.iter().any(|kind| kind.name() == *word);
    rows.flat_map(of_row).filter(|spot| !is_name(spot)).collect()
}

/// Replaces one digit of a number, or one word.
fn exchanged(letter: &Letter, mut spots: Vec<Spot>, lots: &mut Rng) -> Option<Reworded> {
    let mut others: Vec<&str> =
        self::spots(letter, 0..letter.lines.len()).into_iter().map(|spot| spot.2).collect();
    lots.shuffle(&mut others);
    lots.shuffle(&mut spots);
    let numbers_first = lots.bool();
    spots.sort_by_key(|(_, _, word)| numbers_first && !is_number(word));
    spots.iter().find_map(|&(row, at, was)| {
        let now = if is_number(was) { other_number(was, lots) } else { other_word(was, &others)? };
        let mut reworded = letter.clone();
        reworded.lines[row].replace_range(at..at + was.len(), &now);
        let bounds = letter.bounds(row, &letter.lines[row][..at], [was, &now]);
        Some(Reworded { letter: reworded, bounds, was: was.to_owned(), now })
    })
}

/// Inserts a line of the message's own words in another order at the start or end of its body or after a
/// paragraph.
fn line_set_in(letter: &Letter, lots: &mut Rng) -> Option<Reworded> {
    let body = letter.heading + 1..letter.lines.len();
    let lines = || body.clone().map(|row| letter.lines[row].as_str());
    let long: Vec<&str> = lines().filter(|line| line.split_whitespace().count() >= WORDS).collect();
    let mut words: Vec<&str> = lots.choice(&long)?.split_whitespace().collect();
    lots.shuffle(&mut words);
    let now = words.join(" ");
    let is_empty = |row: usize| letter.lines[row].trim().is_empty();
    let between: Vec<usize> = body.clone().filter(|&row| is_empty(row)).map(|row| row + 1).collect();
    let inside = lots.choice(&between).copied().unwrap_or(body.end);
    let row = lots.choice([body.start, body.end, inside])?;
    let mut reworded = letter.clone();
    reworded.lines.insert(row, now.clone());
    Some(Reworded { letter: reworded, bounds: letter.bounds(row, "", ["", &now]), was: String::new(), now })
}

fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits >= 2 && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() || "$€£".contains(c))
}

/// The number with one digit replaced.
fn other_number(word: &str, lots: &mut Rng) -> String {
    let digits: Vec<usize> =
        word.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let at = digits[lots.usize(..digits.len())];
    let digit = word.as_bytes()[at] - b'0';
    let other = (digit + lots.u8(1..10)) % 10;
    format!("{}{other}{}", &word[..at], &word[at + 1..])
}

/// Another word of the message that could replace it.
fn other_word(word: &str, words: &[&str]) -> Option<String> {
    let long = |word: &str| word.chars().count();
    let is_word = |word: &str| long(word) >= LONG && word.chars().all(char::is_alphabetic);
    let stem = |word: &str| word.to_lowercase().chars().take(STEM).collect::<String>();
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let fits = |other: &str| {
        let as_long = long(word).abs_diff(long(other)) <= LONGER;
        is_word(other) && as_long && stem(word) != stem(other) && capital(word) == capital(other)
    };
    if !is_word(word) {
        return None;
    }
    words.iter().find(|other| fits(other)).map(|other| (*other).to_owned())
}

//! A message as a plain mail program draws it, and one word or number of it exchanged.

use fastrand::Rng;

use crate::exhibit::canvas::Canvas;
use crate::exhibit::lettering::{LEADING, broken, can_write, width, write};
use crate::model::geometry::Rect;
use crate::model::text::{FieldKind, Text};

/// Lines that are shown: a screen of them.
const MOST_LINES: usize = 30;
/// Room about the words.
const ROOM: usize = 28;
/// Widths of such a picture, and heights of a line of letters, in pixels.
const WIDE: (usize, usize) = (700, 1100);
const HIGH: (u8, u8) = (18, 30);
/// Height of a small letter, in heights as they are set: that of an x in DejaVu Sans.
const SMALL_LETTER: f64 = 0.47;
/// Fields of the heading, as they are drawn.
const HEADING: [FieldKind; 4] = [FieldKind::Subject, FieldKind::From, FieldKind::To, FieldKind::Date];
/// Letters of a word that is exchanged, at least, and by how many the other may be longer or shorter.
const LONG: usize = 4;
const LONGER: usize = 1;
/// First letters in which two words must not agree: they would be forms of one word.
const STEM: usize = 3;

/// A message laid out.
#[derive(Clone)]
pub struct Letter {
    lines: Vec<String>,
    /// How many of the lines are the heading.
    heading: usize,
    wide: usize,
    high: f32,
}

/// A word or number exchanged.
pub struct Exchanged {
    /// The message with it.
    pub letter: Letter,
    /// Where, in pixels of its picture.
    pub bounds: Rect,
    /// What the message has there.
    pub was: String,
    /// What the picture shows.
    pub now: String,
}

impl Letter {
    /// Lays the beginning of a message out; none where it has too few words, or letters that cannot be drawn here.
    pub fn of(text: &Text, lots: &mut Rng) -> Option<Self> {
        let (wide, high) = (lots.usize(WIDE.0..=WIDE.1), f32::from(lots.u8(HIGH.0..=HIGH.1)));
        let most = (wide - 2 * ROOM) as f32;
        let fields = HEADING.iter().filter_map(|kind| text.fields.iter().find(|field| field.kind == *kind));
        let heading: Vec<String> = fields
            .flat_map(|field| broken(&plain(&format!("{}: {}", field.kind.name(), field.text)), high, most))
            .take(MOST_LINES / 3)
            .collect();
        let body = text.body.lines().flat_map(|line| broken(&plain(line), high, most));
        let count = heading.len();
        let lines: Vec<String> =
            heading.into_iter().chain([String::new()]).chain(body).take(MOST_LINES).collect();
        let words: usize = lines.iter().map(|line| line.split_whitespace().count()).sum();
        let is_drawn = lines.iter().all(|line| can_write(line));
        (words >= 20 && is_drawn).then_some(Self { lines, heading: count, wide, high })
    }

    /// Its picture.
    pub fn drawn(&self) -> Canvas {
        let step = self.high * LEADING;
        let high = 2 * ROOM + (self.lines.len() as f32 * step).ceil() as usize;
        let mut canvas = Canvas::new(self.wide, high, [255, 255, 255]);
        for (i, line) in self.lines.iter().enumerate() {
            let y = ROOM as f32 + i as f32 * step;
            write(&mut canvas, line, (ROOM as i64, y as i64), self.high, [32, 33, 36]);
        }
        canvas
    }

    /// Height of its small letters, in pixels.
    pub fn letter(&self) -> f64 {
        f64::from(self.high) * SMALL_LETTER
    }

    /// Whether two messages look the same so far.
    pub fn shows_the_same(&self, other: &Text) -> bool {
        let shown: String = self.lines[self.heading..].join(" ");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        words(&plain(&other.body)).starts_with(&words(&shown))
    }

    /// The same with one digit of a number, or one word of its body, exchanged for another; none where it has none to be.
    pub fn exchanged(&self, lots: &mut Rng) -> Option<Exchanged> {
        let mut words: Vec<(usize, usize, &str)> = Vec::new();
        for (row, line) in self.lines.iter().enumerate().skip(self.heading) {
            let first = line.as_ptr() as usize;
            words.extend(line.split_whitespace().map(|word| (row, word.as_ptr() as usize - first, word)));
        }
        lots.shuffle(&mut words);
        let numbers_first = lots.bool();
        words.sort_by_key(|(_, _, word)| numbers_first && !is_number(word));
        words.iter().find_map(|&(row, at, word)| {
            let now = if is_number(word) { other_number(word, lots) } else { other_word(word, &words)? };
            Some(self.with(row, at, word, &now))
        })
    }

    fn with(&self, row: usize, at: usize, was: &str, now: &str) -> Exchanged {
        let mut letter = self.clone();
        letter.lines[row].replace_range(at..at + was.len(), now);
        let left = ROOM as f32 + width(&self.lines[row][..at], self.high);
        let wide = width(was, self.high).max(width(now, self.high));
        let top = ROOM as f32 + row as f32 * self.high * LEADING;
        let [x0, y0, x1, y1] = [left, top, left + wide, top + self.high].map(f64::from);
        Exchanged { letter, bounds: Rect::new(x0, y0, x1, y1), was: was.to_owned(), now: now.to_owned() }
    }
}

/// White space of every sort as spaces.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || c.is_whitespace())
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits >= 2 && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation() || "$€£".contains(c))
}

/// A number with one of its digits another.
fn other_number(word: &str, lots: &mut Rng) -> String {
    let digits: Vec<usize> =
        word.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(i, _)| i).collect();
    let at = digits[lots.usize(..digits.len())];
    let digit = word.as_bytes()[at] - b'0';
    let other = (digit + lots.u8(1..10)) % 10;
    format!("{}{other}{}", &word[..at], &word[at + 1..])
}

/// Another word of the message that could stand there.
fn other_word(word: &str, words: &[(usize, usize, &str)]) -> Option<String> {
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
    words.iter().find(|(_, _, other)| fits(other)).map(|(_, _, other)| (*other).to_owned())
}

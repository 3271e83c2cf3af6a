//! Layout of a message as displayed by a plain mail program.

use std::ops::Range;

use fastrand::Rng;

use crate::figure::canvas::Canvas;
use crate::figure::text_render::{LEADING, broken, can_write, width, write};
use crate::model::geometry::Rect;
use crate::model::text::{FieldKind, Text};

/// Most lines shown: about one screen.
const MOST_LINES: usize = 30;
/// Margin around the text, in pixels.
const ROOM: usize = 28;
/// Smallest and largest width of the picture, in pixels.
const WIDE: (usize, usize) = (700, 1100);
/// Smallest and largest font size, in pixels.
const HIGH: (u8, u8) = (18, 30);
/// x-height in font sizes, as in DejaVu Sans.
const SMALL_LETTER: f64 = 0.47;
/// Header fields shown, in order.
const HEADING: [FieldKind; 4] = [FieldKind::Subject, FieldKind::From, FieldKind::To, FieldKind::Date];

/// A message that was laid out.
#[derive(Clone)]
pub struct Letter {
    /// Its lines: heading, an empty line, body.
    pub lines: Vec<String>,
    /// Number of heading lines.
    pub heading: usize,
    wide: usize,
    high: f32,
}

impl Letter {
    /// Lays out the beginning of a message. Returns `None` if it has too few words or characters that cannot be
    /// rendered.
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

    /// Renders it.
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

    /// Rows of a header field: the one that begins with its name, and those it runs on to.
    pub fn rows_of(&self, kind: FieldKind) -> Range<usize> {
        let begins =
            |row: &usize, kind: FieldKind| self.lines[*row].starts_with(&format!("{}:", kind.name()));
        let Some(first) = (0..self.heading).find(|row| begins(row, kind)) else { return 0..0 };
        let next = (first + 1..self.heading).find(|row| HEADING.iter().any(|kind| begins(row, *kind)));
        first..next.unwrap_or(self.heading)
    }

    /// True if a line is not wider than the text.
    pub fn has_room_for(&self, line: &str) -> bool {
        width(line, self.high) <= (self.wide - 2 * ROOM) as f32
    }

    /// x-height of its text, in pixels.
    pub fn letter(&self) -> f64 {
        f64::from(self.high) * SMALL_LETTER
    }

    /// True if the body of another message begins with the same words.
    pub fn shows_the_same(&self, other: &Text) -> bool {
        let shown: String = self.lines[self.heading..].join(" ");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        words(&plain(&other.body)).starts_with(&words(&shown))
    }

    /// Bounding box of part of a line, for the wider of two texts, in pixels of the picture.
    pub fn bounds(&self, row: usize, before: &str, texts: [&str; 2]) -> Rect {
        let left = ROOM as f32 + width(before, self.high);
        let wide = texts.map(|text| width(text, self.high)).into_iter().fold(0.0, f32::max);
        let top = ROOM as f32 + row as f32 * self.high * LEADING;
        let [x0, y0, x1, y1] = [left, top, left + wide, top + self.high].map(f64::from);
        Rect::new(x0, y0, x1, y1)
    }
}

/// Text with all white space as spaces.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || c.is_whitespace())
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

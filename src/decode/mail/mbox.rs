//! Mailboxes in one file: messages one behind the other, each behind a line that begins with `From `.

use std::io;
use std::ops::Range;

use super::sniff::field_name;
use crate::decode::byte_source::Source;
use crate::limits;

/// How the line in front of a message begins.
const FROM: &[u8] = b"From ";
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// So much of the file is in memory while messages are looked for.
const WINDOW: usize = 256 << 10;
/// So much of a line is looked at; longer ones are gone through in pieces.
const LINE_BYTES: usize = 4 << 10;
/// How far behind its first line a message may say how long it is; the longest header that gateways leave has 30,000 bytes.
const HEADER_BYTES: u64 = 256 << 10;
/// How far behind the day's name the other parts of a date stand, in words.
const DATE_WORDS: usize = 6;

/// The first line, its end with it, and what stands behind it.
pub fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(|&b| b == b'\n').map_or(bytes.len(), |at| at + 1))
}

/// What the search for messages comes to next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A message stands there, without the line in front of it.
    Message(Range<u64>),
    /// It has come as far as this, in bytes.
    Looked(u64),
}

/// Finds the messages of a mailbox one after the other, with little of it in memory.
pub struct Messages<'a> {
    window: Window<'a>,
    /// How far it has come.
    at: u64,
    /// How far it was when that was last told.
    told: u64,
    /// Where the running message begins.
    open: Option<u64>,
    /// Up to where the running message says that it goes; before it, only what is plainly a message begins one.
    within: u64,
    after_blank: bool,
    at_line: bool,
}

impl<'a> Messages<'a> {
    /// Those from the beginning on.
    pub fn new(source: &'a Source) -> Self {
        let window = Window { source, start: 0, bytes: Vec::new(), is_last: false };
        Self { window, at: 0, told: 0, open: None, within: 0, after_blank: true, at_line: true }
    }

    /// Those from the message on that begins there, behind the line in front of it.
    pub fn from(source: &'a Source, start: u64) -> Self {
        let mut messages = Self { at: start, told: start, after_blank: false, ..Self::new(source) };
        // What cannot be read there fails again in the search itself.
        let _ = messages.begin(start);
        messages
    }

    /// Begins a message; where the one before it begins.
    fn begin(&mut self, start: u64) -> io::Result<Option<u64>> {
        let before = self.open.replace(start);
        self.within = self.window.stated_end(start)?.unwrap_or(0);
        Ok(before)
    }

    fn step(&mut self) -> io::Result<Option<Step>> {
        while let Some(line) = self.window.line(self.at)? {
            let separates = self.at_line && self.is_separator(&line)?;
            let before = self.at;
            (self.at, self.at_line) = (line.end, line.is_whole);
            self.after_blank = line.is_blank;
            if let Some(start) = if separates { self.begin(line.end)? } else { None } {
                return Ok(Some(Step::Message(start..before)));
            }
            if self.at - self.told >= limits::CONTAINER_STEP {
                self.told = self.at;
                return Ok(Some(Step::Looked(self.at)));
            }
        }
        Ok(self.open.take().map(|start| Step::Message(start..self.at)))
    }

    /// Whether a message begins behind this line. A sentence may begin with the same word, so it needs a date, and to stand
    /// behind an empty line or before a header.
    fn is_separator(&mut self, line: &Line) -> io::Result<bool> {
        let head = self.window.head(self.at, line.end)?;
        if !head.starts_with(FROM) || self.open.is_none() {
            return Ok(head.starts_with(FROM));
        }
        Ok(has_date(head)
            && (self.after_blank && self.at >= self.within
                || field_name(split_line(self.window.behind(line.end)?).0).is_some()))
    }
}

impl Iterator for Messages<'_> {
    type Item = io::Result<Step>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

/// A line, or a piece of one that is too long.
struct Line {
    /// Where it ends, its line feed with it.
    end: u64,
    /// Whether there is white space alone.
    is_blank: bool,
    /// Whether it ends with the line.
    is_whole: bool,
}

/// The part of the file that is in memory.
struct Window<'a> {
    source: &'a Source,
    start: u64,
    bytes: Vec<u8>,
    /// Whether nothing stands behind it.
    is_last: bool,
}

impl Window<'_> {
    /// The bytes from a place on: as many as a line has at most, or all that there are.
    fn behind(&mut self, place: u64) -> io::Result<&[u8]> {
        let there = |window: &Self| {
            let skipped = usize::try_from(place.checked_sub(window.start)?).ok()?;
            let left = window.bytes.len().checked_sub(skipped)?;
            (left >= LINE_BYTES || window.is_last).then_some(skipped)
        };
        if let Some(skipped) = there(self) {
            return Ok(&self.bytes[skipped..]);
        }
        self.bytes.resize(WINDOW, 0);
        // What fails leaves nothing behind that could be taken for the file.
        let filled = self.source.read_at(place, &mut self.bytes);
        self.bytes.truncate(*filled.as_ref().unwrap_or(&0));
        self.start = place;
        self.is_last = filled? < WINDOW;
        Ok(&self.bytes)
    }

    /// The line that begins there; none at the end.
    fn line(&mut self, place: u64) -> io::Result<Option<Line>> {
        let behind = self.behind(place)?;
        let line = split_line(behind).0;
        let is_whole = line.ends_with(b"\n");
        let is_blank = is_whole && line.trim_ascii().is_empty();
        Ok((!line.is_empty()).then_some(Line { end: place + line.len() as u64, is_blank, is_whole }))
    }

    /// The beginning of a line that stands there.
    fn head(&mut self, place: u64, end: u64) -> io::Result<&[u8]> {
        let behind = self.behind(place)?;
        let length = usize::try_from(end - place).unwrap_or(LINE_BYTES);
        Ok(&behind[..length.min(behind.len()).min(LINE_BYTES)])
    }

    /// Where the message that starts here ends by its own count of bytes (mboxcl); none where no other message, nor the
    /// end, stands there: copies keep the counts of what they were copied from.
    fn stated_end(&mut self, start: u64) -> io::Result<Option<u64>> {
        let (mut at, mut count) = (start, None);
        while at - start < HEADER_BYTES {
            let Some(line) = self.line(at)? else { break };
            let head = self.head(at, line.end)?;
            if head.starts_with(FROM) && has_date(head) {
                return Ok(None);
            }
            if field_name(head).is_some_and(|name| name.eq_ignore_ascii_case(b"Content-Length")) {
                let value = head.splitn(2, |&b| b == b':').nth(1).unwrap_or_default();
                count = std::str::from_utf8(value).ok().and_then(|value| value.trim().parse::<u64>().ok());
            }
            at = line.end;
            if line.is_blank {
                break;
            }
        }
        let Some(end) = count.and_then(|count| at.checked_add(count)) else { return Ok(None) };
        let mut behind = vec![0; LINE_BYTES];
        let there = self.source.read_at(end, &mut behind)?;
        let (is_end, next) = (there < LINE_BYTES, behind[..there].trim_ascii_start());
        let fits = next.is_empty() && is_end && end <= self.source.size()?;
        Ok((fits || next.starts_with(FROM) && has_date(split_line(next).0)).then_some(end))
    }
}

/// Whether a line holds a date as `Tue Jan  2 10:04:05 2018`, with or without zone and seconds.
fn has_date(line: &[u8]) -> bool {
    let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_one_of =
        |word: &[u8], names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes()));
    let day = |word: &[u8]| is_one_of(word.strip_suffix(b",").unwrap_or(word), &DAYS);
    words.iter().enumerate().filter(|(_, word)| day(word)).any(|(i, _)| {
        let date = &words[i + 1..words.len().min(i + 1 + DATE_WORDS)];
        let has = |part: &dyn Fn(&[u8]) -> bool| date.iter().any(|word| part(word));
        has(&|word| is_one_of(word, &MONTHS)) && has(&is_time) && has(&is_year)
    })
}

/// `10:04` or `10:04:05`.
fn is_time(word: &[u8]) -> bool {
    let mut parts = word.split(|&b| b == b':');
    let digits = |part: &[u8]| matches!(part.len(), 1 | 2) && part.iter().all(u8::is_ascii_digit);
    word.contains(&b':') && word.len() <= 8 && parts.all(digits)
}

fn is_year(word: &[u8]) -> bool {
    word.len() == 4
        && word.iter().all(u8::is_ascii_digit)
        && (word.starts_with(b"19") || word.starts_with(b"20"))
}

/// A message as it was before it was put into the mailbox: what began with `From ` was given a `>` in front.
pub fn unquoted(message: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|&b| b == b'\n') {
        let quotes = line.iter().take_while(|&&b| b == b'>').count();
        let quoted = quotes > 0 && line[quotes..].starts_with(b"From ");
        plain.extend(&line[usize::from(quoted)..]);
    }
    plain
}

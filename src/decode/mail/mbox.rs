//! Mbox files: messages in sequence, each after a line that begins with `From `.

use std::io;
use std::ops::Range;

use super::sniff::field_name;
use crate::decode::byte_source::Source;
use crate::limits;

/// Start of the separator line before a message.
const FROM: &[u8] = b"From ";
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Bytes in memory while messages are searched.
const WINDOW: usize = 256 << 10;
/// Most bytes examined of a line; longer lines are processed in pieces.
const LINE_BYTES: usize = 4 << 10;
/// Most bytes from the start of a message to its length field; the longest headers left by gateways have 30,000
/// bytes.
const HEADER_BYTES: u64 = 256 << 10;
/// Most words between the day of the week and the last part of a date.
const DATE_WORDS: usize = 6;

/// Splits after the first line, which includes its end.
pub fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(|&b| b == b'\n').map_or(bytes.len(), |at| at + 1))
}

/// Result of one step of the search.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A message at this range, without its separator line.
    Message(Range<u64>),
    /// The search has reached this offset.
    Looked(u64),
}

/// Iterator over the messages of a mailbox with constant memory.
pub struct Messages<'a> {
    window: Window<'a>,
    /// Current offset.
    at: u64,
    /// Offset last reported.
    told: u64,
    /// Start of the current message.
    open: Option<u64>,
    /// End of the current message according to its own length field; before it, only an unmistakable separator
    /// counts.
    within: u64,
    after_blank: bool,
    at_line: bool,
}

impl<'a> Messages<'a> {
    /// Starts at the beginning of the mailbox.
    pub fn new(source: &'a Source) -> Self {
        let window = Window { source, start: 0, bytes: Vec::new(), is_last: false };
        Self { window, at: 0, told: 0, open: None, within: 0, after_blank: true, at_line: true }
    }

    /// Starts at the message at this offset, after its separator line.
    pub fn from(source: &'a Source, start: u64) -> Self {
        let mut messages = Self { at: start, told: start, after_blank: false, ..Self::new(source) };
        // A read error here occurs again in the search itself.
        let _ = messages.begin(start);
        messages
    }

    /// Starts a message. Returns the start of the previous one.
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

    /// True if this line separates messages. A sentence may begin with the same word, so a date is required,
    /// and an empty line before or a header after it.
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
    /// Offset of its end, including the line feed.
    end: u64,
    /// True if it is only white space.
    is_blank: bool,
    /// True if it includes the end of the line.
    is_whole: bool,
}

/// The part of the file in memory.
struct Window<'a> {
    source: &'a Source,
    start: u64,
    bytes: Vec<u8>,
    /// True if the file ends with this part.
    is_last: bool,
}

impl Window<'_> {
    /// Bytes from an offset: at least the longest line, or all that remain.
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
        // After a failed read, the window must not contain stale bytes.
        let filled = self.source.read_at(place, &mut self.bytes);
        self.bytes.truncate(*filled.as_ref().unwrap_or(&0));
        self.start = place;
        self.is_last = filled? < WINDOW;
        Ok(&self.bytes)
    }

    /// The line at this offset. Returns `None` at the end of the file.
    fn line(&mut self, place: u64) -> io::Result<Option<Line>> {
        let behind = self.behind(place)?;
        let line = split_line(behind).0;
        let is_whole = line.ends_with(b"\n");
        let is_blank = is_whole && line.trim_ascii().is_empty();
        Ok((!line.is_empty()).then_some(Line { end: place + line.len() as u64, is_blank, is_whole }))
    }

    /// Start of the line at this offset.
    fn head(&mut self, place: u64, end: u64) -> io::Result<&[u8]> {
        let behind = self.behind(place)?;
        let length = usize::try_from(end - place).unwrap_or(LINE_BYTES);
        Ok(&behind[..length.min(behind.len()).min(LINE_BYTES)])
    }

    /// End of the message according to its own length field (mboxcl). Returns `None` if neither a separator nor
    /// the end of the file is there, because copies keep the length of their source.
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

/// True if a line has a date such as `Tue Jan  2 10:04:05 2018`, with or without zone and seconds.
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

/// True for `10:04` and `10:04:05`.
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

/// Undoes the quoting of a mailbox: lines that begin with `From ` were prefixed by `>`.
pub fn unquoted(message: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(message.len());
    for line in message.split_inclusive(|&b| b == b'\n') {
        let quotes = line.iter().take_while(|&&b| b == b'>').count();
        let quoted = quotes > 0 && line[quotes..].starts_with(b"From ");
        plain.extend(&line[usize::from(quoted)..]);
    }
    plain
}

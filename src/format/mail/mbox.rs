//! Mailboxes in one file: messages one behind the other, each behind a line that begins with `From `.

use std::ops::Range;

use super::kind::field_name;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// How far behind the day's name the other parts of a date stand, in words.
const DATE_WORDS: usize = 6;

/// The first line, its end with it, and what stands behind it.
pub fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(|&b| b == b'\n').map_or(bytes.len(), |at| at + 1))
}

/// Where each message stands, without the line in front of it.
pub fn messages(bytes: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut open, mut at, mut after_blank) = (Vec::new(), None, 0, true);
    // Up to where the running message says that it goes; before it, only what is plainly a message begins one.
    let mut within = 0;
    while at < bytes.len() {
        let (line, behind) = split_line(&bytes[at..]);
        let end = at + line.len();
        if is_separator(line, behind, after_blank && at >= within, open.is_none()) {
            found.extend(open.map(|start| start..at));
            open = Some(end);
            within = stated_end(bytes, end).unwrap_or(0);
        }
        after_blank = line.trim_ascii().is_empty();
        at = end;
    }
    found.extend(open.map(|start| start..bytes.len()));
    found
}

/// Whether a message begins behind this line. A sentence may begin with the same word, so it needs a date, and to stand
/// behind an empty line or before a header.
fn is_separator(line: &[u8], behind: &[u8], after_blank: bool, first: bool) -> bool {
    line.starts_with(b"From ")
        && (first || (has_date(line) && (after_blank || field_name(split_line(behind).0).is_some())))
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

/// Where the message that starts here ends by its own count of bytes (mboxcl); none where no other message, nor the
/// end, stands there: copies keep the counts of what they were copied from.
fn stated_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut count) = (start, None);
    while at < bytes.len() {
        let line = split_line(&bytes[at..]).0;
        at += line.len();
        if line.trim_ascii().is_empty() {
            break;
        }
        if field_name(line).is_some_and(|name| name.eq_ignore_ascii_case(b"Content-Length")) {
            let value = line.splitn(2, |&b| b == b':').nth(1)?;
            count = std::str::from_utf8(value).ok()?.trim().parse::<usize>().ok();
        }
    }
    let end = at.checked_add(count?)?;
    let behind = bytes.get(end..)?.trim_ascii_start();
    (behind.is_empty() || has_date(split_line(behind).0) && behind.starts_with(b"From ")).then_some(end)
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

//! Reading the log: every entry, and whether the chain is intact.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::BEGINNING;
use super::entry::{Entry, parse};
use crate::error::Error;
use crate::limits::MAX_ENTRY_BYTES;

/// Most breaks that are reported.
const MOST_NAMED: usize = 100;

/// Summary of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Number of complete lines.
    pub entries: u64,
    /// Digest of the last entry according to its line.
    pub head: String,
    /// Breaks of the chain; empty if it is intact. At most a hundred are listed.
    pub breaks: Vec<Break>,
    /// Number of bytes after the last complete line.
    pub torn: u64,
}

/// A break of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Line number, from 1.
    pub line: u64,
    /// What is wrong with it: the end of a sentence.
    pub what: String,
}

/// Reads a log from the beginning and calls `each` with every intact entry.
///
/// # Errors
///
/// If the file does not exist or cannot be read.
pub fn read(path: &Path, each: &mut dyn FnMut(Entry)) -> Result<Log, Error> {
    let file = Error::path(path, File::open(path))?;
    if !Error::path(path, file.metadata())?.is_file() {
        return Err(Error::Request(format!("{}: it is no log, but a folder or a pipe.", path.display())));
    }
    // Waits for an entry that is being written. The lock is released when the file is closed.
    Error::path(path, file.lock_shared())?;
    let mut lines = BufReader::new(file);
    let mut chain = Chain::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut lines).take(MAX_ENTRY_BYTES as u64 + 1).read_until(b'\n', &mut line);
        if Error::path(path, read)? == 0 {
            return Ok(chain.log);
        }
        if line.pop_if(|last| *last == b'\n').is_some() {
            chain.take(&line, each);
        } else if line.len() <= MAX_ENTRY_BYTES {
            chain.log.torn = line.len() as u64;
        } else {
            chain.lost("is longer than any entry");
            Error::path(path, skip_line(&mut lines))?;
        }
    }
}

fn skip_line(lines: &mut impl BufRead) -> io::Result<()> {
    lines.skip_until(b'\n').map(drop)
}

/// State of reading a log.
struct Chain {
    log: Log,
    /// Number and previous digest expected in the next line; no digest after a line that could not be read.
    next: (u64, Option<String>),
}

impl Chain {
    fn new() -> Self {
        let log = Log { entries: 0, head: BEGINNING.into(), breaks: Vec::new(), torn: 0 };
        Self { log, next: (1, Some(BEGINNING.into())) }
    }

    fn say(&mut self, what: &str) {
        if self.log.breaks.len() < MOST_NAMED {
            self.log.breaks.push(Break { line: self.log.entries, what: what.into() });
        }
    }

    /// A line whose place in the chain is unknown.
    fn lost(&mut self, what: &str) {
        self.log.entries += 1;
        self.say(what);
        self.next = (self.next.0.saturating_add(1), None);
    }

    fn take(&mut self, line: &[u8], each: &mut dyn FnMut(Entry)) {
        let line = match parse(line) {
            Ok(line) => line,
            Err(what) => return self.lost(what),
        };
        self.log.entries += 1;
        if line.number != self.next.0 {
            self.say(&format!("has the number {}, where {} comes next", line.number, self.next.0));
        }
        if self.next.1.as_ref().is_some_and(|digest| *digest != line.previous) {
            self.say(
                "does not hold the digest of the entry before it: something was changed, put in or taken out",
            );
        }
        match line.entry {
            Ok(entry) => each(entry),
            Err(what) => self.say(what),
        }
        self.next = (line.number.saturating_add(1), Some(line.digest.clone()));
        self.log.head = line.digest;
    }
}

//! Reading: every entry, and whether each stands where it was put.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::BEGINNING;
use super::entry::{Entry, parse};
use crate::error::Error;
use crate::limits::MAX_ENTRY_BYTES;

/// So many places are named at which a log does not hold together.
const MOST_NAMED: usize = 100;

/// What a log's lines say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Its whole lines.
    pub entries: u64,
    /// The digest that its last entry says it has.
    pub head: String,
    /// Where it does not hold together; nothing where it does. At most a hundred are named.
    pub breaks: Vec<Break>,
    /// Bytes behind the last whole line.
    pub torn: u64,
}

/// A place at which a log does not hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it: the end of a sentence.
    pub what: String,
}

/// Reads a log from its beginning and hands on every entry that is as it was written.
///
/// Fails where there is no such file, or it cannot be read.
pub fn read(path: &Path, each: &mut dyn FnMut(Entry)) -> Result<Log, Error> {
    let file = Error::path(path, File::open(path))?;
    if !Error::path(path, file.metadata())?.is_file() {
        return Err(Error::Request(format!("{}: it is no log, but a folder or a pipe.", path.display())));
    }
    // An entry that is being written is waited for. The lock goes with the file.
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

/// How far a log has been read.
struct Chain {
    log: Log,
    /// The number and the digest that the next line has to name; no digest behind a line that could not be read.
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

    /// A line whose place in the chain is not known.
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

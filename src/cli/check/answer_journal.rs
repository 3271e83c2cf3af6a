//! `--resume FILE`: a journal of answers. They are written as they are found, and not computed again when the
//! check is restarted.
//!
//! A journal is text with one line per answer, and is only appended to. Each line names the program that gave
//! the answer, and the answer names its index; lines of another program or index are skipped and kept. So one
//! journal may serve several indexes, and a line truncated by a crash costs one answer. A line whose answer
//! contradicts its own verdict is refused.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::check::{AnswerCache, contradiction};
use crate::cli::output;
use crate::error::Error;
use crate::limits::MAX_ANSWER_BYTES;
use crate::model::answer::Answer;
use crate::report::{json, messages, parse_json};

/// First line of every journal.
const HEADER: &[u8] = b"{\"journal\":\"verify-shot\",\"version\":1}\n";

/// A line after the first.
#[derive(Serialize, Deserialize)]
struct Entry<'a> {
    by: String,
    #[serde(borrow)]
    answer: &'a RawValue,
}

/// What a line is good for.
enum Held {
    /// An answer of this program for this index.
    Usable(Box<Answer>),
    /// An answer of another program or index.
    Other,
    /// The answer contradicts its own verdict: its name, and what contradicts it.
    Contradictory(&'static str, &'static str),
    /// It has no answer.
    Unreadable,
}

/// Lines that are not used.
#[derive(Default)]
struct Refused {
    unreadable: usize,
    contradictory: usize,
    /// The first line that contradicts itself: its number from 1, and a sentence without its end.
    first: Option<(usize, String)>,
}

/// Position of a line in the file.
#[derive(Clone, Copy)]
struct Place {
    from: u64,
    bytes: usize,
}

/// Answers given earlier by this program version for this index.
pub struct Journal {
    path: PathBuf,
    file: File,
    by: String,
    digest: String,
    /// Positions of answers, by the SHA-256 of the picture.
    known: HashMap<String, Place>,
    /// True while it can be written.
    is_open: Mutex<bool>,
}

impl Journal {
    /// Opens or creates a journal for answers `by` this program for the index of this digest. Lines that cannot
    /// be read are reported on stderr by their number.
    ///
    /// Fails if the file is something else, is in use, or cannot be written.
    pub fn open(path: &Path, by: String, digest: &str) -> Result<Self, Error> {
        // Opened for reading first, so that no other file is written to.
        let is_new = matches!(std::fs::metadata(path), Err(e) if e.kind() == io::ErrorKind::NotFound);
        let options = || OpenOptions::new().read(true).append(true).create(is_new).to_owned();
        let file = Error::path(path, options().open(path))?;
        if !Error::path(path, file.metadata())?.is_file() {
            return Err(other(path));
        }
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Request(format!(
                    "{} is in use by another check: wait for it, or name another file with --resume.",
                    path.display()
                )));
            }
            // File systems without locks: two checks at once still write whole lines.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let mut journal = Self {
            path: path.to_owned(),
            file,
            by,
            digest: digest.to_owned(),
            known: HashMap::new(),
            is_open: Mutex::new(true),
        };
        let refused = Error::path(path, journal.take_in())?.ok_or_else(|| other(path))?;
        refused.tell(path);
        Ok(journal)
    }

    /// Finds the usable answers and repairs the end of the file. Returns the lines that are not used, or
    /// `None` if the file is not a journal.
    fn take_in(&mut self) -> io::Result<Option<Refused>> {
        let mut reader = BufReader::new(self.file.try_clone()?);
        let mut line = Vec::new();
        reader.by_ref().take(HEADER.len() as u64).read_to_end(&mut line)?;
        if line != HEADER {
            // Interrupted while the journal was being created.
            let is_begun = line.len() < HEADER.len() && HEADER.starts_with(&line);
            if is_begun {
                self.file.set_len(0)?;
                self.file.write_all(HEADER)?;
            }
            return Ok(is_begun.then(Refused::default));
        }
        let (mut from, mut refused) = (HEADER.len() as u64, Refused::default());
        for number in 2.. {
            line.clear();
            let read = reader.by_ref().take(MAX_ANSWER_BYTES).read_until(b'\n', &mut line)? as u64;
            if read == 0 {
                break;
            }
            let is_whole = line.ends_with(b"\n");
            let more = if is_whole { 0 } else { reader.skip_until(b'\n')? as u64 };
            match if is_whole { self.held_in(&line) } else { Held::Unreadable } {
                Held::Usable(answer) => {
                    let sha256 = answer.sha256.unwrap_or_default();
                    self.known.insert(sha256, Place { from, bytes: line.len() });
                }
                Held::Other => {}
                Held::Contradictory(verdict, what) => refused.contradicts(number, verdict, what),
                Held::Unreadable => refused.unreadable += 1,
            }
            from += read + more;
        }
        if from > HEADER.len() as u64 && !line_ends(&self.file, from)? {
            self.file.write_all(b"\n")?;
        }
        Ok(Some(refused))
    }

    /// What a line is good for.
    fn held_in(&self, line: &[u8]) -> Held {
        let Ok(entry) = serde_json::from_slice::<Entry>(line) else { return Held::Unreadable };
        let Ok(answer) = parse_json::answer(entry.answer.get()) else { return Held::Unreadable };
        if entry.by != self.by || answer.index.digest != self.digest || answer.sha256.is_none() {
            return Held::Other;
        }
        match contradiction(&answer.finding) {
            Some(what) => Held::Contradictory(answer.finding.verdict.code(), what),
            None => Held::Usable(Box::new(answer)),
        }
    }

    fn line_at(&self, place: Place) -> io::Result<Vec<u8>> {
        let mut line = vec![0; place.bytes];
        self.file.read_exact_at(&mut line, place.from)?;
        Ok(line)
    }

    fn write(&self, answer: &Answer) -> io::Result<()> {
        let answer = RawValue::from_string(json::answer(answer))?;
        let mut line = serde_json::to_vec(&Entry { by: self.by.clone(), answer: &answer })?;
        line.push(b'\n');
        // In a single call, so that lines of two processes are not mixed.
        (&self.file).write_all(&line)
    }
}

impl Refused {
    fn contradicts(&mut self, number: usize, verdict: &str, what: &str) {
        self.contradictory += 1;
        self.first.get_or_insert_with(|| (number, format!("it says `{verdict}` and {what}")));
    }

    /// Says on stderr which lines of the journal at this path are not used.
    fn tell(&self, path: &Path) {
        let path = path.display();
        if self.unreadable > 0 {
            let lines = messages::counted(self.unreadable, "line");
            output::problem(&format!(
                "{path}: {lines} could not be read, and what stood there is looked at anew."
            ));
        }
        if let Some((number, what)) = &self.first {
            let lines = match self.contradictory {
                1 => "1 line contradicts itself".to_owned(),
                count => format!("{} contradict themselves", messages::counted(count, "line")),
            };
            output::problem(&format!(
                "{path}: {lines} (line {number}: {what}); what stood there is not believed and is looked at anew."
            ));
        }
    }
}

/// True if the last of these bytes is a line feed.
fn line_ends(file: &File, bytes: u64) -> io::Result<bool> {
    let mut last = [0];
    file.read_exact_at(&mut last, bytes - 1)?;
    Ok(last == *b"\n")
}

fn other(path: &Path) -> Error {
    Error::Request(format!(
        "{} already exists and is not a journal of --resume; choose another name.",
        path.display()
    ))
}

impl AnswerCache for Journal {
    fn recall(&self, sha256: &str) -> Option<Answer> {
        let line = self.line_at(*self.known.get(sha256)?).ok()?;
        // Another process may have overwritten the file meanwhile.
        match self.held_in(&line) {
            Held::Usable(answer) if answer.sha256.as_deref() == Some(sha256) => Some(*answer),
            _ => None,
        }
    }

    fn keep(&self, answer: &Answer) {
        let mut is_open = self.is_open.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_open {
            return;
        }
        if let Err(e) = self.write(answer) {
            *is_open = false;
            let path = self.path.display();
            output::problem(&format!(
                "{path}: it cannot be written any more ({e}); answers from here on are not kept in it."
            ));
        }
    }
}

//! Appending to the log: one entry at a time, under a lock, and synced to disk before it is reported.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::entry::{Entry, Event, parse};
use super::{BEGINNING, canonical};
use crate::error::Error;
use crate::limits::MAX_ENTRY_BYTES;

/// Start of the first entry of every log, to recognise a log without a complete line.
const FIRST_BYTES: &[u8] = b"{\"answer\":\"";

/// Result of appending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Number of the entry.
    pub number: u64,
    /// Its digest, now the head of the log.
    pub digest: String,
    /// File to which a last line truncated by a crash was moved.
    pub torn: Option<PathBuf>,
}

/// Appends an entry for an event; the log is created if it does not exist. The entry is on disk when this
/// returns. Other writers wait meanwhile.
///
/// A last line without end was truncated by a crash: it is moved to a file of its own beside the log, and the
/// new entry contains its digest.
///
/// # Errors
///
/// If the log cannot be written, or its last complete line is not an intact entry; nothing is written then.
pub fn append(path: &Path, event: Event) -> Result<Appended, Error> {
    append_with(path, |_, _| Ok(event))
}

/// Like [`append`], for an event that depends on the last entry: its number (0 if there is none) and its
/// digest.
///
/// # Errors
///
/// Those of [`append`] and of `event`; nothing is written then.
pub fn append_with(
    path: &Path,
    event: impl FnOnce(u64, &str) -> Result<Event, Error>,
) -> Result<Appended, Error> {
    let is_new = !path.exists();
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = Error::path(path, file)?;
    // Appending to a pipe or a folder is impossible.
    if !Error::path(path, file.metadata())?.is_file() {
        return Err(Error::Request(format!("{}: it is no file; name another with --log.", path.display())));
    }
    // The lock is released when the file is closed.
    Error::path(path, file.lock())?;
    let tail = Error::path(path, Tail::read(&mut file))?;
    let (last, previous) = tail.last(path)?;
    let event = event(last, &previous)?;
    let torn = tail.set_aside(path, &file)?;
    let digest_of_torn = torn.is_some().then(|| canonical::digest(&tail.torn));
    let entry = Entry::new(last.saturating_add(1), previous, digest_of_torn, event);
    let (line, digest) = entry.line();
    if line.len() > MAX_ENTRY_BYTES {
        let most = MAX_ENTRY_BYTES >> 10;
        return Err(Error::Request(format!(
            "An entry of more than {most} KiB is not made: shorten the note."
        )));
    }
    let written = write(&mut file, tail.whole, line.as_bytes());
    Error::path(path, written.and_then(|()| if is_new { sync_folder(path) } else { Ok(()) }))?;
    Ok(Appended { number: entry.number, digest, torn })
}

/// Like [`append_with`], for an event about the last entry; `verb` is for the error message.
///
/// # Errors
///
/// Those of [`append_with`], or if there is no entry.
pub fn append_to_head(
    path: &Path,
    verb: &str,
    event: impl FnOnce(u64, &str) -> Result<Event, Error>,
) -> Result<Appended, Error> {
    let none = || {
        let path = path.display();
        Error::Request(format!("{path}: there is no entry to {verb}; `--log` makes some."))
    };
    // Otherwise the log would be created.
    if !path.exists() {
        return Err(none());
    }
    append_with(path, |last, head| if last == 0 { Err(none()) } else { event(last, head) })
}

/// Writes after the complete lines; on failure the file is restored to its old length if possible.
fn write(file: &mut File, end: u64, line: &[u8]) -> io::Result<()> {
    let written =
        file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(line)).and_then(|()| file.sync_all());
    written.inspect_err(|_| drop(file.set_len(end)))
}

/// A new name is on disk only after its folder has been synced.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// The end of a log.
struct Tail {
    /// The last complete line without line end; empty if there is none.
    line: Vec<u8>,
    /// Bytes after it.
    torn: Vec<u8>,
    /// Length of the complete lines, in bytes.
    whole: u64,
}

impl Tail {
    fn read(file: &mut File) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        // A complete line and a truncated one, plus a byte that shows whether more precedes.
        let start = length.saturating_sub(2 * MAX_ENTRY_BYTES as u64 + 1);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let end = bytes.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        let torn = bytes.split_off(end);
        bytes.pop();
        let begin = bytes.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        Ok(Self { line: bytes.split_off(begin), torn, whole: start + end as u64 })
    }

    /// Number and digest of the last entry.
    fn last(&self, path: &Path) -> Result<(u64, String), Error> {
        let refused = |why: &str| {
            Error::Request(format!(
                "{}: nothing is written behind it: {why}. `verify-shot audit` tells more; name another log with --log.",
                path.display()
            ))
        };
        if self.whole == 0 {
            let begun = self.torn.len().min(FIRST_BYTES.len());
            let is_ours = self.torn[..begun] == FIRST_BYTES[..begun] && self.torn.len() <= MAX_ENTRY_BYTES;
            return if is_ours {
                Ok((0, BEGINNING.into()))
            } else {
                Err(refused("it is no log of verify-shot"))
            };
        }
        let line = parse(&self.line).map_err(|why| refused(&format!("its last line {why}")))?;
        line.entry.map_err(|why| refused(&format!("its last entry {why}")))?;
        Ok((line.number, line.digest))
    }

    /// Moves a truncated line to a file of its own.
    fn set_aside(&self, path: &Path, file: &File) -> Result<Option<PathBuf>, Error> {
        if self.torn.is_empty() {
            return Ok(None);
        }
        let aside = torn_file(path, &canonical::digest(&self.torn));
        let put =
            File::create(&aside).and_then(|mut to| to.write_all(&self.torn).and_then(|()| to.sync_all()));
        Error::path(&aside, put.and_then(|()| sync_folder(&aside)))?;
        Error::path(path, file.set_len(self.whole).and_then(|()| file.sync_all()))?;
        Ok(Some(aside))
    }
}

/// Path of the file beside a log for a truncated line with this digest.
pub fn torn_file(log: &Path, digest: &str) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(format!(".torn.{}", &digest[..16.min(digest.len())]));
    name.into()
}

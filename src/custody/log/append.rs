//! Writing: one entry at a time, under a lock, on the disk before it is told of.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::entry::{Entry, Event, parse};
use super::{BEGINNING, canonical};
use crate::error::Error;
use crate::limits::MAX_ENTRY_BYTES;

/// Every first entry begins so: what a log begins with that has none whole yet.
const FIRST_BYTES: &[u8] = b"{\"answer\":\"";

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The entry's number.
    pub number: u64,
    /// Its digest, now the head of the log.
    pub digest: String,
    /// Where a line was put that a crash had left torn at the end of the log.
    pub torn: Option<PathBuf>,
}

/// Enters what happened behind the last entry; the log is made where there is none. When this returns, the entry is on the
/// disk. Others that write wait meanwhile.
///
/// A last line that was never ended was torn by a crash: it is put into a file of its own beside the log, and the new entry
/// holds its digest. Fails, and writes nothing, where the last whole line is not an entry as it was written.
pub fn append(path: &Path, event: Event) -> Result<Appended, Error> {
    append_with(path, |_, _| Ok(event))
}

/// As [`append`], for what depends on the last entry: its number (0 where there is none) and its digest. Where `event`
/// fails, nothing is written.
pub fn append_with(
    path: &Path,
    event: impl FnOnce(u64, &str) -> Result<Event, Error>,
) -> Result<Appended, Error> {
    let is_new = !path.exists();
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = Error::path(path, file)?;
    // A pipe or a folder has no end to be written behind.
    if !Error::path(path, file.metadata())?.is_file() {
        return Err(Error::Request(format!("{}: it is no file; name another with --log.", path.display())));
    }
    // The lock goes with the file.
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

/// As [`append_with`], for what is about the last entry. Fails where there is none, for there is nothing to `verb`.
pub fn append_to_head(
    path: &Path,
    verb: &str,
    event: impl FnOnce(u64, &str) -> Result<Event, Error>,
) -> Result<Appended, Error> {
    let none = || {
        let path = path.display();
        Error::Request(format!("{path}: there is no entry to {verb}; `--log` makes some."))
    };
    // Or it would be made.
    if !path.exists() {
        return Err(none());
    }
    append_with(path, |last, head| if last == 0 { Err(none()) } else { event(last, head) })
}

/// Writes behind what is whole; where that fails, the file is left as it was, as far as it can be.
fn write(file: &mut File, end: u64, line: &[u8]) -> io::Result<()> {
    let written =
        file.seek(SeekFrom::Start(end)).and_then(|_| file.write_all(line)).and_then(|()| file.sync_all());
    written.inspect_err(|_| drop(file.set_len(end)))
}

/// A new name is on the disk only when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// The end of a log.
struct Tail {
    /// The last whole line without its end; empty where there is none.
    line: Vec<u8>,
    /// What stands behind it.
    torn: Vec<u8>,
    /// How many bytes are whole lines.
    whole: u64,
}

impl Tail {
    fn read(file: &mut File) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        // A whole line and a torn one, and a byte that tells whether more stands before.
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

    /// Number and digest of the last entry, to be written behind.
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

    /// Puts a torn line into a file of its own, then cuts it off.
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

/// The file beside a log into which a torn line of this digest is put.
pub fn torn_file(log: &Path, digest: &str) -> PathBuf {
    let mut name = log.as_os_str().to_owned();
    name.push(format!(".torn.{}", &digest[..16.min(digest.len())]));
    name.into()
}

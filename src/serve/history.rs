//! What was checked before, from the log.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::refusal::Refusal;
use crate::custody::log::{self, Check, Entry, Event};
use crate::report::escape;

/// Most entries that are listed at once.
const MOST_LISTED: usize = 200;

/// What is sought in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Words of the picture's name, the document's, the person's or the note.
    pub words: String,
    /// Code of the verdict; empty for all.
    pub verdict: String,
    /// Entries before this number alone.
    pub before: Option<u64>,
}

/// Entries that were found, the last one first.
#[derive(Serialize)]
pub struct Found {
    schema: u32,
    /// The entries.
    pub entries: VecDeque<Entry>,
    /// True if there are earlier ones.
    pub more: bool,
    /// Number of breaks of the chain.
    pub breaks: usize,
}

impl Found {
    /// JSON, one line without line end.
    pub fn line(&self) -> String {
        escape::json(&serde_json::to_string(self).unwrap_or_default())
    }
}

/// The check of an entry.
pub fn check(entry: &Entry) -> Option<&Check> {
    match &entry.event {
        Event::Check(check) => Some(check),
        _ => None,
    }
}

/// Seeks checks in a log.
///
/// # Errors
///
/// If it cannot be read.
pub fn seek(path: &Path, sought: &Sought) -> Result<Found, Refusal> {
    let mut found = Found { schema: 1, entries: VecDeque::new(), more: false, breaks: 0 };
    // A log begins with its first check.
    if !path.exists() {
        return Ok(found);
    }
    let words = sought.words.to_lowercase();
    let read = log::read(path, &mut |entry| {
        let is_early = sought.before.is_none_or(|before| entry.number < before);
        if is_early && check(&entry).is_some_and(|check| fits(check, &words, &sought.verdict)) {
            found.entries.push_front(entry);
            found.more |= found.entries.len() > MOST_LISTED;
            found.entries.truncate(MOST_LISTED);
        }
    });
    found.breaks = read.map_err(|e| Refusal::Failed(e.to_string()))?.breaks.len();
    Ok(found)
}

fn fits(check: &Check, words: &str, verdict: &str) -> bool {
    let texts = [Some(&check.input), check.by.as_ref(), check.note.as_ref()];
    let documents = check.pages.iter().map(|page| &page.document);
    let mut texts = texts.into_iter().flatten().chain(documents);
    (verdict.is_empty() || check.verdict == verdict) && texts.any(|text| text.to_lowercase().contains(words))
}

/// Name and bytes of the picture of an entry, as it was archived in one of these folders.
///
/// # Errors
///
/// If there is no such entry, or its picture was not archived or has changed.
pub fn archived(log: &Path, number: u64, folders: &[PathBuf]) -> Result<(String, Vec<u8>), Refusal> {
    let mut wanted = None;
    let read = log::read(log, &mut |entry| {
        if entry.number == number {
            wanted = Some(entry);
        }
    });
    read.map_err(|e| Refusal::Failed(e.to_string()))?;
    let entry = wanted.ok_or(Refusal::Nothing)?;
    let check = check(&entry).ok_or(Refusal::Nothing)?;
    let not_kept = || {
        Refusal::Request("Its picture was not kept. Start the server with --keep to keep pictures.".into())
    };
    // The log names a file; which folder it lies in, the server says.
    let name =
        check.kept.as_ref().and_then(|kept| Path::new(&kept.picture).file_name()).ok_or_else(not_kept)?;
    let loaded = folders.iter().filter_map(|folder| crate::load::load(&folder.join(name)).ok());
    let is_it = |input: &crate::load::Input| Some(crate::model::hex::hex(&input.sha256)) == check.sha256;
    let input = loaded.into_iter().find(is_it).ok_or_else(not_kept)?;
    Ok((check.input.clone(), input.bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::log::PageThen;

    #[test]
    fn checks_are_found_by_picture_document_person_note_and_verdict() {
        let page = PageThen { document: "Memos/Airship.pdf".into(), ..PageThen::default() };
        let check = Check {
            input: "Shot.png".into(),
            verdict: "match".into(),
            by: Some("Ada".into()),
            note: Some("seen on air".into()),
            pages: vec![page],
            ..Check::default()
        };
        for words in ["", "shot", "airship", "ada", "on air"] {
            assert!(fits(&check, words, "") && fits(&check, words, "match"), "{words}");
            assert!(!fits(&check, words, "altered"), "{words}");
        }
        assert!(!fits(&check, "other", ""));
    }
}

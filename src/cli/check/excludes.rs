//! Pictures of a folder that are excluded: by `--exclude`, and by `.verifyshotignore` files.
//!
//! Both use `.gitignore` patterns: the last match decides, and a deeper folder takes precedence. An untrusted
//! folder may contain such a file, too, so the number of excluded pictures is always reported.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::error::Error;
use crate::ingest::walk::Found;
use crate::limits::MAX_CONFIG_BYTES;

/// Name of a file with patterns.
pub const NAME: &str = ".verifyshotignore";

/// Parses the patterns of `--exclude`. Fails if one is invalid.
pub fn typed(patterns: &[String]) -> Result<Gitignore, Error> {
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        let added = builder.add_line(None, pattern);
        added.map_err(|e| Error::Request(format!("--exclude {pattern}: it is no pattern ({e}).")))?;
    }
    builder.build().map_err(|e| Error::Request(format!("--exclude: {e}.")))
}

/// Returns the files of a folder that are not excluded, and the number of those that are. Pattern files are in
/// neither.
pub fn sort_out(folder: &Path, files: Vec<Found>, typed: &Gitignore) -> (Vec<Found>, usize) {
    let (lists, files): (Vec<Found>, Vec<Found>) =
        files.into_iter().partition(|file| file.path.file_name().is_some_and(|name| name == NAME));
    let in_folders: BTreeMap<PathBuf, Gitignore> =
        lists.iter().filter_map(|list| Some((list.path.parent()?.to_owned(), written(&list.path)))).collect();
    let before = files.len();
    let kept: Vec<Found> =
        files.into_iter().filter(|file| !is_left_out(folder, &file.path, typed, &in_folders)).collect();
    let left_out = before - kept.len();
    (kept, left_out)
}

fn is_left_out(
    folder: &Path,
    file: &Path,
    typed: &Gitignore,
    in_folders: &BTreeMap<PathBuf, Gitignore>,
) -> bool {
    let below = |from: &Path| file.strip_prefix(from).unwrap_or(file).to_owned();
    let by = |patterns: &Gitignore, from: &Path| {
        patterns.matched_path_or_any_parents(below(from), false).map(|_| ())
    };
    // The command line takes precedence, then the deepest folder.
    let folders = file.ancestors().skip(1).filter_map(|at| Some((in_folders.get(at)?, at)));
    let all = std::iter::once((typed, folder)).chain(folders);
    let decided = all.map(|(patterns, from)| by(patterns, from)).find(|found| !found.is_none());
    matches!(decided, Some(Match::Ignore(())))
}

/// Patterns of a file; invalid ones are ignored.
fn written(list: &Path) -> Gitignore {
    let mut text = String::new();
    let mut builder = GitignoreBuilder::new("");
    // An unreadable file excludes nothing.
    let read = File::open(list).and_then(|file| file.take(MAX_CONFIG_BYTES).read_to_string(&mut text));
    if read.is_ok() {
        for line in text.lines() {
            let _ = builder.add_line(None, line);
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

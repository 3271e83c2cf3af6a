//! Plan of what to do with each file, made before any is read.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::walk::walk;
use crate::error::Error;
use crate::index::{Known, RootId, name_of};

/// What the index knows of a folder: its root (`None` in a dry run), its name there, and the root's files.
pub(super) struct Place {
    pub root: Option<RootId>,
    pub below: String,
    pub known: Vec<Known>,
}

/// A file to read, or to report as unreadable.
pub(super) struct Job {
    pub root: Option<RootId>,
    pub name: String,
    pub path: PathBuf,
    pub bytes: u64,
    pub modified: i64,
    pub known: Option<Known>,
    /// Reason it is not even opened: a link, or a folder without permission.
    pub refused: Option<String>,
}

/// The plan.
#[derive(Default)]
pub(super) struct Plan {
    pub jobs: Vec<Job>,
    /// Files that are unchanged by size and time.
    pub unchanged: Vec<Known>,
    /// Documents of the index whose files no longer exist.
    pub vanished: Vec<(Option<RootId>, Known)>,
    /// Every file that was seen.
    pub files: HashSet<(Option<RootId>, String)>,
}

/// Makes the plan for the given files and folders. `place` looks an absolute folder up in the index.
pub(super) fn plan(
    paths: &[PathBuf],
    index: &Path,
    renditions: bool,
    place: &mut dyn FnMut(&str) -> Result<Place, Error>,
) -> Result<Plan, Error> {
    let mut plan = Plan::default();
    let own = own_files(index);
    let mut closed = Vec::new();
    let mut before = BTreeMap::new();
    for path in paths {
        let about = Error::path(path, fs::symlink_metadata(path))?;
        let folder = folder_of(path, &about)?;
        let Place { root, below, known } = place(&name_of(&folder))?;
        let prefix = if below.is_empty() { below } else { below + "/" };
        let known: BTreeMap<String, Known> = known.into_iter().map(|k| (k.name.clone(), k)).collect();
        let is_own = |path: &Path| own.iter().any(|o| fs::canonicalize(path).is_ok_and(|p| p == *o));
        let walked = walk(std::slice::from_ref(path), &is_own);
        for found in walked.files {
            let inside = found.path.strip_prefix(if about.is_dir() { path } else { parent(path) });
            let name = prefix.clone() + &name_of(inside.unwrap_or(&found.path));
            if plan.files.insert((root, name.clone())) {
                plan.file(root, name, found.path, &known, renditions);
            }
        }
        for skipped in walked.skipped {
            let name = prefix.clone() + &skipped.name;
            closed.push((root, name.clone()));
            if plan.files.insert((root, name.clone())) {
                plan.refused(root, name, skipped.reason, &known);
            }
        }
        if about.is_dir() {
            let inside = known.into_values().filter(|k| k.name.starts_with(&prefix));
            before.extend(inside.map(|k| ((root, k.name.clone()), k)));
        }
    }
    // Nothing is known to have vanished below a folder that could not be opened.
    let hidden = |key: &(Option<RootId>, String)| {
        closed
            .iter()
            .any(|(r, c)| *r == key.0 && key.1.strip_prefix(c.as_str()).is_some_and(|b| b.starts_with('/')))
    };
    let vanished = before.into_iter().filter(|(key, _)| !plan.files.contains(key) && !hidden(key));
    plan.vanished = vanished.map(|((root, _), known)| (root, known)).collect();
    Ok(plan)
}

impl Plan {
    fn file(
        &mut self,
        root: Option<RootId>,
        name: String,
        path: PathBuf,
        known: &BTreeMap<String, Known>,
        renditions: bool,
    ) {
        let about = fs::metadata(&path).ok();
        let (bytes, modified) = about.map_or((0, 0), |a| (a.len(), modified(&a)));
        let known = known.get(&name).cloned();
        let same = |k: &Known| k.bytes == bytes && k.modified == modified && (k.renditions || !renditions);
        match known {
            Some(known) if modified != 0 && same(&known) => self.unchanged.push(known),
            known => self.jobs.push(Job { root, name, path, bytes, modified, known, refused: None }),
        }
    }

    fn refused(
        &mut self,
        root: Option<RootId>,
        name: String,
        reason: String,
        known: &BTreeMap<String, Known>,
    ) {
        let known = known.get(&name).cloned();
        let refused = Some(reason);
        self.jobs.push(Job { root, name, path: PathBuf::new(), bytes: 0, modified: 0, known, refused });
    }
}

/// The absolute folder to which names are relative: the given folder, or the parent of a given file.
pub(super) fn folder_of(path: &Path, about: &Metadata) -> Result<PathBuf, Error> {
    let folder = if about.is_dir() { path } else { parent(path) };
    Error::path(path, fs::canonicalize(folder))
}

/// The absolute path of a given folder or file.
pub(super) fn absolute(path: &Path, about: &Metadata) -> Result<PathBuf, Error> {
    let folder = folder_of(path, about)?;
    Ok(if about.is_dir() { folder } else { path.file_name().map(|name| folder.join(name)).unwrap_or(folder) })
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Files of the index itself, which may be in a folder that is added.
fn own_files(index: &Path) -> Vec<PathBuf> {
    let beside = ["", "-wal", "-shm", "-journal"].map(|ending| {
        let mut path = index.as_os_str().to_owned();
        path.push(ending);
        fs::canonicalize(path)
    });
    beside.into_iter().flatten().collect()
}

/// Modification time in nanoseconds since 1970; 0 if unknown.
fn modified(about: &Metadata) -> i64 {
    let since = about.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
    since.and_then(|d| i64::try_from(d.as_nanos()).ok()).unwrap_or(0)
}

//! The files under given paths, in a stable order, following no symbolic link.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A file to be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Its path under the folder that was given, with `/`; its own name where the file itself was given.
    pub name: String,
}

/// Something that is not read, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// As [`Found::name`]; for a given path that cannot be looked at, that path.
    pub name: String,
    /// One sentence.
    pub reason: String,
}

/// What stands under the given paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Files, path by path as given, and by name within each folder.
    pub files: Vec<Found>,
    /// What is not read: links, devices, folders that may not be opened.
    pub skipped: Vec<Skipped>,
}

/// Walks files and folders. What `leave_out` is true of is passed over without a word: the index's own files.
pub fn walk(paths: &[PathBuf], leave_out: &dyn Fn(&Path) -> bool) -> Walk {
    let mut walk = Walk::default();
    for path in paths {
        let own_name = path.file_name().unwrap_or(path.as_os_str());
        match fs::symlink_metadata(path) {
            Ok(about) if about.is_dir() => walk.folder(path, leave_out),
            Ok(about) => walk.entry(path.clone(), shown(own_name), about.file_type(), leave_out),
            Err(e) => walk.skip(shown(path.as_os_str()), explain(&e)),
        }
    }
    walk
}

impl Walk {
    fn folder(&mut self, root: &Path, leave_out: &dyn Fn(&Path) -> bool) {
        // A stack of its own: folders nest deeper than a thread's stack does.
        let mut todo = vec![(root.to_path_buf(), String::new())];
        while let Some((path, name)) = todo.pop() {
            match fs::symlink_metadata(&path) {
                Ok(about) if about.is_dir() => match entries(&path) {
                    Ok(entries) => todo.extend(entries.into_iter().rev().map(|entry| {
                        let below = if name.is_empty() { String::new() } else { format!("{name}/") };
                        (path.join(&entry), below + &shown(&entry))
                    })),
                    Err(e) => self.skip(named(name, root), explain(&e)),
                },
                Ok(about) => self.entry(path, name, about.file_type(), leave_out),
                Err(e) => self.skip(named(name, root), explain(&e)),
            }
        }
    }

    fn entry(&mut self, path: PathBuf, name: String, kind: fs::FileType, leave_out: &dyn Fn(&Path) -> bool) {
        if kind.is_symlink() {
            self.skip(
                name,
                "It is a symbolic link, and links are not followed. Add what it points to.".into(),
            );
        } else if !kind.is_file() {
            self.skip(name, "It is neither a file nor a folder.".into());
        } else if !leave_out(&path) {
            self.files.push(Found { path, name });
        }
    }

    fn skip(&mut self, name: String, reason: String) {
        self.skipped.push(Skipped { name, reason });
    }
}

/// The names in a folder, by their bytes.
fn entries(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    let mut names =
        fs::read_dir(folder)?.map(|e| e.map(|e| e.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

fn named(name: String, root: &Path) -> String {
    if name.is_empty() { shown(root.as_os_str()) } else { name }
}

/// A name as text: bytes that are not UTF-8 are written `\xff`.
fn shown(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02x}")));
    }
    text
}

fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "There is no such file or folder. Check the path.".into(),
        io::ErrorKind::PermissionDenied => "It may not be opened. Check its permissions.".into(),
        _ => format!("It cannot be looked at: {error}."),
    }
}

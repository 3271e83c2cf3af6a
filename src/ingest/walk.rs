//! Lists the files under given paths, in a stable order, without following symbolic links.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Path of the file.
    pub path: PathBuf,
    /// Path relative to the given folder, with `/`; the file name if the file itself was given.
    pub name: String,
}

/// Something that is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Name as in [`Found::name`]; the path itself for a given path that cannot be accessed.
    pub name: String,
    /// Reason, one sentence.
    pub reason: String,
}

/// Result of the walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Files, in the order of the given paths, and by name within each folder.
    pub files: Vec<Found>,
    /// Not read: links, devices, folders without permission.
    pub skipped: Vec<Skipped>,
}

/// Walks files and folders. Paths for which `leave_out` is true are skipped silently: the index's own files.
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
        // An explicit stack: folders may nest deeper than a thread's stack allows.
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

/// Names in a folder, sorted by their bytes.
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

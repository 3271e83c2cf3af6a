//! The files of the program's own source, for tests that read it.

use std::fs;
use std::path::{Path, PathBuf};

/// Adds every Rust file below a folder.
pub fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

//! Which files an index is: one, or several that are searched as one.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::Error;
use crate::error;
use crate::model::answer::IndexSummary;

/// The files of an index, as given.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexPaths(Vec<PathBuf>);

impl IndexPaths {
    /// The paths, in the order in which they were given.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Path> {
        self.0.iter().map(PathBuf::as_path)
    }

    /// The path of an index in one file. Returns `None` if there are several.
    pub fn only(&self) -> Option<&Path> {
        match &self.0[..] {
            [path] => Some(path),
            _ => None,
        }
    }

    /// The paths as text, if there are several.
    pub fn of_several(&self) -> Vec<String> {
        let all = self.iter().map(|path| path.to_string_lossy().into_owned());
        if self.only().is_some() { Vec::new() } else { all.collect() }
    }

    /// Summary of an index that is not open: nothing but where it is.
    pub fn unopened(&self) -> IndexSummary {
        IndexSummary { path: self.to_string(), paths: self.of_several(), ..IndexSummary::default() }
    }

    /// The error of a command that cannot use the index: it names the file that is the reason, or all of them if
    /// that is not known.
    pub fn failed(&self, e: Error) -> error::Error {
        match e {
            Error::OfFile { path, source } => error::Error::Index { path, source },
            e => error::Error::index(Path::new(&self.to_string()))(e),
        }
    }
}

/// All paths, with commas between them.
impl fmt::Display for IndexPaths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paths: Vec<_> = self.iter().map(Path::to_string_lossy).collect();
        f.write_str(&paths.join(", "))
    }
}

impl From<Vec<PathBuf>> for IndexPaths {
    fn from(paths: Vec<PathBuf>) -> Self {
        Self(paths)
    }
}

impl From<&PathBuf> for IndexPaths {
    fn from(path: &PathBuf) -> Self {
        path.as_path().into()
    }
}

impl From<&Path> for IndexPaths {
    fn from(path: &Path) -> Self {
        Self(vec![path.to_owned()])
    }
}

impl From<&IndexPaths> for IndexPaths {
    fn from(paths: &IndexPaths) -> Self {
        paths.clone()
    }
}

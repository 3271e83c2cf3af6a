//! Errors that stop a whole command. A failure of one input is part of its answer, not an error.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Reason a command failed: what, where, and what to do.
#[derive(Debug)]
pub enum Error {
    /// The index cannot be used.
    Index {
        /// Path of the index as given.
        path: PathBuf,
        /// Underlying error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A path cannot be used.
    Path {
        /// Path as given.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// The request cannot be carried out: a sentence that says what to do instead.
    Request(String),
}

impl Error {
    /// Returns a function that adds the index path to an error.
    pub fn index<E>(path: &Path) -> impl Fn(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        move |source| Error::Index { path: path.to_owned(), source: Box::new(source) }
    }

    /// Adds the path to an I/O error.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Path`] if `result` is an error.
    pub fn path<T>(path: &Path, result: io::Result<T>) -> Result<T, Self> {
        result.map_err(|source| Error::Path { path: path.to_owned(), source })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Index { path, source } => write!(f, "{}: {source}.", path.display()),
            Error::Path { path, source } if source.kind() == io::ErrorKind::NotFound => {
                write!(f, "{}: there is no such file or folder; check the path.", path.display())
            }
            Error::Path { path, source } if source.kind() == io::ErrorKind::StorageFull => {
                write!(f, "{}: the disk is full; make room, then run the same command again.", path.display())
            }
            Error::Path { path, source } if source.kind() == io::ErrorKind::IsADirectory => {
                write!(f, "{}: it is a folder; name a file.", path.display())
            }
            Error::Path { path, source } => {
                write!(f, "{}: it cannot be used ({source}); check its permissions.", path.display())
            }
            Error::Request(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Index { source, .. } => Some(source.as_ref()),
            Error::Path { source, .. } => Some(source),
            Error::Request(_) => None,
        }
    }
}

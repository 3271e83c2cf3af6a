//! Errors of the index; each message says what to do.

use std::fmt;
use std::path::PathBuf;

use crate::limits::MAX_INDEX_FILES;

/// Reason an index could not be opened, read or written.
#[derive(Debug)]
pub enum Error {
    /// The file does not exist.
    Missing,
    /// The file is not an index.
    NotAnIndex,
    /// Written by a newer program: its format version.
    Newer(i64),
    /// Written by an older program in a format that is no longer supported: its format version.
    Older(i64),
    /// The keys were made by other versions of the features than this program has: a description.
    OtherTracks(String),
    /// The content is invalid: a description.
    Damaged(String),
    /// Something that is kept of a page is not what was written.
    DamagedPage {
        /// The page by name.
        page: String,
        /// The part of it, as `its words`.
        what: &'static str,
    },
    /// Another program kept it locked longer than the timeout.
    Busy,
    /// Another program has begun to write the same document.
    Overtaken,
    /// It cannot be written at this location.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// An error of the database.
    Database(rusqlite::Error),
    /// One of several files that are searched as one cannot be used.
    OfFile {
        /// Path of that file as given.
        path: PathBuf,
        /// Underlying error.
        source: Box<Error>,
    },
    /// A file was named twice, so its documents would count twice.
    Twice,
    /// More files were named than are searched as one.
    TooMany,
}

impl Error {
    /// Invalid content of the file.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Error::Damaged(what.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Missing => {
                f.write_str("there is no index here; build one with `verify-shot add FOLDER --index FILE`")
            }
            Error::NotAnIndex => f.write_str(
                "this file is not an index of verify-shot; name another with `--index FILE`, or build one with `verify-shot add`",
            ),
            Error::Newer(found) => write!(
                f,
                "this index was written by a newer verify-shot (format {found}); update verify-shot, or build the index anew"
            ),
            Error::Older(found) => write!(
                f,
                "this index was written by an older verify-shot (format {found}); delete it, or set it aside, and build it anew with `verify-shot add`"
            ),
            Error::OtherTracks(which) => write!(
                f,
                "this index was built for another version of verify-shot ({which}); build it anew with `verify-shot add`"
            ),
            Error::Damaged(what) => {
                write!(f, "this index is damaged ({what}); delete it and build it anew with `verify-shot add`")
            }
            Error::DamagedPage { page, what } => write!(
                f,
                "this index is damaged ({page}: {what} are not what was written); remove that document with `verify-shot index remove` and add it again, or delete the index and build it anew with `verify-shot add`"
            ),
            Error::Busy => f.write_str("another program is writing this index; try again when it has finished"),
            Error::Overtaken => f.write_str(
                "another program has begun to write the same document; wait until it has finished, then run the same command again",
            ),
            Error::ReadOnly => {
                f.write_str("this index cannot be written here; copy it to a folder where you may write")
            }
            Error::DiskFull => f.write_str("the disk is full; make room, then run the same command again"),
            Error::OfFile { path, source } => write!(f, "{}: {source}", path.display()),
            Error::Twice => f.write_str("this index is named twice; name each once"),
            Error::TooMany => write!(
                f,
                "at most {MAX_INDEX_FILES} indexes are searched as one; add their originals to fewer ones"
            ),
            Error::Database(e) => write!(f, "this index cannot be used ({e}); check the path and its permissions"),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match &e {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::QueryReturnedNoRows
            | rusqlite::Error::Utf8Error(..) => Error::Damaged(e.to_string()),
            _ => match e.sqlite_error_code() {
                Some(ErrorCode::DatabaseCorrupt) => Error::Damaged(e.to_string()),
                Some(ErrorCode::TooBig) => {
                    Error::Damaged("a value is larger than any that is written".into())
                }
                Some(ErrorCode::NotADatabase) => Error::NotAnIndex,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
                Some(ErrorCode::ReadOnly) => Error::ReadOnly,
                Some(ErrorCode::DiskFull) => Error::DiskFull,
                _ => Error::Database(e),
            },
        }
    }
}

//! What a log does not say itself: where things lie that were moved since they were entered, and who is to have signed and
//! stamped it.

use std::path::PathBuf;

use super::found_at;
use crate::custody::log::Check;
use crate::custody::log::key::PublicKey;
use crate::custody::stamp::Roots;

/// Where evidence and index lie, as the entries say where nothing else is named; and by whom the log is to be signed and stamped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The folder of the evidence.
    pub keep: Option<PathBuf>,
    /// The index that was asked.
    pub index: Option<PathBuf>,
    /// The key with which the log is to be signed.
    pub signed_by: Option<PublicKey>,
    /// The certificates of authorities by which the log is to be stamped.
    pub authorities: Option<Roots>,
}

impl Places {
    /// Where something kept lies.
    pub fn kept(&self, check: &Check, name: &str) -> PathBuf {
        let then = found_at(&check.folder, name);
        match (&self.keep, then.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => then,
        }
    }

    /// Where the index lies.
    pub fn index(&self, check: &Check) -> PathBuf {
        self.index.clone().unwrap_or_else(|| found_at(&check.folder, &check.index.path))
    }

    /// Where the input lay; none where it came from a link or from standard input.
    pub fn input(check: &Check) -> Option<PathBuf> {
        let is_file = check.fetched.is_none() && check.input != "-";
        is_file.then(|| found_at(&check.folder, &check.input))
    }
}

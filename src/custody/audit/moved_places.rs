//! Information that a log does not hold: new locations of moved files, the expected signer and time-stamp
//! authority, and heads that were noted elsewhere.

use std::path::PathBuf;

use super::found_at;
use crate::custody::log::Check;
use crate::custody::log::key::PublicKey;
use crate::custody::stamp::Roots;
use crate::index::IndexPaths;

/// Locations of archive and index, if they differ from those in the entries, the expected signer and
/// authorities, and heads that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The archive folder.
    pub keep: Option<PathBuf>,
    /// The index that was used.
    pub index: Option<IndexPaths>,
    /// Public key by which the log must be signed.
    pub signed_by: Option<PublicKey>,
    /// Certificates of authorities by which the log must be stamped.
    pub authorities: Option<Roots>,
    /// Digests that were the head of the log once, in hexadecimal digits: each must still be that of an entry.
    pub heads: Vec<String>,
}

impl Places {
    /// Location of an archived file.
    pub fn kept(&self, check: &Check, name: &str) -> PathBuf {
        let then = found_at(&check.folder, name);
        match (&self.keep, then.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => then,
        }
    }

    /// Location of the index.
    pub fn index(&self, check: &Check) -> IndexPaths {
        let then = || match &check.index.paths[..] {
            [] => (&found_at(&check.folder, &check.index.path)).into(),
            paths => paths.iter().map(|path| found_at(&check.folder, path)).collect::<Vec<_>>().into(),
        };
        self.index.clone().unwrap_or_else(then)
    }

    /// Original location of the input. Returns `None` if it came from a link or from standard input.
    pub fn input(check: &Check) -> Option<PathBuf> {
        let is_file = check.fetched.is_none() && check.input != "-";
        is_file.then(|| found_at(&check.folder, &check.input))
    }
}

//! `--index`: which index is searched, and which one is written.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::index::IndexPaths;

/// The index that is searched, or told of.
#[derive(clap::Args, Debug)]
pub struct SearchedArgs {
    /// The index, or several
    ///
    /// Named several times, with one file each, all of them are searched as one.
    #[arg(long, value_name = "FILE", default_value = "verify-shot.db")]
    index: Vec<PathBuf>,
}

impl SearchedArgs {
    /// An index in one file.
    pub fn of(path: &Path) -> Self {
        Self { index: vec![path.to_owned()] }
    }

    /// Its file, or its files.
    pub fn paths(&self) -> IndexPaths {
        self.index.clone().into()
    }
}

/// The index that is written.
#[derive(clap::Args, Debug)]
pub struct WrittenArgs {
    /// The index to change
    ///
    /// `add` makes it where there is none.
    #[arg(long, value_name = "FILE", default_value = "verify-shot.db")]
    index: Vec<PathBuf>,
}

impl WrittenArgs {
    /// Its file. Fails if several are named.
    pub fn path(&self) -> Result<&PathBuf, Error> {
        match &self.index[..] {
            [path] => Ok(path),
            several => Err(Error::Request(format!(
                "This command changes one index, and several are named: {}. Name the one to change with --index; \
                 several can be searched as one, not changed.",
                IndexPaths::from(several.to_vec())
            ))),
        }
    }
}

//! `--originals DIR`: the index of a folder, stored in the user's data folder and refreshed before the check.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::cli::data_dir::data_folder;
use crate::cli::progress::Bar;
use crate::cli::{add, output};
use crate::error::Error;
use crate::index::{self, name_of};
use crate::ingest::{self, Options, Summary};
use crate::model::hex::hex;

/// Builds or refreshes the index of a folder, and returns its path.
pub fn index(folder: &Path, threads: usize) -> Result<PathBuf, Error> {
    let absolute = Error::path(folder, fs::canonicalize(folder))?;
    let data = data_folder()?;
    Error::path(&data, fs::create_dir_all(&data))?;
    let name = hex(&Sha256::digest(name_of(&absolute)));
    let index = data.join(name + ".db");
    let bar = Bar::new();
    let refreshed = refresh(folder, &index, threads, &bar);
    bar.clear();
    let summary = refreshed?;
    add::name_losses(&summary.unread, summary.lost, &index.to_string_lossy());
    Ok(index)
}

/// This index can be built again at any time, so one that no longer fits is replaced.
fn refresh(folder: &Path, index: &Path, threads: usize, bar: &Bar) -> Result<Summary, Error> {
    let options = Options { prune: true, renditions: true, threads, office: None, redrawer: None, ocr: None };
    let paths = [folder.to_owned()];
    match ingest::add(&paths, index, options, bar) {
        Err(Error::Index { source, .. }) if source.downcast_ref().is_some_and(is_unfit) => {
            output::problem(&format!("The index of {} is built anew: {source}.", folder.display()));
            for ending in ["", "-wal", "-shm"] {
                let mut file = index.as_os_str().to_owned();
                file.push(ending);
                let file = PathBuf::from(file);
                if file.exists() {
                    Error::path(&file, fs::remove_file(&file))?;
                }
            }
            ingest::add(&paths, index, options, bar)
        }
        done => done,
    }
}

fn is_unfit(e: &index::Error) -> bool {
    use index::Error::{Damaged, NotAnIndex, Older, OtherTracks};
    matches!(e, Damaged(_) | NotAnIndex | Older(_) | OtherTracks(_))
}

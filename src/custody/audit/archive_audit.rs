//! Audit of the archive: the files named by the log, and other files beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Audit, Kind, Places};
use crate::custody::archive::{Piece, picture_of, pieces};
use crate::custody::log::Check;
use crate::model::hex::hex;

/// Files named by the log, each with its expected SHA-256.
#[derive(Default)]
pub struct Named {
    /// Keys: path and digest. Values: the first entry that names the file, and its kind.
    files: BTreeMap<(PathBuf, String), (u64, What)>,
    folders: BTreeSet<PathBuf>,
    not_kept: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Picture,
    Record,
    Torn,
}

impl Named {
    /// Adds the files named by an entry.
    pub fn take(&mut self, number: u64, check: &Check, places: &Places) {
        let Some(sha256) = &check.sha256 else { return };
        let Some(kept) = &check.kept else {
            self.not_kept += 1;
            return;
        };
        let picture = places.kept(check, &kept.picture);
        self.folders.extend(picture.parent().map(Path::to_owned));
        self.enter(number, picture, sha256.clone(), What::Picture);
        let record = places.kept(check, &kept.record);
        self.enter(number, record, kept.record_sha256.clone(), What::Record);
    }

    /// Adds a truncated line that was moved aside according to an entry.
    pub fn expect(&mut self, number: u64, file: PathBuf, digest: String) {
        self.enter(number, file, digest, What::Torn);
    }

    fn enter(&mut self, number: u64, file: PathBuf, digest: String, what: What) {
        self.files.entry((file, digest)).or_insert((number, what));
    }

    /// Checks all of them, and other files in the same folders.
    pub fn go_through(&self, audit: &mut Audit) {
        audit.not_kept = self.not_kept;
        for ((file, digest), (number, what)) in &self.files {
            match what {
                What::Picture => audit.pictures += 1,
                What::Record => audit.records += 1,
                What::Torn => {}
            }
            let place = file.display();
            match digest_of(file) {
                Ok(found) if found == *digest => {}
                Ok(found) => {
                    let what =
                        format!("It is not what entry {number} names: its SHA-256 is {found}, not {digest}.");
                    audit.say(Kind::Changed, place, what);
                }
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    audit.say(Kind::Missing, place, format!("Entry {number} names it, and it is not there."));
                }
                Err(e) => {
                    audit.say(
                        Kind::Missing,
                        place,
                        format!("Entry {number} names it, and it cannot be read: {e}."),
                    );
                }
            }
        }
        self.folders.iter().for_each(|folder| self.look_beside(folder, audit));
    }

    /// Checks pictures and records that no entry names: a picture must match its name, a record must belong to
    /// a picture.
    fn look_beside(&self, folder: &Path, audit: &mut Audit) {
        let named: BTreeSet<&Path> = self.files.keys().map(|(file, _)| file.as_path()).collect();
        // A missing folder is reported through its files.
        for piece in pieces(folder).unwrap_or_default() {
            let (Piece::Picture(file, digest) | Piece::Record(file, digest)) = &piece;
            if named.contains(file.as_path()) {
                continue;
            }
            let found = match &piece {
                Piece::Picture(..) => {
                    audit.pictures += 1;
                    digest_of(file).map(Some)
                }
                Piece::Record(..) => {
                    audit.records_beside += 1;
                    fs::read(file).map(|record| picture_of(&record))
                }
            };
            match found {
                Ok(found) if found.as_ref() == Some(digest) => {}
                Ok(_) => audit.say(Kind::Changed, file.display(), "It is not what its name says."),
                Err(e) => audit.say(Kind::Missing, file.display(), format!("It cannot be read: {e}.")),
            }
        }
    }
}

/// SHA-256 of a file of any size.
fn digest_of(file: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    io::copy(&mut File::open(file)?, &mut digest)?;
    Ok(hex(&digest.finalize()))
}

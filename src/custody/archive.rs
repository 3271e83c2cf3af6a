//! Archive of checked pictures: each picture once, under its SHA-256 with the ending of its format, and a record for each time it was fetched
//! or read from a file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::load;
use crate::model::document::Format;
use crate::model::download::Download;
use crate::model::hex::hex;
use crate::model::origin::Origin;

const SCHEMA: u32 = 1;
const PROGRAM: &str = concat!("verify-shot ", env!("CARGO_PKG_VERSION"));
/// Most records of one picture; nobody fetches it more often on purpose.
const MOST_RECORDS: u32 = 100_000;

/// Location of an archived picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Path of the picture.
    pub picture: PathBuf,
    /// Path of the record of this time.
    pub record: PathBuf,
    /// SHA-256 of the record, in hexadecimal digits.
    pub record_sha256: String,
}

/// An archive folder.
#[derive(Clone, Debug)]
pub struct Evidence {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Record<'a> {
    schema: u32,
    /// The link as given.
    link: &'a str,
    #[serde(flatten)]
    origin: &'a Origin,
    sha256: &'a str,
    bytes: usize,
    /// Each HTTP response on the way; the last one has the bytes.
    hops: Vec<HopRecord<'a>>,
    program: &'static str,
}

#[derive(Serialize)]
struct FileRecord<'a> {
    schema: u32,
    /// The file as given.
    file: &'a str,
    /// Time of reading, in UTC (RFC 3339).
    at: String,
    sha256: &'a str,
    bytes: usize,
    program: &'static str,
}

#[derive(Serialize)]
struct HopRecord<'a> {
    url: &'a str,
    status: u16,
    headers: &'a [(String, String)],
}

impl Evidence {
    /// An archive in this folder, which is created when the first picture is stored.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Stores a download for a link. A file is written completely or not at all.
    ///
    /// # Errors
    ///
    /// If the archive cannot be written.
    pub fn keep(&self, link: &str, got: &Download, origin: &Origin) -> io::Result<Kept> {
        let sha256 = hex(&Sha256::digest(&got.bytes));
        self.keep_with(&sha256, &got.bytes, &record(link, got, origin, &sha256))
    }

    /// Stores the bytes of a file, or of standard input, in the same way.
    ///
    /// # Errors
    ///
    /// If the archive cannot be written.
    pub fn keep_file(&self, file: &str, bytes: &[u8]) -> io::Result<Kept> {
        let sha256 = hex(&Sha256::digest(bytes));
        let at = format!("{:.0}", jiff::Timestamp::now());
        let bytes_long = bytes.len();
        let record =
            FileRecord { schema: SCHEMA, file, at, sha256: &sha256, bytes: bytes_long, program: PROGRAM };
        self.keep_with(&sha256, bytes, &record)
    }

    fn keep_with(&self, sha256: &str, bytes: &[u8], record: &impl Serialize) -> io::Result<Kept> {
        fs::create_dir_all(&self.folder)?;
        let picture = self.name_of(sha256, bytes);
        self.store(&picture, bytes)?;
        let written = serde_json::to_vec_pretty(record)?;
        let record = self.add_record(sha256, &written)?;
        Ok(Kept { picture, record, record_sha256: hex(&Sha256::digest(&written)) })
    }

    /// Path of the picture with this SHA-256: that under which it is kept already, or a new one with the ending of its
    /// format, if that is known.
    fn name_of(&self, sha256: &str, bytes: &[u8]) -> PathBuf {
        let bare = self.folder.join(sha256);
        match load::sniff(bytes).and_then(Format::ending) {
            Some(ending) if !bare.exists() => bare.with_extension(ending),
            _ => bare,
        }
    }

    /// Writes the bytes if they are not stored yet, and compares them if they are.
    fn store(&self, picture: &Path, bytes: &[u8]) -> io::Result<()> {
        match fs::read(picture) {
            Ok(kept) if kept == bytes => Ok(()),
            Ok(_) => {
                let name = picture.display();
                Err(io::Error::other(format!("{name} is not any more what was kept there; move it away")))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let written = self.write(bytes)?;
                match written.persist_noclobber(picture) {
                    // Another thread was first, with the same bytes.
                    Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                    Err(e) => Err(e.error),
                    Ok(_) => self.sync(),
                }
            }
            Err(e) => Err(e),
        }
    }

    /// Writes a record under the first free number. Returns its path.
    fn add_record(&self, sha256: &str, record: &[u8]) -> io::Result<PathBuf> {
        let mut written = self.write(record)?;
        for number in 1..=MOST_RECORDS {
            let name = self.folder.join(format!("{sha256}.{number}.json"));
            match written.persist_noclobber(&name) {
                Ok(_) => return self.sync().map(|()| name),
                Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => written = e.file,
                Err(e) => return Err(e.error),
            }
        }
        Err(io::Error::other("it has too many records"))
    }

    fn write(&self, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
        let mut file = tempfile::Builder::new().prefix(".being-written-").tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    }

    /// A new name is on disk only after its folder has been synced.
    fn sync(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }
}

/// A file of an archive folder, by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// A picture, and the SHA-256 in its name.
    Picture(PathBuf, String),
    /// A record of the picture with this SHA-256.
    Record(PathBuf, String),
}

/// Files of an archive folder, sorted; files with other names are ignored.
///
/// # Errors
///
/// If the folder cannot be read.
pub fn pieces(folder: &Path) -> io::Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some((digest, rest)) =
            path.file_name().and_then(|n| n.to_str()).and_then(|n| n.split_at_checked(64))
        else {
            continue;
        };
        if !digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            continue;
        }
        let digest = digest.to_owned();
        match rest.strip_prefix('.') {
            None if rest.is_empty() => pieces.push(Piece::Picture(path, digest)),
            Some(rest) if rest.ends_with(".json") => pieces.push(Piece::Record(path, digest)),
            Some(ending) if ending != "json" && ending.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                pieces.push(Piece::Picture(path, digest));
            }
            _ => {}
        }
    }
    pieces.sort_unstable();
    Ok(pieces)
}

/// SHA-256 of the picture according to a record. Returns `None` if the bytes are not a record.
pub fn picture_of(record: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(record).ok()?;
    value["sha256"].as_str().map(str::to_owned)
}

fn record<'a>(link: &'a str, got: &'a Download, origin: &'a Origin, sha256: &'a str) -> Record<'a> {
    Record {
        schema: SCHEMA,
        link,
        origin,
        sha256,
        bytes: got.bytes.len(),
        hops: got
            .hops
            .iter()
            .map(|h| HopRecord { url: h.url.as_str(), status: h.status, headers: &h.headers })
            .collect(),
        program: PROGRAM,
    }
}

//! What was fetched, kept as it came: each picture once, under its SHA-256, and a record for each time that it was
//! fetched.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::fetch::Download;
use crate::model::origin::Origin;

const SCHEMA: u32 = 1;
/// So many records of one picture are told apart; nobody fetches it more often on purpose.
const MOST_RECORDS: u32 = 100_000;

/// A folder of evidence.
#[derive(Clone, Debug)]
pub struct Evidence {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Record<'a> {
    schema: u32,
    /// The link as it was given.
    link: &'a str,
    #[serde(flatten)]
    origin: &'a Origin,
    sha256: &'a str,
    bytes: usize,
    /// Each answer on the way; the last one brought the bytes.
    hops: Vec<HopRecord<'a>>,
    program: &'static str,
}

#[derive(Serialize)]
struct HopRecord<'a> {
    url: &'a str,
    status: u16,
    headers: &'a [(String, String)],
}

impl Evidence {
    /// A folder, which is made when the first picture is kept.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Keeps what was fetched for a link, and says where the bytes are. Nothing is half written: a file is there as a
    /// whole or not at all.
    pub fn keep(&self, link: &str, got: &Download, origin: &Origin) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.folder)?;
        let sha256: String = Sha256::digest(&got.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let picture = self.folder.join(&sha256);
        self.store(&picture, &got.bytes)?;
        let record = serde_json::to_vec_pretty(&record(link, got, origin, &sha256))?;
        self.add_record(&sha256, &record)?;
        Ok(picture)
    }

    /// Writes the bytes where they are not yet, and makes sure of them where they are.
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

    /// Writes a record under the first free number.
    fn add_record(&self, sha256: &str, record: &[u8]) -> io::Result<()> {
        let mut written = self.write(record)?;
        for number in 1..=MOST_RECORDS {
            match written.persist_noclobber(self.folder.join(format!("{sha256}.{number}.json"))) {
                Ok(_) => return self.sync(),
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

    /// A new name is on the disk only when its folder is.
    fn sync(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }
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
        program: concat!("verify-shot ", env!("CARGO_PKG_VERSION")),
    }
}

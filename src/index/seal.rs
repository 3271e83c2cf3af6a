//! The seal of an index: checksums over the lists in which pages are looked up, written when a change is finished.
//!
//! A row that is looked up and not found leaves no trace, so the lists are summed as a whole: when an index is opened, its
//! documents, folders and runs; before the first look-up, the hashes and the digests. Every change breaks the seal, and
//! [`Writer::finish`](super::Writer::finish) writes it anew. So an index without a seal is one whose last change did not
//! finish, or still goes on; then the digest is computed from the documents, and damage of the lists is not told.

use rusqlite::{Connection, OptionalExtension, params};

use super::checksum::Checksum;
use super::error::Error;
use super::set_digest;

/// Lists that are asked when an index is opened: everything by which documents are found, and what is there at all. The
/// parts of pages, their OCR text and the blocks of postings have checksums of their own.
const LISTS: [&str; 11] = [
    "SELECT id, path FROM root ORDER BY id",
    "SELECT id, version FROM track ORDER BY id",
    "SELECT id, root, name, format, sha256, announced, renditions, pages, unread, content, parent FROM document ORDER BY id",
    // The database's own list of them, by which a file is found.
    "SELECT sha256, id FROM document INDEXED BY document_sha256 ORDER BY sha256, id",
    "SELECT id, track, postings, first_block, directory FROM run ORDER BY id",
    "SELECT page FROM gone ORDER BY page",
    "SELECT domain, selector, record, file FROM dkim_key ORDER BY domain, selector",
    "SELECT document, program, failed FROM drawing ORDER BY document",
    "SELECT document, program, failed FROM redrawing ORDER BY document",
    "SELECT path FROM adding ORDER BY path",
    "SELECT EXISTS(SELECT 1 FROM text), EXISTS(SELECT 1 FROM words), EXISTS(SELECT 1 FROM reading WHERE failed IS NULL)",
];
/// Hashes of all documents.
pub(super) const HASHES: &str = "SELECT track, document, packed FROM near ORDER BY track, document";
/// Digests of all pages.
const DIGESTS: &str = "SELECT track, digest, page FROM digest ORDER BY track, digest, page";

/// Checksums of a finished index, and its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// Digest of the content, as 64 hexadecimal digits.
    pub digest: String,
    lists: u32,
    hashes: u32,
    digests: u32,
}

impl Seal {
    /// Seal that is kept. Returns `None` if the last change did not finish.
    pub fn kept(db: &Connection) -> Result<Option<Self>, Error> {
        let sql = "SELECT digest, lists, hashes, digests FROM seal WHERE id = 1";
        let seal = |r: &rusqlite::Row| {
            Ok(Self { digest: r.get(0)?, lists: r.get(1)?, hashes: r.get(2)?, digests: r.get(3)? })
        };
        Ok(db.query_row(sql, [], seal).optional()?)
    }

    /// Seal of the content as it is now.
    fn of(db: &Connection) -> Result<Self, Error> {
        let digest = set_digest::of_set(&[db])?;
        let hashes = of_hashes().rows(db, HASHES)?.done();
        Ok(Self { lists: of_lists(db, &digest)?, hashes, digests: of_digests(db)?, digest })
    }

    /// Writes the seal of the content as it is now, if another one or none is kept.
    pub fn keep(db: &Connection) -> Result<(), Error> {
        let seal = Self::of(db)?;
        if Self::kept(db)?.as_ref() != Some(&seal) {
            let Self { digest, lists, hashes, digests } = seal;
            let sql = "INSERT OR REPLACE INTO seal VALUES (1, ?, ?, ?, ?)";
            db.execute(sql, params![digest, lists, hashes, digests])?;
        }
        Ok(())
    }

    /// Removes the seal, because the content changes.
    pub fn break_open(db: &Connection) -> Result<(), Error> {
        db.prepare_cached("DELETE FROM seal")?.execute([])?;
        Ok(())
    }

    /// Fails if the lists are not those that were sealed.
    pub fn ask_lists(&self, db: &Connection) -> Result<(), Error> {
        fits(of_lists(db, &self.digest)? == self.lists, "its lists of documents, folders and runs")
    }

    /// Fails if a checksum of [`HASHES`] is not that which was sealed.
    pub fn ask_hashes(&self, sum: Checksum) -> Result<(), Error> {
        fits(sum.done() == self.hashes, "its hashes of pages")
    }

    /// Fails if the digests of pages are not those that were sealed.
    pub fn ask_digests(&self, db: &Connection) -> Result<(), Error> {
        fits(of_digests(db)? == self.digests, "its digests of pages")
    }

    /// Fails if anything that was sealed is another.
    pub fn ask_all(&self, db: &Connection) -> Result<(), Error> {
        self.ask_lists(db)?;
        self.ask_hashes(of_hashes().rows(db, HASHES)?)?;
        self.ask_digests(db)
    }
}

/// Checksum of hashes, to which the rows of [`HASHES`] are added.
pub(super) fn of_hashes() -> Checksum {
    Checksum::new("near")
}

fn of_lists(db: &Connection, digest: &str) -> Result<u32, Error> {
    let sum = Checksum::new("lists").with(digest.as_bytes());
    Ok(LISTS.iter().try_fold(sum, |sum, sql| sum.with(b"list").rows(db, sql))?.done())
}

fn of_digests(db: &Connection) -> Result<u32, Error> {
    Ok(Checksum::new("digest").rows(db, DIGESTS)?.done())
}

fn fits(fits: bool, what: &str) -> Result<(), Error> {
    if fits { Ok(()) } else { Err(Error::damaged(format!("{what} are not what was written"))) }
}

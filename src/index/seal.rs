//! The seal of an index: checksums over the lists in which pages are looked up, written when a change is finished.
//!
//! A row that is looked up and not found leaves no trace, so the lists are summed as a whole: when an index is opened, its
//! documents, folders and runs; before the first look-up, the hashes, and of the digests those with the first byte of the one that
//! is looked up. Every change breaks the seal, and
//! [`Writer::finish`](super::Writer::finish) writes it anew. So an index without a seal is one whose last change did not
//! finish, or still goes on; then the digest is computed from the documents, and damage of the lists is not told.

use rusqlite::{Connection, OptionalExtension, params};

use super::checksum::{self, Checksum};
use super::error::Error;
use super::set_digest;
use crate::model::feature_key::FeatureKind;

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
/// Digests of pages of one feature, from the first of these to the last.
const DIGESTS: &str = "SELECT track, digest, page FROM digest WHERE track = ? AND digest BETWEEN ? AND ?
  ORDER BY digest, page";
/// Parts into which the digests of pages are divided: by their first byte.
pub(super) const DIGEST_PARTS: usize = 256;

/// Checksums of a finished index, and its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    /// Digest of the content, as 64 hexadecimal digits.
    pub digest: String,
    lists: u32,
    hashes: u32,
    /// One of [`DIGEST_PARTS`] after the other.
    digests: Vec<u8>,
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
        let hashes = of_hashes().rows(db, HASHES, [])?.done();
        let digests = (0..=u8::MAX).map(|first| of_digests(db, first)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { lists: of_lists(db, &digest)?, hashes, digests: digests.concat(), digest })
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

    /// Fails if the digests of pages with this first byte are not those that were sealed.
    pub fn ask_digests(&self, db: &Connection, first: u8) -> Result<(), Error> {
        let sealed = self.digests.as_chunks().0.get(usize::from(first));
        fits(sealed == Some(&of_digests(db, first)?), "its digests of pages")
    }

    /// Fails if anything that was sealed is another.
    pub fn ask_all(&self, db: &Connection) -> Result<(), Error> {
        self.ask_lists(db)?;
        self.ask_hashes(of_hashes().rows(db, HASHES, [])?)?;
        (0..=u8::MAX).try_for_each(|first| self.ask_digests(db, first))
    }
}

/// Checksum of hashes, to which the rows of [`HASHES`] are added.
pub(super) fn of_hashes() -> Checksum {
    Checksum::new("near")
}

fn of_lists(db: &Connection, digest: &str) -> Result<u32, Error> {
    let sum = Checksum::new("lists").with(digest.as_bytes());
    Ok(LISTS.iter().try_fold(sum, |sum, sql| sum.with(b"list").rows(db, sql, []))?.done())
}

/// Checksum of the digests of pages with this first byte.
fn of_digests(db: &Connection, first: u8) -> Result<[u8; checksum::BYTES], Error> {
    let (mut least, mut last) = ([0; 32], [u8::MAX; 32]);
    (least[0], last[0]) = (first, first);
    let mut sum = Checksum::new("digest");
    for track in FeatureKind::ALL {
        sum = sum.rows(db, DIGESTS, params![track as i64, least, last])?;
    }
    Ok(sum.done().to_le_bytes())
}

fn fits(fits: bool, what: &str) -> Result<(), Error> {
    if fits { Ok(()) } else { Err(Error::damaged(format!("{what} are not what was written"))) }
}

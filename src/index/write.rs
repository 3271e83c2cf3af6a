//! Writing an index: one transaction per document, so that a killed program loses nothing that was
//! acknowledged.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::encoded_page::{Made, Squeezed};
use super::error::Error;
use super::page_row::{PageRow, Part};
use super::postings;
use super::postings::block::Posting;
use super::seal::Seal;
use super::{codec, digest, name, schema, slot};
use crate::model::document::{Format, TextLine, Unread, Word};
use crate::model::feature_key::{FeatureKind, Key};
use crate::model::signature::Signature;
use crate::model::text::Text;
use crate::model::unsettled::Unsettled;

/// Identifies an added folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RootId(pub(super) i64);

/// A file to be stored.
#[derive(Clone, Debug, Default)]
pub struct NewDocument {
    /// Path relative to the root, as spelled by [`super::name_of`].
    pub name: String,
    /// Format; `None` if the file could not be read.
    pub format: Option<Format>,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Modification time, in nanoseconds since 1970.
    pub modified: i64,
    /// SHA-256 of the file; zeros if the file could not be read.
    pub sha256: [u8; 32],
    /// Number of pages according to the file.
    pub announced: u32,
    /// True if renditions are stored.
    pub renditions: bool,
    /// Pages that were read, in order.
    pub pages: Vec<NewPage>,
    /// Parts that could not be read.
    pub unread: Vec<Unread>,
    /// Files attached to its pages, each a document of its own: stored, replaced and removed together with this
    /// one.
    pub attachments: Vec<NewDocument>,
}

/// A page to be stored.
#[derive(Clone, Debug, Default)]
pub struct NewPage {
    /// Page number, from 1.
    pub number: u32,
    /// Width and height in page units.
    pub size: (f64, f64),
    /// Width and height, in pixels, of the view from which the keys were extracted.
    pub view: (u32, u32),
    /// Width and height of the rendition, in pixels.
    pub raster: (u32, u32),
    /// Encoded rendition; `None` if renditions are not stored.
    pub rendition: Option<Vec<u8>>,
    /// Words given by the file.
    pub words: Vec<Word>,
    /// Places whose look does not follow from the file alone.
    pub unsettled: Vec<Unsettled>,
    /// Lines of words on the rendition, whether or not it is stored.
    pub lines: Vec<TextLine>,
    /// Text of a page without a look of its own.
    pub text: Option<Text>,
    /// Signatures, if it is a message.
    pub signatures: Vec<Signature>,
    /// Keys of each feature.
    pub keys: Vec<(FeatureKind, Vec<Key>)>,
    /// Cached result of [`NewPage::squeezed`].
    pub made: Made,
}

/// Attributes of an indexed file, to detect whether it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Path relative to its root.
    pub name: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Modification time, in nanoseconds since 1970.
    pub modified: i64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// True if renditions are stored.
    pub renditions: bool,
    /// Number of stored pages; 0 if the file was refused.
    pub pages: u32,
    /// Number of parts that could not be read.
    pub unread: u32,
    /// Number of pages according to the file.
    pub announced: u32,
    /// Last message read, if it is an unfinished container.
    pub upto: Option<u32>,
}

/// An index opened for writing.
pub struct Writer {
    pub(super) db: Connection,
}

impl Writer {
    /// Opens or creates an index for these versions of the features.
    ///
    /// # Errors
    ///
    /// If the file is not an index, is damaged, has another format, or was built with other versions of the
    /// features.
    pub fn open(path: &Path, tracks: &[(FeatureKind, u32)]) -> Result<Self, Error> {
        let mut writer = Self { db: schema::open_to_write(path)? };
        // Damage must not be sealed as if it had been written.
        let snapshot = writer.db.transaction()?;
        Seal::kept(&snapshot)?.iter().try_for_each(|seal| seal.ask_all(&snapshot))?;
        drop(snapshot);
        let found = versions(&writer.db)?;
        if found.is_empty() {
            let making = writer.begin()?;
            for (track, version) in tracks {
                making
                    .execute("INSERT OR IGNORE INTO track VALUES (?, ?)", params![*track as i64, version])?;
            }
            making.commit()?;
        }
        same_versions(&versions(&writer.db)?, tracks)?;
        Ok(writer)
    }

    /// Root of an absolute folder, and the folder's name under it (empty for the root itself).
    ///
    /// A folder inside a known root gets the names of that root; a known root inside a new one moves into it,
    /// so that no file has two names in the index.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn root(&mut self, folder: &str) -> Result<(RootId, String), Error> {
        let tx = self.begin()?;
        let known = roots(&tx)?;
        for (id, path) in &known {
            if let Some(below) = under(folder, path) {
                return Ok((RootId(*id), below.to_owned()));
            }
        }
        tx.execute("INSERT INTO root(path) VALUES (?)", [folder])?;
        let id = tx.last_insert_rowid();
        for (inner, path) in known {
            if let Some(below) = name::below(&path, folder) {
                tx.execute(
                    "UPDATE document SET root = ?, name = ? || '/' || name WHERE root = ?",
                    params![id, below, inner],
                )?;
                tx.execute("DELETE FROM root WHERE id = ?", [inner])?;
            }
        }
        tx.commit()?;
        Ok((RootId(id), String::new()))
    }

    /// Every file of a root, ordered by name.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn known(&self, root: RootId) -> Result<Vec<Known>, Error> {
        known(&self.db, root.0)
    }

    /// Stores a document; it replaces one of the same name. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn put(&mut self, root: RootId, document: &NewDocument) -> Result<(), Error> {
        let tx = self.begin()?;
        put(&tx, root, None, document)?;
        Ok(tx.commit()?)
    }

    /// Updates the modification time of a file whose bytes did not change.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn touch(&mut self, root: RootId, name: &str, modified: i64) -> Result<(), Error> {
        let sql = "UPDATE document SET modified = ? WHERE root = ? AND name = ?";
        self.db.execute(sql, params![modified, root.0, name])?;
        Ok(())
    }

    /// Removes a document, if there is one of that name.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn remove(&mut self, root: RootId, name: &str) -> Result<(), Error> {
        let tx = self.begin()?;
        remove(&tx, root, name)?;
        Ok(tx.commit()?)
    }

    /// Final clean-up, for fast look-ups: merges runs of postings, drops those of removed pages, seals the index, and
    /// truncates the WAL.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn finish(mut self) -> Result<(), Error> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for track in FeatureKind::ALL {
            postings::tidy(&tx, track)?;
        }
        tx.execute("DELETE FROM gone", [])?;
        Seal::keep(&tx)?;
        tx.commit()?;
        self.give_back()?;
        // If a reader still needs the WAL, the next writer truncates it.
        let _busy: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))?;
        Ok(())
    }

    /// Shrinks the file if merging and removing left a large part of it unused.
    fn give_back(&self) -> Result<(), Error> {
        /// The file is compacted if more than one database page in this many is unused. Less is left for the
        /// next documents, because compacting rewrites the whole file.
        const WORTHWHILE: i64 = 4;
        let number = |pragma| self.db.pragma_query_value(None, pragma, |r| r.get::<_, i64>(0));
        if number("freelist_count")? > number("page_count")? / WORTHWHILE {
            self.db.execute_batch("VACUUM")?;
        }
        Ok(())
    }

    /// Begins a change. Until [`Writer::finish`] the index has no seal.
    pub(super) fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Seal::break_open(&tx)?;
        Ok(tx)
    }
}

/// Versions of the features whose keys the index holds.
pub(super) fn versions(db: &Connection) -> Result<Vec<(i64, u32)>, Error> {
    let mut rows = db.prepare("SELECT id, version FROM track ORDER BY id")?;
    let rows = rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Fails if keys of the index were made by other versions of the features.
pub(super) fn same_versions(found: &[(i64, u32)], tracks: &[(FeatureKind, u32)]) -> Result<(), Error> {
    for (track, version) in tracks {
        match found.iter().find(|(id, _)| *id == *track as i64) {
            Some((_, v)) if v == version => {}
            Some((_, v)) => {
                return Err(Error::OtherTracks(format!(
                    "{track:?} keys of version {v}, where this program makes version {version}"
                )));
            }
            None => return Err(Error::OtherTracks(format!("it has no {track:?} keys"))),
        }
    }
    Ok(())
}

/// Every root: id and absolute path.
pub(super) fn roots(db: &Connection) -> Result<Vec<(i64, String)>, Error> {
    let mut rows = db.prepare("SELECT id, path FROM root ORDER BY id")?;
    let rows = rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Name of a folder under a root; empty for the root itself. Returns `None` if it is not inside it.
pub(super) fn under<'a>(folder: &'a str, root: &str) -> Option<&'a str> {
    if folder == root { Some("") } else { name::below(folder, root) }
}

/// Every file of a root, by name, without attachments, which change together with their file.
pub(super) fn known(db: &Connection, root: i64) -> Result<Vec<Known>, Error> {
    let mut rows = db.prepare(
        "SELECT name, bytes, modified, sha256, renditions, pages, unread,
           announced, (SELECT max(upto) FROM making m WHERE m.document = document.id)
         FROM document WHERE root = ? AND parent IS NULL ORDER BY name",
    )?;
    let rows = rows.query_map([root], |r| {
        Ok(Known {
            name: r.get(0)?,
            bytes: r.get(1)?,
            modified: r.get(2)?,
            sha256: r.get(3)?,
            renditions: r.get(4)?,
            pages: r.get(5)?,
            unread: r.get(6)?,
            announced: r.get(7)?,
            upto: r.get(8)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stores a document and its attachments; they replace documents of the same names. Returns its id.
pub(super) fn put(
    tx: &Transaction,
    root: RootId,
    parent: Option<i64>,
    document: &NewDocument,
) -> Result<i64, Error> {
    remove(tx, root, &document.name)?;
    let id = insert_document(tx, root, parent, document)?;
    insert_pages(tx, id, &document.pages)?;
    document.attachments.iter().try_for_each(|attachment| put(tx, root, Some(id), attachment).map(drop))?;
    Ok(id)
}

/// Stores pages of a document; hashes are stored in one value per feature.
pub(super) fn insert_pages(tx: &Transaction, id: i64, pages: &[NewPage]) -> Result<(), Error> {
    let mut hashes: Vec<(FeatureKind, Vec<(u32, u64)>)> = FeatureKind::ALL.map(|t| (t, Vec::new())).into();
    let mut tokens: Vec<(FeatureKind, Vec<Posting>)> = FeatureKind::ALL.map(|t| (t, Vec::new())).into();
    for page in pages {
        let number = insert_page(tx, id, page)?;
        for (track, keys) in &page.keys {
            let slot = slot(*track);
            for key in keys {
                match key {
                    Key::Digest(digest) => insert_digest(tx, *track, digest, number)?,
                    Key::Near(hash) => hashes[slot].1.push((number, *hash)),
                    Key::Token(token, place) => {
                        tokens[slot].1.push(Posting { token: *token, page: number, place: *place });
                    }
                }
            }
        }
    }
    for (track, hashes) in hashes.iter().filter(|(_, h)| !h.is_empty()) {
        let mut insert = tx.prepare_cached("INSERT INTO near VALUES (?, ?, ?)")?;
        insert.execute(params![*track as i64, id, codec::hashes(hashes)])?;
    }
    for (track, tokens) in tokens.into_iter().filter(|(_, t)| !t.is_empty()) {
        postings::add(tx, track, tokens)?;
    }
    Ok(())
}

/// Removes the document of this name with all its attachments, if there is one.
pub(super) fn remove(tx: &Transaction, root: RootId, name: &str) -> Result<(), Error> {
    let id: Option<i64> = tx
        .prepare_cached("SELECT id FROM document WHERE root = ? AND name = ?")?
        .query_row(params![root.0, name], |r| r.get(0))
        .optional()?;
    match id {
        Some(id) => remove_with_attached(tx, id),
        None => Ok(()),
    }
}

/// Removes a document and all its attachments.
fn remove_with_attached(tx: &Transaction, id: i64) -> Result<(), Error> {
    // UNION instead of UNION ALL: in a damaged index the parents may form a cycle.
    let sql = "WITH RECURSIVE below(id) AS (SELECT ?1 UNION
                 SELECT d.id FROM document d JOIN below ON d.parent = below.id) SELECT id FROM below";
    let all: Vec<i64> = tx.prepare_cached(sql)?.query_map([id], |r| r.get(0))?.collect::<Result<_, _>>()?;
    all.into_iter().try_for_each(|id| remove_one(tx, id))
}

fn remove_one(tx: &Transaction, id: i64) -> Result<(), Error> {
    let of_pages = "(SELECT id FROM page WHERE document = ?)";
    tx.execute(&format!("INSERT INTO gone SELECT id FROM page WHERE id IN {of_pages}"), [id])?;
    for table in
        ["rendition", "words", "lines", "text", "signature", "reading", "digest", "unsettled", "second"]
    {
        tx.execute(&format!("DELETE FROM {table} WHERE page IN {of_pages}"), [id])?;
    }
    for table in ["near", "unread", "making", "drawing", "redrawing", "page"] {
        tx.execute(&format!("DELETE FROM {table} WHERE document = ?"), [id])?;
    }
    tx.execute("DELETE FROM document WHERE id = ?", [id])?;
    Ok(())
}

fn insert_document(
    tx: &Transaction,
    root: RootId,
    parent: Option<i64>,
    d: &NewDocument,
) -> Result<i64, Error> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO document(root, name, format, bytes, modified, sha256, announced, renditions, pages, unread,
         content, parent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    let id = insert.insert(params![
        root.0,
        d.name,
        d.format.map(Format::name),
        d.bytes,
        d.modified,
        d.sha256,
        d.announced,
        d.renditions,
        d.pages.len(),
        d.unread.len(),
        digest::of_new(d),
        parent,
    ])?;
    let mut insert = tx.prepare_cached("INSERT INTO unread VALUES (?, ?, ?)")?;
    for unread in &d.unread {
        insert.execute(params![id, unread.page, unread.reason])?;
    }
    Ok(id)
}

fn insert_page(tx: &Transaction, document: i64, page: &NewPage) -> Result<u32, Error> {
    let mut row = PageRow::new(document, page.number, page.size, page.view, page.raster);
    let id = row.insert(tx)?;
    let Squeezed { words, lines, text, signatures, unsettled } = page.squeezed();
    let kept = [
        (Part::Rendition, page.rendition.as_deref().unwrap_or_default()),
        (Part::Words, words),
        (Part::Lines, lines),
        (Part::Text, text),
        (Part::Signatures, signatures),
        (Part::Unsettled, unsettled),
    ];
    for (part, packed) in kept.into_iter().filter(|(_, packed)| !packed.is_empty()) {
        tx.prepare_cached(&format!("INSERT INTO {} VALUES (?, ?)", part.table()))?
            .execute(params![id.number, packed])?;
        row.set(id, part, Some(packed));
    }
    row.keep_sums(tx, id)?;
    Ok(id.number)
}

fn insert_digest(tx: &Transaction, track: FeatureKind, digest: &[u8; 32], page: u32) -> Result<(), Error> {
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO digest VALUES (?, ?, ?)")?;
    insert.execute(params![track as i64, digest, page])?;
    Ok(())
}

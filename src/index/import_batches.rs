//! Import of containers: documents of any number of messages, written in batches of one transaction each.
//!
//! An unfinished document is in the index as far as it was read. One of its losses says so, and the digests of
//! its pages are stored beside it (table `making`), so that the import can be resumed.

use rusqlite::{OptionalExtension, Transaction, params};

use super::digest::{self, OfDocument};
use super::error::Error;
use super::write::{RootId, insert_pages, put, remove};
use super::{NewDocument, NewPage, Writer};
use crate::model::document::{Format, Unread};

/// A document being written in batches.
pub struct Making {
    root: RootId,
    id: i64,
    /// Digest of the content so far, without the losses.
    digest: OfDocument,
    announced: u32,
    pages: u32,
    unread: u32,
    /// Last message that is accounted for.
    upto: u32,
}

impl Making {
    /// Number of the next message, from 1.
    pub fn next(&self) -> u32 {
        self.upto + 1
    }

    /// Number of messages stored so far.
    pub fn pages(&self) -> u32 {
        self.pages
    }
}

/// Attributes of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its format.
    pub format: Format,
    /// Number of messages according to the file.
    pub announced: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

/// A batch of messages of a container.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Messages that were read, in order.
    pub pages: Vec<NewPage>,
    /// Parts that could not be read.
    pub unread: Vec<Unread>,
    /// Files attached to these messages.
    pub attachments: Vec<NewDocument>,
    /// Last message of the batch, read or not.
    pub upto: u32,
}

impl Writer {
    /// Begins a container; it replaces a document of the same name.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn begin_container(&mut self, root: RootId, name: &str, about: &Container) -> Result<Making, Error> {
        let format = about.format.name();
        let digest = OfDocument::new(&about.sha256, Some(format), about.announced);
        let tx = self.begin()?;
        remove(&tx, root, name)?;
        // Modification time 0: an unfinished container is never taken for a complete and unchanged one.
        let id = tx
            .prepare_cached(
                "INSERT INTO document(root, name, format, bytes, modified, sha256, announced, renditions, pages, unread,
                 content, parent) VALUES (?, ?, ?, ?, 0, ?, ?, TRUE, 0, 0, x'', NULL)",
            )?
            .insert(params![root.0, name, format, about.bytes, about.sha256, about.announced])?;
        let mut making =
            Making { root, id, digest, announced: about.announced, pages: 0, unread: 0, upto: 0 };
        making.keep(&tx, &Part::default())?;
        tx.commit()?;
        Ok(making)
    }

    /// Resumes an unfinished container. Returns `None` if there is none with this content.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn resume_container(
        &mut self,
        root: RootId,
        name: &str,
        about: &Container,
    ) -> Result<Option<Making>, Error> {
        let sql =
            "SELECT id, pages, unread FROM document WHERE root = ? AND name = ? AND sha256 = ? AND format = ?
                   AND announced = ? AND bytes = ? AND id IN (SELECT document FROM making)";
        let format = about.format.name();
        let row = self
            .db
            .prepare_cached(sql)?
            .query_row(params![root.0, name, about.sha256, format, about.announced, about.bytes], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?))
            })
            .optional()?;
        let Some((id, pages, unread)) = row else { return Ok(None) };
        let mut digest = OfDocument::new(&about.sha256, Some(format), about.announced);
        let mut upto = 0;
        let mut parts =
            self.db.prepare_cached("SELECT upto, digests FROM making WHERE document = ? ORDER BY upto")?;
        let mut parts = parts.query([id])?;
        while let Some(part) = parts.next()? {
            upto = part.get(0)?;
            let digests = part.get_ref(1)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?;
            digest = digests.as_chunks::<32>().0.iter().fold(digest, OfDocument::page);
        }
        // The last loss only says that the container is unfinished.
        let unread = u32::saturating_sub(unread, 1);
        Ok(Some(Making { root, id, digest, announced: about.announced, pages, unread, upto }))
    }

    /// Writes a batch. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// If the index cannot be written, or another program has begun the same document again.
    pub fn append(&mut self, making: &mut Making, part: &Part) -> Result<(), Error> {
        let tx = self.begin()?;
        making.keep(&tx, part)?;
        Ok(tx.commit()?)
    }

    /// Marks a container as finished; `modified` is the modification time of its file in nanoseconds since
    /// 1970.
    ///
    /// # Errors
    ///
    /// If the index cannot be written, or another program has begun the same document again.
    pub fn end_container(&mut self, making: Making, modified: i64) -> Result<(), Error> {
        let Making { id, mut digest, pages, unread, .. } = making;
        let tx = self.begin()?;
        tx.execute(NOT_AT_ITS_END, [id])?;
        tx.execute("DELETE FROM making WHERE document = ?", [id])?;
        {
            let mut losses =
                tx.prepare("SELECT page, reason FROM unread WHERE document = ? ORDER BY rowid")?;
            let mut losses = losses.query([id])?;
            while let Some(loss) = losses.next()? {
                digest = digest.unread(loss.get(0)?, &loss.get::<_, String>(1)?);
            }
        }
        let sql = "UPDATE document SET modified = ?, content = ?, pages = ?, unread = ? WHERE id = ?";
        still_there(tx.execute(sql, params![modified, digest.done(), pages, unread, id])?)?;
        Ok(tx.commit()?)
    }
}

/// Deletes the last loss of a document, which says that it is unfinished.
const NOT_AT_ITS_END: &str =
    "DELETE FROM unread WHERE rowid = (SELECT max(rowid) FROM unread WHERE document = ?1)
                                AND EXISTS(SELECT 1 FROM making WHERE document = ?1)";

/// Fails if the document has been removed because another program started it again.
fn still_there(changed: usize) -> Result<(), Error> {
    if changed == 1 { Ok(()) } else { Err(Error::Overtaken) }
}

impl Making {
    fn keep(&mut self, tx: &Transaction, part: &Part) -> Result<(), Error> {
        tx.execute(NOT_AT_ITS_END, [self.id])?;
        let mut digests = Vec::with_capacity(32 * part.pages.len());
        for page in &part.pages {
            let digest = digest::of_new_page(page);
            digests.extend(digest);
            self.digest = self.digest.clone().page(&digest);
        }
        insert_pages(tx, self.id, &part.pages)?;
        let mut insert = tx.prepare_cached("INSERT INTO unread VALUES (?, ?, ?)")?;
        for unread in &part.unread {
            insert.execute(params![self.id, unread.page, unread.reason])?;
        }
        self.upto = self.upto.max(part.upto);
        self.pages += part.pages.len() as u32;
        self.unread += part.unread.len() as u32;
        let said = self.not_at_its_end();
        insert.execute(params![self.id, None::<u32>, said])?;
        // A batch with losses only may end with the same message as the batch before.
        tx.prepare_cached("INSERT OR IGNORE INTO making VALUES (?, ?, ?)")?
            .execute(params![self.id, self.upto, digests])?;
        let content = self.digest.clone().unread(None, &said).done();
        let kept = tx
            .prepare_cached("UPDATE document SET pages = ?, unread = ?, content = ? WHERE id = ?")?
            .execute(params![self.pages, self.unread + 1, content, self.id])?;
        still_there(kept)?;
        part.attachments
            .iter()
            .try_for_each(|attachment| put(tx, self.root, Some(self.id), attachment).map(drop))
    }

    /// Text of the loss that marks an unfinished container. It includes the number of other losses, so that the
    /// digest covers them.
    fn not_at_its_end(&self) -> String {
        let Making { upto, announced, unread, .. } = self;
        format!(
            "It was not read to its end: {upto} of its {announced} messages are accounted for, with {unread} losses. Add it \
             again, and reading goes on there."
        )
    }
}

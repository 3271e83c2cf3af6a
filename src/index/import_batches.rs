//! Containers: documents of any number of messages, which are written part by part, each a transaction.
//!
//! A document that is not at its end stands in the index as far as it was read, says so among its losses, and has the
//! digests of its pages beside it (`making`), so that reading can go on where it was stopped.

use rusqlite::{OptionalExtension, Transaction, params};

use super::digest::{self, OfDocument};
use super::error::Error;
use super::write::{RootId, insert_pages, put, remove};
use super::{NewDocument, NewPage, Writer};
use crate::model::document::{Format, Unread};

/// A document that is written part by part.
pub struct Making {
    root: RootId,
    id: i64,
    /// All of it so far but what could not be read.
    digest: OfDocument,
    announced: u32,
    pages: u32,
    unread: u32,
    /// The message that was accounted for last.
    upto: u32,
}

impl Making {
    /// The message that comes next, counting from 1.
    pub fn next(&self) -> u32 {
        self.upto + 1
    }

    /// The messages that are kept so far.
    pub fn pages(&self) -> u32 {
        self.pages
    }
}

/// What a container turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Container {
    /// What it is.
    pub format: Format,
    /// How many messages it says it has.
    pub announced: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Of the file's bytes.
    pub sha256: [u8; 32],
}

/// A part of a container.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The messages that were read, in order.
    pub pages: Vec<NewPage>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// Files attached to these messages.
    pub attachments: Vec<NewDocument>,
    /// The message that it ends with, read or not.
    pub upto: u32,
}

impl Writer {
    /// Begins a container, in place of a document of the same name.
    pub fn begin_container(&mut self, root: RootId, name: &str, about: &Container) -> Result<Making, Error> {
        let format = about.format.name();
        let digest = OfDocument::new(&about.sha256, Some(format), about.announced);
        let tx = self.begin()?;
        remove(&tx, root, name)?;
        // Without a time it is never taken for one that is whole, and unchanged.
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

    /// A container that was begun and not ended, to go on with it; none where there is none of this content.
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
        // The last loss only says that it is not at its end.
        let unread = u32::saturating_sub(unread, 1);
        Ok(Some(Making { root, id, digest, announced: about.announced, pages, unread, upto }))
    }

    /// Keeps a part. When this returns, it is on the disk.
    pub fn append(&mut self, making: &mut Making, part: &Part) -> Result<(), Error> {
        let tx = self.begin()?;
        making.keep(&tx, part)?;
        Ok(tx.commit()?)
    }

    /// Says that a container is at its end, and when its file was last changed, in nanoseconds since 1970.
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

/// Takes away what says that a document is not at its end: its last loss.
const NOT_AT_ITS_END: &str =
    "DELETE FROM unread WHERE rowid = (SELECT max(rowid) FROM unread WHERE document = ?1)
                                AND EXISTS(SELECT 1 FROM making WHERE document = ?1)";

/// Fails where the document is no more: another program has begun it anew.
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
        // A part of losses alone may end with the message that the one before it ended with.
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

    /// What stands among its losses until it is at its end. It counts the others, so that its digest covers them.
    fn not_at_its_end(&self) -> String {
        let Making { upto, announced, unread, .. } = self;
        format!(
            "It was not read to its end: {upto} of its {announced} messages are accounted for, with {unread} losses. Add it \
             again, and reading goes on there."
        )
    }
}

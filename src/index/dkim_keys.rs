//! DKIM signatures of messages, and the public keys to verify them.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::Error;
use super::page_row::{PageRow, Part};
use super::seal::Seal;
use super::{Index, PageId, Writer, codec, name, names_of};
use crate::model::answer::PageRef;
use crate::model::document::Format;
use crate::model::signature::{KeyName, PublishedKey, Signature};

/// Form in which the index has a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Read from the bytes as sent, with these signatures.
    As(Vec<Signature>),
    /// Read from a store or file that changes its form, so that no signature can be verified.
    Otherwise,
}

/// SQL query for documents whose messages are not stored as sent, and everything attached to them.
fn otherwise() -> String {
    let formats = names_of(|format| format.is_mail() && !format.is_mail_as_sent());
    // UNION instead of UNION ALL: in a damaged index the parents may form a cycle.
    format!(
        "WITH RECURSIVE below(id) AS (SELECT id FROM document WHERE format IN ({formats})
           UNION SELECT d.id FROM document d JOIN below ON d.parent = below.id) SELECT id FROM below"
    )
}

/// True if keys were added to the index.
pub(super) fn has_keys(db: &Connection) -> Result<bool, Error> {
    Ok(db.query_row("SELECT EXISTS(SELECT 1 FROM dkim_key)", [], |r| r.get(0))?)
}

impl Index {
    /// Form and signatures of a message. Returns `None` if the page is not a message.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn sent(&self, id: PageId) -> Result<Option<Sent>, Error> {
        let otherwise = otherwise();
        let mut select = self.db(id)?.prepare_cached(&format!(
            "SELECT d.format, d.id IN ({otherwise}) FROM page p JOIN document d ON d.id = p.document WHERE p.id = ?"
        ))?;
        let (format, is_otherwise): (Option<String>, bool) =
            select.query_row([id.number], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let is_named = |known: Format| format.as_deref() == Some(known.name());
        if !Format::all().any(|known| known.is_mail() && is_named(known)) {
            return Ok(None);
        }
        if is_otherwise {
            return Ok(Some(Sent::Otherwise));
        }
        let signatures = self.part(id, Part::Signatures, |packed, _| codec::unpack_signatures(packed))?;
        Ok(Some(Sent::As(signatures.unwrap_or_default())))
    }

    /// Message to which the document of a page is attached, with its name. Returns `None` if the document is a
    /// file of its own.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn message_of(&self, id: PageId) -> Result<Option<(PageId, PageRef)>, Error> {
        let mut select = self.db(id)?.prepare_cached(
            "SELECT m.id, m.name, d.name FROM page p JOIN document d ON d.id = p.document JOIN document m ON m.id = d.parent
             WHERE p.id = ?",
        )?;
        let parent = select.query_row([id.number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?;
        let Some((parent, document, attached)): Option<(i64, String, String)> = parent else {
            return Ok(None);
        };
        // An attachment of a message in a container has that message's number in its name.
        let number = |name: &str| name::below(name, &document)?.split_once('/')?.0.parse().ok();
        let mut select =
            self.db(id)?.prepare_cached("SELECT id, number FROM page WHERE document = ? AND number = ?")?;
        let page = select.query_row(params![parent, number(&attached).unwrap_or(1)], |r| {
            Ok((PageId { number: r.get(0)?, ..id }, PageRef { document: document.clone(), page: r.get(1)? }))
        });
        Ok(page.optional()?)
    }

    /// Calls `each` with every signature of the messages.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged, or if `each` fails.
    pub fn each_signature(&self, each: &mut dyn FnMut(Signature) -> Result<(), Error>) -> Result<(), Error> {
        let sql = format!("SELECT id FROM page WHERE document NOT IN ({}) ORDER BY id", otherwise());
        self.of_each(&mut |shard, file| {
            let mut rows = file.db.prepare(&sql)?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let read = |packed: &[u8], _: &PageRow| codec::unpack_signatures(packed);
                let page = PageId { shard, number: row.get(0)? };
                self.part(page, Part::Signatures, read)?.into_iter().flatten().try_for_each(&mut *each)?;
            }
            Ok(())
        })
    }

    /// Number of messages that were read as sent and have no signature.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn unsigned_messages(&self) -> Result<u64, Error> {
        let sql = format!(
            "SELECT count(*) FROM page p JOIN document d ON d.id = p.document
             WHERE d.format IN ({}) AND d.id NOT IN ({})
               AND NOT EXISTS(SELECT 1 FROM signature WHERE page = p.id)",
            names_of(Format::is_mail_as_sent),
            otherwise()
        );
        self.total(&sql)
    }

    /// True if keys were added.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn has_keys(&self) -> Result<bool, Error> {
        Ok(self.gathered(|db| Ok(vec![has_keys(db)?]))?.contains(&true))
    }

    /// Key of this name. Returns `None` if it was not added. If several files have different ones, it is the one whose
    /// record comes first in their order.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn key(&self, name: &KeyName) -> Result<Option<PublishedKey>, Error> {
        let keys = self.gathered(|db| {
            let sql = "SELECT record, file FROM dkim_key WHERE domain = ? AND selector = ?";
            let mut select = db.prepare_cached(sql)?;
            let key = select.query_row(params![name.domain, name.selector], |r| Ok((r.get(0)?, r.get(1)?)));
            Ok(key.optional()?.into_iter().collect())
        })?;
        let first = keys.into_iter().min();
        Ok(first.map(|(record, file)| PublishedKey { name: name.clone(), record, file }))
    }
}

impl Writer {
    /// Stores keys; a key replaces one of the same name.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn keep_keys(&mut self, keys: &[PublishedKey]) -> Result<(), Error> {
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let is_sealed = Seal::kept(&tx)?.is_some();
        let mut insert = tx.prepare("INSERT OR REPLACE INTO dkim_key VALUES (?, ?, ?, ?)")?;
        for PublishedKey { name, record, file } in keys {
            insert.execute(params![name.domain, name.selector, record, file])?;
        }
        drop(insert);
        if is_sealed {
            Seal::keep(&tx)?;
        }
        Ok(tx.commit()?)
    }
}

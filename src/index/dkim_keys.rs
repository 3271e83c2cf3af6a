//! Signatures of messages, and the keys that they can be held against.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::Error;
use super::{Index, PageId, Writer, codec, name, names_of};
use crate::model::answer::PageRef;
use crate::model::document::Format;
use crate::model::signature::{KeyName, PublishedKey, Signature};

/// How the index has a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// From the bytes that were sent, with these signatures.
    As(Vec<Signature>),
    /// From a store or file that keeps it otherwise, so that no signature could fit.
    Otherwise,
}

/// Selects the documents that are kept otherwise than they were sent, and all that is attached to them.
fn otherwise() -> String {
    let formats = names_of(|format| format.is_mail() && !format.is_mail_as_sent());
    // UNION and not UNION ALL: the parents of a damaged index may go round in a circle.
    format!(
        "WITH RECURSIVE below(id) AS (SELECT id FROM document WHERE format IN ({formats})
           UNION SELECT d.id FROM document d JOIN below ON d.parent = below.id) SELECT id FROM below"
    )
}

/// Whether keys were given to an index.
pub(super) fn has_keys(db: &Connection) -> Result<bool, Error> {
    Ok(db.query_row("SELECT EXISTS(SELECT 1 FROM dkim_key)", [], |r| r.get(0))?)
}

impl Index {
    /// How a message was kept, and its signatures; none for a page that is no message.
    pub fn sent(&self, id: PageId) -> Result<Option<Sent>, Error> {
        let otherwise = otherwise();
        let mut select = self.db.prepare_cached(&format!(
            "SELECT d.format, d.id IN ({otherwise}) FROM page p JOIN document d ON d.id = p.document WHERE p.id = ?"
        ))?;
        let (format, is_otherwise): (Option<String>, bool) =
            select.query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let is_named = |known: Format| format.as_deref() == Some(known.name());
        if !Format::all().any(|known| known.is_mail() && is_named(known)) {
            return Ok(None);
        }
        if is_otherwise {
            return Ok(Some(Sent::Otherwise));
        }
        let mut select = self.db.prepare_cached("SELECT packed FROM signature WHERE page = ?")?;
        let packed: Option<Vec<u8>> = select.query_row([id.0], |r| r.get(0)).optional()?;
        Ok(Some(Sent::As(packed.map_or(Ok(Vec::new()), |packed| codec::unpack_signatures(&packed))?)))
    }

    /// The message that the document of a page is attached to, and its name; none where it is a file of its own.
    pub fn message_of(&self, id: PageId) -> Result<Option<(PageId, PageRef)>, Error> {
        let mut select = self.db.prepare_cached(
            "SELECT m.id, m.name, d.name FROM page p JOIN document d ON d.id = p.document JOIN document m ON m.id = d.parent
             WHERE p.id = ?",
        )?;
        let parent = select.query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional()?;
        let Some((parent, document, attached)): Option<(i64, String, String)> = parent else {
            return Ok(None);
        };
        // What is attached to one message of many is named below that message's number.
        let number = |name: &str| name::below(name, &document)?.split_once('/')?.0.parse().ok();
        let mut select =
            self.db.prepare_cached("SELECT id, number FROM page WHERE document = ? AND number = ?")?;
        let page = select.query_row(params![parent, number(&attached).unwrap_or(1)], |r| {
            Ok((PageId(r.get(0)?), PageRef { document: document.clone(), page: r.get(1)? }))
        });
        Ok(page.optional()?)
    }

    /// Hands on every signature that messages carry.
    pub fn each_signature(&self, each: &mut dyn FnMut(Signature) -> Result<(), Error>) -> Result<(), Error> {
        let mut rows = self.db.prepare(&format!(
            "SELECT s.packed FROM signature s JOIN page p ON p.id = s.page WHERE p.document NOT IN ({}) ORDER BY s.page",
            otherwise()
        ))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let packed = row.get_ref(0)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?;
            codec::unpack_signatures(packed)?.into_iter().try_for_each(&mut *each)?;
        }
        Ok(())
    }

    /// Messages that were read as they were sent and carry no signature.
    pub fn unsigned_messages(&self) -> Result<u64, Error> {
        let sql = format!(
            "SELECT count(*) FROM page p JOIN document d ON d.id = p.document
             WHERE d.format IN ({}) AND d.id NOT IN ({})
               AND NOT EXISTS(SELECT 1 FROM signature WHERE page = p.id)",
            names_of(Format::is_mail_as_sent),
            otherwise()
        );
        Ok(self.db.query_row(&sql, [], |r| r.get(0))?)
    }

    /// Whether keys were given at all.
    pub fn has_keys(&self) -> Result<bool, Error> {
        has_keys(&self.db)
    }

    /// The key of this name; none where it was not given.
    pub fn key(&self, name: &KeyName) -> Result<Option<PublishedKey>, Error> {
        let sql = "SELECT record, file FROM dkim_key WHERE domain = ? AND selector = ?";
        let mut select = self.db.prepare_cached(sql)?;
        let key = select.query_row(params![name.domain, name.selector], |r| {
            Ok(PublishedKey { name: name.clone(), record: r.get(0)?, file: r.get(1)? })
        });
        Ok(key.optional()?)
    }
}

impl Writer {
    /// Keeps keys, each in place of one of the same name.
    pub fn keep_keys(&mut self, keys: &[PublishedKey]) -> Result<(), Error> {
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut insert = tx.prepare("INSERT OR REPLACE INTO dkim_key VALUES (?, ?, ?, ?)")?;
        for PublishedKey { name, record, file } in keys {
            insert.execute(params![name.domain, name.selector, record, file])?;
        }
        drop(insert);
        Ok(tx.commit()?)
    }
}

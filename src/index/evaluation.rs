//! Access to an index for the evaluation: all pages, hiding a document, and the stored result.

use rusqlite::{OptionalExtension, Row, params};

use super::PageId;
use super::checksum::Checksum;
use super::error::Error;
use super::lookup::Index;
use super::write::Writer;
use crate::limits;
use crate::model::trial::Trial;

impl Index {
    /// All pages, ordered by document name and page number, so that the order does not depend on when they were
    /// added.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn all_pages(&self) -> Result<Vec<PageId>, Error> {
        let mut pages = Vec::new();
        self.of_each(&mut |shard, file| {
            let mut rows = file.db.prepare(
                "SELECT d.name, d.content, p.number, r.path, p.id
                 FROM page p JOIN document d ON d.id = p.document JOIN root r ON r.id = d.root",
            )?;
            let page = |r: &Row| {
                let place: (String, Vec<u8>, u32, String) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
                Ok((place, PageId { shard, number: r.get(4)? }))
            };
            for page in rows.query_map([], page)? {
                pages.push(page?);
            }
            Ok(())
        })?;
        pages.sort();
        Ok(pages.into_iter().map(|(_, page)| page).collect())
    }

    /// Hides the document of a page from search: none of its pages is found by any key, nor are the words of
    /// the same office file. `None` makes every page visible again. Hidden pages can still be read by number
    /// and name.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn hide_document_of(&mut self, page: Option<PageId>) -> Result<(), Error> {
        self.shards.iter_mut().for_each(|shard| shard.hidden.clear());
        let Some(page) = page else { return Ok(()) };
        let mut rows = self.db(page)?.prepare_cached(
            "WITH own(id, parent) AS (SELECT d.id, d.parent FROM page p JOIN document d ON d.id = p.document WHERE p.id = ?),
               drawn(id) AS (SELECT g.document FROM drawing g JOIN own ON g.document IN (own.id, own.parent)
                 WHERE g.failed IS NULL)
             SELECT id FROM page WHERE document IN (SELECT id FROM own UNION SELECT id FROM drawn
               UNION SELECT d.id FROM document d JOIN drawn ON d.parent = drawn.id)",
        )?;
        let hidden = rows.query_map([page.number], |r| r.get(0))?.collect::<Result<_, _>>()?;
        drop(rows);
        self.shards[usize::from(page.shard)].hidden = hidden;
        Ok(())
    }

    /// Result of the last evaluation, even if the index has changed since. Returns `None` if there is none, if
    /// its format is unknown to this version, and for an index in several files, of which no evaluation is stored.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn trial(&self) -> Result<Option<Trial>, Error> {
        let sql = "SELECT result, sum FROM trial WHERE length(result) <= ?";
        let [shard] = &self.shards[..] else { return Ok(None) };
        let kept: Option<(String, u32)> =
            shard.db.query_row(sql, [limits::MAX_TRIAL_BYTES], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
        let kept = kept.map(|(result, sum)| match sum == sum_of(&result) {
            true => Ok(result),
            false => Err(Error::damaged("the figures of its trial are not what was written")),
        });
        let kept = kept.transpose()?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
    }
}

fn sum_of(result: &str) -> u32 {
    Checksum::new("trial").with(result.as_bytes()).done()
}

impl Writer {
    /// Stores the result of an evaluation in place of the previous one. The digest of the index does not
    /// change.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn keep_trial(&mut self, trial: &Trial) -> Result<(), Error> {
        let result = serde_json::to_string(trial).expect("plain values have a JSON form");
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        tx.execute("INSERT OR REPLACE INTO trial VALUES (1, ?, ?)", params![result, sum_of(&result)])?;
        Ok(tx.commit()?)
    }
}

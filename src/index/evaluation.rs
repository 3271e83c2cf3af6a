//! What a trial asks of an index: its pages, to look for one as if it were not there, and to keep what was counted.

use rusqlite::OptionalExtension;

use super::PageId;
use super::error::Error;
use super::lookup::Index;
use super::write::Writer;
use crate::limits;
use crate::model::trial::Trial;

impl Index {
    /// All its pages, by the names of their documents and their numbers: an order that does not depend on when they were
    /// added.
    pub fn all_pages(&self) -> Result<Vec<PageId>, Error> {
        let mut rows = self.db.prepare(
            "SELECT p.id FROM page p JOIN document d ON d.id = p.document ORDER BY d.name, d.content, p.number",
        )?;
        let rows = rows.query_map([], |r| r.get(0).map(PageId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// From now on no page of the document of this page is found, by whatever key, nor of an office file's words beside its
    /// drawn pages; with none, every page is found again.
    /// Pages can still be had by their numbers and names.
    pub fn hide_document_of(&mut self, page: Option<PageId>) -> Result<(), Error> {
        self.hidden.clear();
        let Some(page) = page else { return Ok(()) };
        let mut rows = self.db.prepare_cached(
            "WITH own(id, parent) AS (SELECT d.id, d.parent FROM page p JOIN document d ON d.id = p.document WHERE p.id = ?),
               drawn(id) AS (SELECT g.document FROM drawing g JOIN own ON g.document IN (own.id, own.parent)
                 WHERE g.failed IS NULL)
             SELECT id FROM page WHERE document IN (SELECT id FROM own UNION SELECT id FROM drawn
               UNION SELECT d.id FROM document d JOIN drawn ON d.parent = drawn.id)",
        )?;
        let rows = rows.query_map([page.0], |r| r.get(0))?;
        self.hidden = rows.collect::<Result<_, _>>()?;
        Ok(())
    }

    /// What the last trial counted, whatever has become of the index since; none where there was none, or where another
    /// version of the program wrote what is not understood here.
    pub fn trial(&self) -> Result<Option<Trial>, Error> {
        let sql = "SELECT result FROM trial WHERE length(result) <= ?";
        let kept: Option<String> =
            self.db.query_row(sql, [limits::MAX_TRIAL_BYTES], |r| r.get(0)).optional()?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
    }
}

impl Writer {
    /// Keeps what a trial counted, in place of what the one before counted. The digest of the index stays as it is.
    pub fn keep_trial(&mut self, trial: &Trial) -> Result<(), Error> {
        let result = serde_json::to_string(trial).expect("plain values have a JSON form");
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        tx.execute("INSERT OR REPLACE INTO trial VALUES (1, ?)", [result])?;
        Ok(tx.commit()?)
    }
}

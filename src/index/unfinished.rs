//! What is still to be added: files and folders whose `add` was begun and not finished.

use rusqlite::Connection;

use super::error::Error;
use super::write::under;
use super::{Index, Writer};

impl Index {
    /// True if an `add` or another change of this index did not finish, or still goes on: documents may be missing.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn is_unfinished(&self) -> Result<bool, Error> {
        Ok(self.shards.iter().any(|shard| shard.seal().is_none()) || !self.unfinished_adds()?.is_empty())
    }

    /// Files and folders whose `add` did not finish, or still goes on, as absolute paths spelled by
    /// [`super::name_of`].
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn unfinished_adds(&self) -> Result<Vec<String>, Error> {
        self.distinct(paths)
    }
}

impl Writer {
    /// Notes that these files and folders, absolute paths spelled by [`super::name_of`], are about to be added.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn begin_adding(&mut self, added: &[String]) -> Result<(), Error> {
        let tx = self.begin()?;
        for path in added {
            tx.execute("INSERT OR IGNORE INTO adding VALUES (?)", [path])?;
        }
        Ok(tx.commit()?)
    }

    /// Notes that these files and folders are in the index, with everything inside them.
    ///
    /// # Errors
    ///
    /// If the index cannot be written.
    pub fn end_adding(&mut self, added: &[String]) -> Result<(), Error> {
        let done: Vec<String> = paths(&self.db)?
            .into_iter()
            .filter(|path| added.iter().any(|folder| under(path, folder).is_some()))
            .collect();
        if done.is_empty() {
            return Ok(());
        }
        let tx = self.begin()?;
        for path in done {
            tx.execute("DELETE FROM adding WHERE path = ?", [path])?;
        }
        Ok(tx.commit()?)
    }
}

fn paths(db: &Connection) -> Result<Vec<String>, Error> {
    let mut rows = db.prepare("SELECT path FROM adding ORDER BY path")?;
    let rows = rows.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

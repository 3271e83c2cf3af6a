//! Several files as one index: how they are opened, and how what each of them says is put together.

use std::path::Path;

use rusqlite::Connection;

use super::error::Error;
use super::integrity::{Recount, recount};
use super::paths::IndexPaths;
use super::shard::Shard;
use super::{Index, PageId, UnreadPart};
use crate::limits::MAX_INDEX_FILES;

/// Opens all files of an index, or none, for each of a number of threads. The second value is true if all threads see
/// the same state of every file. The lists of files that may be damaged are not asked.
pub(super) fn open(
    paths: &IndexPaths,
    threads: usize,
    is_asked: bool,
) -> Result<(Vec<Vec<Shard>>, bool), Error> {
    match paths.iter().len() {
        0 => return Err(Error::Missing),
        1..=MAX_INDEX_FILES => {}
        _ => return Err(Error::TooMany),
    }
    let is_single = paths.only().is_some();
    let mut of_threads: Vec<Vec<Shard>> = (0..threads).map(|_| Vec::new()).collect();
    let mut is_one_state = true;
    for (number, path) in paths.iter().enumerate() {
        let is_again = paths.iter().take(number).any(|other| is_same(other, path));
        let opened = if is_again { Err(Error::Twice) } else { Shard::open(path, threads, is_asked) };
        let (shards, is_same) = opened.map_err(|e| if is_single { e } else { of_file(path, e) })?;
        is_one_state &= is_same;
        of_threads.iter_mut().zip(shards).for_each(|(of_thread, shard)| of_thread.push(shard));
    }
    Ok((of_threads, is_one_state))
}

/// True if two paths lead to one file.
fn is_same(a: &Path, b: &Path) -> bool {
    a == b || std::fs::canonicalize(a).is_ok_and(|a| std::fs::canonicalize(b).is_ok_and(|b| a == b))
}

fn of_file(path: &Path, e: Error) -> Error {
    Error::OfFile { path: path.to_owned(), source: Box::new(e) }
}

/// Checks all files of an index; if there are several, each fault begins with the path of its file.
///
/// # Errors
///
/// If a file is not an index or cannot be read.
pub fn recount_all(paths: &IndexPaths) -> Result<Recount, Error> {
    if let Some(path) = paths.only() {
        return recount(path);
    }
    let (mut all, mut is_whole) = (Recount::default(), true);
    for path in paths.iter() {
        let found = recount(path).map_err(|e| of_file(path, e))?;
        is_whole &= found.summary.is_some();
        all.faults.extend(found.faults.iter().map(|fault| format!("{}: {fault}", path.display())));
    }
    if is_whole {
        all.summary = Some(Index::open_any(paths)?.summary()?.clone());
    }
    Ok(all)
}

impl Index {
    /// The files with their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u8, &Shard)> {
        (0..=u8::MAX).zip(&self.shards)
    }

    /// The file that has a page.
    pub(super) fn db(&self, page: PageId) -> Result<&Connection, Error> {
        let shard = self.shards.get(usize::from(page.shard));
        shard.map(|shard| &shard.db).ok_or_else(|| Error::damaged("keys of a page that is not there"))
    }

    /// The file of an index that is opened to add to it, which is in one file.
    pub(super) fn to_add_to(&self) -> &Connection {
        &self.shards[0].db
    }

    /// Calls `each` with every file and its number. If there are several, an error names the file.
    pub(super) fn of_each<'a>(
        &'a self,
        each: &mut dyn FnMut(u8, &'a Shard) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.numbered().try_for_each(|(number, shard)| {
            each(number, shard).map_err(|e| match self.shards.len() {
                1 => e,
                _ => of_file(&shard.path, e),
            })
        })
    }

    /// What each file gives, one after the other.
    pub(super) fn gathered<T>(
        &self,
        rows: impl Fn(&Connection) -> Result<Vec<T>, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        self.of_each(&mut |_, shard| {
            all.extend(rows(&shard.db)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// What the files give, in order and each once.
    pub(super) fn distinct<T: Ord>(
        &self,
        rows: impl Fn(&Connection) -> Result<Vec<T>, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut all = self.gathered(rows)?;
        all.sort();
        all.dedup();
        Ok(all)
    }

    /// Parts by document and page: rows of a document, a page or NULL, and a reason.
    pub(super) fn parts(&self, sql: &str) -> Result<Vec<UnreadPart>, Error> {
        let mut parts = self.gathered(|db| {
            let mut rows = db.prepare(sql)?;
            let part = |r: &rusqlite::Row| {
                Ok(UnreadPart { document: r.get(0)?, page: r.get(1)?, reason: r.get(2)? })
            };
            let rows = rows.query_map([], part)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        parts.sort_by(|a, b| (&a.document, a.page).cmp(&(&b.document, b.page)));
        Ok(parts)
    }

    /// Lists of programs: one text a row.
    pub(super) fn programs(&self, sql: &str) -> Result<Vec<String>, Error> {
        self.distinct(|db| {
            let mut rows = db.prepare(sql)?;
            let rows = rows.query_map([], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// True if a query, which gives one truth value, says so for any file.
    pub(super) fn has_any(&self, sql: &str) -> Result<bool, Error> {
        let found = self.gathered(|db| Ok(vec![db.query_row(sql, [], |r| r.get(0))?]))?;
        Ok(found.contains(&true))
    }

    /// Sum of what a query counts in each file.
    pub(super) fn total(&self, sql: &str) -> Result<u64, Error> {
        let counts: Vec<u64> = self.gathered(|db| Ok(vec![db.query_row(sql, [], |r| r.get(0))?]))?;
        Ok(counts.iter().sum())
    }
}

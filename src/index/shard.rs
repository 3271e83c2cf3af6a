//! One file of an index, opened for reading: a snapshot that does not change while others write.

use std::array;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rusqlite::Connection;

use super::error::Error;
use super::postings::block::Posting;
use super::postings::{self, Blocks, Run};
use super::seal::{self, Seal};
use super::{codec, schema, slot, write};
use crate::model::answer::IndexSummary;
use crate::model::feature_key::FeatureKind;

/// A file of an index. Each document, with all that is kept of it, is in one of the files.
pub(super) struct Shard {
    pub db: Connection,
    pub path: PathBuf,
    /// Pages hidden from search.
    pub hidden: HashSet<u32>,
    held: Arc<Held>,
}

/// What is held in memory of one state of a file. Threads that see this state have it in common.
struct Held {
    runs: Vec<(FeatureKind, Vec<Run>)>,
    gone: HashSet<u32>,
    hashes: OnceLock<[Hashes; FeatureKind::ALL.len()]>,
    seal: Option<Seal>,
    /// By the first byte: set once the digests of pages with it were asked whether they are those that were sealed.
    digests_asked: [OnceLock<()>; seal::DIGEST_PARTS],
}

/// All hashes of a feature, in two parallel arrays.
#[derive(Default)]
pub(super) struct Hashes {
    pub pages: Vec<u32>,
    pub hashes: Vec<u64>,
}

impl Held {
    /// Fails if the lists of a file are asked and are not those that were sealed.
    fn of(db: &Connection, is_asked: bool) -> Result<Arc<Self>, Error> {
        let seal = Seal::kept(db)?;
        seal.iter().filter(|_| is_asked).try_for_each(|seal| seal.ask_lists(db))?;
        let runs = FeatureKind::ALL
            .iter()
            .map(|&t| Ok((t, postings::runs(db, t)?)))
            .collect::<Result<_, Error>>()?;
        let (hashes, digests_asked) = (OnceLock::new(), array::from_fn(|_| OnceLock::new()));
        Ok(Arc::new(Self { runs, gone: postings::gone(db)?, hashes, seal, digests_asked }))
    }
}

impl Shard {
    /// Opens a file for a number of threads, whatever the versions of its features. The second value is true if all
    /// of them see the same state of it. The lists of a file that may be damaged are not asked.
    pub fn open(path: &Path, threads: usize, is_asked: bool) -> Result<(Vec<Self>, bool), Error> {
        let witness = if threads > 1 { Some(schema::open_to_read(path)?) } else { None };
        let before = witness.as_ref().map(version).transpose()?;
        let snapshots = (0..threads).map(|_| snapshot(path)).collect::<Result<Vec<_>, _>>()?;
        let is_one_state = witness.as_ref().map(version).transpose()? == before;
        let mut first: Option<Arc<Held>> = None;
        let shard = |db: Connection| {
            let held = match &first {
                Some(first) if is_one_state => Arc::clone(first),
                _ => Arc::clone(first.insert(Held::of(&db, is_asked)?)),
            };
            Ok(Self { db, path: path.to_owned(), hidden: HashSet::new(), held })
        };
        let shards = snapshots.into_iter().map(shard).collect::<Result<_, Error>>()?;
        Ok((shards, is_one_state))
    }

    /// Fails if it was built with other versions of the features. A file to which nothing was ever added is
    /// compatible with every program.
    pub fn has_versions(&self, tracks: &[(FeatureKind, u32)]) -> Result<(), Error> {
        match self.counts()?.pages {
            0 => Ok(()),
            _ => write::same_versions(&write::versions(&self.db)?, tracks),
        }
    }

    /// Numbers of documents, pages and parts that could not be read.
    pub fn counts(&self) -> Result<IndexSummary, Error> {
        Ok(self.db.query_row(
            "SELECT count(*) FILTER (WHERE pages > 0), total(pages), total(unread) FROM document",
            [],
            |r| {
                let whole = |i| Ok::<u64, rusqlite::Error>(r.get::<_, f64>(i)? as u64);
                Ok(IndexSummary {
                    documents: r.get(0)?,
                    pages: whole(1)?,
                    unread: whole(2)?,
                    ..Default::default()
                })
            },
        )?)
    }

    /// True if a page must not be found, because it was removed or is hidden.
    pub fn is_left_out(&self, page: u32) -> bool {
        let within = |pages: &HashSet<u32>| !pages.is_empty() && pages.contains(&page);
        within(&self.held.gone) || within(&self.hidden)
    }

    /// The seal. `None` if the last change did not finish.
    pub fn seal(&self) -> Option<&Seal> {
        self.held.seal.as_ref()
    }

    /// Fails if the digests of pages with this first byte are not those that were sealed; asked once.
    pub fn ask_digests(&self, first: u8) -> Result<(), Error> {
        let asked = &self.held.digests_asked[usize::from(first)];
        if asked.get().is_none() {
            self.seal().into_iter().try_for_each(|seal| seal.ask_digests(&self.db, first))?;
            asked.get_or_init(|| ());
        }
        Ok(())
    }

    /// The postings of a feature.
    pub fn postings(&self, track: FeatureKind) -> Result<Postings<'_>, Error> {
        let runs = self.held.runs.iter().find(|(t, _)| *t == track).map_or(&[][..], |(_, runs)| runs);
        let blocks = runs.iter().map(|_| Blocks::new(&self.db)).collect::<Result<Vec<_>, _>>()?;
        Ok(Postings { runs, blocks })
    }

    /// The hashes of a feature.
    pub fn hashes(&self, track: FeatureKind) -> Result<&Hashes, Error> {
        if let Some(hashes) = self.held.hashes.get() {
            return Ok(&hashes[slot(track)]);
        }
        let mut all: [Hashes; FeatureKind::ALL.len()] = Default::default();
        let mut sum = seal::of_hashes();
        let mut rows = self.db.prepare(seal::HASHES)?;
        let columns = rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            sum.row(row, columns)?;
            let of_row: i64 = row.get(0)?;
            let Some(track) = FeatureKind::ALL.into_iter().find(|known| *known as i64 == of_row) else {
                continue;
            };
            let hashes = &mut all[slot(track)];
            for (page, hash) in codec::unpack_hashes(codec::blob(row, 2)?)? {
                hashes.pages.push(page);
                hashes.hashes.push(hash);
            }
        }
        self.seal().into_iter().try_for_each(|seal| seal.ask_hashes(sum.clone()))?;
        Ok(&self.held.hashes.get_or_init(|| all)[slot(track)])
    }
}

/// A connection with a read transaction that is never committed: the snapshot.
fn snapshot(path: &Path) -> Result<Connection, Error> {
    let db = schema::open_to_read(path)?;
    db.execute_batch("BEGIN")?;
    // The first read decides which state is seen.
    db.query_row("SELECT EXISTS(SELECT 1 FROM root)", [], |_| Ok(()))?;
    Ok(db)
}

/// A number that is another one as soon as another connection has committed anything.
fn version(db: &Connection) -> Result<i64, Error> {
    Ok(db.pragma_query_value(None, "data_version", |r| r.get(0))?)
}

/// The postings of a feature in one file, run by run.
pub(super) struct Postings<'a> {
    runs: &'a [Run],
    blocks: Vec<Blocks<'a>>,
}

impl Postings<'_> {
    /// True if a directory alone shows that a token has more than `cap` postings.
    pub fn is_common(&self, token: u32, cap: usize) -> bool {
        self.runs.iter().any(|run| postings::is_common(run, token, cap))
    }

    /// Appends the postings of a token; stops as soon as `found` has more than `cap`.
    pub fn collect(&mut self, token: u32, cap: usize, found: &mut Vec<Posting>) -> Result<(), Error> {
        let mut runs = self.runs.iter().zip(&mut self.blocks);
        runs.try_for_each(|(run, blocks)| blocks.collect(run, token, cap, found))
    }
}

//! Postings of tokens: sorted runs, split into blocks of one database page.
//!
//! Each document adds a run; runs of similar size are merged, as in a log-structured merge tree (O'Neil et al.,
//! 1996). A B-tree row per posting would be simpler, but a page of text touches as many leaves as it has
//! tokens, and iterating over rows is slower than decoding packed numbers.

pub(super) mod block;

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

use super::error::Error;
use crate::model::feature_key::FeatureKind;
use block::{Block, Filling, LEAST_IN_FULL, Posting};

/// Ratio of sizes at which runs are merged. Each merge makes a run this many times as large, so a posting is
/// rewritten at most as often as the number of documents has digits in this base.
const FAN_IN: u64 = 8;

/// A sorted list of postings: its blocks, and the first token of each.
pub(super) struct Run {
    id: i64,
    postings: u64,
    first_block: i64,
    directory: Vec<u32>,
}

impl Run {
    /// Indices of the blocks that may hold a token.
    fn blocks_of(&self, token: u32) -> std::ops::Range<usize> {
        let after = self.directory.partition_point(|&first| first <= token);
        let before = self.directory.partition_point(|&first| first < token);
        before.saturating_sub(1)..after
    }
}

/// Runs of a feature, the oldest first.
pub(super) fn runs(db: &Connection, track: FeatureKind) -> Result<Vec<Run>, Error> {
    let mut rows = db
        .prepare_cached("SELECT id, postings, first_block, directory FROM run WHERE track = ? ORDER BY id")?;
    let mut rows = rows.query([track as i64])?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        let packed = row.get_ref(3)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?;
        let directory: Vec<u32> =
            packed.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        let first_block: i64 = row.get(2)?;
        if packed.len() % 4 != 0 || !directory.is_sorted() || !(0..i64::MAX / 2).contains(&first_block) {
            return Err(Error::damaged("the directory of a run"));
        }
        runs.push(Run { id: row.get(0)?, postings: row.get(1)?, first_block, directory });
    }
    Ok(runs)
}

/// Reads blocks and caches the last one, because sorted look-ups request it again.
pub(super) struct Blocks<'a> {
    select: CachedStatement<'a>,
    number: i64,
    block: Block,
}

impl<'a> Blocks<'a> {
    pub fn new(db: &'a Connection) -> Result<Self, Error> {
        let select = db.prepare_cached("SELECT packed FROM block WHERE id = ?")?;
        Ok(Self { select, number: -1, block: Block::default() })
    }

    fn read(&mut self, run: &Run, block: usize) -> Result<&Block, Error> {
        let number = run.first_block + block as i64;
        if self.number != number {
            self.number = -1;
            let mut rows = self.select.query([number])?;
            let row = rows.next()?.ok_or_else(|| Error::damaged("a block of postings is missing"))?;
            let packed = row.get_ref(0)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?;
            self.block.fill(number, packed)?;
            self.number = number;
        }
        Ok(&self.block)
    }

    /// Appends the postings of a token in one run; stops as soon as `found` has more than `cap`.
    pub fn collect(
        &mut self,
        run: &Run,
        token: u32,
        cap: usize,
        found: &mut Vec<Posting>,
    ) -> Result<(), Error> {
        for block in run.blocks_of(token) {
            if found.len() > cap {
                break;
            }
            found.extend(self.read(run, block)?.of(token));
        }
        Ok(())
    }
}

/// True if the directory of a run alone shows that a token has more than `cap` postings: it fills whole blocks.
pub(super) fn is_common(run: &Run, token: u32, cap: usize) -> bool {
    run.blocks_of(token).len().saturating_sub(2) * LEAST_IN_FULL > cap
}

/// Writes a run block by block; postings must be added in order.
struct RunWriter<'a> {
    db: &'a Connection,
    track: FeatureKind,
    first_block: i64,
    directory: Vec<u8>,
    postings: u64,
    waiting: Filling,
}

impl<'a> RunWriter<'a> {
    fn new(db: &'a Connection, track: FeatureKind) -> Result<Self, Error> {
        let last: Option<i64> =
            db.query_row("SELECT max(id) FROM block", [], |r| r.get(0)).optional()?.flatten();
        let first_block = last.unwrap_or(-1) + 1;
        let waiting = Filling::default();
        Ok(Self { db, track, first_block, directory: Vec::new(), postings: 0, waiting })
    }

    fn push(&mut self, posting: &Posting) -> Result<(), Error> {
        self.postings += 1;
        if !self.waiting.push(*posting) {
            self.flush()?;
            self.waiting.push(*posting);
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        if let Some(first) = self.waiting.first() {
            let number = self.first_block + (self.directory.len() / 4) as i64;
            let mut insert = self.db.prepare_cached("INSERT INTO block(id, packed) VALUES (?, ?)")?;
            insert.execute(params![number, self.waiting.take(number)])?;
            self.directory.extend(first.to_le_bytes());
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        self.flush()?;
        if self.postings > 0 {
            let mut insert = self.db.prepare_cached(
                "INSERT INTO run(track, postings, first_block, directory) VALUES (?, ?, ?, ?)",
            )?;
            insert.execute(params![self.track as i64, self.postings, self.first_block, self.directory])?;
        }
        Ok(())
    }
}

/// Adds the postings of one document, in any order, and merges runs so that few remain: a run is kept only
/// while all newer ones together are smaller than [`FAN_IN`] - 1 times its size.
pub(super) fn add(db: &Connection, track: FeatureKind, mut postings: Vec<Posting>) -> Result<(), Error> {
    postings.sort_unstable();
    let mut run = RunWriter::new(db, track)?;
    for posting in &postings {
        run.push(posting)?;
    }
    run.finish()?;
    let runs = runs(db, track)?;
    let (mut newer, mut from) = (0, runs.len());
    for (i, run) in runs.iter().enumerate().rev() {
        if run.postings * (FAN_IN - 1) <= newer {
            from = i;
        }
        newer += run.postings;
    }
    merge(db, track, &runs[from..])
}

/// Merges to one run, or two if the newer ones are small: a look-up reads one block of each.
pub(super) fn tidy(db: &Connection, track: FeatureKind) -> Result<(), Error> {
    /// Ratio to the newer runs from which the oldest run is not merged.
    const MUCH_LARGER: u64 = 8;
    let runs = runs(db, track)?;
    let any_gone: bool = db.query_row("SELECT EXISTS(SELECT 1 FROM gone)", [], |r| r.get(0))?;
    let newer: u64 = runs.iter().skip(1).map(|r| r.postings).sum();
    let oldest_stays = !any_gone && runs.first().is_some_and(|oldest| oldest.postings > newer * MUCH_LARGER);
    let merging = &runs[usize::from(oldest_stays)..];
    if any_gone || merging.len() > 1 { merge(db, track, merging) } else { Ok(()) }
}

/// Pages whose postings must no longer be found.
pub(super) fn gone(db: &Connection) -> Result<HashSet<u32>, Error> {
    let mut rows = db.prepare_cached("SELECT page FROM gone")?;
    let rows = rows.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Replaces runs by a single one without the postings of removed pages.
fn merge(db: &Connection, track: FeatureKind, runs: &[Run]) -> Result<(), Error> {
    if runs.is_empty() {
        return Ok(());
    }
    let gone = gone(db)?;
    let mut merged = RunWriter::new(db, track)?;
    // Delete each block once it is consumed, so that the next one written reuses its space and the file does
    // not grow to twice its size.
    let mut drop = db.prepare_cached("DELETE FROM block WHERE id = ?")?;
    let mut sorted = Sorted::new(db, runs)?;
    while let Some((posting, used_up)) = sorted.next()? {
        if !gone.contains(&posting.page) {
            merged.push(&posting)?;
        }
        if let Some(block) = used_up {
            drop.execute([block])?;
        }
    }
    merged.finish()?;
    for run in runs {
        db.execute("DELETE FROM run WHERE id = ?", [run.id])?;
    }
    Ok(())
}

/// Merge of the postings of several runs, in order.
pub(super) struct Sorted<'a> {
    cursors: Vec<Cursor<'a>>,
    first: BinaryHeap<Reverse<(Posting, usize)>>,
}

impl<'a> Sorted<'a> {
    pub fn new(db: &'a Connection, runs: &'a [Run]) -> Result<Self, Error> {
        let cursors = runs.iter().map(|run| Cursor::new(db, run)).collect::<Result<Vec<_>, _>>()?;
        let mut sorted = Self { cursors, first: BinaryHeap::new() };
        for i in 0..runs.len() {
            sorted.advance(i)?;
        }
        Ok(sorted)
    }

    /// Next posting, and the id of its block if it was the last one in it.
    pub fn next(&mut self) -> Result<Option<(Posting, Option<i64>)>, Error> {
        let Some(Reverse((posting, i))) = self.first.pop() else { return Ok(None) };
        let used_up = self.advance(i)?;
        Ok(Some((posting, used_up)))
    }

    /// Loads the next posting of a run. Returns the id of the block that its previous posting completed, if
    /// any.
    fn advance(&mut self, i: usize) -> Result<Option<i64>, Error> {
        let cursor = &mut self.cursors[i];
        let used_up = cursor.used_up.take();
        if let Some(posting) = cursor.next()? {
            self.first.push(Reverse((posting, i)));
        }
        Ok(used_up)
    }
}

/// Iterates over the postings of one run; blocks must agree with its directory.
struct Cursor<'a> {
    run: &'a Run,
    blocks: Blocks<'a>,
    block: usize,
    entry: usize,
    taken: u64,
    /// Id of the block that the last posting completed.
    used_up: Option<i64>,
}

impl<'a> Cursor<'a> {
    fn new(db: &'a Connection, run: &'a Run) -> Result<Self, Error> {
        Ok(Self { run, blocks: Blocks::new(db)?, block: 0, entry: 0, taken: 0, used_up: None })
    }

    fn next(&mut self) -> Result<Option<Posting>, Error> {
        if self.block >= self.run.directory.len() {
            let fits = self.taken == self.run.postings;
            return if fits { Ok(None) } else { Err(Error::damaged("the number of postings of a run")) };
        }
        let block = self.blocks.read(self.run, self.block)?;
        let posting = block.get(self.entry);
        if self.entry == 0 && posting.token != self.run.directory[self.block] {
            return Err(Error::damaged("the directory of a run"));
        }
        self.entry += 1;
        self.taken += 1;
        if self.entry == block.len() {
            self.used_up = Some(self.run.first_block + self.block as i64);
            (self.block, self.entry) = (self.block + 1, 0);
        }
        Ok(Some(posting))
    }
}

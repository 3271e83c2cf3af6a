//! Reading an index: a snapshot that does not change while others write.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::error::Error;
use super::postings::block::Posting;
use super::postings::{self, Blocks, Run};
use super::seal::{self, Seal};
use super::{Known, PageId, codec, digest, name, schema, slot, write};
use crate::model::answer::IndexSummary;
use crate::model::feature_key::{FeatureKind, Place};

/// An index opened for reading. Its content does not change while it is open.
pub struct Index {
    pub(super) db: Connection,
    path: PathBuf,
    runs: Vec<(FeatureKind, Vec<Run>)>,
    gone: HashSet<u32>,
    /// Pages hidden from search.
    pub(super) hidden: HashSet<u32>,
    hashes: OnceCell<[Hashes; FeatureKind::ALL.len()]>,
    /// Set once the digests of pages were asked whether they are those that were sealed.
    digests_asked: OnceCell<()>,
    seal: Option<Seal>,
    summary: OnceCell<IndexSummary>,
}

/// All hashes of a feature, in two parallel arrays.
#[derive(Default)]
struct Hashes {
    pages: Vec<u32>,
    hashes: Vec<u64>,
}

/// A part of the original files that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadPart {
    /// Path relative to the folder that was added.
    pub document: String,
    /// Page number; `None` for the whole file.
    pub page: Option<u32>,
    /// Reason, one sentence.
    pub reason: String,
}

/// Numbers of files and pages of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Files seen.
    pub files: u64,
    /// Files of which nothing could be read.
    pub refused: u64,
    /// Attachments of those files, at any depth.
    pub attachments: u64,
    /// Attachments of which nothing could be read.
    pub attachments_refused: u64,
    /// Pages stored without rendition.
    pub without_rendition: u64,
}

impl Index {
    /// Opens an index that was built with these versions of the features.
    ///
    /// # Errors
    ///
    /// If the file does not exist, is not an index, is damaged, has another format, or was built with other
    /// versions of the features.
    pub fn open(path: &Path, tracks: &[(FeatureKind, u32)]) -> Result<Self, Error> {
        let index = Self::open_any(path)?;
        // An index to which nothing was ever added is compatible with every program.
        if index.summary()?.pages > 0 {
            write::same_versions(&write::versions(&index.db)?, tracks)?;
        }
        Ok(index)
    }

    /// Opens an index whatever the versions of its features, to list its content.
    ///
    /// # Errors
    ///
    /// If the file does not exist, is not an index, is damaged or has another format.
    pub fn open_any(path: &Path) -> Result<Self, Error> {
        let index = Self::open_unasked(path)?;
        index.seal.iter().try_for_each(|seal| seal.ask_lists(&index.db))?;
        Ok(index)
    }

    /// Opens an index that may be damaged.
    pub(super) fn open_unasked(path: &Path) -> Result<Self, Error> {
        let db = schema::open_to_read(path)?;
        // A read transaction that is never committed: the snapshot.
        db.execute_batch("BEGIN")?;
        let runs = FeatureKind::ALL
            .iter()
            .map(|&t| Ok((t, postings::runs(&db, t)?)))
            .collect::<Result<_, Error>>()?;
        let gone = postings::gone(&db)?;
        let seal = Seal::kept(&db)?;
        let (path, hidden) = (path.to_owned(), HashSet::new());
        let (hashes, digests_asked, summary) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Ok(Self { db, path, runs, gone, hidden, hashes, digests_asked, seal, summary })
    }

    /// The seal. `None` if the last change did not finish.
    pub(super) fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    /// The connection that holds the snapshot.
    pub(super) fn database(&self) -> &Connection {
        &self.db
    }

    /// Summary of the index, including its digest.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn summary(&self) -> Result<&IndexSummary, Error> {
        if let Some(summary) = self.summary.get() {
            return Ok(summary);
        }
        let mut summary = self.db.query_row(
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
        )?;
        summary.path = self.path.to_string_lossy().into_owned();
        summary.digest = match &self.seal {
            Some(seal) => seal.digest.clone(),
            None => digest::of_index(&self.db)?,
        };
        summary.is_unfinished = self.is_unfinished()?;
        summary.trial = self.trial()?.filter(|trial| trial.holds_for(&summary.digest)).map(Arc::new);
        Ok(self.summary.get_or_init(|| summary))
    }

    /// Number of pages that can be found.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn page_count(&self) -> Result<u64, Error> {
        Ok(self.summary()?.pages)
    }

    /// First pages of the documents whose file has this SHA-256.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn documents_with(&self, sha256: &[u8; 32]) -> Result<Vec<PageId>, Error> {
        let mut rows = self.db.prepare_cached(
            "SELECT (SELECT id FROM page WHERE document = d.id ORDER BY number LIMIT 1) AS first,
               pages != (SELECT count(*) FROM page WHERE document = d.id)
             FROM document d WHERE sha256 = ? AND pages > 0 ORDER BY first",
        )?;
        let mut rows = rows.query([sha256])?;
        let mut pages = Vec::new();
        while let Some(row) = rows.next()? {
            if row.get(1)? {
                return Err(Error::damaged("pages of a document are not in their list"));
            }
            pages.push(PageId(row.get(0)?));
        }
        pages.retain(|page| !self.is_left_out(page.0));
        Ok(pages)
    }

    /// Pages with this digest for a feature.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn digest_pages(&self, track: FeatureKind, digest: &[u8; 32]) -> Result<Vec<PageId>, Error> {
        self.ask_digests()?;
        let mut rows =
            self.db.prepare_cached("SELECT page FROM digest WHERE track = ? AND digest = ? ORDER BY page")?;
        let rows = rows.query_map(params![track as i64, digest], |r| r.get(0).map(PageId))?;
        let pages = rows.filter(|page| page.as_ref().map_or(true, |page| !self.is_left_out(page.0)));
        Ok(pages.collect::<Result<_, _>>()?)
    }

    /// Pages with a hash within a Hamming distance, each with the distance, in no particular order.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn near(&self, track: FeatureKind, hash: u64, within: u32) -> Result<Vec<(PageId, u32)>, Error> {
        let all = self.hashes(track)?;
        let distances = all.hashes.iter().map(|h| (h ^ hash).count_ones());
        let close = distances
            .zip(&all.pages)
            .filter(|(distance, page)| *distance <= within && !self.is_left_out(**page));
        Ok(close.map(|(distance, page)| (PageId(*page), distance)).collect())
    }

    /// Calls `each` with every posting of every token: the index of the token in `tokens`, the page, the
    /// placement in its view.
    ///
    /// A token with more than `cap` postings is skipped: it is too common to be informative. Tokens are visited
    /// in the order of their values.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn tokens(
        &self,
        track: FeatureKind,
        tokens: &[u32],
        cap: usize,
        each: &mut dyn FnMut(usize, PageId, Place),
    ) -> Result<(), Error> {
        let runs = self.runs.iter().find(|(t, _)| *t == track).map_or(&[][..], |(_, runs)| runs);
        // Tokens with neighbouring values share blocks.
        let mut order: Vec<usize> = (0..tokens.len()).collect();
        order.sort_unstable_by_key(|&i| tokens[i]);
        let mut blocks = runs.iter().map(|_| Blocks::new(&self.db)).collect::<Result<Vec<_>, _>>()?;
        let (mut found, mut last): (Vec<Posting>, Option<u32>) = (Vec::new(), None);
        for i in order {
            let token = tokens[i];
            if last != Some(token) {
                last = Some(token);
                found.clear();
                if runs.iter().any(|run| postings::is_common(run, token, cap)) {
                    continue;
                }
                for (run, blocks) in runs.iter().zip(&mut blocks) {
                    blocks.collect(run, token, cap, &mut found)?;
                }
                if found.len() > cap {
                    found.clear();
                }
            }
            for posting in found.iter().filter(|p| !self.is_left_out(p.page)) {
                each(i, PageId(posting.page), posting.place);
            }
        }
        Ok(())
    }

    /// True if any page has text and no look.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn has_text(&self) -> Result<bool, Error> {
        Ok(self.db.query_row("SELECT EXISTS(SELECT 1 FROM text)", [], |r| r.get(0))?)
    }

    /// True if the words of any page are known.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn has_words(&self) -> Result<bool, Error> {
        let any = "SELECT EXISTS(SELECT 1 FROM text) OR EXISTS(SELECT 1 FROM words) OR EXISTS(SELECT 1 FROM reading WHERE failed IS NULL)";
        Ok(self.db.query_row(any, [], |r| r.get(0))?)
    }

    /// Every part that could not be read, ordered by document and page.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn unread(&self) -> Result<Vec<UnreadPart>, Error> {
        let mut rows = self.db.prepare(
            "SELECT d.name, u.page, u.reason FROM unread u JOIN document d ON d.id = u.document
             ORDER BY d.name, u.page",
        )?;
        let rows = rows
            .query_map([], |r| Ok(UnreadPart { document: r.get(0)?, page: r.get(1)?, reason: r.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Folders that were added, as absolute paths spelled by [`super::name_of`].
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn roots(&self) -> Result<Vec<String>, Error> {
        Ok(write::roots(&self.db)?.into_iter().map(|(_, path)| path).collect())
    }

    /// Name of an absolute folder under its root, and the files of that root; empty if the folder is under no
    /// root. Files of roots inside the folder get the names that they will have when it is added.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn known(&self, folder: &str) -> Result<(String, Vec<Known>), Error> {
        let mut inside = Vec::new();
        for (id, path) in write::roots(&self.db)? {
            if let Some(below) = write::under(folder, &path) {
                return Ok((below.to_owned(), write::known(&self.db, id)?));
            }
            if let Some(below) = name::below(&path, folder) {
                let files = write::known(&self.db, id)?.into_iter();
                inside.extend(files.map(|known| Known { name: format!("{below}/{}", known.name), ..known }));
            }
        }
        Ok((String::new(), inside))
    }

    /// Numbers of files and pages.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn counts(&self) -> Result<Counts, Error> {
        Ok(self.db.query_row(
            "SELECT count(*) FILTER (WHERE parent IS NULL), count(*) FILTER (WHERE parent IS NULL AND pages = 0),
               count(parent) FILTER (WHERE NOT is_words), count(parent) FILTER (WHERE NOT is_words AND pages = 0),
               total(pages) FILTER (WHERE NOT renditions)
             FROM (SELECT *, coalesce(parent IN (SELECT document FROM drawing WHERE failed IS NULL), 0) AS is_words
               FROM document)",
            [],
            |r| {
                Ok(Counts {
                    files: r.get(0)?,
                    refused: r.get(1)?,
                    attachments: r.get(2)?,
                    attachments_refused: r.get(3)?,
                    without_rendition: r.get::<_, f64>(4)? as u64,
                })
            },
        )?)
    }

    /// True if a page must not be found, because it was removed or is hidden.
    fn is_left_out(&self, page: u32) -> bool {
        let within = |pages: &HashSet<u32>| !pages.is_empty() && pages.contains(&page);
        within(&self.gone) || within(&self.hidden)
    }

    /// Fails if the digests of pages are not those that were sealed; asked once.
    fn ask_digests(&self) -> Result<(), Error> {
        if self.digests_asked.get().is_none() {
            self.seal.iter().try_for_each(|seal| seal.ask_digests(&self.db))?;
            self.digests_asked.get_or_init(|| ());
        }
        Ok(())
    }

    fn hashes(&self, track: FeatureKind) -> Result<&Hashes, Error> {
        if let Some(hashes) = self.hashes.get() {
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
        self.seal.iter().try_for_each(|seal| seal.ask_hashes(sum.clone()))?;
        Ok(&self.hashes.get_or_init(|| all)[slot(track)])
    }
}

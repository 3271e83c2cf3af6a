//! Reading an index: a snapshot that does not change while others write.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rusqlite::{Connection, params};

use super::error::Error;
use super::paths::IndexPaths;
use super::postings::block::Posting;
use super::shard::{Postings, Shard};
use super::{Known, PageId, name, set_digest, several, write};
use crate::model::answer::IndexSummary;
use crate::model::feature_key::{FeatureKind, Place};

/// An index opened for reading, in one file or several. Its content does not change while it is open.
pub struct Index {
    pub(super) shards: Vec<Shard>,
    paths: IndexPaths,
    /// Threads that see the same state have it in common.
    summary: Arc<OnceLock<IndexSummary>>,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

impl Counts {
    /// Sum of two counts.
    fn and(self, others: Self) -> Self {
        Self {
            files: self.files + others.files,
            refused: self.refused + others.refused,
            attachments: self.attachments + others.attachments,
            attachments_refused: self.attachments_refused + others.attachments_refused,
            without_rendition: self.without_rendition + others.without_rendition,
        }
    }
}

impl Index {
    /// Opens an index that was built with these versions of the features. Several files are searched as one.
    ///
    /// # Errors
    ///
    /// If a file does not exist, is not an index, is damaged, has another format, or was built with other
    /// versions of the features; if there are several, the error names it. If a file is named twice.
    pub fn open(paths: impl Into<IndexPaths>, tracks: &[(FeatureKind, u32)]) -> Result<Self, Error> {
        let index = Self::open_any(paths)?;
        index.has_versions(tracks)?;
        Ok(index)
    }

    /// Opens an index once for each of a number of threads. What is held in memory of it, and its summary, they have
    /// in common, unless somebody writes at this moment.
    ///
    /// # Errors
    ///
    /// As [`Index::open`].
    pub fn open_for_threads(
        paths: impl Into<IndexPaths>,
        tracks: &[(FeatureKind, u32)],
        threads: usize,
    ) -> Result<Vec<Self>, Error> {
        let indexes = Self::open_times(paths.into(), threads, true)?;
        indexes.iter().try_for_each(|index| index.has_versions(tracks))?;
        Ok(indexes)
    }

    /// Opens an index whatever the versions of its features, to list its content.
    ///
    /// # Errors
    ///
    /// If a file does not exist, is not an index, is damaged or has another format; if there are several, the error
    /// names it. If a file is named twice.
    pub fn open_any(paths: impl Into<IndexPaths>) -> Result<Self, Error> {
        Ok(Self::open_times(paths.into(), 1, true)?.swap_remove(0))
    }

    /// Opens an index that may be damaged.
    pub(super) fn open_unasked(path: &Path) -> Result<Self, Error> {
        Ok(Self::open_times(path.into(), 1, false)?.swap_remove(0))
    }

    fn open_times(paths: IndexPaths, threads: usize, is_asked: bool) -> Result<Vec<Self>, Error> {
        let (of_threads, is_one_state) = several::open(&paths, threads, is_asked)?;
        let common = Arc::default();
        let index = |shards| {
            let summary = if is_one_state { Arc::clone(&common) } else { Arc::default() };
            Self { shards, paths: paths.clone(), summary }
        };
        Ok(of_threads.into_iter().map(index).collect())
    }

    fn has_versions(&self, tracks: &[(FeatureKind, u32)]) -> Result<(), Error> {
        self.of_each(&mut |_, shard| shard.has_versions(tracks))
    }

    /// Paths of its files, as given.
    pub fn paths(&self) -> &IndexPaths {
        &self.paths
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
        let mut summary = self.paths.unopened();
        self.of_each(&mut |_, shard| {
            let counts = shard.counts()?;
            summary.documents += counts.documents;
            summary.pages += counts.pages;
            summary.unread += counts.unread;
            Ok(())
        })?;
        let sealed = match &self.shards[..] {
            [shard] => shard.seal(),
            _ => None,
        };
        summary.digest = match sealed {
            Some(seal) => seal.digest.clone(),
            None => set_digest::of_set(&self.shards.iter().map(|shard| &shard.db).collect::<Vec<_>>())?,
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

    /// First pages of the documents whose file has this SHA-256, in no particular order.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn documents_with(&self, sha256: &[u8; 32]) -> Result<Vec<PageId>, Error> {
        let mut pages = Vec::new();
        self.of_each(&mut |shard, file| {
            let mut rows = file.db.prepare_cached(
                "SELECT (SELECT id FROM page WHERE document = d.id ORDER BY number LIMIT 1) AS first,
                   pages != (SELECT count(*) FROM page WHERE document = d.id)
                 FROM document d WHERE sha256 = ? AND pages > 0",
            )?;
            let mut rows = rows.query([sha256])?;
            while let Some(row) = rows.next()? {
                if row.get(1)? {
                    return Err(Error::damaged("pages of a document are not in their list"));
                }
                let number = row.get(0)?;
                pages.extend((!file.is_left_out(number)).then_some(PageId { shard, number }));
            }
            Ok(())
        })?;
        Ok(pages)
    }

    /// Pages with this digest for a feature, in no particular order.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn digest_pages(&self, track: FeatureKind, digest: &[u8; 32]) -> Result<Vec<PageId>, Error> {
        let mut pages = Vec::new();
        self.of_each(&mut |shard, file| {
            file.ask_digests(digest[0])?;
            let mut rows =
                file.db.prepare_cached("SELECT page FROM digest WHERE track = ? AND digest = ?")?;
            for number in rows.query_map(params![track as i64, digest], |r| r.get(0))? {
                let number = number?;
                pages.extend((!file.is_left_out(number)).then_some(PageId { shard, number }));
            }
            Ok(())
        })?;
        Ok(pages)
    }

    /// Pages with a hash within a Hamming distance, each with the distance, in no particular order.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn near(&self, track: FeatureKind, hash: u64, within: u32) -> Result<Vec<(PageId, u32)>, Error> {
        let mut near = Vec::new();
        self.of_each(&mut |number, shard| {
            let all = shard.hashes(track)?;
            let distances = all.hashes.iter().map(|h| (h ^ hash).count_ones());
            let close = distances
                .zip(&all.pages)
                .filter(|(distance, page)| *distance <= within && !shard.is_left_out(**page));
            near.extend(close.map(|(distance, page)| (PageId { shard: number, number: *page }, distance)));
            Ok(())
        })?;
        Ok(near)
    }

    /// Calls `each` with every posting of every token: the index of the token in `tokens`, the page, the
    /// placement in its view.
    ///
    /// A token with more than `cap` postings in all files is skipped: it is too common to be informative. Tokens are
    /// visited in the order of their values.
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
        let mut postings: Vec<Postings> = Vec::with_capacity(self.shards.len());
        self.of_each(&mut |_, shard| {
            postings.push(shard.postings(track)?);
            Ok(())
        })?;
        // Tokens with neighbouring values share blocks.
        let mut order: Vec<usize> = (0..tokens.len()).collect();
        order.sort_unstable_by_key(|&i| tokens[i]);
        // Postings of one file after the other, and where those of each file end.
        let (mut found, mut ends, mut last): (Vec<Posting>, Vec<usize>, Option<u32>) = Default::default();
        for i in order {
            let token = tokens[i];
            if last != Some(token) {
                last = Some(token);
                found.clear();
                ends.clear();
                if postings.iter().any(|postings| postings.is_common(token, cap)) {
                    continue;
                }
                self.of_each(&mut |number, _| {
                    postings[usize::from(number)].collect(token, cap, &mut found)?;
                    ends.push(found.len());
                    Ok(())
                })?;
                if found.len() > cap {
                    found.clear();
                    ends.clear();
                }
            }
            let mut start = 0;
            for ((number, shard), end) in self.numbered().zip(&ends) {
                for posting in found[start..*end].iter().filter(|p| !shard.is_left_out(p.page)) {
                    each(i, PageId { shard: number, number: posting.page }, posting.place);
                }
                start = *end;
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
        self.has_any("SELECT EXISTS(SELECT 1 FROM text)")
    }

    /// True if the words of any page are known.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn has_words(&self) -> Result<bool, Error> {
        let any = "SELECT EXISTS(SELECT 1 FROM text) OR EXISTS(SELECT 1 FROM words) OR EXISTS(SELECT 1 FROM reading WHERE failed IS NULL)";
        self.has_any(any)
    }

    /// Every part that could not be read, ordered by document and page.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn unread(&self) -> Result<Vec<UnreadPart>, Error> {
        self.parts(
            "SELECT d.name, u.page, u.reason FROM unread u JOIN document d ON d.id = u.document
             ORDER BY d.name, u.page",
        )
    }

    /// Folders that were added, as absolute paths spelled by [`super::name_of`].
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn roots(&self) -> Result<Vec<String>, Error> {
        self.distinct(|db| Ok(write::roots(db)?.into_iter().map(|(_, path)| path).collect()))
    }

    /// Name of an absolute folder under its root, and the files of that root; empty if the folder is under no
    /// root. Files of roots inside the folder get the names that they will have when it is added. The index is in one
    /// file.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn known(&self, folder: &str) -> Result<(String, Vec<Known>), Error> {
        let mut inside = Vec::new();
        let db = self.to_add_to();
        for (id, path) in write::roots(db)? {
            if let Some(below) = write::under(folder, &path) {
                return Ok((below.to_owned(), write::known(db, id)?));
            }
            if let Some(below) = name::below(&path, folder) {
                let files = write::known(db, id)?.into_iter();
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
        let mut sum = Counts::default();
        self.of_each(&mut |_, shard| {
            sum = sum.and(counts(&shard.db)?);
            Ok(())
        })?;
        Ok(sum)
    }
}

fn counts(db: &Connection) -> Result<Counts, Error> {
    Ok(db.query_row(
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

//! The words of pages that were read by OCR. They are kept beside what the files give, and never taken for it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::codec::blob;
use super::digest::{self, PackedReading};
use super::error::Error;
use super::postings::block::Posting;
use super::schema::CACHE_KIB;
use super::{Index, PageId, RootId, UnreadPart, Writer, codec, postings};
use crate::model::answer::PageRef;
use crate::model::document::{Reading, Word};
use crate::model::feature_key::{FeatureKind, Key};

/// Marks that stand on a page as words do, for each word that its file gives, from which it hardly gives any: a scan with
/// a court's stamp has 40. Of 1,968 pages that give words, all but a drawing had fewer than 10: tables of spaced letters 9.
const HARDLY_ANY: usize = 10;
/// Marks that stand on a page as words do, below which there is nothing to be found by.
const LEAST_MARKS: usize = 3;
/// Database pages kept in memory while all pages are gone through, in KiB.
const PASS_CACHE_KIB: i64 = 4 << 10;

/// What tells where the words of a page come from, of page `p` with its `l`ines, its `w`ords and its `r`eading.
macro_rules! tells_of_words {
    () => {
        "l.packed, w.packed, EXISTS(SELECT 1 FROM text WHERE page = p.id), r.page IS NOT NULL, r.failed IS NOT NULL"
    };
}

/// The same for each page, in no order, with its document.
const PAGES: &str = concat!(
    "SELECT ",
    tells_of_words!(),
    ", p.document FROM page p LEFT JOIN lines l ON l.page = p.id LEFT JOIN words w ON w.page = p.id
     LEFT JOIN reading r ON r.page = p.id"
);

/// Every page that is no message, in the order in which pages are read, with the file that it came in: its own or the one
/// that its document is attached to, at whatever depth.
const PAGES_OF_FILES: &str = concat!(
    "WITH RECURSIVE top(id, root, name) AS (
       SELECT id, root, name FROM document WHERE parent IS NULL
       UNION SELECT d.id, top.root, top.name FROM document d JOIN top ON d.parent = top.id)
     SELECT ",
    tells_of_words!(),
    ", p.id, top.root, top.name, d.name, p.number
     FROM page p JOIN document d ON d.id = p.document JOIN top ON top.id = p.document
       LEFT JOIN lines l ON l.page = p.id LEFT JOIN words w ON w.page = p.id LEFT JOIN reading r ON r.page = p.id
     WHERE NOT EXISTS(SELECT 1 FROM text WHERE page = p.id)
     ORDER BY top.name, p.id"
);

/// Pages by where their words come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordCounts {
    /// The file gives them.
    pub own: u64,
    /// They were read by OCR.
    pub read: u64,
    /// They were to be read, and could not be.
    pub failed: u64,
    /// The page looks as if it had words, and none are known.
    pub unread: u64,
    /// There are none to be seen.
    pub none: u64,
}

impl WordCounts {
    /// Those of two lots of pages.
    pub fn and(self, others: Self) -> Self {
        Self {
            own: self.own + others.own,
            read: self.read + others.read,
            failed: self.failed + others.failed,
            unread: self.unread + others.unread,
            none: self.none + others.none,
        }
    }

    fn count(&mut self, words: Words) {
        *match words {
            Words::Own => &mut self.own,
            Words::Read => &mut self.read,
            Words::Failed => &mut self.failed,
            Words::Unread => &mut self.unread,
            Words::None => &mut self.none,
        } += 1;
    }
}

/// A page whose words are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wordless {
    /// Which.
    pub page: PageId,
    /// The same, by name.
    pub name: PageRef,
    /// The folder that it was added with, and the file below that it came in.
    pub root: RootId,
    /// See `root`.
    pub file: String,
}

/// Where the words of a page come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    Own,
    Read,
    Failed,
    Unread,
    None,
}

impl Index {
    /// The words of a page that were read by OCR, with boxes in page units; none where they were not, or could not be.
    pub fn reading(&self, id: PageId) -> Result<Option<Vec<Word>>, Error> {
        let mut select = self.db.prepare_cached(
            "SELECT p.width, p.height, r.packed FROM page p JOIN reading r ON r.page = p.id
             WHERE p.id = ? AND r.failed IS NULL",
        )?;
        let mut rows = select.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        codec::unpack_words(blob(row, 2)?, (row.get(0)?, row.get(1)?)).map(Some)
    }

    /// Pages whose words are to be read: they look as if they had some, the file gives hardly any, and they were not read
    /// before, or could not be.
    pub fn wordless(&self) -> Result<Vec<Wordless>, Error> {
        let mut wordless = Vec::new();
        let mut rows = self.db.prepare(PAGES_OF_FILES)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            if matches!(words_of(row)?, Words::Unread | Words::Failed) {
                wordless.push(Wordless {
                    page: PageId(row.get(5)?),
                    root: RootId(row.get(6)?),
                    file: row.get(7)?,
                    name: PageRef { document: row.get(8)?, page: row.get(9)? },
                });
            }
        }
        Ok(wordless)
    }

    /// Where the words of all its pages come from.
    pub fn word_counts(&self) -> Result<WordCounts, Error> {
        let mut counts = WordCounts::default();
        self.each_page(&mut |_, words| counts.count(words))?;
        Ok(counts)
    }

    /// The same, document by document.
    pub(super) fn word_counts_of_documents(&self) -> Result<HashMap<i64, WordCounts>, Error> {
        let mut counts: HashMap<i64, WordCounts> = HashMap::new();
        self.each_page(&mut |document, words| counts.entry(document).or_default().count(words))?;
        Ok(counts)
    }

    /// The programs that read pages, each with its languages: `tesseract 5.3.4, deu+eng`.
    pub fn readers(&self) -> Result<Vec<String>, Error> {
        let sql = "SELECT DISTINCT program, languages FROM reading WHERE failed IS NULL ORDER BY 1, 2";
        let mut rows = self.db.prepare(sql)?;
        let said = |r: &Row| Ok(format!("{}, {}", r.get::<_, String>(0)?, r.get::<_, String>(1)?));
        let readers = rows.query_map([], said)?;
        Ok(readers.collect::<Result<_, _>>()?)
    }

    /// Every page whose words were to be read and could not be, and why.
    pub fn failed_readings(&self) -> Result<Vec<UnreadPart>, Error> {
        let mut rows = self.db.prepare(
            "SELECT d.name, p.number, r.failed FROM reading r JOIN page p ON p.id = r.page
             JOIN document d ON d.id = p.document WHERE r.failed NOT NULL ORDER BY d.name, p.number",
        )?;
        let rows = rows
            .query_map([], |r| Ok(UnreadPart { document: r.get(0)?, page: r.get(1)?, reason: r.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Tells of each page its document and where its words come from.
    fn each_page(&self, each: &mut dyn FnMut(i64, Words)) -> Result<(), Error> {
        // Who goes through everything once gains nothing by a large cache, and would fill it.
        self.db.pragma_update(None, "cache_size", -PASS_CACHE_KIB)?;
        let passed = self.pass(each);
        self.db.pragma_update(None, "cache_size", -CACHE_KIB)?;
        passed
    }

    fn pass(&self, each: &mut dyn FnMut(i64, Words)) -> Result<(), Error> {
        let mut rows = self.db.prepare(PAGES)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(5)?, words_of(row)?);
        }
        Ok(())
    }
}

/// Where the words of a page come from, by the first columns of a row.
fn words_of(row: &Row) -> Result<Words, Error> {
    let (has_text, is_read, is_failed) = (row.get(2)?, row.get(3)?, row.get(4)?);
    match (is_read, is_failed) {
        _ if has_text => return Ok(Words::Own),
        (true, false) => return Ok(Words::Read),
        (true, true) => return Ok(Words::Failed),
        _ => {}
    }
    let marks: usize = match blob(row, 0)? {
        [] => 0,
        packed => codec::unpack_lines(packed)?.iter().map(|line| usize::from(line.words)).sum(),
    };
    let own = codec::count_words(blob(row, 1)?)?;
    Ok(match own {
        1.. if own * HARDLY_ANY >= marks => Words::Own,
        _ if marks >= LEAST_MARKS => Words::Unread,
        0 => Words::None,
        _ => Words::Own,
    })
}

/// Whether any page was read.
pub(super) fn has_readings(db: &Connection) -> Result<bool, Error> {
    Ok(db.query_row("SELECT EXISTS(SELECT 1 FROM reading)", [], |r| r.get(0))?)
}

impl Writer {
    /// Keeps what was read on a page, and its keys of [`FeatureKind::Reading`], which were made by this version of the track.
    /// What was read before stays as it is; a page that is no more is passed over.
    pub fn keep_reading(
        &mut self,
        page: PageId,
        reading: &Reading,
        (keys, version): (&[Key], u32),
    ) -> Result<(), Error> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql =
            "SELECT d.content, p.number, p.width, p.height FROM page p JOIN document d ON d.id = p.document
                   WHERE p.id = ?1 AND NOT EXISTS(SELECT 1 FROM reading WHERE page = ?1 AND failed IS NULL)";
        let found = |r: &Row| Ok((r.get::<_, Vec<u8>>(0)?, r.get(1)?, (r.get(2)?, r.get(3)?)));
        let Some((document, number, size)) = tx.query_row(sql, [page.0], found).optional()? else {
            return Ok(());
        };
        let (words, failed) = match &reading.words {
            Ok(words) => (codec::words(words, size), None),
            Err(why) => (Vec::new(), Some(why.as_str())),
        };
        let Reading { program, languages, .. } = reading;
        let packed = PackedReading { document: &document, number, program, languages, failed, words: &words };
        let digest = digest::of_new_reading(&packed, keys);
        tx.execute(
            "INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?, ?)",
            params![page.0, program, languages, failed, words, digest],
        )?;
        let token = |key: &Key| match key {
            Key::Token(token, place) => Some(Posting { token: *token, page: page.0, place: *place }),
            _ => None,
        };
        let tokens: Vec<Posting> = keys.iter().filter_map(token).collect();
        if !tokens.is_empty() {
            let track = FeatureKind::Reading;
            tx.execute("INSERT OR IGNORE INTO track VALUES (?, ?)", params![track as i64, version])?;
            postings::add(&tx, track, tokens)?;
        }
        Ok(tx.commit()?)
    }
}

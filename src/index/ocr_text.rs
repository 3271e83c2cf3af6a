//! Words of pages read by OCR. They are stored apart from the words of the files and never taken for them.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::blob;
use super::digest::{self, PackedReading};
use super::error::Error;
use super::page_row::{PageRow, Part};
use super::postings::block::Posting;
use super::schema::CACHE_KIB;
use super::{Index, PageId, RootId, UnreadPart, Writer, codec, postings};
use crate::model::answer::PageRef;
use crate::model::document::{Reading, Word};
use crate::model::feature_key::{FeatureKind, Key};

/// Word boxes per word of the file from which the page counts as not read: a scan with a court's stamp has 40.
/// Of 1,968 pages with words, all but a drawing had fewer than 10; tables of spaced letters had 9.
const HARDLY_ANY: usize = 10;
/// Fewest word boxes of a page that is worth reading.
const LEAST_MARKS: usize = 3;
/// Cache size while all pages are scanned, in KiB.
const PASS_CACHE_KIB: i64 = 4 << 10;

/// Columns that determine the source of the words, for page `p` with its `l`ines, `w`ords and `r`eading.
macro_rules! tells_of_words {
    () => {
        "l.packed, w.packed, EXISTS(SELECT 1 FROM text WHERE page = p.id), r.page IS NOT NULL, r.failed IS NOT NULL"
    };
}

/// SQL query for these columns of each page and its document, in no particular order.
const PAGES: &str = concat!(
    "SELECT ",
    tells_of_words!(),
    ", p.document FROM page p LEFT JOIN lines l ON l.page = p.id LEFT JOIN words w ON w.page = p.id
     LEFT JOIN reading r ON r.page = p.id"
);

/// SQL query for every page that is not a message, in reading order, with the file it came in: its own, or the
/// one to which its document is attached at any depth.
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

/// Number of pages by source of their words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordCounts {
    /// The file has the words.
    pub own: u64,
    /// Read by OCR.
    pub read: u64,
    /// OCR failed.
    pub failed: u64,
    /// The page seems to have words, but none are known.
    pub unread: u64,
    /// The page shows no words.
    pub none: u64,
}

impl WordCounts {
    /// Sum of two counts.
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

/// A page to be read by OCR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wordless {
    /// The page.
    pub page: PageId,
    /// Its reference by name.
    pub name: PageRef,
    /// The folder that was added.
    pub root: RootId,
    /// Path below that folder of the file it came in.
    pub file: String,
}

/// Source of the words of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    Own,
    Read,
    Failed,
    Unread,
    None,
}

impl Index {
    /// Words of a page read by OCR, with boxes in page units. Returns `None` if it was not read or OCR failed.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn reading(&self, id: PageId) -> Result<Option<Vec<Word>>, Error> {
        self.part(id, Part::Reading, |packed, page| codec::unpack_words(packed, page.size))
    }

    /// Pages to be read by OCR: they seem to have words, the file has hardly any, and they were not yet read or
    /// OCR failed. The index is in one file.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn wordless(&self) -> Result<Vec<Wordless>, Error> {
        let mut wordless = Vec::new();
        let mut rows = self.to_add_to().prepare(PAGES_OF_FILES)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            if matches!(words_of(row)?, Words::Unread | Words::Failed) {
                wordless.push(Wordless {
                    page: PageId { shard: 0, number: row.get(5)? },
                    root: RootId(row.get(6)?),
                    file: row.get(7)?,
                    name: PageRef { document: row.get(8)?, page: row.get(9)? },
                });
            }
        }
        Ok(wordless)
    }

    /// Number of all pages by source of their words.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn word_counts(&self) -> Result<WordCounts, Error> {
        let mut counts = WordCounts::default();
        self.of_each(&mut |_, shard| each_page(&shard.db, &mut |_, words| counts.count(words)))?;
        Ok(counts)
    }

    /// OCR programs used, each with its languages: `tesseract 5.3.4, deu+eng`.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn readers(&self) -> Result<Vec<String>, Error> {
        self.programs("SELECT DISTINCT program || ', ' || languages FROM reading WHERE failed IS NULL")
    }

    /// Every page for which OCR failed, with the reason.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn failed_readings(&self) -> Result<Vec<UnreadPart>, Error> {
        self.parts(
            "SELECT d.name, p.number, r.failed FROM reading r JOIN page p ON p.id = r.page
             JOIN document d ON d.id = p.document WHERE r.failed NOT NULL ORDER BY d.name, p.number",
        )
    }
}

/// The same counts per document.
pub(super) fn word_counts_of_documents(db: &Connection) -> Result<HashMap<i64, WordCounts>, Error> {
    let mut counts: HashMap<i64, WordCounts> = HashMap::new();
    each_page(db, &mut |document, words| counts.entry(document).or_default().count(words))?;
    Ok(counts)
}

/// Calls `each` with the document and the source of the words of each page.
fn each_page(db: &Connection, each: &mut dyn FnMut(i64, Words)) -> Result<(), Error> {
    // A full scan does not benefit from a large cache and would fill it.
    db.pragma_update(None, "cache_size", -PASS_CACHE_KIB)?;
    let passed = pass(db, each);
    db.pragma_update(None, "cache_size", -CACHE_KIB)?;
    passed
}

fn pass(db: &Connection, each: &mut dyn FnMut(i64, Words)) -> Result<(), Error> {
    let mut rows = db.prepare(PAGES)?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        each(row.get(5)?, words_of(row)?);
    }
    Ok(())
}

/// Source of the words of a page, from the first columns of a row.
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

/// True if any page was read by OCR.
pub(super) fn has_readings(db: &Connection) -> Result<bool, Error> {
    Ok(db.query_row("SELECT EXISTS(SELECT 1 FROM reading)", [], |r| r.get(0))?)
}

impl Writer {
    /// Stores the OCR result of a page and its keys of kind [`FeatureKind::Reading`], which were made by this
    /// version of the feature. An earlier successful result is kept; a page that was removed is ignored.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn keep_reading(
        &mut self,
        page: PageId,
        reading: &Reading,
        (keys, version): (&[Key], u32),
    ) -> Result<(), Error> {
        let tx = self.begin()?;
        let sql =
            "SELECT d.content, p.number, p.width, p.height FROM page p JOIN document d ON d.id = p.document
                   WHERE p.id = ?1 AND NOT EXISTS(SELECT 1 FROM reading WHERE page = ?1 AND failed IS NULL)";
        let found = |r: &Row| Ok((r.get::<_, Vec<u8>>(0)?, r.get(1)?, (r.get(2)?, r.get(3)?)));
        let Some((document, number, size)) = tx.query_row(sql, [page.number], found).optional()? else {
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
            params![page.number, program, languages, failed, words, digest],
        )?;
        let mut row = PageRow::of(&tx, page)?;
        row.set(page, Part::Reading, failed.is_none().then_some(&words));
        row.keep_sums(&tx, page)?;
        let token = |key: &Key| match key {
            Key::Token(token, place) => Some(Posting { token: *token, page: page.number, place: *place }),
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

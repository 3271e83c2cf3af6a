//! Integrity check: recomputes all digests of an index from its content.
//!
//! Digests are computed when documents are written. A check asks the checksums of the small part of an index that it reads;
//! here all of them are asked. What a person changed together with its checksum is detected only here.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, Row};

use super::codec::blob;
use super::digest::{
    OfDocument, OfKeys, Packed, PackedReading, of_drawing, of_page, of_reading, of_redrawing,
};
use super::error::Error;
use super::office_renders::PackedDrawing;
use super::postings::{self, Sorted};
use super::{Index, PageId, codec, second_renders, set_digest};
use crate::model::answer::IndexSummary;
use crate::model::feature_key::{FeatureKind, Key};

/// Most faults of the database file that are listed.
const MOST_OF_THE_FILE: u32 = 20;
/// Foreign keys: table, column, referenced table.
const BELONGS: [(&str, &str, &str); 20] = [
    ("document", "root", "root"),
    ("document", "parent", "document"),
    ("page", "document", "document"),
    ("unread", "document", "document"),
    ("near", "document", "document"),
    ("making", "document", "document"),
    ("drawing", "document", "document"),
    ("redrawing", "document", "document"),
    ("rendition", "page", "page"),
    ("words", "page", "page"),
    ("lines", "page", "page"),
    ("text", "page", "page"),
    ("signature", "page", "page"),
    ("reading", "page", "page"),
    ("unsettled", "page", "page"),
    ("second", "page", "page"),
    ("digest", "page", "page"),
    ("digest", "track", "track"),
    ("near", "track", "track"),
    ("run", "track", "track"),
];
/// Finds documents whose counts are wrong: pages, losses, and whether every page with a look has a rendition.
const MISCOUNTED: &str = "SELECT name FROM document d WHERE pages != (SELECT count(*) FROM page WHERE document = d.id)
  OR unread != (SELECT count(*) FROM unread WHERE document = d.id)
  OR (pages > 0 AND renditions != NOT EXISTS(SELECT 1 FROM page p WHERE document = d.id
    AND NOT EXISTS(SELECT 1 FROM rendition WHERE page = p.id) AND NOT EXISTS(SELECT 1 FROM text WHERE page = p.id)))";
const PAGES: &str = "SELECT p.id, p.number, p.width, p.height, p.view_width, p.view_height, p.raster_width,
    p.raster_height, r.packed, w.packed, l.packed, t.packed, s.packed, u.packed FROM page p LEFT JOIN rendition r ON r.page = p.id
  LEFT JOIN words w ON w.page = p.id LEFT JOIN lines l ON l.page = p.id LEFT JOIN text t ON t.page = p.id
  LEFT JOIN signature s ON s.page = p.id LEFT JOIN unsettled u ON u.page = p.id
  WHERE p.document = ? ORDER BY p.id";

const READINGS: &str =
    "SELECT r.page, d.name, p.number, r.program, r.languages, r.failed, r.packed, r.content, d.content
  FROM reading r
  JOIN page p ON p.id = r.page JOIN document d ON d.id = p.document ORDER BY d.name, p.number";

/// Result of an integrity check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// Summary according to the index; `None` if it could not be read.
    pub summary: Option<IndexSummary>,
    /// Faults found, one sentence each; empty if the index is intact.
    pub faults: Vec<String>,
}

/// Digests of the keys of each page, feature by feature.
type KeysOfPages = HashMap<u32, Vec<[u8; 32]>>;

/// Checks a whole index. Not covered: unused space, and sizes and times of files, by which `add` detects
/// changed ones.
///
/// Takes about a millisecond per page.
///
/// # Errors
///
/// If the file is not an index or cannot be read.
pub fn recount(path: &Path) -> Result<Recount, Error> {
    let mut recount = Recount::default();
    match Index::open_unasked(path).and_then(|index| recount.take(&index)) {
        Err(Error::Damaged(what)) => recount.say(format!("Something in it cannot be: {what}.")),
        Err(e) => return Err(e),
        Ok(()) => {}
    }
    Ok(recount)
}

impl Recount {
    fn say(&mut self, fault: String) {
        self.faults.push(fault);
    }

    fn take(&mut self, index: &Index) -> Result<(), Error> {
        let db = index.to_add_to();
        self.file(db)?;
        self.summary = Some(index.summary()?.clone());
        self.sums(index)?;
        self.belongings(db)?;
        let mut keys = KeysOfPages::new();
        for track in FeatureKind::ALL.into_iter().filter(|track| *track != FeatureKind::Reading) {
            let found = self.keys(db, track)?;
            found.into_iter().for_each(|(page, digest)| keys.entry(page).or_default().push(digest.done()));
        }
        self.documents(db, keys)?;
        let keys = self.keys(db, FeatureKind::Reading)?;
        self.readings(db, keys)?;
        self.drawings(db)?;
        self.redrawings(db)
    }

    /// SQLite's own structure check: every row is in every database index.
    fn file(&mut self, db: &Connection) -> Result<(), Error> {
        let mut rows = db.prepare(&format!("PRAGMA integrity_check({MOST_OF_THE_FILE})"))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let said: String = row.get(0)?;
            if said != "ok" {
                self.say(format!("The file is not sound: {said}."));
            }
        }
        Ok(())
    }

    /// Checksums of the lists and of the pages, and the digest that was sealed.
    fn sums(&mut self, index: &Index) -> Result<(), Error> {
        let db = index.to_add_to();
        if let Some(seal) = index.shards[0].seal() {
            self.tell(seal.ask_all(db))?;
            if seal.digest != set_digest::of_set(&[db])? {
                self.say("Its digest is not that of its documents.".into());
            }
        }
        let mut pages = db.prepare("SELECT id FROM page ORDER BY id")?;
        let mut pages = pages.query([])?;
        while let Some(page) = pages.next()? {
            self.tell(index.ask_page(PageId { shard: 0, number: page.get(0)? }))?;
        }
        self.tell(index.trial().map(drop))
    }

    /// Adds damage to the faults; other errors end the check.
    fn tell(&mut self, asked: Result<(), Error>) -> Result<(), Error> {
        match asked {
            Err(Error::Damaged(what)) => self.say(format!("The index: {what}.")),
            Err(Error::DamagedPage { page, what }) => {
                self.say(format!("{page}: {what} are not what was written."));
            }
            others => return others,
        }
        Ok(())
    }

    fn belongings(&mut self, db: &Connection) -> Result<(), Error> {
        for (table, column, owner) in BELONGS {
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT id FROM {owner})");
            let lost: u64 = db.query_row(&sql, [], |r| r.get(0))?;
            if lost > 0 {
                self.say(format!("In the list `{table}` the {column} of {lost} is not there."));
            }
        }
        let sql = "SELECT count(*) FROM gone WHERE page IN (SELECT id FROM page)";
        let hidden: u64 = db.query_row(sql, [], |r| r.get(0))?;
        if hidden > 0 {
            self.say(format!("Pages are listed as dropped that are there: {hidden}."));
        }
        let mut rows = db.prepare(MISCOUNTED)?;
        let rows = rows.query_map([], |r| r.get::<_, String>(0))?;
        for name in rows {
            self.say(format!("{}: the numbers of its pages are not those that are kept.", name?));
        }
        Ok(())
    }

    /// Digests of all pages' keys of one feature.
    fn keys(&mut self, db: &Connection, track: FeatureKind) -> Result<HashMap<u32, OfKeys>, Error> {
        let mut pages: HashMap<u32, OfKeys> = HashMap::new();
        let mut take =
            |page: u32, key: Key| pages.entry(page).or_insert_with(|| OfKeys::new(track)).push(&key);
        let mut rows = db.prepare("SELECT page, digest FROM digest WHERE track = ? ORDER BY digest")?;
        let mut rows = rows.query([track as i64])?;
        while let Some(row) = rows.next()? {
            take(row.get(0)?, Key::Digest(row.get(1)?));
        }
        let mut rows = db.prepare("SELECT packed FROM near WHERE track = ?")?;
        let mut rows = rows.query([track as i64])?;
        while let Some(row) = rows.next()? {
            let mut hashes: Vec<_> = codec::unpack_hashes(blob(row, 0)?)?.collect();
            hashes.sort_unstable();
            hashes.into_iter().for_each(|(page, hash)| take(page, Key::Near(hash)));
        }
        let runs = postings::runs(db, track)?;
        let gone = postings::gone(db)?;
        let mut sorted = Sorted::new(db, &runs)?;
        while let Some((posting, _)) = sorted.next()? {
            if !gone.contains(&posting.page) {
                take(posting.page, Key::Token(posting.token, posting.place));
            }
        }
        Ok(pages)
    }

    fn documents(&mut self, db: &Connection, mut keys: KeysOfPages) -> Result<(), Error> {
        let sql = "SELECT id, name, sha256, format, announced, content FROM document ORDER BY name";
        let (mut rows, mut pages) = (db.prepare(sql)?, db.prepare(PAGES)?);
        // For an unfinished document the last loss includes the number of the others.
        let mut unread = db.prepare(
            "SELECT page, reason FROM unread WHERE document = ?1 AND (rowid = (SELECT max(rowid) FROM unread
               WHERE document = ?1) OR NOT EXISTS(SELECT 1 FROM making WHERE document = ?1)) ORDER BY rowid",
        )?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
            let format: Option<String> = row.get(3)?;
            let mut digest = OfDocument::new(blob(row, 2)?, format.as_deref(), row.get(4)?);
            let mut of_document = pages.query([id])?;
            while let Some(page) = of_document.next()? {
                let keys = keys.remove(&page.get(0)?).unwrap_or_default();
                digest = digest.page(&of_page(&packed(page)?, &keys));
            }
            let mut of_document = unread.query([id])?;
            while let Some(part) = of_document.next()? {
                digest = digest.unread(part.get(0)?, &part.get::<_, String>(1)?);
            }
            if blob(row, 5)? != digest.done() {
                self.say(format!("{name}: what is kept of it is not what was written."));
            }
        }
        self.lost_keys(keys.len());
        Ok(())
    }

    /// OCR results, which are not part of the documents' digests.
    fn readings(&mut self, db: &Connection, mut keys: HashMap<u32, OfKeys>) -> Result<(), Error> {
        let mut rows = db.prepare(READINGS)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let (page, name): (u32, String) = (row.get(0)?, row.get(1)?);
            let (program, languages): (String, String) = (row.get(3)?, row.get(4)?);
            let failed: Option<String> = row.get(5)?;
            let reading = PackedReading {
                document: blob(row, 8)?,
                number: row.get(2)?,
                program: &program,
                languages: &languages,
                failed: failed.as_deref(),
                words: blob(row, 6)?,
            };
            let keys = keys.remove(&page).map(OfKeys::done);
            if blob(row, 7)? != of_reading(&reading, keys.as_ref()) {
                self.say(format!(
                    "{name}, page {}: what was read there is not what was written.",
                    reading.number
                ));
            }
        }
        self.lost_keys(keys.len());
        Ok(())
    }

    /// Office renders, which are not part of the documents' digests either.
    fn drawings(&mut self, db: &Connection) -> Result<(), Error> {
        let sql = "SELECT d.name, d.content, g.program, g.failed, g.content FROM drawing g
                   JOIN document d ON d.id = g.document ORDER BY d.name";
        let mut rows = db.prepare(sql)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let (name, program): (String, String) = (row.get(0)?, row.get(2)?);
            let failed: Option<String> = row.get(3)?;
            let drawing =
                PackedDrawing { document: blob(row, 1)?, program: &program, failed: failed.as_deref() };
            if blob(row, 4)? != of_drawing(&drawing) {
                self.say(format!("{name}: by what it was drawn is not what was written."));
            }
        }
        Ok(())
    }

    /// Second renders and their stored differences.
    fn redrawings(&mut self, db: &Connection) -> Result<(), Error> {
        let sql = "SELECT d.name, d.content, g.program, g.failed, g.content, d.id FROM redrawing g
                   JOIN document d ON d.id = g.document ORDER BY d.name";
        let mut rows = db.prepare(sql)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let (name, program): (String, String) = (row.get(0)?, row.get(2)?);
            let failed: Option<String> = row.get(3)?;
            let drawing =
                PackedDrawing { document: blob(row, 1)?, program: &program, failed: failed.as_deref() };
            let pages = second_renders::pages(db, row.get(5)?)?;
            let pages = pages.iter().map(|(number, packed)| (*number, packed.as_slice()));
            if blob(row, 4)? != of_redrawing(&drawing, pages) {
                self.say(format!("{name}: its second drawing is not what was written."));
            }
        }
        Ok(())
    }

    fn lost_keys(&mut self, pages: usize) {
        if pages > 0 {
            self.say(format!("There are keys of pages that are not there: {pages}."));
        }
    }
}

fn packed<'a>(page: &'a Row) -> Result<Packed<'a>, Error> {
    Ok(Packed {
        number: page.get(1)?,
        size: (page.get(2)?, page.get(3)?),
        view: (page.get(4)?, page.get(5)?),
        raster: (page.get(6)?, page.get(7)?),
        rendition: blob(page, 8)?,
        words: blob(page, 9)?,
        lines: blob(page, 10)?,
        text: blob(page, 11)?,
        signatures: blob(page, 12)?,
        unsettled: blob(page, 13)?,
    })
}

//! Schema of the index file, and the checks that a file has it.

use std::path::Path;
use std::time::Duration;

use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::error::Error;

/// SQLite application id in the file header: "vsht".
const APPLICATION: i64 = 0x7673_6874;
/// Format version; incremented when the tables or the encoding of values change.
const FORMAT: i64 = 10;
/// Largest value, in bytes: a file that claims a larger one is damaged.
const LARGEST_VALUE: i32 = 64 << 20;
/// Timeout for a lock held by another program that writes.
const PATIENCE: Duration = Duration::from_secs(20);
/// Cache size of one reader, in KiB.
pub(super) const CACHE_KIB: i64 = 256 << 10;

const TABLES: &str = "
-- A folder that was added: its absolute path. No root lies inside another.
CREATE TABLE root(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
-- Versions of the tracks whose keys are kept.
CREATE TABLE track(id INTEGER PRIMARY KEY, version INTEGER NOT NULL);
-- Every file that was seen, and every file attached to one, whose `parent` it is. `format` is NULL where it could not be read; `content` is the digest of all that is kept of it.
CREATE TABLE document(id INTEGER PRIMARY KEY AUTOINCREMENT, root INTEGER NOT NULL, name TEXT NOT NULL, format TEXT,
  bytes INTEGER NOT NULL, modified INTEGER NOT NULL, sha256 BLOB NOT NULL, announced INTEGER NOT NULL,
  renditions INTEGER NOT NULL, pages INTEGER NOT NULL, unread INTEGER NOT NULL, content BLOB NOT NULL,
  parent INTEGER,
  UNIQUE(root, name));
CREATE INDEX document_parent ON document(parent) WHERE parent NOT NULL;
CREATE INDEX document_sha256 ON document(sha256);
CREATE INDEX document_content ON document(content, pages, unread);
-- Page numbers are never used again: a posting may outlive its page. `sums` are the checksums of the row and of the parts of the page.
CREATE TABLE page(id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL, number INTEGER NOT NULL,
  width REAL NOT NULL, height REAL NOT NULL, view_width INTEGER NOT NULL, view_height INTEGER NOT NULL,
  raster_width INTEGER NOT NULL, raster_height INTEGER NOT NULL, sums BLOB NOT NULL);
CREATE INDEX page_document ON page(document, number);
CREATE TABLE rendition(page INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE words(page INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE lines(page INTEGER PRIMARY KEY, packed BLOB NOT NULL);
-- The words of pages that have no look of their own.
CREATE TABLE text(page INTEGER PRIMARY KEY, packed BLOB NOT NULL);
-- The signatures that messages carry; what was signed of each is kept, so that keys can be given later.
CREATE TABLE signature(page INTEGER PRIMARY KEY, packed BLOB NOT NULL);
-- What could not be read: a whole file where `page` is NULL.
CREATE TABLE unread(document INTEGER NOT NULL, page INTEGER, reason TEXT NOT NULL);
CREATE INDEX unread_document ON unread(document);
CREATE TABLE digest(track INTEGER NOT NULL, digest BLOB NOT NULL, page INTEGER NOT NULL,
  PRIMARY KEY(track, digest, page)) WITHOUT ROWID;
CREATE INDEX digest_page ON digest(page);
-- Hashes of one document: page and hash, packed.
CREATE TABLE near(track INTEGER NOT NULL, document INTEGER NOT NULL, packed BLOB NOT NULL,
  PRIMARY KEY(track, document)) WITHOUT ROWID;
-- Postings, sorted, in blocks with consecutive numbers, each with its checksum at its end; `directory` holds the first token of each block.
CREATE TABLE run(id INTEGER PRIMARY KEY AUTOINCREMENT, track INTEGER NOT NULL, postings INTEGER NOT NULL,
  first_block INTEGER NOT NULL, directory BLOB NOT NULL);
CREATE TABLE block(id INTEGER PRIMARY KEY, packed BLOB NOT NULL);
-- Pages that are no more, whose postings are still in a run.
CREATE TABLE gone(page INTEGER PRIMARY KEY);
-- Files and folders whose `add` did not finish.
CREATE TABLE adding(path TEXT PRIMARY KEY) WITHOUT ROWID;
-- Checksums of the lists of a finished index, with its digest. There is no row while it is changed. `digests` has one for each
-- first byte of the digests of pages.
CREATE TABLE seal(id INTEGER PRIMARY KEY CHECK(id = 1), digest TEXT NOT NULL, lists INTEGER NOT NULL,
  hashes INTEGER NOT NULL, digests BLOB NOT NULL);
";

/// Tables added to an index when it is next written, by name. Until then, they are read as empty.
const ADDITIONS: [(&str, &str); 8] = [
    // The last evaluation of this index, as JSON, with its checksum. Not part of the content.
    ("trial", "(id INTEGER PRIMARY KEY CHECK(id = 1), result TEXT NOT NULL, sum INTEGER NOT NULL)"),
    // Public keys of signatures, as published by their domains, and the files in which they were given.
    (
        "dkim_key",
        "(domain TEXT NOT NULL, selector TEXT NOT NULL, record TEXT NOT NULL, file TEXT NOT NULL,
  PRIMARY KEY(domain, selector)) WITHOUT ROWID",
    ),
    // OCR text of pages, with program and languages, or the reason OCR failed. `content` is the digest of the
    // row and its keys.
    (
        "reading",
        "(page INTEGER PRIMARY KEY, program TEXT NOT NULL, languages TEXT NOT NULL, failed TEXT, packed BLOB NOT NULL,
  content BLOB NOT NULL)",
    ),
    // Unfinished containers: per batch, the digests of its pages and its last message.
    ("making", "(document INTEGER NOT NULL, upto INTEGER NOT NULL, digests BLOB NOT NULL,
  PRIMARY KEY(document, upto))"),
    // Renders of office files with their program, or the reason they failed. `content` is the digest of the
    // row.
    ("drawing", "(document INTEGER PRIMARY KEY, program TEXT NOT NULL, failed TEXT, content BLOB NOT NULL)"),
    // Unsettled places of pages: part of the page and of its digest.
    ("unsettled", "(page INTEGER PRIMARY KEY, packed BLOB NOT NULL)"),
    // Second renders of documents with their program, or the reason they failed. `content` is the digest of the
    // row and of the stored differences of its pages.
    ("redrawing", "(document INTEGER PRIMARY KEY, program TEXT NOT NULL, failed TEXT, content BLOB NOT NULL)"),
    // Pages on which the second render differs from the first: the differences.
    ("second", "(page INTEGER PRIMARY KEY, packed BLOB NOT NULL)"),
];

/// Opens for writing; creates the file if it does not exist.
pub(super) fn open_to_write(path: &Path) -> Result<Connection, Error> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags)?;
    guard(&db)?;
    let empty: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    if empty == 0 && number(&db, "application_id")? == 0 {
        db.pragma_update(None, "journal_mode", "WAL")?;
        let making = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        if number(&making, "user_version")? == 0 {
            making.execute_batch(TABLES)?;
            making.pragma_update(None, "application_id", APPLICATION)?;
            making.pragma_update(None, "user_version", FORMAT)?;
        }
        making.commit()?;
    }
    check(&db)?;
    complete(&db)?;
    // Every committed document must survive a power cut.
    db.pragma_update(None, "synchronous", "FULL")?;
    Ok(db)
}

/// Opens for reading, while others write and on read-only media.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, Error> {
    if !path.exists() {
        return Err(Error::Missing);
    }
    if path.is_dir() {
        return Err(Error::NotAnIndex);
    }
    // Write access lets the last reader delete the WAL; SQLite falls back to read-only if there is none.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    let db = match guard(&db).and_then(|()| check(&db)) {
        Ok(()) => db,
        Err(e) if cannot_write_beside(&e) && !has_log(path) => {
            // In a folder that is not writable there is no WAL, and nobody can change the file meanwhile.
            let db = Connection::open_with_flags(immutable(path), flags_of_immutable())?;
            guard(&db)?;
            check(&db)?;
            db
        }
        Err(e) => return Err(e),
    };
    stand_in(&db)?;
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(db)
}

fn flags_of_immutable() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI
}

/// True if the WAL could not be created, without which reading during a write is impossible.
fn cannot_write_beside(e: &Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, SystemIoFailure};
    match e {
        Error::ReadOnly => true,
        Error::Database(e) => matches!(e.sqlite_error_code(), Some(CannotOpen | SystemIoFailure)),
        _ => false,
    }
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|m| m.len() > 0)
}

/// Path as an SQLite URI that declares the file immutable.
fn immutable(path: &Path) -> String {
    let mut uri = String::from("file:");
    for &b in path.as_os_str().as_encoded_bytes() {
        match b {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => uri.push(char::from(b)),
            _ => uri.push_str(&format!("%{b:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// Settings under which a hostile file can at worst be refused.
fn guard(db: &Connection) -> Result<(), Error> {
    db.busy_timeout(PATIENCE)?;
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE)?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}

/// Checks application id, format and the exact text of the schema, so that no foreign view or trigger runs.
fn check(db: &Connection) -> Result<(), Error> {
    if number(db, "application_id")? != APPLICATION {
        return Err(Error::NotAnIndex);
    }
    match number(db, "user_version")? {
        found if found > FORMAT => return Err(Error::Newer(found)),
        found if found < FORMAT => return Err(Error::Older(found)),
        _ => {}
    }
    let ours = Connection::open_in_memory()?;
    ours.execute_batch(TABLES)?;
    let needed = drawing(&ours)?;
    complete(&ours)?;
    let (known, found) = (drawing(&ours)?, drawing(db)?);
    if needed.iter().all(|table| found.contains(table)) && found.iter().all(|table| known.contains(table)) {
        Ok(())
    } else {
        Err(Error::damaged("its tables are not those of an index"))
    }
}

/// Adds missing tables.
fn complete(db: &Connection) -> Result<(), Error> {
    let add = |(name, columns)| db.execute_batch(&format!("CREATE TABLE IF NOT EXISTS {name}{columns}"));
    Ok(ADDITIONS.into_iter().try_for_each(add)?)
}

/// Replaces missing tables by empty ones in memory.
fn stand_in(db: &Connection) -> Result<(), Error> {
    db.pragma_update(None, "temp_store", "MEMORY")?;
    for (name, columns) in ADDITIONS {
        if !db.table_exists(Some("main"), name)? {
            db.execute_batch(&format!("CREATE TEMP TABLE {name}{columns}"))?;
        }
    }
    Ok(())
}

fn drawing(db: &Connection) -> Result<Vec<(String, String, Option<String>)>, Error> {
    let mut rows = db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name LIMIT 100")?;
    let rows = rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn number(db: &Connection, pragma: &str) -> Result<i64, Error> {
    Ok(db.pragma_query_value(None, pragma, |r| r.get(0))?)
}

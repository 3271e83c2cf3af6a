//! An index gone through anew.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use verify_shot::index::recount;

use crate::common::{Desk, pdf, png};
use crate::{Numbers, with_a_flipped_bit};

/// All that an index keeps, but what is no content: sizes and times of files, and numbers that name a row to the database
/// alone.
const CONTENT: [&str; 14] = [
    "SELECT * FROM root",
    "SELECT * FROM track",
    "SELECT id, root, name, format, sha256, announced, renditions, pages, unread, content, parent FROM document",
    "SELECT * FROM page",
    "SELECT * FROM rendition",
    "SELECT * FROM words",
    "SELECT * FROM lines",
    "SELECT * FROM text",
    "SELECT * FROM unread",
    "SELECT * FROM reading",
    "SELECT * FROM digest",
    "SELECT * FROM near",
    "SELECT track, postings, first_block, directory FROM run",
    "SELECT * FROM block",
];

fn content(index: &Path) -> rusqlite::Result<Vec<Vec<Value>>> {
    let db = Connection::open_with_flags(index, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut all = Vec::new();
    for sql in CONTENT {
        let mut rows = db.prepare(sql)?;
        let columns = rows.column_count();
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            all.push((0..columns).map(|i| row.get(i)).collect::<rusqlite::Result<_>>()?);
        }
    }
    Ok(all)
}

/// A folder of three kinds of originals, a scan, and one that cannot be read.
fn desk() -> Desk {
    let desk = Desk::new();
    let mail = "From: Ann Archer <ann@halcyon.example>\r\nTo: Bo <bo@halcyon.example>\r\nSubject: The roof\r\n\
                Date: Mon, 2 Mar 1998 09:00:00 +0000\r\nMessage-ID: <1@halcyon.example>\r\n\r\n\
                The roof of the second studio leaks where the new lights hang, and nobody has called the builder.\r\n";
    desk.write("leak/a.png", &png(1));
    desk.write("leak/b.pdf", &pdf(2, 3));
    desk.write("leak/c.eml", mail.as_bytes());
    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/originals/letters/telex.png");
    desk.write("leak/scan.png", &std::fs::read(scan).unwrap());
    desk.write("leak/notes.txt", b"no page");
    desk
}

#[test]
fn an_index_fits_however_it_came_about() {
    let desk = desk();
    let index = desk.path("a.db");
    let fits = || {
        let found = recount(&index).unwrap();
        assert_eq!(found.faults, Vec::<String>::new());
        assert_eq!(found.summary.unwrap().digest, desk.digest("a.db"));
    };
    desk.expect(0, &["add", "leak", "--index", "a.db"]);
    fits();
    // Replaced, dropped, added behind: runs that are merged, and pages that are gone.
    for seed in 3..12 {
        desk.write("leak/b.pdf", &pdf(seed, 2));
        desk.write(&format!("leak/{seed}.png"), &png(seed));
        desk.expect(0, &["add", "leak", "--index", "a.db"]);
    }
    fits();
    std::fs::remove_file(desk.path("leak/a.png")).unwrap();
    desk.expect(0, &["add", "leak", "--index", "a.db", "--prune"]);
    fits();
    desk.expect(0, &["add", "leak", "--index", "b.db", "--no-renditions"]);
    assert_eq!(recount(&desk.path("b.db")).unwrap().faults, Vec::<String>::new());
}

#[test]
fn any_flipped_bit_of_its_content_is_told() {
    let desk = desk();
    desk.expect(0, &["add", "leak", "--ocr", "--index", "a.db"]);
    let index = desk.path("a.db");
    let (sound, digest) = (content(&index).unwrap(), desk.digest("a.db"));
    let (mut numbers, mut told) = (Numbers(1), 0);
    for _ in 0..2000 {
        with_a_flipped_bit(&index, &mut numbers, |bit| match recount(&index) {
            Ok(found)
                if found.faults.is_empty() && found.summary.as_ref().is_some_and(|s| s.digest == digest) =>
            {
                assert_eq!(content(&index).unwrap(), sound, "bit {bit} is content, and was not told");
            }
            _ => told += 1,
        });
    }
    // Of so small an index most is room that nothing uses.
    assert!(told > 200, "content was hit: {told}");
}

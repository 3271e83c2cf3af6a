//! A damaged index: whatever of it a check reads, it is asked first. Damage is an error in words, never another answer.

use std::fmt::Write;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params};
use verify_shot::index::compress::squeeze;
use verify_shot::index::{Error, Index, NewDocument, PageId, Writer};
use verify_shot::model::answer::IndexSummary;
use verify_shot::model::document::{Format, Reading, Word};
use verify_shot::model::feature_key::{FeatureKind, Key};
use verify_shot::model::geometry::Rect;
use verify_shot::model::signature::{KeyName, PublishedKey};
use verify_shot::model::trial::Trial;
use verify_shot::model::unsettled::{Cause, Unsettled};

use crate::index::{FEATURES, Numbers, build, document, place, scratch};

/// What no check reads: by what `add` knows a file, reasons for people, checkpoints of mailboxes, digests that `index
/// verify` computes anew, programs that are listed, and the database's own numbers.
const NOT_READ: [&str; 15] = [
    "document.bytes",
    "document.modified",
    "unread.document",
    "unread.page",
    "unread.reason",
    "making.document",
    "making.upto",
    "making.digests",
    "reading.program",
    "reading.languages",
    "reading.content",
    "drawing.content",
    "redrawing.content",
    "sqlite_sequence.name",
    "sqlite_sequence.seq",
];

/// An index with something of all that is kept.
fn filled(path: &Path) {
    let mut documents: Vec<NewDocument> = (1..=3).map(|i| document(&format!("d{i}.pdf"), i, 2)).collect();
    let word = |text: &str| Word { text: text.into(), bounds: Rect::new(72.0, 100.0, 120.0, 112.0) };
    for page in documents.iter_mut().flat_map(|document| &mut document.pages) {
        page.unsettled = vec![Unsettled { bounds: word("").bounds, cause: Cause::Typeface }];
    }
    documents[1].format = Some(Format::Mail);
    documents[2].attachments = vec![document("d3.pdf/inside.pdf", 9, 1)];
    build(path, &documents);
    let (singly, pages) = {
        let index = Index::open(path, &FEATURES).unwrap();
        let singly = index.singly_drawn().unwrap().remove(0);
        let pages = index.pages_of(&singly).unwrap();
        (singly, pages)
    };
    let mut writer = Writer::open(path, &FEATURES).unwrap();
    let reading =
        Reading { program: "reader 1".into(), languages: "eng".into(), words: Ok(vec![word("read")]) };
    writer.keep_reading(pages[0], &reading, (&[Key::Token(5, place(5))], 1)).unwrap();
    let second = squeeze(&[1; 61 * 40]);
    writer.keep_redrawing(&singly, "drawer 1", Ok(&[(pages[1], second)])).unwrap();
    let name = KeyName::new("halcyon.example", "s1001").unwrap();
    writer.keep_keys(&[PublishedKey { name, record: "v=DKIM1; p=".into(), file: "key".into() }]).unwrap();
    writer.keep_trial(&Trial::default()).unwrap();
    writer.finish().unwrap();
}

/// All that a check may ask of an index, in one text.
fn all_said(path: &Path) -> Result<String, Error> {
    let index = Index::open(path, &FEATURES)?;
    let summary = IndexSummary { path: String::new(), ..index.summary()?.clone() };
    let mut said = format!("{summary:?} {:?}\n", index.roots()?);
    let mut pages: Vec<PageId> = Vec::new();
    for seed in [1, 2, 3, 9] {
        pages.extend(index.documents_with(&[seed; 32])?);
    }
    for kind in [FeatureKind::Layout, FeatureKind::Reading] {
        let tokens: Vec<u32> = (0..5000).collect();
        index.tokens(kind, &tokens, usize::MAX, &mut |token, page, place| {
            pages.push(page);
            writeln!(said, "{token} {page:?} {place:?}").unwrap();
        })?;
    }
    writeln!(said, "{:?}", index.near(FeatureKind::Perceptual, 0, 64)?).unwrap();
    for seed in 0..=255 {
        writeln!(said, "{:?}", index.digest_pages(FeatureKind::Exact, &[seed; 32])?).unwrap();
    }
    pages.sort();
    pages.dedup();
    for id in pages {
        let (page, rendition) = (index.page(id)?, index.rendition(id)?);
        let second = rendition.as_ref().map(|first| index.second(id, first)).transpose()?;
        writeln!(said, "{page:?} {rendition:?} {second:?}").unwrap();
        writeln!(said, "{:?} {:?} {:?}", index.words(id)?, index.lines(id)?, index.text(id)?).unwrap();
        writeln!(said, "{:?} {:?}", index.unsettled(id)?, index.reading(id)?).unwrap();
        writeln!(said, "{:?} {:?} {:?}", index.drawn_by(id)?, index.message_of(id)?, index.sent(id)?)
            .unwrap();
    }
    index.each_signature(&mut |signature| {
        writeln!(said, "{signature:?}").unwrap();
        Ok(())
    })?;
    writeln!(said, "{:?}", index.key(&KeyName::new("halcyon.example", "s1001").unwrap())?).unwrap();
    writeln!(said, "{} {}", index.has_text()?, index.has_words()?).unwrap();
    Ok(said)
}

/// The value with one bit flipped.
fn flipped(value: &Value) -> Value {
    match value {
        Value::Null => Value::Text("x".into()),
        Value::Integer(number) => Value::Integer(number ^ 1 << 10),
        Value::Real(number) => Value::Real(f64::from_bits(number.to_bits() ^ 1 << 30)),
        Value::Text(text) => {
            let (first, rest) = text.split_at_checked(1).unwrap_or(("a", ""));
            Value::Text(char::from(first.as_bytes()[0] ^ 1).to_string() + rest)
        }
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            let middle = bytes.len() / 2;
            match bytes.get_mut(middle) {
                Some(byte) => *byte ^= 1,
                None => bytes.push(0),
            }
            Value::Blob(bytes)
        }
    }
}

/// Every column of every table, with the value of its first row.
fn columns(db: &Connection) -> Vec<(String, String, Value)> {
    let mut columns = Vec::new();
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> = tables.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    for table in tables {
        let mut rows = db.prepare(&format!("SELECT * FROM {table} LIMIT 1")).unwrap();
        let names: Vec<String> = rows.column_names().map(str::to_owned).collect();
        let mut rows = rows.query([]).unwrap();
        let Some(row) = rows.next().unwrap() else { continue };
        for (at, name) in names.into_iter().enumerate() {
            columns.push((table.clone(), name, row.get(at).unwrap()));
        }
    }
    columns
}

/// Tables of what is kept of a page.
const PARTS: [&str; 10] =
    ["rendition", "words", "lines", "text", "signature", "unsettled", "reading", "second", "near", "digest"];

#[test]
fn a_flipped_bit_in_any_column_that_a_check_reads_is_told() {
    let (folder, path) = scratch();
    filled(&path);
    let whole = all_said(&path).unwrap();
    let columns = columns(&Connection::open(&path).unwrap());
    let tables: Vec<&str> = columns.iter().map(|(table, ..)| table.as_str()).collect();
    for table in PARTS {
        assert!(tables.contains(&table), "{table} has a row");
    }
    let hurt = folder.path().join("hurt.db");
    for (table, column, value) in &columns {
        let name = format!("{table}.{column}");
        std::fs::copy(&path, &hurt).unwrap();
        let db = Connection::open(&hurt).unwrap();
        let sql = format!("UPDATE {table} SET {column} = ? WHERE {column} IS ?");
        // A row of its own kind cannot be in two places, nor a second seal be kept.
        if db.execute(&sql, params![flipped(value), value]).is_err() {
            continue;
        }
        drop(db);
        match all_said(&hurt) {
            Ok(said) if NOT_READ.contains(&name.as_str()) => assert!(said == whole, "{name}"),
            Ok(_) => panic!("{name} is another and was not told"),
            Err(e) => assert!(e.to_string().contains("build it anew"), "{name}: {e}"),
        }
    }
}

#[test]
fn a_row_that_is_gone_is_told() {
    let (folder, path) = scratch();
    filled(&path);
    let hurt = folder.path().join("hurt.db");
    let others = ["root", "document", "page", "run", "block", "track", "dkim_key", "redrawing"];
    for table in PARTS.iter().chain(&others) {
        std::fs::copy(&path, &hurt).unwrap();
        let db = Connection::open(&hurt).unwrap();
        let column = match *table {
            "near" | "digest" => "track",
            "dkim_key" => "domain",
            _ => "rowid",
        };
        let sql = format!("DELETE FROM {table} WHERE {column} = (SELECT max({column}) FROM {table})");
        assert!(db.execute(&sql, []).unwrap() > 0, "{table}");
        drop(db);
        assert!(all_said(&hurt).is_err(), "a row of {table}");
    }
}

#[test]
fn a_flipped_bit_anywhere_in_the_file_never_changes_what_is_said() {
    let (folder, path) = scratch();
    filled(&path);
    let whole = all_said(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let hurt = folder.path().join("hurt.db");
    let (mut numbers, mut told) = (Numbers(4), 0);
    for _ in 0..600 {
        let bit = numbers.next() as usize % (8 * bytes.len());
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&hurt, &other).unwrap();
        match all_said(&hurt) {
            Ok(said) => {
                // Without its seal, an index says that it is not finished.
                let said = said.replacen("is_unfinished: true", "is_unfinished: false", 1);
                assert!(said == whole, "bit {bit} was not told");
            }
            Err(_) => told += 1,
        }
        let _ = std::fs::remove_file(folder.path().join("hurt.db-wal"));
        let _ = std::fs::remove_file(folder.path().join("hurt.db-shm"));
    }
    assert!(told > 50, "what is read was hit: {told}");
}

#[test]
fn damage_of_a_page_names_the_page_and_adding_its_document_again_mends_it() {
    let (_folder, path) = scratch();
    filled(&path);
    Connection::open(&path).unwrap().execute("UPDATE words SET packed = x'0b' WHERE page = 2", []).unwrap();
    let said = all_said(&path).unwrap_err().to_string();
    assert!(said.contains("page 2 of d1.pdf: its words are not what was written"), "{said}");
    let faults = verify_shot::index::recount(&path).unwrap().faults;
    assert!(
        faults.contains(&"page 2 of d1.pdf: its words are not what was written.".to_owned()),
        "{faults:?}"
    );
    let mut writer = Writer::open(&path, &FEATURES).unwrap();
    let (root, _) = writer.root("/leak").unwrap();
    writer.put(root, &document("d1.pdf", 1, 2)).unwrap();
    writer.finish().unwrap();
    assert_eq!(verify_shot::index::recount(&path).unwrap().faults, Vec::<String>::new());
    assert!(all_said(&path).is_ok());
}

#[test]
fn damage_of_the_lists_is_not_sealed_as_if_it_had_been_written() {
    let (_folder, path) = scratch();
    filled(&path);
    Connection::open(&path).unwrap().execute("UPDATE document SET name = 'e1.pdf' WHERE id = 1", []).unwrap();
    let Err(said) = Writer::open(&path, &FEATURES) else { panic!("opened") };
    assert!(
        said.to_string().contains("its lists of documents, folders and runs are not what was written"),
        "{said}"
    );
}

#[test]
fn an_index_whose_add_did_not_finish_says_so_until_it_does() {
    let (_folder, path) = scratch();
    let unfinished = || {
        let index = Index::open(&path, &FEATURES).unwrap();
        (index.summary().unwrap().is_unfinished, index.unfinished_adds().unwrap())
    };
    let add = |folders: &[&str], seed: u64, finishes: bool| {
        let folders: Vec<String> = folders.iter().map(|folder| (*folder).to_owned()).collect();
        let mut writer = Writer::open(&path, &FEATURES).unwrap();
        let (root, _) = writer.root(&folders[0]).unwrap();
        writer.begin_adding(&folders).unwrap();
        writer.put(root, &document("a.pdf", seed, 1)).unwrap();
        if finishes {
            writer.end_adding(&folders).unwrap();
            writer.finish().unwrap();
        }
    };
    add(&["/leak"], 1, true);
    assert_eq!(unfinished(), (false, vec![]));
    add(&["/other/inner"], 2, false);
    assert_eq!(unfinished(), (true, vec!["/other/inner".to_owned()]));
    // Another folder that is finished does not finish this one.
    add(&["/leak"], 3, true);
    assert_eq!(unfinished(), (true, vec!["/other/inner".to_owned()]));
    // The folder that holds it does.
    add(&["/other"], 4, true);
    assert_eq!(unfinished(), (false, vec![]));
}

//! Digest of an index: two indexes with the same digest give the same answers.
//!
//! It is SHA-256 over the digests of the documents, sorted, over the DKIM keys, over the text read by OCR, and over the
//! renders of office files and the second renders. So it depends neither on the order in which documents were added
//! nor on the files among which they are divided. A sum or XOR of digests could be updated in one step, but allows an
//! attacker to build another set with the same total (Wagner's generalised birthday attack); sorting and hashing
//! 100,000 digests takes milliseconds.

use std::collections::BTreeSet;

use rusqlite::{Connection, Rows};

use super::digest::Parts;
use super::dkim_keys::has_keys;
use super::error::Error;
use super::ocr_text::has_readings;
use super::office_renders::has_drawings;
use super::second_renders::has_redrawings;
use crate::model::feature_key::FeatureKind;
use crate::model::hex::hex;

/// Name and digest of each document.
const DOCUMENTS: &str = "SELECT content, name FROM document ORDER BY content, name";
const KEYS: &str =
    "SELECT domain, selector, record, file FROM dkim_key ORDER BY domain, selector, record, file";
const READINGS: &str = "SELECT r.content, d.name FROM reading r JOIN page p ON p.id = r.page
  JOIN document d ON d.id = p.document ORDER BY r.content, d.name";
const DRAWINGS: &str = "SELECT g.content, d.name FROM drawing g JOIN document d ON d.id = g.document
  ORDER BY g.content, d.name";
const REDRAWINGS: &str = "SELECT g.content, d.name FROM redrawing g JOIN document d ON d.id = g.document
  ORDER BY g.content, d.name";

/// Values of a row.
type Values = Vec<Vec<u8>>;

/// Digest of all that these files hold, as 64 hexadecimal digits.
pub(super) fn of_set(files: &[&Connection]) -> Result<String, Error> {
    let any = |has: fn(&Connection) -> Result<bool, Error>| {
        files.iter().try_fold(false, |any, db| Ok::<bool, Error>(any || has(db)?))
    };
    let has_readings = any(has_readings)?;
    let mut parts = Parts::new("index");
    for (track, version) in tracks(files)? {
        // The pages read by OCR may all have been removed since.
        if track != FeatureKind::Reading as i64 || has_readings {
            parts = parts.with(&track.to_le_bytes()).with(&version.to_le_bytes());
        }
    }
    let named = |parts: Parts, row: &Values| row.iter().rev().fold(parts, |parts, value| parts.with(value));
    parts = with_rows(parts, files, DOCUMENTS, named)?;
    if any(has_keys)? {
        let mut last = None;
        // A key that was given to several files is one key.
        parts = with_rows(parts.with(b"keys"), files, KEYS, |parts, row| {
            let is_new = last.as_ref() != Some(row);
            last = Some(row.clone());
            if is_new { row.iter().fold(parts, |parts, value| parts.with(value)) } else { parts }
        })?;
    }
    if has_readings {
        parts = with_rows(parts.with(b"readings"), files, READINGS, named)?;
    }
    if any(has_drawings)? {
        parts = with_rows(parts.with(b"drawings"), files, DRAWINGS, named)?;
    }
    if any(has_redrawings)? {
        parts = with_rows(parts.with(b"redrawings"), files, REDRAWINGS, named)?;
    }
    Ok(hex(&parts.done()))
}

/// Features and their versions.
fn tracks(files: &[&Connection]) -> Result<BTreeSet<(i64, i64)>, Error> {
    let mut all = BTreeSet::new();
    for db in files {
        let mut rows = db.prepare("SELECT id, version FROM track")?;
        for track in rows.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))? {
            all.insert(track?);
        }
    }
    Ok(all)
}

/// Adds the rows of a query, which sorts them by their columns, as if all files were one.
fn with_rows(
    mut parts: Parts,
    files: &[&Connection],
    sql: &str,
    mut with: impl FnMut(Parts, &Values) -> Parts,
) -> Result<Parts, Error> {
    let mut selects = files.iter().map(|db| db.prepare(sql)).collect::<Result<Vec<_>, _>>()?;
    let mut rows = selects.iter_mut().map(|select| select.query([])).collect::<Result<Vec<_>, _>>()?;
    let mut next = rows.iter_mut().map(values).collect::<Result<Vec<_>, _>>()?;
    let first = |next: &[Option<Values>]| {
        let there = next.iter().enumerate().filter_map(|(i, row)| Some((row.as_ref()?, i)));
        there.min().map(|(_, i)| i)
    };
    while let Some(i) = first(&next) {
        let following = values(&mut rows[i])?;
        if let Some(row) = std::mem::replace(&mut next[i], following) {
            parts = with(parts, &row);
        }
    }
    Ok(parts)
}

/// The values of the next row. Returns `None` behind the last one.
fn values(rows: &mut Rows) -> Result<Option<Values>, Error> {
    let Some(row) = rows.next()? else { return Ok(None) };
    let columns = 0..row.as_ref().column_count();
    let value = |column| match row.get_ref(column)?.as_bytes() {
        Ok(value) => Ok(value.to_vec()),
        Err(e) => Err(Error::damaged(e.to_string())),
    };
    columns.map(value).collect::<Result<_, _>>().map(Some)
}

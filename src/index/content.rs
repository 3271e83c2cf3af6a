//! What an index holds, as one digest: two indexes with the same digest give the same answers.
//!
//! Each document has a digest over all that is kept of it. That of the index is SHA-256 over those, sorted, so it does
//! not depend on the order in which documents were added. A sum or XOR of digests could be kept up to date in one
//! step, but both let somebody build another set with the same total (Wagner's generalised birthday); sorting and
//! hashing 100,000 digests takes milliseconds.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::error::Error;
use super::pack;
use super::write::{NewDocument, NewPage};
use crate::model::key::Key;

/// A hash of parts, each with its length, so that no two lists of parts give the same bytes.
struct Parts(Sha256);

impl Parts {
    fn new(domain: &str) -> Self {
        Parts(Sha256::new()).with(domain.as_bytes())
    }

    fn with(mut self, part: &[u8]) -> Self {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    fn done(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Digest over all that is kept of a document but its name and place.
pub(super) fn of_document(document: &NewDocument) -> [u8; 32] {
    let mut parts = Parts::new("document")
        .with(&document.sha256)
        .with(document.format.map_or("", |f| f.name()).as_bytes())
        .with(&document.announced.to_le_bytes());
    for page in &document.pages {
        parts = parts.with(&of_page(page));
    }
    for unread in &document.unread {
        parts = parts.with(&unread.page.unwrap_or(0).to_le_bytes()).with(unread.reason.as_bytes());
    }
    parts.done()
}

fn of_page(page: &NewPage) -> [u8; 32] {
    let mut parts = Parts::new("page").with(&page.number.to_le_bytes());
    for side in [page.size.0, page.size.1] {
        parts = parts.with(&side.to_bits().to_le_bytes());
    }
    for side in [page.view.0, page.view.1, page.raster.0, page.raster.1] {
        parts = parts.with(&side.to_le_bytes());
    }
    parts = parts.with(page.rendition.as_deref().unwrap_or_default());
    parts = parts.with(&pack::words(&page.words, page.size)).with(&pack::lines(&page.lines));
    parts = parts.with(&page.text.as_ref().map(pack::text).unwrap_or_default());
    for (track, keys) in &page.keys {
        let mut keys: Vec<&Key> = keys.iter().collect();
        keys.sort_unstable();
        let mut packed = vec![*track as u8];
        for key in keys {
            match key {
                Key::Digest(digest) => packed.extend(digest),
                Key::Near(hash) => packed.extend(hash.to_le_bytes()),
                Key::Token(token, place) => {
                    packed.extend(token.to_le_bytes());
                    packed.extend([place.x, place.y, place.length].into_iter().flat_map(u16::to_le_bytes));
                }
            }
        }
        parts = parts.with(&packed);
    }
    parts.done()
}

/// The digest of the whole index, as 64 hexadecimal digits.
pub(super) fn of_index(db: &Connection) -> Result<String, Error> {
    let mut tracks = db.prepare("SELECT id, version FROM track ORDER BY id")?;
    let mut tracks = tracks.query([])?;
    let mut parts = Parts::new("index");
    while let Some(row) = tracks.next()? {
        parts = parts.with(&row.get::<_, i64>(0)?.to_le_bytes()).with(&row.get::<_, i64>(1)?.to_le_bytes());
    }
    let mut documents = db.prepare("SELECT name, content FROM document ORDER BY content, name")?;
    let mut documents = documents.query([])?;
    while let Some(row) = documents.next()? {
        parts = parts.with(row.get_ref(0)?.as_bytes().map_err(|e| Error::damaged(e.to_string()))?);
        parts = parts.with(row.get_ref(1)?.as_bytes().map_err(|e| Error::damaged(e.to_string()))?);
    }
    Ok(hex(&parts.done()))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

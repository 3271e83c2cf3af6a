//! Unsettled places of indexed pages.

use rusqlite::Connection;

use super::codec::blob;
use super::error::Error;
use super::page_row::Part;
use super::{Index, PageId, UnreadPart, codec};
use crate::model::unsettled::{Cause, Unsettled};

impl Index {
    /// Places of a page whose look does not follow from its file, in page units.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn unsettled(&self, id: PageId) -> Result<Vec<Unsettled>, Error> {
        let places =
            self.part(id, Part::Unsettled, |packed, page| codec::unpack_unsettled(packed, page.size))?;
        Ok(places.unwrap_or_default())
    }

    /// Every page with words that its rendition does not show, with a message.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn undrawn_words(&self) -> Result<Vec<UnreadPart>, Error> {
        let mut parts = self.gathered(undrawn_words)?;
        parts.sort_by(|a, b| (&a.document, a.page).cmp(&(&b.document, b.page)));
        Ok(parts)
    }
}

fn undrawn_words(db: &Connection) -> Result<Vec<UnreadPart>, Error> {
    let mut rows = db.prepare(
        "SELECT d.name, p.number, u.packed FROM unsettled u JOIN page p ON p.id = u.page
         JOIN document d ON d.id = p.document ORDER BY d.name, p.number",
    )?;
    let mut rows = rows.query([])?;
    let mut parts = Vec::new();
    while let Some(row) = rows.next()? {
        let places = codec::unpack_unsettled(blob(row, 2)?, (1.0, 1.0))?;
        let reason = match places.iter().filter(|place| place.cause == Cause::Undrawn).count() {
            0 => continue,
            1 => "A line of words on it is not drawn".to_owned(),
            count => format!("{count} lines of words on it are not drawn"),
        };
        let reason = format!("{reason}: their typeface is not in the file, so nothing there is compared.");
        parts.push(UnreadPart { document: row.get(0)?, page: Some(row.get(1)?), reason });
    }
    Ok(parts)
}

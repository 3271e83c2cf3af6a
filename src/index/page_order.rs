//! An order of pages that follows from the set alone, whatever the order in which its documents were added.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use super::error::Error;
use super::{Index, PageId};

/// Place of a page in the order of the set: name of its document, digest of what is kept of that, page number.
/// The folder that was added comes last, and counts only for copies of one document.
type Place = (String, Vec<u8>, u32, String);

impl Index {
    /// Sorts items by the places of their pages in the order of the set. The numbers of pages are no such order:
    /// they follow from when a document was added.
    ///
    /// # Errors
    ///
    /// If the index cannot be read, is damaged, or does not have one of the pages.
    pub fn sort_as_in_set<T>(&self, items: &mut [T], page: impl Fn(&T) -> PageId) -> Result<(), Error> {
        if items.len() < 2 {
            return Ok(());
        }
        let place = |item: &T| Ok((page(item), self.place_in_set(page(item))?));
        let places: HashMap<PageId, Place> = items.iter().map(place).collect::<Result<_, Error>>()?;
        items.sort_by(|a, b| places[&page(a)].cmp(&places[&page(b)]));
        Ok(())
    }

    fn place_in_set(&self, id: PageId) -> Result<Place, Error> {
        let mut select = self.db(id)?.prepare_cached(
            "SELECT d.name, d.content, p.number, r.path FROM page p JOIN document d ON d.id = p.document
               JOIN root r ON r.id = d.root WHERE p.id = ?",
        )?;
        let place = select.query_row([id.number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)));
        place.optional()?.ok_or_else(|| Error::damaged("keys of a page that is not there"))
    }
}

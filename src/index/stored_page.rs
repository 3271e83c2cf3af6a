//! What the index keeps of a page: its attributes, words, lines, text and rendition.

use std::path::PathBuf;

use rusqlite::params;

use super::error::Error;
use super::page_row::{PageRow, Part};
use super::rendition;
use super::{Index, PageId, codec};
use crate::model::answer::{PageKind, PageRef};
use crate::model::document::{Format, TextLine, Word};
use crate::model::raster::Rendition;
use crate::model::text::Text;

/// Longest page side ever written, in page units.
const LONGEST_SIDE: f64 = 1e6;

/// Stored attributes of a page, without words, lines, text and rendition.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPage {
    /// Its number in this index.
    pub id: PageId,
    /// Path relative to the folder that was added, with `/`.
    pub document: String,
    /// Path of the original file, to render the page again.
    pub original: PathBuf,
    /// SHA-256 of the document's bytes.
    pub sha256: [u8; 32],
    /// What people call it.
    pub kind: PageKind,
    /// Page number, from 1.
    pub number: u32,
    /// Width and height in page units.
    pub size: (f64, f64),
    /// Width and height, in pixels, of the view to which the tokens' placements refer.
    pub view: (u32, u32),
    /// Width and height of its rendition, in pixels.
    pub raster: (u32, u32),
    /// True if the index stores a rendition.
    pub has_rendition: bool,
}

impl StoredPage {
    /// Reference to the page by name.
    pub fn name(&self) -> PageRef {
        PageRef { document: self.document.clone(), page: self.number }
    }
}

impl Index {
    /// Page by number.
    ///
    /// # Errors
    ///
    /// If the index cannot be read, is damaged, or has no page with this number.
    pub fn page(&self, id: PageId) -> Result<StoredPage, Error> {
        let db = self.db(id)?;
        let row = PageRow::of(db, id)?;
        let PageRow { number, size, view, raster, .. } = row;
        let side = |s: f64| s > 0.0 && s < LONGEST_SIDE;
        let sane = side(size.0) && side(size.1) && number > 0 && view.0 > 0 && view.1 > 0;
        if !sane || !rendition::is_size(raster) {
            return Err(Error::damaged("the size of a page"));
        }
        let has_rendition = row.has(Part::Rendition);
        let mut select = db.prepare_cached(
            "SELECT d.name, r.path, d.sha256, d.format FROM document d JOIN root r ON r.id = d.root WHERE d.id = ?",
        )?;
        Ok(select.query_row([row.document], |r| {
            let (document, root): (String, String) = (r.get(0)?, r.get(1)?);
            let original = super::path_of(&root).join(super::path_of(&document));
            let kind = kind(r.get::<_, Option<String>>(3)?.as_deref());
            let sha256 = r.get(2)?;
            Ok(StoredPage { id, document, original, sha256, kind, number, size, view, raster, has_rendition })
        })?)
    }

    /// Page of this name. Returns `None` if there is none or documents of several folders have it.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn page_named(&self, page: &PageRef) -> Result<Option<StoredPage>, Error> {
        match self.pages_named(page)?[..] {
            [id] => self.page(id).map(Some),
            _ => Ok(None),
        }
    }

    /// Pages of this name, in the order of the set: more than one if documents of several folders have it.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn pages_named(&self, page: &PageRef) -> Result<Vec<PageId>, Error> {
        let mut pages = Vec::new();
        self.of_each(&mut |shard, file| {
            let mut select = file.db.prepare_cached(
                "SELECT p.id FROM document d JOIN page p ON p.document = d.id WHERE d.name = ? AND p.number = ?",
            )?;
            for number in select.query_map(params![page.document, page.page], |r| r.get(0))? {
                pages.push(PageId { shard, number: number? });
            }
            Ok(())
        })?;
        self.sort_as_in_set(&mut pages, |page| *page)?;
        Ok(pages)
    }

    /// Rendition of a page. Returns `None` if the index was built without renditions.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn rendition(&self, id: PageId) -> Result<Option<Rendition>, Error> {
        self.part(id, Part::Rendition, |packed, page| {
            rendition::decode(packed, page.raster).ok_or_else(|| Error::damaged("the rendition of a page"))
        })
    }

    /// Words given by the original, with boxes in page units; empty for a picture.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn words(&self, id: PageId) -> Result<Vec<Word>, Error> {
        let words = self.part(id, Part::Words, |packed, page| codec::unpack_words(packed, page.size))?;
        Ok(words.unwrap_or_default())
    }

    /// Lines of words on the page's rendition, from top to bottom.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn lines(&self, id: PageId) -> Result<Vec<TextLine>, Error> {
        Ok(self.part(id, Part::Lines, |packed, _| codec::unpack_lines(packed))?.unwrap_or_default())
    }

    /// Text of a page without a look of its own. Returns `None` for a page that has one.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn text(&self, id: PageId) -> Result<Option<Text>, Error> {
        self.part(id, Part::Text, |packed, _| codec::unpack_text(packed))
    }
}

/// What people call a page of a document of this format, by the name that the index keeps.
fn kind(format: Option<&str>) -> PageKind {
    match Format::all().find(|known| format == Some(known.name())) {
        Some(format) if format.is_container() => PageKind::MailboxMessage,
        Some(format) if format.is_mail() => PageKind::Message,
        _ => PageKind::Page,
    }
}

//! What the index keeps of a page: its attributes, words, lines, text and rendition.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row, params};

use super::error::Error;
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
        let mut select = self.db(id)?.prepare_cached(
            "SELECT d.name, r.path, d.sha256, p.number, p.width, p.height, p.view_width, p.view_height,
               p.raster_width, p.raster_height, EXISTS(SELECT 1 FROM rendition WHERE page = p.id), d.format
             FROM page p JOIN document d ON d.id = p.document JOIN root r ON r.id = d.root WHERE p.id = ?",
        )?;
        let page = select.query_row([id.number], |r| stored_page(r, id)).optional()?;
        let page = page.ok_or_else(|| Error::damaged("keys of a page that is not there"))?;
        let side = |s: f64| s > 0.0 && s < LONGEST_SIDE;
        let sane =
            side(page.size.0) && side(page.size.1) && page.number > 0 && page.view.0 > 0 && page.view.1 > 0;
        if !sane || !rendition::is_size(page.raster) {
            return Err(Error::damaged("the size of a page"));
        }
        Ok(page)
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
        let mut select = self.db(id)?.prepare_cached(
            "SELECT p.raster_width, p.raster_height, r.packed FROM page p JOIN rendition r ON r.page = p.id
             WHERE p.id = ?",
        )?;
        let mut rows = select.query([id.number])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let packed = row.get_ref(2)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?;
        let rendition = rendition::decode(packed, (row.get(0)?, row.get(1)?));
        rendition.map(Some).ok_or_else(|| Error::damaged("the rendition of a page"))
    }

    /// Words given by the original, with boxes in page units; empty for a picture.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn words(&self, id: PageId) -> Result<Vec<Word>, Error> {
        let mut select = self.db(id)?.prepare_cached(
            "SELECT p.width, p.height, w.packed FROM page p JOIN words w ON w.page = p.id WHERE p.id = ?",
        )?;
        let mut rows = select.query([id.number])?;
        let Some(row) = rows.next()? else { return Ok(Vec::new()) };
        let packed = row.get_ref(2)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?;
        codec::unpack_words(packed, (row.get(0)?, row.get(1)?))
    }

    /// Lines of words on the page's rendition, from top to bottom.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn lines(&self, id: PageId) -> Result<Vec<TextLine>, Error> {
        let mut select = self.db(id)?.prepare_cached("SELECT packed FROM lines WHERE page = ?")?;
        let mut rows = select.query([id.number])?;
        let Some(row) = rows.next()? else { return Ok(Vec::new()) };
        codec::unpack_lines(row.get_ref(0)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?)
    }

    /// Text of a page without a look of its own. Returns `None` for a page that has one.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn text(&self, id: PageId) -> Result<Option<Text>, Error> {
        let mut select = self.db(id)?.prepare_cached("SELECT packed FROM text WHERE page = ?")?;
        let mut rows = select.query([id.number])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        codec::unpack_text(row.get_ref(0)?.as_blob().map_err(|e| Error::damaged(e.to_string()))?).map(Some)
    }
}

fn stored_page(r: &Row, id: PageId) -> rusqlite::Result<StoredPage> {
    let (document, root): (String, String) = (r.get(0)?, r.get(1)?);
    Ok(StoredPage {
        id,
        original: super::path_of(&root).join(super::path_of(&document)),
        document,
        sha256: r.get(2)?,
        number: r.get(3)?,
        size: (r.get(4)?, r.get(5)?),
        view: (r.get(6)?, r.get(7)?),
        raster: (r.get(8)?, r.get(9)?),
        has_rendition: r.get(10)?,
        kind: kind(r.get::<_, Option<String>>(11)?.as_deref()),
    })
}

/// What people call a page of a document of this format, by the name that the index keeps.
fn kind(format: Option<&str>) -> PageKind {
    match Format::all().find(|known| format == Some(known.name())) {
        Some(format) if format.is_container() => PageKind::MailboxMessage,
        Some(format) if format.is_mail() => PageKind::Message,
        _ => PageKind::Page,
    }
}

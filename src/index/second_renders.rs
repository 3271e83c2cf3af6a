//! Documents rendered a second time by another program: which ones, by which program, and the differences.

use rusqlite::{Connection, OptionalExtension, params};

use super::digest;
use super::error::Error;
use super::office_renders::PackedDrawing;
use super::page_row::{PageRow, Part};
use super::second_drawing;
use super::{Index, PageId, RootId, UnreadPart, Writer, path_of};
use crate::model::raster::{Raster, Rendition};

/// A document that was rendered once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Singly {
    id: i64,
    /// Path relative to the folder that was added.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The folder that was added.
    pub root: RootId,
    /// Path of the file on disk.
    pub path: std::path::PathBuf,
}

/// Number of documents by state of their second render.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RedrawnCounts {
    /// Rendered a second time.
    pub redrawn: u64,
    /// The second rendering failed.
    pub failed: u64,
    /// Pages on which the two renders differ.
    pub unlike: u64,
}

impl Index {
    /// Files with rendered pages without a second render, or whose second rendering failed. The index is in
    /// one file.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn singly_drawn(&self) -> Result<Vec<Singly>, Error> {
        let mut rows = self.to_add_to().prepare(
            "SELECT d.id, d.name, d.sha256, d.root, r.path FROM document d JOIN root r ON r.id = d.root
               LEFT JOIN redrawing g ON g.document = d.id
             WHERE d.format = 'PDF' AND d.parent IS NULL AND d.pages > 0 AND d.renditions
               AND (g.document IS NULL OR g.failed NOT NULL)
             ORDER BY d.name",
        )?;
        let rows = rows.query_map([], |r| {
            let (folder, name): (String, String) = (r.get(4)?, r.get(1)?);
            let path = path_of(&folder).join(path_of(&name));
            Ok(Singly { id: r.get(0)?, sha256: r.get(2)?, root: RootId(r.get(3)?), path, name })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Pages of such a document, in order.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn pages_of(&self, document: &Singly) -> Result<Vec<PageId>, Error> {
        ids_of_pages(self.to_add_to(), document.id)
    }

    /// Second render of a page, decoded from its first. Returns `None` if there is none or both agree.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn second(&self, id: PageId, first: &Rendition) -> Result<Option<Raster>, Error> {
        self.part(id, Part::Second, |packed, _| {
            second_drawing::unpacked(packed, &first.grey)
                .ok_or_else(|| Error::damaged("the second drawing of a page"))
        })
    }

    /// Number of documents by state of their second render.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn redrawn_counts(&self) -> Result<RedrawnCounts, Error> {
        Ok(RedrawnCounts {
            redrawn: self.total("SELECT count(*) FROM redrawing WHERE failed IS NULL")?,
            failed: self.total("SELECT count(failed) FROM redrawing")?,
            unlike: self.total("SELECT count(*) FROM second")?,
        })
    }

    /// Programs used for the second render: `pdftoppm 22.12.0`.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn redrawers(&self) -> Result<Vec<String>, Error> {
        self.programs("SELECT DISTINCT program FROM redrawing WHERE failed IS NULL")
    }

    /// Every document whose second rendering failed, with the reason.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn failed_redrawings(&self) -> Result<Vec<UnreadPart>, Error> {
        self.parts(
            "SELECT d.name, NULL, g.failed FROM redrawing g JOIN document d ON d.id = g.document
             WHERE g.failed NOT NULL ORDER BY d.name",
        )
    }
}

/// True if there is any second render, successful or not.
pub(super) fn has_redrawings(db: &Connection) -> Result<bool, Error> {
    Ok(db.query_row("SELECT EXISTS(SELECT 1 FROM redrawing)", [], |r| r.get(0))?)
}

fn ids_of_pages(db: &Connection, document: i64) -> Result<Vec<PageId>, Error> {
    let mut rows = db.prepare_cached("SELECT id FROM page WHERE document = ? ORDER BY number, id")?;
    let rows = rows.query_map([document], |r| Ok(PageId { shard: 0, number: r.get(0)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stores the differences of a page, or that there are none.
fn keep_second(db: &Connection, id: PageId, packed: Option<&[u8]>) -> Result<(), Error> {
    let mut row = PageRow::of(db, id)?;
    if packed.is_none() && !row.has(Part::Second) {
        return Ok(());
    }
    db.execute("DELETE FROM second WHERE page = ?", [id.number])?;
    if let Some(packed) = packed {
        db.execute("INSERT INTO second VALUES (?, ?)", params![id.number, packed])?;
    }
    row.set(id, Part::Second, packed);
    row.keep_sums(db, id)
}

/// Stored differences of a document's pages, by page number.
pub(super) fn pages(db: &Connection, document: i64) -> Result<Vec<(u32, Vec<u8>)>, Error> {
    let mut rows = db.prepare_cached(
        "SELECT p.number, s.packed FROM second s JOIN page p ON p.id = s.page WHERE p.document = ?
         ORDER BY p.number, p.id",
    )?;
    let rows = rows.query_map([document], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Writer {
    /// Stores the differences of a second render by this program from the first, page by page; or the reason it
    /// failed. A document that was removed or replaced is ignored.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn keep_redrawing(
        &mut self,
        document: &Singly,
        program: &str,
        drawn: Result<&[(PageId, Vec<u8>)], &str>,
    ) -> Result<(), Error> {
        let tx = self.begin()?;
        let sql = "SELECT content FROM document WHERE id = ? AND name = ? AND sha256 = ?";
        let found = tx.query_row(sql, params![document.id, document.name, document.sha256], |r| r.get(0));
        let Some(of_document): Option<Vec<u8>> = found.optional()? else { return Ok(()) };
        let (kept, failed) = match drawn {
            Ok(kept) => (kept, None),
            Err(why) => (&[][..], Some(why)),
        };
        for page in ids_of_pages(&tx, document.id)? {
            let packed = kept.iter().find(|(of, _)| *of == page).map(|(_, packed)| packed.as_slice());
            keep_second(&tx, page, packed)?;
        }
        let pages = pages(&tx, document.id)?;
        let pages = pages.iter().map(|(number, packed)| (*number, packed.as_slice()));
        let row = PackedDrawing { document: &of_document, program, failed };
        let digest = digest::of_redrawing(&row, pages);
        let values = params![document.id, program, failed, digest];
        tx.execute("INSERT OR REPLACE INTO redrawing VALUES (?, ?, ?, ?)", values)?;
        Ok(tx.commit()?)
    }
}

//! Office files rendered by an office program: which files, by which program, and which failed.
//!
//! The render takes the document's place: its pages are those of the document, and the words of the file itself
//! become a document below it.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::error::Error;
use super::write::{NewDocument, put};
use super::{Index, PageId, RootId, UnreadPart, Writer, digest, names_of, path_of};
use crate::model::document::Format;

/// Start of the message by which earlier versions refused office files up to 2003, whose kinds they did not
/// distinguish.
const REFUSED_BEFORE: &str = "It is an old Office file (DOC, XLS, PPT)%";

/// An office file, or an attached one, without rendered pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undrawn {
    id: i64,
    /// Path relative to the folder that was added.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// True if nothing of it has been read so far.
    pub is_refused: bool,
    /// The folder that was added.
    pub root: RootId,
    /// Path below that folder of the file it came in: itself, or the one to which it is attached.
    pub file: String,
    /// Path of that file on disk.
    pub path: std::path::PathBuf,
}

/// Number of office files by state of their render.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrawnCounts {
    /// Rendered.
    pub drawn: u64,
    /// Rendering failed.
    pub failed: u64,
    /// Rendering was not requested.
    pub undrawn: u64,
}

/// Values of an office render, for its digest.
pub(super) struct PackedDrawing<'a> {
    pub document: &'a [u8],
    pub program: &'a str,
    pub failed: Option<&'a str>,
}

/// SQL query for office files without rendered pages, with the file each came in; the words of a rendered one
/// are skipped.
fn undrawn() -> String {
    let formats = names_of(Format::is_office);
    format!(
        "WITH RECURSIVE top(id, root, name) AS (
           SELECT id, root, name FROM document WHERE parent IS NULL
           UNION SELECT d.id, top.root, top.name FROM document d JOIN top ON d.parent = top.id)
         SELECT d.id, d.name, d.sha256, d.pages = 0, top.root, top.name, r.path, g.failed NOT NULL
         FROM document d JOIN top ON top.id = d.id JOIN root r ON r.id = top.root
           LEFT JOIN drawing g ON g.document = d.id
         WHERE (d.format IN ({formats}) OR d.format IS NULL AND
             EXISTS(SELECT 1 FROM unread WHERE document = d.id AND reason LIKE '{REFUSED_BEFORE}'))
           AND (g.document IS NULL OR g.failed NOT NULL)
           AND NOT EXISTS(SELECT 1 FROM drawing WHERE document = d.parent AND failed IS NULL)
         ORDER BY top.name, d.id"
    )
}

impl Index {
    /// Office files whose pages are not rendered, or whose rendering failed. Those from one file are
    /// consecutive. The index is in one file.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn undrawn(&self) -> Result<Vec<Undrawn>, Error> {
        let mut rows = self.to_add_to().prepare(&undrawn())?;
        let rows = rows.query_map([], |r| {
            let (folder, file): (String, String) = (r.get(6)?, r.get(5)?);
            Ok(Undrawn {
                id: r.get(0)?,
                name: r.get(1)?,
                sha256: r.get(2)?,
                is_refused: r.get(3)?,
                root: RootId(r.get(4)?),
                path: path_of(&folder).join(path_of(&file)),
                file,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Number of office files by state of their render.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn drawn_counts(&self) -> Result<DrawnCounts, Error> {
        let mut counts = DrawnCounts {
            drawn: self.total("SELECT count(*) FROM drawing WHERE failed IS NULL")?,
            ..DrawnCounts::default()
        };
        self.of_each(&mut |_, shard| {
            let mut rows = shard.db.prepare(&undrawn())?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                *(if row.get(7)? { &mut counts.failed } else { &mut counts.undrawn }) += 1;
            }
            Ok(())
        })?;
        Ok(counts)
    }

    /// Programs that rendered pages: `LibreOffice 7.4.7.2`.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn drawers(&self) -> Result<Vec<String>, Error> {
        self.programs("SELECT DISTINCT program FROM drawing WHERE failed IS NULL")
    }

    /// Program that rendered the document of a page. Returns `None` if the page has a look of its own or none
    /// at all.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn drawn_by(&self, page: PageId) -> Result<Option<String>, Error> {
        let mut select = self.db(page)?.prepare_cached(
            "SELECT g.program FROM page p JOIN drawing g ON g.document = p.document WHERE p.id = ? AND g.failed IS NULL",
        )?;
        Ok(select.query_row([page.number], |r| r.get(0)).optional()?)
    }

    /// Every office file whose rendering failed, with the reason.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn failed_drawings(&self) -> Result<Vec<UnreadPart>, Error> {
        self.parts(
            "SELECT d.name, NULL, g.failed FROM drawing g JOIN document d ON d.id = g.document
             WHERE g.failed NOT NULL ORDER BY d.name",
        )
    }
}

/// True if there is any render, successful or not.
pub(super) fn has_drawings(db: &Connection) -> Result<bool, Error> {
    Ok(db.query_row("SELECT EXISTS(SELECT 1 FROM drawing)", [], |r| r.get(0))?)
}

impl Writer {
    /// Stores the render of an office file in its place, with its name and parent; or the reason it failed,
    /// beside it. A document that was removed or replaced is ignored.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn keep_drawing(
        &mut self,
        undrawn: &Undrawn,
        program: &str,
        drawn: Result<&NewDocument, &str>,
    ) -> Result<(), Error> {
        let tx = self.begin()?;
        let sql =
            "SELECT root, parent, bytes, modified FROM document WHERE id = ? AND name = ? AND sha256 = ?";
        let found = tx.query_row(sql, params![undrawn.id, undrawn.name, undrawn.sha256], |r| {
            Ok((RootId(r.get(0)?), r.get::<_, Option<i64>>(1)?, r.get(2)?, r.get(3)?))
        });
        let Some((root, parent, bytes, modified)) = found.optional()? else { return Ok(()) };
        let (id, failed) = match drawn {
            Ok(drawn) => {
                let (name, sha256) = (undrawn.name.clone(), undrawn.sha256);
                let drawn = NewDocument { name, sha256, bytes, modified, ..drawn.clone() };
                (put(&tx, root, parent, &drawn)?, None)
            }
            Err(why) => (undrawn.id, Some(why)),
        };
        keep(&tx, id, program, failed)?;
        Ok(tx.commit()?)
    }
}

fn keep(tx: &Transaction, id: i64, program: &str, failed: Option<&str>) -> Result<(), Error> {
    let document: Vec<u8> = tx.query_row("SELECT content FROM document WHERE id = ?", [id], |r| r.get(0))?;
    let digest = digest::of_drawing(&PackedDrawing { document: &document, program, failed });
    tx.execute("INSERT OR REPLACE INTO drawing VALUES (?, ?, ?, ?)", params![id, program, failed, digest])?;
    Ok(())
}

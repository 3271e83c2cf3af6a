//! List of the documents of an index.

use rusqlite::Connection;

use super::error::Error;
use super::ocr_text::word_counts_of_documents;
use super::{Index, RootId, WordCounts};

/// A document of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The folder that was added, by its number in the file that has it.
    pub root: RootId,
    /// Absolute path of that folder, as spelled by [`super::name_of`].
    pub folder: String,
    /// Path relative to that folder, with `/`.
    pub name: String,
    /// Format; `None` if the file could not be read.
    pub format: Option<String>,
    /// Number of stored pages.
    pub pages: u32,
    /// Number of parts that could not be read.
    pub unread: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Name of the message or PDF it is attached to, or of the office file whose words it holds; `None` for a file of
    /// its own.
    pub attached_to: Option<String>,
    /// Program that rendered its pages, if it is a rendered office file.
    pub drawn_by: Option<String>,
    /// Number of its pages by source of their words.
    pub words: WordCounts,
}

impl Index {
    /// Every document, by name and folder, including files that could not be read.
    ///
    /// # Errors
    ///
    /// If the index cannot be read or is damaged.
    pub fn documents(&self) -> Result<Vec<Listed>, Error> {
        let mut documents = self.gathered(documents)?;
        documents.sort_by(|a, b| (&a.name, &a.folder).cmp(&(&b.name, &b.folder)));
        Ok(documents)
    }
}

fn documents(db: &Connection) -> Result<Vec<Listed>, Error> {
    let mut words = word_counts_of_documents(db)?;
    let mut rows = db.prepare(
        "SELECT d.root, r.path, d.name, d.format, d.pages, d.unread, d.bytes, d.sha256, p.name, d.id, g.program
         FROM document d JOIN root r ON r.id = d.root LEFT JOIN document p ON p.id = d.parent
           LEFT JOIN drawing g ON g.document = d.id AND g.failed IS NULL
         ORDER BY d.name, r.path",
    )?;
    let rows = rows.query_map([], |r| {
        Ok(Listed {
            root: RootId(r.get(0)?),
            folder: r.get(1)?,
            name: r.get(2)?,
            format: r.get(3)?,
            pages: r.get(4)?,
            unread: r.get(5)?,
            bytes: r.get(6)?,
            sha256: r.get(7)?,
            attached_to: r.get(8)?,
            drawn_by: r.get(10)?,
            words: words.remove(&r.get(9)?).unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

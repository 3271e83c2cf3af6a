//! The row of a page, and the checksum of everything that is kept of the page.
//!
//! The parts of a page lie in tables of their own. Its row has the checksum of each part and one of itself, so a part that
//! was changed, that is gone, or that is another page's does not fit. Each part is asked when it is read.

use rusqlite::{Connection, OptionalExtension, params};

use super::checksum::{self, Checksum};
use super::codec::blob;
use super::error::Error;
use super::{Index, PageId};

/// A part of a page that has a row of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Rendition,
    Words,
    Lines,
    Text,
    Signatures,
    Unsettled,
    Reading,
    Second,
}

impl Part {
    pub const ALL: [Self; 8] = [
        Self::Rendition,
        Self::Words,
        Self::Lines,
        Self::Text,
        Self::Signatures,
        Self::Unsettled,
        Self::Reading,
        Self::Second,
    ];

    /// Its table, and what people call it.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Rendition => ("rendition", "the pixels of its image"),
            Self::Words => ("words", "its words"),
            Self::Lines => ("lines", "its lines"),
            Self::Text => ("text", "the words of its text"),
            Self::Signatures => ("signature", "its signatures"),
            Self::Unsettled => ("unsettled", "its open places"),
            Self::Reading => ("reading", "its words read by OCR"),
            Self::Second => ("second", "the pixels of its second drawing"),
        }
    }

    /// Its table.
    pub fn table(self) -> &'static str {
        self.names().0
    }

    fn select(self) -> String {
        // A failed reading has no words.
        let kept = if self == Self::Reading { " AND failed IS NULL" } else { "" };
        format!("SELECT packed FROM {} WHERE page = ?{kept}", self.table())
    }
}

/// Checksums of the parts of a page, in the order of [`Part::ALL`]; 0 for a part that the page does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums([u32; Part::ALL.len()]);

/// Columns of the table `page`, without its id and its checksums.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PageRow {
    pub document: i64,
    /// Page number, from 1.
    pub number: u32,
    /// Width and height in page units.
    pub size: (f64, f64),
    /// Width and height of the view from which the keys were extracted, in pixels.
    pub view: (u32, u32),
    /// Width and height of the rendition, in pixels.
    pub raster: (u32, u32),
    sums: Sums,
}

impl PageRow {
    /// A page of which no part is kept yet.
    pub fn new(document: i64, number: u32, size: (f64, f64), view: (u32, u32), raster: (u32, u32)) -> Self {
        Self { document, number, size, view, raster, sums: Sums::default() }
    }

    /// Row of a page, if it fits its checksum.
    pub fn of(db: &Connection, id: PageId) -> Result<Self, Error> {
        let mut select = db.prepare_cached(
            "SELECT document, number, width, height, view_width, view_height, raster_width, raster_height, sums FROM page
             WHERE id = ?",
        )?;
        let mut rows = select.query([id.number])?;
        let row = rows.next()?.ok_or_else(|| Error::damaged("keys of a page that is not there"))?;
        let (size, view) = ((row.get(2)?, row.get(3)?), (row.get(4)?, row.get(5)?));
        let page = Self::new(row.get(0)?, row.get(1)?, size, view, (row.get(6)?, row.get(7)?));
        let (sums, rest) = blob(row, 8)?.as_chunks::<{ checksum::BYTES }>();
        let mut sums = sums.iter().map(|sum| u32::from_le_bytes(*sum));
        let parts = Sums(std::array::from_fn(|_| sums.next().unwrap_or_default()));
        let page = Self { sums: parts, ..page };
        if sums.next() == Some(page.sum(id)) && sums.next().is_none() && rest.is_empty() {
            Ok(page)
        } else {
            Err(Error::damaged_page(db, id, "its sizes and checksums"))
        }
    }

    /// Stores a new page. Returns its id.
    pub fn insert(&self, db: &Connection) -> Result<PageId, Error> {
        let Self { document, number, size, view, raster, .. } = self;
        let mut insert = db.prepare_cached(
            "INSERT INTO page(document, number, width, height, view_width, view_height, raster_width, raster_height, sums)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, x'')",
        )?;
        let id =
            insert.insert(params![document, number, size.0, size.1, view.0, view.1, raster.0, raster.1])?;
        let number = u32::try_from(id).map_err(|_| Error::damaged("it has used up its page numbers"))?;
        Ok(PageId { shard: 0, number })
    }

    /// Sets the checksum of a part to that of these bytes; `None` if the page has no such part.
    pub fn set(&mut self, id: PageId, part: Part, packed: Option<&[u8]>) {
        self.sums.0[part as usize] = packed.map_or(0, |packed| sum_of(id, part, packed));
    }

    /// Stores the checksums.
    pub fn keep_sums(&self, db: &Connection, id: PageId) -> Result<(), Error> {
        let sums = self.sums.0.iter().copied().chain([self.sum(id)]);
        let packed: Vec<u8> = sums.flat_map(u32::to_le_bytes).collect();
        db.prepare_cached("UPDATE page SET sums = ? WHERE id = ?")?.execute(params![packed, id.number])?;
        Ok(())
    }

    /// Whether the page has a part.
    pub fn has(&self, part: Part) -> bool {
        self.sums.0[part as usize] != 0
    }

    /// Checksum of the row, which covers those of the parts.
    fn sum(&self, id: PageId) -> u32 {
        let Self { document, number, size, view, raster, sums } = self;
        let sum = Checksum::new("page").with(&id.number.to_le_bytes()).with(&document.to_le_bytes());
        let sum = [size.0, size.1].iter().fold(sum, |sum, side| sum.with(&side.to_bits().to_le_bytes()));
        let numbers = [*number, view.0, view.1, raster.0, raster.1].into_iter().chain(sums.0);
        numbers.fold(sum, |sum, number| sum.with(&number.to_le_bytes())).done()
    }
}

/// Checksum of a part of a page; never 0, which stands for none.
fn sum_of(id: PageId, part: Part, packed: &[u8]) -> u32 {
    Checksum::new(part.table()).with(&id.number.to_le_bytes()).with(packed).done().max(1)
}

impl Index {
    /// Reads a part of a page from its bytes and the page's row, if they fit their checksums. Returns `None` if the page
    /// does not have it.
    pub(super) fn part<T>(
        &self,
        id: PageId,
        part: Part,
        read: impl FnOnce(&[u8], &PageRow) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let db = self.db(id)?;
        let page = PageRow::of(db, id)?;
        let mut select = db.prepare_cached(&part.select())?;
        let mut rows = select.query([id.number])?;
        let packed = rows.next()?.map(|row| blob(row, 0)).transpose()?;
        if page.sums.0[part as usize] != packed.map_or(0, |packed| sum_of(id, part, packed)) {
            return Err(Error::damaged_page(db, id, part.names().1));
        }
        packed.map(|packed| read(packed, &page)).transpose()
    }

    /// Asks every part of a page whether it fits its checksum.
    pub(super) fn ask_page(&self, id: PageId) -> Result<(), Error> {
        Part::ALL.into_iter().try_for_each(|part| self.part(id, part, |_, _| Ok(())).map(drop))
    }
}

impl Error {
    /// Damage of a page, which is named if its document can be found.
    fn damaged_page(db: &Connection, id: PageId, what: &'static str) -> Self {
        let sql = "SELECT 'page ' || p.number || ' of ' || d.name FROM page p JOIN document d ON d.id = p.document WHERE p.id = ?";
        let named = db.query_row(sql, [id.number], |r| r.get(0)).optional();
        let page =
            named.ok().flatten().unwrap_or_else(|| format!("the page with the number {} in it", id.number));
        Error::DamagedPage { page, what }
    }
}

//! Checksums of stored values, by which damage is told from what was written.
//!
//! CRC-32 tells every change within 32 neighbouring bits, and misses one in four billion of all others. The threat is a
//! disk, a copy that broke off or a bit of memory, not a person: whoever changes a value on purpose can change its
//! checksum too. Against that the digest of the index stands, for who has noted it (`digest`).

use crc32fast::Hasher;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row};

use super::error::Error;

/// Bytes of a checksum.
pub(super) const BYTES: usize = size_of::<u32>();

/// A checksum under construction.
#[derive(Clone)]
pub(super) struct Checksum(Hasher);

impl Checksum {
    /// Begins with the name of what is summed, so that a value in the place of another is told, too.
    pub fn new(what: &str) -> Self {
        Self(Hasher::new()).with(what.as_bytes())
    }

    /// Adds a part, preceded by its length.
    pub fn with(mut self, part: &[u8]) -> Self {
        self.add(part);
        self
    }

    /// Adds every column of a row.
    pub fn row(&mut self, row: &Row, columns: usize) -> Result<(), Error> {
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => self.add(b"null"),
                ValueRef::Integer(number) => self.add(&number.to_le_bytes()),
                ValueRef::Real(number) => self.add(&number.to_bits().to_le_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => self.add(bytes),
            }
        }
        Ok(())
    }

    /// Adds every row of a query.
    pub fn rows(mut self, db: &Connection, sql: &str, values: impl Params) -> Result<Self, Error> {
        let mut rows = db.prepare_cached(sql)?;
        let columns = rows.column_count();
        let mut rows = rows.query(values)?;
        while let Some(row) = rows.next()? {
            self.row(row, columns)?;
        }
        Ok(self)
    }

    pub fn done(self) -> u32 {
        self.0.finalize()
    }

    fn add(&mut self, part: &[u8]) {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_cut_elsewhere_have_another_checksum() {
        let of = |parts: &[&[u8]]| parts.iter().fold(Checksum::new("x"), |sum, part| sum.with(part)).done();
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
        assert_ne!(of(&[b""]), of(&[]));
        assert_ne!(Checksum::new("words").with(b"a").done(), Checksum::new("lines").with(b"a").done());
    }
}

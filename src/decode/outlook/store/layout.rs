//! The three layouts of stores: narrow before Outlook 2003, wide since then, and large since Outlook 2013.
//!
//! Narrow and wide are described in MS-PST 2.2. The large one is not documented by Microsoft; this follows the
//! documentation of libpff ("64-bit 4k page") and other readers: pages of 4 KiB, and compressed blocks of up to
//! 64 KiB.

use super::cipher::Disguise;

/// Sizes and offsets of a layout, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Size of an identifier or offset.
    pub word: usize,
    /// Size of a page.
    pub page: usize,
    /// Offset of the number of entries in a tree page; the maximum and the entry size follow.
    about: usize,
    /// Size of that number and of the maximum.
    count: usize,
    /// Offset of the page type in a page.
    kind: usize,
    /// Offset of the tree roots in the header.
    pub roots: usize,
    /// Offset of the encoding in the header.
    disguise: usize,
    /// Number of bits of a heap item index.
    pub piece_bits: u32,
    /// True if blocks may be compressed.
    pub squeezed: bool,
}

const NARROW: Layout = Layout {
    word: 4,
    page: 512,
    about: 496,
    count: 1,
    kind: 500,
    roots: 184,
    disguise: 461,
    piece_bits: 11,
    squeezed: false,
};

const WIDE: Layout = Layout { word: 8, about: 488, kind: 496, roots: 216, disguise: 513, ..NARROW };

const LARGE: Layout =
    Layout { page: 4096, about: 4056, count: 2, kind: 4072, piece_bits: 14, squeezed: true, ..WIDE };

/// Bytes of the header that are read.
pub const HEADER: usize = 564;

impl Layout {
    /// Layout of a store with this header, and the encoding of its blocks. Errors are sentences for people.
    pub fn of(header: &[u8]) -> Result<(Self, Disguise), String> {
        let layout = match u16_at(header, 10).unwrap_or(0) {
            14 | 15 => NARROW,
            // Version 21 is written by a recovery program.
            21 | 23 => WIDE,
            36 => LARGE,
            other => {
                return Err(format!(
                    "It is an Outlook store of a kind that is not read (version {other}). Export it from Outlook as PST and \
                     add that."
                ));
            }
        };
        let disguise = match header.get(layout.disguise) {
            Some(0) => Disguise::Plain,
            Some(1) => Disguise::Letters,
            Some(2) => Disguise::Turning,
            _ => {
                return Err(
                    "It is an Outlook store that is locked by Windows, or damaged. Export it as PST.".into(),
                );
            }
        };
        Ok((layout, disguise))
    }

    /// True if a page has this type.
    pub fn is_kind(&self, page: &[u8], kind: u8) -> bool {
        page.get(self.kind) == Some(&kind)
    }

    /// Level of a tree page; 0 for a leaf.
    pub fn level(&self, page: &[u8]) -> u8 {
        page[self.about + 2 * self.count + 1]
    }

    /// Entries of a tree page. Returns `None` if they are shorter than `least`.
    pub fn entries<'a>(&self, page: &'a [u8], least: usize) -> Option<std::slice::ChunksExact<'a, u8>> {
        let count = if self.count == 1 { page[self.about].into() } else { u16_at(page, self.about)? };
        let own = usize::from(page[self.about + 2 * self.count]);
        let end = self.about.min(own * usize::from(count));
        (own >= least).then(|| page[..end].chunks_exact(own))
    }

    /// An identifier or offset.
    pub fn number(&self, bytes: &[u8], at: usize) -> Option<u64> {
        let mut eight = [0; 8];
        eight[..self.word].copy_from_slice(bytes.get(at..at.checked_add(self.word)?)?);
        Some(u64::from_le_bytes(eight))
    }

    /// Number at an index of an entry; 0 if the entry is shorter.
    pub fn part(&self, entry: &[u8], index: usize) -> u64 {
        self.number(entry, index * self.word).unwrap_or(0)
    }
}

/// 16-bit little-endian integer.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// 32-bit little-endian integer.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

//! The three ways in which stores lay out the same: narrow before Outlook 2003, wide since, and large since Outlook 2013.
//!
//! Narrow and wide are those of MS-PST 2.2. The large one Microsoft has not described; what is known of it is that of
//! libpff's document ("64-bit 4k page") and of other readers: pages of 4 KiB, and blocks of up to 64 KiB, squeezed.

use super::cipher::Disguise;

/// Sizes and places of a kind of store, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Bytes of a number or a place.
    pub word: usize,
    /// Bytes of a page.
    pub page: usize,
    /// Where a page of a tree says how many entries it has, behind them.
    about: usize,
    /// Bytes of that number, and of the most that there may be.
    count: usize,
    /// Where a page says of which kind it is.
    kind: usize,
    /// Where the header says where the trees are.
    pub roots: usize,
    /// Where the header says how blocks are disguised.
    disguise: usize,
    /// Bits that number the pieces of a heap's block.
    pub piece_bits: u32,
    /// Whether blocks may be squeezed.
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

/// Bytes of a header in which all that is asked here stands.
pub const HEADER: usize = 564;

impl Layout {
    /// Of a store with this header, and how its blocks are disguised. Errors are sentences for a person.
    pub fn of(header: &[u8]) -> Result<(Self, Disguise), String> {
        let layout = match u16_at(header, 10).unwrap_or(0) {
            14 | 15 => NARROW,
            // 21 is written by a program that recovers stores.
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

    /// Whether a page is of this kind.
    pub fn is_kind(&self, page: &[u8], kind: u8) -> bool {
        page.get(self.kind) == Some(&kind)
    }

    /// The level of a page of a tree, 0 for one that holds what the tree is for.
    pub fn level(&self, page: &[u8]) -> u8 {
        page[self.about + 2 * self.count + 1]
    }

    /// The entries of a page of a tree; none where they are shorter than `least`.
    pub fn entries<'a>(&self, page: &'a [u8], least: usize) -> Option<std::slice::ChunksExact<'a, u8>> {
        let count = if self.count == 1 { page[self.about].into() } else { u16_at(page, self.about)? };
        let own = usize::from(page[self.about + 2 * self.count]);
        let end = self.about.min(own * usize::from(count));
        (own >= least).then(|| page[..end].chunks_exact(own))
    }

    /// A number, or a place.
    pub fn number(&self, bytes: &[u8], at: usize) -> Option<u64> {
        let mut eight = [0; 8];
        eight[..self.word].copy_from_slice(bytes.get(at..at.checked_add(self.word)?)?);
        Some(u64::from_le_bytes(eight))
    }

    /// A number of an entry, which begins with some; 0 where the entry ends before.
    pub fn part(&self, entry: &[u8], index: usize) -> u64 {
        self.number(entry, index * self.word).unwrap_or(0)
    }
}

/// Two bytes as a number.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes as a number.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

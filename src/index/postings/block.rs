//! One block of postings: a few hundred, sorted, each field with as many bits as its widest value in the block
//! needs.
//!
//! All postings of a block have the same length in bits (frame-of-reference coding; Goldstein, Ramakrishnan and
//! Shaft, 1998), so that a look-up can use binary search without decoding the rest.

use crate::index::checksum::{self, Checksum};
use crate::index::error::Error;
use crate::model::feature_key::Place;

/// Most bytes of a block: with its checksum and its row it fills one database page of 4,096 bytes.
const MOST_BYTES: usize = 4046 - checksum::BYTES;
/// Bytes of the block header: number of postings, first token, and the bit width of each field.
const HEAD: usize = 2 + 4 + FIELDS;
/// Fields of a posting: token (as difference from the first), page, and the three numbers of its placement.
const FIELDS: usize = 5;
/// Largest bit width of each field.
const WIDEST: [u8; FIELDS] = [32, 32, 16, 16, 16];
/// Bytes read at once for one posting: 112 bits and up to 7 before them.
const WINDOW: usize = size_of::<u128>();
/// Number of postings that a full block has at least, however wide they are.
pub(in crate::index) const LEAST_IN_FULL: usize = (MOST_BYTES - HEAD) * 8 / 112;

/// Occurrence of a token on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::index) struct Posting {
    pub token: u32,
    pub page: u32,
    pub place: Place,
}

impl Posting {
    fn fields(&self, first: u32) -> [u32; FIELDS] {
        let Place { x, y, length } = self.place;
        [self.token - first, self.page, x.into(), y.into(), length.into()]
    }
}

/// A block under construction. Postings must be added in order.
#[derive(Default)]
pub(in crate::index) struct Filling {
    postings: Vec<Posting>,
    widths: [u8; FIELDS],
}

impl Filling {
    /// Adds a posting. Returns `false` if it does not fit in the block.
    pub fn push(&mut self, posting: Posting) -> bool {
        let first = self.first().unwrap_or(posting.token);
        let fields = posting.fields(first);
        let widths = std::array::from_fn(|i| self.widths[i].max((32 - fields[i].leading_zeros()) as u8));
        let count = self.postings.len() + 1;
        if packed_bytes(count, bits(&widths)) > MOST_BYTES || count > usize::from(u16::MAX) {
            return false;
        }
        self.widths = widths;
        self.postings.push(posting);
        true
    }

    /// First token. Returns `None` if the block is empty.
    pub fn first(&self) -> Option<u32> {
        self.postings.first().map(|p| p.token)
    }

    /// Encodes the block, with the checksum of a block of this number, and clears it.
    pub fn take(&mut self, number: i64) -> Vec<u8> {
        let first = self.first().unwrap_or_default();
        let bits = bits(&self.widths);
        let size = packed_bytes(self.postings.len(), bits);
        let mut packed = Vec::with_capacity(size + WINDOW);
        packed.extend((self.postings.len() as u16).to_le_bytes());
        packed.extend(first.to_le_bytes());
        packed.extend(self.widths);
        packed.resize(size + WINDOW, 0);
        for (i, posting) in self.postings.iter().enumerate() {
            let mut row = 0u128;
            for (field, width) in posting.fields(first).into_iter().zip(self.widths).rev() {
                row = row << width | u128::from(field);
            }
            let window = &mut packed[HEAD + i * bits / 8..][..WINDOW];
            let there = u128::from_le_bytes(window.try_into().expect("a window is cut to its size"));
            window.copy_from_slice(&(there | row << (i * bits % 8)).to_le_bytes());
        }
        packed.truncate(size);
        packed.extend(sum_of(number, &packed).to_le_bytes());
        *self = Self::default();
        packed
    }
}

/// A block that was read.
#[derive(Default)]
pub(in crate::index) struct Block {
    /// The bytes, followed by a window of zeros.
    packed: Vec<u8>,
    first: u32,
    widths: [u8; FIELDS],
    count: usize,
}

impl Block {
    /// Replaces the content by the encoded block of this number.
    pub fn fill(&mut self, number: i64, packed: &[u8]) -> Result<(), Error> {
        let damaged = || Error::damaged("a block of postings");
        let (packed, sum) = packed.split_last_chunk::<{ checksum::BYTES }>().ok_or_else(damaged)?;
        if packed.len() > MOST_BYTES || u32::from_le_bytes(*sum) != sum_of(number, packed) {
            return Err(damaged());
        }
        let head = packed.first_chunk::<HEAD>().ok_or_else(damaged)?;
        let [c0, c1, t0, t1, t2, t3, widths @ ..] = *head;
        let count = usize::from(u16::from_le_bytes([c0, c1]));
        let too_wide = widths.iter().zip(WIDEST).any(|(width, widest)| *width > widest);
        if count == 0 || too_wide || packed_bytes(count, bits(&widths)) != packed.len() {
            return Err(damaged());
        }
        (self.count, self.first, self.widths) = (count, u32::from_le_bytes([t0, t1, t2, t3]), widths);
        self.packed.clear();
        self.packed.extend_from_slice(packed);
        self.packed.extend([0; WINDOW]);
        Ok(())
    }

    /// Number of postings.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Posting at index `i`.
    ///
    /// # Panics
    ///
    /// If `i >= len()`.
    pub fn get(&self, i: usize) -> Posting {
        let mut row = self.row(i);
        let [token, page, x, y, length] = self.widths.map(|width| {
            let field = row & ((1 << width) - 1);
            row >>= width;
            field as u32
        });
        let place = Place { x: x as u16, y: y as u16, length: length as u16 };
        Posting { token: self.first.wrapping_add(token), page, place }
    }

    /// Postings of a token.
    pub fn of(&self, token: u32) -> impl Iterator<Item = Posting> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = (low + high) / 2;
            if self.get(middle).token < token { low = middle + 1 } else { high = middle }
        }
        (low..self.count).map(|i| self.get(i)).take_while(move |p| p.token == token)
    }

    fn row(&self, i: usize) -> u128 {
        assert!(i < self.count, "a posting beyond the end of its block");
        let at = i * bits(&self.widths);
        let window = &self.packed[HEAD + at / 8..][..WINDOW];
        u128::from_le_bytes(window.try_into().expect("a window is cut to its size")) >> (at % 8)
    }
}

/// Checksum of a block, which also tells a block in the place of another.
fn sum_of(number: i64, packed: &[u8]) -> u32 {
    Checksum::new("block").with(&number.to_le_bytes()).with(packed).done()
}

/// Bits per posting.
fn bits(widths: &[u8; FIELDS]) -> usize {
    widths.iter().map(|width| usize::from(*width)).sum()
}

/// Bytes of an encoded block.
fn packed_bytes(postings: usize, bits: usize) -> usize {
    HEAD + (postings * bits).div_ceil(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(token: u32, page: u32, x: u16, y: u16, length: u16) -> Posting {
        Posting { token, page, place: Place { x, y, length } }
    }

    #[test]
    fn what_went_in_comes_out() {
        let widest = posting(u32::MAX, u32::MAX, u16::MAX, u16::MAX, u16::MAX);
        for postings in [
            vec![posting(0, 0, 0, 0, 0)],
            vec![posting(0, 1, 0, 0, 0); 9],
            vec![widest],
            vec![posting(0, 0, 0, 0, 0), widest],
            vec![posting(7, 1, 300, 2, 9), posting(7, 2, 1, 1, 1), posting(9_000, 1, 0, 65_535, 3)],
        ] {
            let mut filling = Filling::default();
            assert!(postings.iter().all(|p| filling.push(*p)));
            let mut block = Block::default();
            block.fill(7, &filling.take(7)).unwrap();
            assert_eq!((0..block.len()).map(|i| block.get(i)).collect::<Vec<_>>(), postings);
            assert_eq!(block.of(postings[0].token).next(), Some(postings[0]));
        }
    }

    #[test]
    fn a_full_block_takes_no_more_and_keeps_what_it_has() {
        let mut filling = Filling::default();
        let postings: Vec<_> =
            (0..).map(|n| posting(n * 0x10_0001, u32::MAX - n, 9, 9, 9)).take(4_000).collect();
        let taken = postings.iter().take_while(|p| filling.push(**p)).count();
        assert!((LEAST_IN_FULL..4_000).contains(&taken));
        let packed = filling.take(0);
        assert!(packed.len() <= MOST_BYTES + checksum::BYTES);
        let mut block = Block::default();
        block.fill(0, &packed).unwrap();
        assert_eq!((0..block.len()).map(|i| block.get(i)).collect::<Vec<_>>(), postings[..taken]);
        assert_eq!(filling.first(), None);
    }

    #[test]
    fn bytes_that_no_block_has_are_refused() {
        let mut block = Block::default();
        for bytes in
            [&[][..], &[0; 8], &[0; 100], &[255; 100], &[0; 5_000], &[1, 0, 0, 0, 0, 0, 8, 8, 17, 8, 8, 1]]
        {
            let summed = [bytes, &sum_of(0, bytes).to_le_bytes()].concat();
            assert!(block.fill(0, &summed).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_block_with_a_flipped_bit_or_in_the_place_of_another_is_refused() {
        let mut filling = Filling::default();
        assert!((0..9).all(|n| filling.push(posting(n, n, 3, 4, 5))));
        let mut packed = filling.take(1);
        let mut block = Block::default();
        assert!(block.fill(1, &packed).is_ok());
        assert!(block.fill(2, &packed).is_err());
        for bit in 0..8 * packed.len() {
            packed[bit / 8] ^= 1 << (bit % 8);
            assert!(block.fill(1, &packed).is_err(), "bit {bit}");
            packed[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

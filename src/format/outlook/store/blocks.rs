//! The lower half of a store (MS-PST 2.2): two trees, of nodes and of blocks, and what stands in the blocks.

use std::collections::{BTreeMap, HashSet};

use super::disguise::Disguise;
use crate::limits;

const PAGE: usize = 512;
const NODE_TREE: u8 = 0x81;
const BLOCK_TREE: u8 = 0x80;
/// Blocks that hold the numbers of others have this bit; the lowest says nothing.
const INNER: u64 = 2;

/// Where a node's bytes and the nodes below it are, by block; 0 where there are none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Node {
    /// The bytes.
    pub data: u64,
    /// The nodes below.
    pub below: u64,
}

/// A store, opened.
pub struct Blocks {
    bytes: Vec<u8>,
    /// Numbers and places have eight bytes, not four: since Outlook 2003.
    wide: bool,
    disguise: Disguise,
    places: BTreeMap<u64, (usize, usize)>,
    /// All nodes, by number.
    pub nodes: BTreeMap<u32, Node>,
    /// Pages of the trees that could not be read.
    pub lost_pages: usize,
}

impl Blocks {
    /// Opens a store. Errors are sentences for a person.
    pub fn open(bytes: Vec<u8>) -> Result<Self, String> {
        let version = u16_at(&bytes, 10).unwrap_or(0);
        let wide = match version {
            14 | 15 => false,
            23 => true,
            _ => {
                return Err("It is an Outlook store of a kind that is not read (an OST of Outlook 2013 or later, for one). \
                            Export it from Outlook as PST and add that."
                    .into());
            }
        };
        let (roots, disguise) = if wide { (216, 513) } else { (184, 461) };
        let disguise = match bytes.get(disguise) {
            Some(0) => Disguise::Plain,
            Some(1) => Disguise::Letters,
            Some(2) => Disguise::Turning,
            _ => {
                return Err(
                    "It is an Outlook store that is locked by Windows, or damaged. Export it as PST.".into(),
                );
            }
        };
        let (nodes, places) = (BTreeMap::new(), BTreeMap::new());
        let mut store = Self { bytes, wide, disguise, places, nodes, lost_pages: 0 };
        let word = store.word();
        let roots = [1, 3].map(|at| store.number(roots + at * word).unwrap_or(0));
        for entry in store.leaves(roots[0], NODE_TREE, 4 * word) {
            let part = |at: usize| number(&entry, at * word, wide).unwrap_or(0);
            store.nodes.insert(part(0) as u32, Node { data: part(1), below: part(2) });
        }
        for entry in store.leaves(roots[1], BLOCK_TREE, if wide { 24 } else { 12 }) {
            let part = |at: usize| number(&entry, at * word, wide).unwrap_or(0);
            let size = u16_at(&entry, 2 * word).unwrap_or(0);
            store.places.insert(part(0) & !1, (part(1) as usize, size.into()));
        }
        Ok(store)
    }

    /// What stands in a node, in the pieces in which it is kept.
    pub fn pieces(&self, node: Node) -> Result<Vec<Vec<u8>>, String> {
        let (mut pieces, mut left) = (Vec::new(), limits::MAX_ATTACHMENT_BYTES as usize);
        self.collect(node.data, 0, &mut pieces, &mut left)?;
        Ok(pieces)
    }

    fn collect(
        &self,
        block: u64,
        depth: u32,
        pieces: &mut Vec<Vec<u8>>,
        left: &mut usize,
    ) -> Result<(), String> {
        if block == 0 {
            return Ok(());
        }
        let bytes = self.block(block)?;
        if block & INNER == 0 {
            *left = left.checked_sub(bytes.len()).ok_or_else(too_large)?;
            let mut plain = bytes.to_vec();
            self.disguise.undo(block, &mut plain);
            pieces.push(plain);
            return Ok(());
        }
        if bytes.first() != Some(&1) || depth == 2 {
            return Err(damaged());
        }
        let count = u16_at(bytes, 2).unwrap_or(0).into();
        // Lists that hold lists hold at most a million blocks; what is empty counts, too.
        *left = left.checked_sub(bytes.len()).ok_or_else(too_large)?;
        (0..count).try_for_each(|i| {
            let block = number(bytes, 8 + i * self.word(), self.wide).ok_or_else(damaged)?;
            self.collect(block, depth + 1, pieces, left)
        })
    }

    /// The nodes below a node.
    pub fn below(&self, node: Node) -> Result<BTreeMap<u32, Node>, String> {
        let mut found = BTreeMap::new();
        if node.below == 0 {
            return Ok(found);
        }
        let word = self.word();
        let (mut open, mut seen) = (vec![node.below], HashSet::new());
        while let Some(block) = open.pop() {
            if !seen.insert(block) {
                return Err(damaged());
            }
            let bytes = self.block(block)?;
            let (Some(2), Some(&level)) = (bytes.first(), bytes.get(1)) else { return Err(damaged()) };
            let start = if self.wide { 8 } else { 4 };
            let size = if level == 0 { 3 } else { 2 } * word;
            for entry in bytes
                .get(start..)
                .unwrap_or_default()
                .chunks_exact(size)
                .take(u16_at(bytes, 2).unwrap_or(0).into())
            {
                let part = |at: usize| number(entry, at * word, self.wide).unwrap_or(0);
                if level == 0 {
                    found.insert(part(0) as u32, Node { data: part(1), below: part(2) });
                } else {
                    open.push(part(1));
                }
            }
        }
        Ok(found)
    }

    fn block(&self, number: u64) -> Result<&[u8], String> {
        let (place, size) = *self.places.get(&(number & !1)).ok_or_else(damaged)?;
        self.bytes.get(place..).and_then(|rest| rest.get(..size)).ok_or_else(damaged)
    }

    /// The entries of the leaves of a tree, each so many bytes long. A page that cannot be read is counted.
    fn leaves(&mut self, root: u64, kind: u8, size: usize) -> Vec<Vec<u8>> {
        let (mut open, mut seen, mut found) = (vec![root], HashSet::new(), Vec::new());
        while let Some(place) = open.pop() {
            let Some(page) = self.page(place, kind).filter(|_| seen.insert(place)) else {
                self.lost_pages += 1;
                continue;
            };
            let about = if self.wide { 488 } else { 496 };
            let (count, own, level) = (page[about].into(), usize::from(page[about + 2]), page[about + 3]);
            let entries = page[..about].chunks_exact(own.max(1)).take(count);
            if own < if level == 0 { size } else { 3 * self.word() } {
                self.lost_pages += 1;
            } else if level == 0 {
                found.extend(entries.map(<[u8]>::to_vec));
            } else {
                open.extend(entries.filter_map(|entry| number(entry, 2 * self.word(), self.wide)));
            }
        }
        found
    }

    fn page(&self, place: u64, kind: u8) -> Option<Vec<u8>> {
        let page = self.bytes.get(usize::try_from(place).ok()?..)?.get(..PAGE)?;
        (page[if self.wide { 496 } else { 500 }] == kind).then(|| page.to_vec())
    }

    fn word(&self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    fn number(&self, at: usize) -> Option<u64> {
        number(&self.bytes, at, self.wide)
    }
}

fn number(bytes: &[u8], at: usize, wide: bool) -> Option<u64> {
    let length = if wide { 8 } else { 4 };
    let mut eight = [0; 8];
    eight[..length].copy_from_slice(bytes.get(at..at.checked_add(length)?)?);
    Some(u64::from_le_bytes(eight))
}

/// Two bytes as a number.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes as a number.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// What is said of what cannot be read.
pub fn damaged() -> String {
    "What the store keeps of it is damaged. Repair the store with Outlook's own tool, and add it again."
        .into()
}

fn too_large() -> String {
    let most = limits::MAX_ATTACHMENT_BYTES >> 20;
    format!("It is larger than {most} MiB, and no more is read of one part of a store.")
}

//! Node layer of a store (MS-PST 2.2): the trees of nodes and of blocks, and the contents of blocks. Pages of
//! the trees are read on demand, so a store may be larger than memory.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::rc::Rc;

use flate2::read::ZlibDecoder;

use super::cipher::Disguise;
use super::layout::{HEADER, Layout, u16_at};
use crate::decode::byte_source::Source;
use crate::limits;

const NODE_TREE: u8 = 0x81;
const BLOCK_TREE: u8 = 0x80;
/// Flag of the identifiers of internal blocks, which list other blocks; the lowest bit is reserved.
const INNER: u64 = 2;
/// Bytes of pages cached: neighbouring entries are looked up together.
const KEPT_BYTES: usize = 4 << 20;

/// Blocks of a node's data and of its subnodes; 0 if there are none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Node {
    /// Block of its data.
    pub data: u64,
    /// Block of its subnodes.
    pub below: u64,
}

/// A tree: type of its pages and offset of its root.
#[derive(Clone, Copy)]
struct Tree {
    kind: u8,
    root: u64,
}

/// An opened store.
pub struct Blocks {
    source: Source,
    size: u64,
    /// Layout of the file.
    pub layout: Layout,
    disguise: Disguise,
    nodes: Tree,
    places: Tree,
    pages: RefCell<HashMap<u64, Rc<Vec<u8>>>>,
    /// Bytes read so far.
    looked: Cell<u64>,
}

impl Blocks {
    /// Opens a store. Errors are sentences for people.
    pub fn open(source: Source) -> Result<Self, String> {
        let unread = |e| format!("It could not be read from the disk: {e}.");
        let mut header = vec![0; HEADER];
        let there = source.read_at(0, &mut header).map_err(unread)?;
        header.truncate(there);
        let (layout, disguise) = Layout::of(&header)?;
        let root = |at: usize| layout.number(&header, layout.roots + at * layout.word).unwrap_or(0);
        let nodes = Tree { kind: NODE_TREE, root: root(1) };
        let places = Tree { kind: BLOCK_TREE, root: root(3) };
        let size = source.size().map_err(unread)?;
        let (pages, looked) = Default::default();
        Ok(Self { source, size, layout, disguise, nodes, places, pages, looked })
    }

    /// Bytes read so far, including repeated reads.
    pub fn looked(&self) -> u64 {
        self.looked.get()
    }

    /// Node by its number.
    pub fn node(&self, number: u32) -> Option<Node> {
        let entry = self.find(self.nodes, number.into(), 4 * self.layout.word, u32::MAX.into())?;
        Some(Node { data: self.layout.part(&entry, 1), below: self.layout.part(&entry, 2) })
    }

    /// Calls `each` with the number of every node. Returns the number of tree pages that could not be read.
    pub fn each_node(&self, each: &mut dyn FnMut(u32)) -> usize {
        let (mut open, mut lost) = (vec![(self.nodes.root, u8::MAX)], 0);
        // No page occurs in a tree twice: more pages than fit in the file mean a cycle.
        let mut left = self.size / self.layout.page as u64;
        while let Some((place, above)) = open.pop() {
            let page = self.page(place, self.nodes.kind).filter(|page| self.layout.level(page) < above);
            let Some(page) = page.filter(|_| left > 0) else {
                lost += 1;
                continue;
            };
            left -= 1;
            let (level, word) = (self.layout.level(&page), self.layout.word);
            match self.layout.entries(&page, if level == 0 { 4 * word } else { 3 * word }) {
                None => lost += 1,
                Some(entries) if level == 0 => {
                    entries.for_each(|entry| each(self.layout.part(entry, 0) as u32));
                }
                Some(entries) => open.extend(entries.rev().map(|entry| (self.layout.part(entry, 2), level))),
            }
        }
        lost
    }

    /// Entry with this key in a tree, whose leaf entries have `size` bytes.
    fn find(&self, tree: Tree, number: u64, size: usize, mask: u64) -> Option<Vec<u8>> {
        let (mut place, mut above) = (tree.root, u8::MAX);
        loop {
            let page = self.page(place, tree.kind)?;
            let level = self.layout.level(&page);
            if level >= above {
                return None;
            }
            above = level;
            let key = |entry: &[u8]| self.layout.part(entry, 0) & mask;
            if level == 0 {
                return self.layout.entries(&page, size)?.find(|e| key(e) == number).map(<[u8]>::to_vec);
            }
            let mut entries = self.layout.entries(&page, 3 * self.layout.word)?;
            place = self.layout.part(entries.rfind(|e| key(e) <= number)?, 2);
        }
    }

    /// Page of a tree of this type.
    fn page(&self, place: u64, kind: u8) -> Option<Rc<Vec<u8>>> {
        let kept = self.pages.borrow().get(&place).cloned();
        let page = match kept {
            Some(page) => page,
            None => Rc::new(self.bytes(place, self.layout.page)?),
        };
        if !self.layout.is_kind(&page, kind) {
            return None;
        }
        let mut pages = self.pages.borrow_mut();
        if pages.len() * self.layout.page >= KEPT_BYTES {
            pages.clear();
        }
        pages.insert(place, Rc::clone(&page));
        Some(page)
    }

    fn bytes(&self, place: u64, length: usize) -> Option<Vec<u8>> {
        self.looked.set(self.looked.get() + length as u64);
        self.source.bytes(place..place.checked_add(length as u64)?).ok()
    }

    /// Data of a node, in its blocks.
    pub fn pieces(&self, node: Node) -> Result<Vec<Vec<u8>>, String> {
        let mut left = limits::MAX_ATTACHMENT_BYTES as usize;
        let most = limits::MAX_ATTACHMENT_BYTES as usize;
        let piece = |block| {
            let piece = self.plain(block)?;
            left = left.checked_sub(piece.len()).ok_or_else(too_large)?;
            Ok(piece)
        };
        self.blocks_of(node, most)?.into_iter().map(piece).collect()
    }

    /// Blocks of a node's data, in order. `most` limits the bytes of their lists.
    pub fn blocks_of(&self, node: Node, most: usize) -> Result<Vec<u64>, String> {
        let (mut found, mut left) = (Vec::new(), most);
        self.collect(node.data, 0, &mut found, &mut left)?;
        Ok(found)
    }

    fn collect(&self, block: u64, depth: u32, found: &mut Vec<u64>, left: &mut usize) -> Result<(), String> {
        if block & INNER == 0 {
            found.extend((block != 0).then_some(block));
            return Ok(());
        }
        let bytes = self.block(block)?;
        if bytes.first() != Some(&1) || depth == 2 {
            return Err(damaged());
        }
        let count = u16_at(&bytes, 2).unwrap_or(0).into();
        // Nested lists refer to at most a million blocks; empty lists are counted by their bytes, too.
        *left = left.checked_sub(bytes.len()).ok_or_else(too_large)?;
        (0..count).try_for_each(|i| {
            let block = self.layout.number(&bytes, 8 + i * self.layout.word).ok_or_else(damaged)?;
            self.collect(block, depth + 1, found, left)
        })
    }

    /// Subnodes of a node.
    pub fn below(&self, node: Node) -> Result<BTreeMap<u32, Node>, String> {
        let mut found = BTreeMap::new();
        if node.below == 0 {
            return Ok(found);
        }
        let word = self.layout.word;
        let (mut open, mut seen) = (vec![node.below], HashSet::new());
        while let Some(block) = open.pop() {
            if !seen.insert(block) {
                return Err(damaged());
            }
            let bytes = self.block(block)?;
            let (Some(2), Some(&level)) = (bytes.first(), bytes.get(1)) else { return Err(damaged()) };
            let entries = bytes.get(word..).unwrap_or_default();
            let entries = entries.chunks_exact(if level == 0 { 3 } else { 2 } * word);
            for entry in entries.take(u16_at(&bytes, 2).unwrap_or(0).into()) {
                let part = |at| self.layout.part(entry, at);
                if level == 0 {
                    found.insert(part(0) as u32, Node { data: part(1), below: part(2) });
                } else {
                    open.push(part(1));
                }
            }
        }
        Ok(found)
    }

    /// Data of a block, decoded.
    pub fn plain(&self, number: u64) -> Result<Vec<u8>, String> {
        let mut bytes = self.block(number)?;
        self.disguise.undo(number, &mut bytes);
        Ok(bytes)
    }

    /// Bytes of a block, decompressed.
    fn block(&self, number: u64) -> Result<Vec<u8>, String> {
        // Entries have 12 bytes in the narrow layout, 24 in the wide one.
        let entry = self.find(self.places, number & !1, 3 * self.layout.word, !1).ok_or_else(damaged)?;
        let about = 2 * self.layout.word;
        let size = u16_at(&entry, about).ok_or_else(damaged)?;
        let bytes = self.bytes(self.layout.part(&entry, 1), size.into()).ok_or_else(damaged)?;
        let whole = u16_at(&entry, about + 2).filter(|_| self.layout.squeezed).unwrap_or(size);
        if whole == size {
            return Ok(bytes);
        }
        let mut plain = Vec::with_capacity(whole.into());
        let unsqueezed = ZlibDecoder::new(&bytes[..]).take(u64::from(whole) + 1).read_to_end(&mut plain);
        if unsqueezed.is_ok() && plain.len() == usize::from(whole) { Ok(plain) } else { Err(damaged()) }
    }
}

/// Message for data that cannot be read.
pub fn damaged() -> String {
    "What the store keeps of it is damaged. Repair the store with Outlook's own tool, and add it again."
        .into()
}

fn too_large() -> String {
    let most = limits::MAX_ATTACHMENT_BYTES >> 20;
    format!("It is larger than {most} MiB, and no more is read of one part of a store.")
}

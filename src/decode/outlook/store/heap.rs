//! The middle of a store (MS-PST 2.3): pieces of a node by number, and in them properties and tables.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::blocks::{Blocks, Node, damaged};
use super::layout::{u16_at, u32_at};
use crate::decode::outlook::property::{self, Id, Properties, types};
use crate::limits;

/// The first byte of a heap, behind the place of its table; and what it holds.
const HEAP: u8 = 0xec;
const PROPERTIES: u8 = 0xbc;
const TABLE: u8 = 0x7c;
const TREE: u8 = 0xb5;
/// Deepest tree of records: three levels hold more than a store.
const MAX_LEVELS: u8 = 6;
/// Most records of a tree: no object has so many properties, and no message so many recipients.
const MAX_RECORDS: usize = 100_000;

/// Most blocks of a heap: their numbers have 16 bits.
const MAX_BLOCKS: usize = 1 << 16;
/// Blocks of a heap that are kept in memory: an object has a few, the list of a large folder thousands.
const KEPT_BLOCKS: usize = 64;

/// A node that is a heap, with the nodes below it that hold what is too large for it.
pub struct Heap<'a> {
    blocks: &'a Blocks,
    numbers: Vec<u64>,
    kept: RefCell<HashMap<u32, Rc<Vec<u8>>>>,
    below: BTreeMap<u32, Node>,
}

impl<'a> Heap<'a> {
    fn open(blocks: &'a Blocks, node: Node, kind: u8) -> Result<Self, String> {
        let numbers = blocks.blocks_of(node, 2 * MAX_BLOCKS * blocks.layout.word)?;
        let heap = Self { blocks, numbers, kept: RefCell::default(), below: blocks.below(node)? };
        let first = heap.block(0).ok_or_else(damaged)?;
        if first.get(2..4) == Some(&[HEAP, kind]) { Ok(heap) } else { Err(damaged()) }
    }

    fn root(&self) -> u32 {
        self.block(0).and_then(|first| u32_at(&first, 4)).unwrap_or(0)
    }

    /// A block by its place among those of the heap.
    fn block(&self, index: u32) -> Option<Rc<Vec<u8>>> {
        if let Some(block) = self.kept.borrow().get(&index) {
            return Some(Rc::clone(block));
        }
        let block = Rc::new(self.blocks.plain(*self.numbers.get(index as usize)?).ok()?);
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= KEPT_BLOCKS {
            kept.clear();
        }
        kept.insert(index, Rc::clone(&block));
        Some(block)
    }

    /// A piece by its number.
    fn piece(&self, number: u32) -> Option<Vec<u8>> {
        let bits = self.blocks.layout.piece_bits;
        let (block, index) = (number >> (5 + bits), number >> 5 & ((1 << bits) - 1));
        let bytes = self.block(block)?;
        let table = usize::from(u16_at(&bytes, 0)?);
        let at = table + 4 + 2 * (index as usize).checked_sub(1)?;
        Some(bytes.get(u16_at(&bytes, at)?.into()..u16_at(&bytes, at + 2)?.into())?.to_vec())
    }

    /// The bytes of a value that does not stand in its record: a piece, or a node below.
    fn value(&self, place: u32) -> Result<Vec<u8>, String> {
        match place {
            0 => Ok(Vec::new()),
            place if place & 0x1f == 0 => self.piece(place).ok_or_else(damaged),
            place => Ok(self.blocks.pieces(*self.below.get(&place).ok_or_else(damaged)?)?.concat()),
        }
    }

    /// The records of a tree, whose key has so many bytes.
    fn records(&self, tree: u32, key: usize) -> Result<Vec<Vec<u8>>, String> {
        let mut found = Vec::new();
        self.each_record(tree, key, MAX_RECORDS, &mut |record| found.push(record.to_vec()))?;
        Ok(found)
    }

    /// Tells each record of a tree whose key has so many bytes; no more than `most` are looked at, inner ones too, so that
    /// circles end.
    fn each_record(
        &self,
        tree: u32,
        key: usize,
        most: usize,
        each: &mut dyn FnMut(&[u8]),
    ) -> Result<(), String> {
        let head =
            self.piece(tree).filter(|head| head.len() >= 8 && head[0] == TREE && usize::from(head[1]) == key);
        let head = head.ok_or_else(damaged)?;
        let (value, levels) = (usize::from(head[2]), head[3]);
        if levels > MAX_LEVELS || value == 0 {
            return Err(damaged());
        }
        let mut left = most;
        self.leaves(u32_at(&head, 4).unwrap_or(0), levels, (key, value), &mut left, each)
    }

    /// Takes records out of a tree whose root is this piece; `left` says how many more may be looked at.
    fn leaves(
        &self,
        at: u32,
        level: u8,
        size: (usize, usize),
        left: &mut usize,
        each: &mut dyn FnMut(&[u8]),
    ) -> Result<(), String> {
        if at == 0 {
            return Ok(());
        }
        let (key, value) = size;
        let length = key + if level == 0 { value } else { 4 };
        for record in self.piece(at).ok_or_else(damaged)?.chunks_exact(length) {
            *left = left.checked_sub(1).ok_or_else(damaged)?;
            if level == 0 {
                each(record);
            } else {
                self.leaves(u32_at(record, key).unwrap_or(0), level - 1, size, left, each)?;
            }
        }
        Ok(())
    }
}

/// The properties of a node that are of use, and whether any of them is damaged; with them the nodes below, where attached
/// things are.
pub struct Object {
    /// What could be read.
    pub own: Properties,
    /// Those that could not.
    pub damaged: Vec<Id>,
    /// The nodes below.
    pub below: BTreeMap<u32, Node>,
}

/// Reads a node of properties.
pub fn object(blocks: &Blocks, node: Node) -> Result<Object, String> {
    let heap = Heap::open(blocks, node, PROPERTIES)?;
    let (mut own, mut lost) = (Properties::default(), Vec::new());
    for record in heap.records(heap.root(), 2)? {
        let (Some(id), Some(kind), Some(value)) =
            (u16_at(&record, 0), u16_at(&record, 2), u32_at(&record, 4))
        else {
            return Err(damaged());
        };
        match kind {
            types::SHORT | types::LONG => own.put(id, kind, &value.to_le_bytes()),
            types::LONGLONG | types::TIME => {
                heap.value(value).iter().for_each(|bytes| own.put(id, kind, bytes))
            }
            _ if !property::KEPT.contains(&id) => {}
            _ => match heap.value(value) {
                Ok(bytes) => own.put(id, kind, &bytes),
                Err(_) => lost.push(id),
            },
        }
    }
    Ok(Object { own, damaged: lost, below: heap.below })
}

/// Reads a node that is a table: of each row its number and its values of use.
pub fn table(blocks: &Blocks, node: Node) -> Result<Vec<(u32, Properties)>, String> {
    let heap = Heap::open(blocks, node, TABLE)?;
    let head = heap.piece(heap.root()).filter(|head| head.len() >= 22).ok_or_else(damaged)?;
    let (marks, width) =
        (usize::from(u16_at(&head, 6).unwrap_or(0)), usize::from(u16_at(&head, 8).unwrap_or(0)));
    let (index, rows) = (u32_at(&head, 10).unwrap_or(0), u32_at(&head, 14).unwrap_or(0));
    let columns: Vec<&[u8]> = head[22..].chunks_exact(8).take(head[1].into()).collect();
    // Rows do not go over the end of a block.
    let pieces = match rows {
        0 => Vec::new(),
        rows if rows & 0x1f == 0 => vec![heap.value(rows)?],
        rows => blocks.pieces(*heap.below.get(&rows).ok_or_else(damaged)?)?,
    };
    let all: Vec<&[u8]> = pieces.iter().flat_map(|piece| piece.chunks_exact(width.max(1))).collect();
    let mut found = Vec::new();
    for record in heap.records(index, 4)? {
        let place = if record.len() == 8 { u32_at(&record, 4) } else { u16_at(&record, 4).map(u32::from) };
        let row = place.and_then(|place| all.get(place as usize)).ok_or_else(damaged)?;
        let mut values = Properties::default();
        columns.iter().for_each(|column| cell(&heap, column, row, marks, &mut values));
        found.push((u32_at(&record, 0).unwrap_or(0), values));
    }
    Ok(found)
}

/// Tells the number of each row of a node that is a table, and nothing that stands in it: the list of a folder has as many
/// rows as the folder has messages.
pub fn each_row(blocks: &Blocks, node: Node, each: &mut dyn FnMut(u32)) -> Result<(), String> {
    let heap = Heap::open(blocks, node, TABLE)?;
    let head = heap.piece(heap.root()).filter(|head| head.len() >= 22).ok_or_else(damaged)?;
    let most = limits::MAX_PAGES as usize;
    let number = |record: &[u8]| u32_at(record, 0).unwrap_or(0);
    heap.each_record(u32_at(&head, 10).unwrap_or(0), 4, most, &mut |record| each(number(record)))
}

/// Takes the value of a column out of a row, where there is one.
fn cell(heap: &Heap, column: &[u8], row: &[u8], marks: usize, values: &mut Properties) {
    let (Some(kind), Some(id), Some(at)) = (u16_at(column, 0), u16_at(column, 2), u16_at(column, 4)) else {
        return;
    };
    let (size, bit) = (usize::from(column[6]), usize::from(column[7]));
    let there = row.get(marks + bit / 8).is_some_and(|byte| byte >> (7 - bit % 8) & 1 == 1);
    let Some(bytes) = row.get(at.into()..usize::from(at) + size).filter(|_| there) else { return };
    match kind {
        types::SHORT | types::LONG | types::LONGLONG | types::TIME => values.put(id, kind, bytes),
        _ if !property::KEPT.contains(&id) => {}
        // What is damaged in a row is missing in it.
        _ => heap.value(u32_at(bytes, 0).unwrap_or(0)).iter().for_each(|bytes| values.put(id, kind, bytes)),
    }
}

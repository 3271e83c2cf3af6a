//! Object layer of a store (MS-PST 2.3): the heap on a node, and the properties and tables in it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::blocks::{Blocks, Node, damaged};
use super::layout::{u16_at, u32_at};
use crate::decode::outlook::property::{self, Id, Properties, types};
use crate::limits;

/// Signature byte of a heap.
const HEAP: u8 = 0xec;
/// Client signature of a property context.
const PROPERTIES: u8 = 0xbc;
/// Client signature of a table context.
const TABLE: u8 = 0x7c;
/// Type byte of a B-tree on a heap.
const TREE: u8 = 0xb5;
/// Most levels of a B-tree on a heap: three levels hold more than a store.
const MAX_LEVELS: u8 = 6;
/// Most records of such a tree: no object has more properties, and no message more recipients.
const MAX_RECORDS: usize = 100_000;

/// Most blocks of a heap: block indices have 16 bits.
const MAX_BLOCKS: usize = 1 << 16;
/// Heap blocks cached: an object has a few, the table of a large folder thousands.
const KEPT_BLOCKS: usize = 64;

/// The heap on a node, with the subnodes that hold values too large for it.
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

    /// Heap block by its index.
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

    /// Heap item by its identifier.
    fn piece(&self, number: u32) -> Option<Vec<u8>> {
        let bits = self.blocks.layout.piece_bits;
        let (block, index) = (number >> (5 + bits), number >> 5 & ((1 << bits) - 1));
        let bytes = self.block(block)?;
        let table = usize::from(u16_at(&bytes, 0)?);
        let at = table + 4 + 2 * (index as usize).checked_sub(1)?;
        Some(bytes.get(u16_at(&bytes, at)?.into()..u16_at(&bytes, at + 2)?.into())?.to_vec())
    }

    /// Bytes of a value stored outside its record: a heap item or a subnode.
    fn value(&self, place: u32) -> Result<Vec<u8>, String> {
        match place {
            0 => Ok(Vec::new()),
            place if place & 0x1f == 0 => self.piece(place).ok_or_else(damaged),
            place => Ok(self.blocks.pieces(*self.below.get(&place).ok_or_else(damaged)?)?.concat()),
        }
    }

    /// Records of a tree whose keys have `key` bytes.
    fn records(&self, tree: u32, key: usize) -> Result<Vec<Vec<u8>>, String> {
        let mut found = Vec::new();
        self.each_record(tree, key, MAX_RECORDS, &mut |record| found.push(record.to_vec()))?;
        Ok(found)
    }

    /// Calls `each` with every record of a tree whose keys have `key` bytes. At most `most` records are
    /// visited, inner ones included, so that cycles end.
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

    /// Visits the records below this heap item; `left` is the number that may still be visited.
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

/// Properties of a node that are used here, which of them are damaged, and its subnodes, where the attachments
/// are.
pub struct Object {
    /// Properties that could be read.
    pub own: Properties,
    /// Numbers of those that could not.
    pub damaged: Vec<Id>,
    /// Subnodes.
    pub below: BTreeMap<u32, Node>,
}

/// Reads a property context.
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

/// Reads a table context: the number of each row and its values used here.
pub fn table(blocks: &Blocks, node: Node) -> Result<Vec<(u32, Properties)>, String> {
    let heap = Heap::open(blocks, node, TABLE)?;
    let head = heap.piece(heap.root()).filter(|head| head.len() >= 22).ok_or_else(damaged)?;
    let (marks, width) =
        (usize::from(u16_at(&head, 6).unwrap_or(0)), usize::from(u16_at(&head, 8).unwrap_or(0)));
    let (index, rows) = (u32_at(&head, 10).unwrap_or(0), u32_at(&head, 14).unwrap_or(0));
    let columns: Vec<&[u8]> = head[22..].chunks_exact(8).take(head[1].into()).collect();
    // Rows do not cross the end of a block.
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

/// Calls `each` with the number of every row of a table context, without reading the rows: the table of a
/// folder has as many rows as the folder has messages.
pub fn each_row(blocks: &Blocks, node: Node, each: &mut dyn FnMut(u32)) -> Result<(), String> {
    let heap = Heap::open(blocks, node, TABLE)?;
    let head = heap.piece(heap.root()).filter(|head| head.len() >= 22).ok_or_else(damaged)?;
    let most = limits::MAX_PAGES as usize;
    let number = |record: &[u8]| u32_at(record, 0).unwrap_or(0);
    heap.each_record(u32_at(&head, 10).unwrap_or(0), 4, most, &mut |record| each(number(record)))
}

/// Reads the value of a column in a row, if it exists.
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
        // A damaged value is treated as missing.
        _ => heap.value(u32_at(bytes, 0).unwrap_or(0)).iter().for_each(|bytes| values.put(id, kind, bytes)),
    }
}

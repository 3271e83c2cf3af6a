//! Which page is the third? The renderer counts a page once that stands several times in the tree of pages (ISO 32000-1,
//! 7.7.3), as where two leaves of a document are the same object. People, and other programs, count each.

use std::collections::{HashMap, HashSet};

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::keys;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, ObjectIdentifier};
use hayro::hayro_syntax::page::Page;

use crate::limits::MAX_DRAWN_PAGES;

/// Deepest nesting of the tree that is followed. Programs that write PDFs nest it a few levels deep.
const MAX_DEPTH: usize = 50;
/// Most nodes of the tree that are visited: with one more each is a page.
const MAX_NODES: usize = 2 * MAX_DRAWN_PAGES as usize;

/// The pages of a file in reading order, as positions in the renderer's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageSequence(Vec<usize>);

impl PageSequence {
    /// Follows the tree. Where that is not possible, the order is that of the renderer.
    pub fn of(pdf: &Pdf) -> Self {
        let count = pdf.pages().len();
        let followed = followed(pdf).filter(|order| order.len() > count);
        Self(followed.unwrap_or_else(|| (0..count).collect()))
    }

    /// Number of pages.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Page of this number, from 1. Returns `None` if the file does not have it.
    pub fn page<'a>(&self, pdf: &'a Pdf, number: u32) -> Option<&'a Page<'a>> {
        let at = self.0.get((number as usize).checked_sub(1)?)?;
        pdf.pages().get(*at)
    }
}

/// The order of the tree. Returns `None` if it has not every page that the renderer found.
fn followed(pdf: &Pdf) -> Option<Vec<usize>> {
    let with_id = |(at, page): (usize, &Page)| Some((page.raw().obj_id()?, at));
    let known: HashMap<_, _> = pdf.pages().iter().enumerate().filter_map(with_id).collect();
    let root = pdf.xref().get::<Dict>(pdf.xref().root_id())?.get::<Dict>(keys::PAGES)?;
    let mut tree = Tree { pdf, known, above: HashSet::new(), visited: 0, order: Vec::new() };
    tree.above.extend(root.obj_id());
    tree.follow(&root, 0)?;
    let found: HashSet<_> = tree.order.iter().collect();
    (found.len() == pdf.pages().len()).then_some(tree.order)
}

struct Tree<'a> {
    pdf: &'a Pdf,
    known: HashMap<ObjectIdentifier, usize>,
    /// Nodes above the current one, none of which can be below it.
    above: HashSet<ObjectIdentifier>,
    visited: usize,
    order: Vec<usize>,
}

impl Tree<'_> {
    /// Adds the pages below a node. Returns `None` if the tree is larger or deeper than any.
    fn follow(&mut self, node: &Dict, depth: usize) -> Option<()> {
        for kid in node.get::<Array>(keys::KIDS)?.raw_iter() {
            self.visited += 1;
            if depth > MAX_DEPTH || self.visited > MAX_NODES {
                return None;
            }
            // A page without a number of its own stands once; then the renderer's order is kept.
            let MaybeRef::Ref(id) = kid else { return None };
            let id = ObjectIdentifier::from(id);
            if let Some(at) = self.known.get(&id) {
                self.order.push(*at);
            } else if self.above.insert(id) {
                if let Some(node) = self.pdf.xref().get::<Dict>(id)
                    && node.contains_key(keys::KIDS)
                {
                    self.follow(&node, depth + 1)?;
                }
                self.above.remove(&id);
            }
        }
        Some(())
    }
}

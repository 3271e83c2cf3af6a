//! What is kept of a page, squeezed: which takes longer than all else that writing does, and need not be done by who writes.

use std::sync::OnceLock;

use super::{NewPage, codec};

/// What was made of a page, once that was asked for. A copy of the page has nothing of it, for it may be changed.
#[derive(Debug, Default)]
pub struct Made(OnceLock<Squeezed>);

impl Clone for Made {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What is kept of a page, squeezed as it is kept; empty where there is none of it.
#[derive(Clone, Debug, Default)]
pub struct Squeezed {
    pub(super) words: Vec<u8>,
    pub(super) lines: Vec<u8>,
    pub(super) text: Vec<u8>,
    pub(super) signatures: Vec<u8>,
    pub(super) unsettled: Vec<u8>,
}

impl NewPage {
    /// What is kept of it, squeezed when this is first called. That takes longer than all else that writing does, so whoever
    /// reads pages on several threads calls it there. Nothing of the page may change afterwards.
    pub fn squeezed(&self) -> &Squeezed {
        self.made.0.get_or_init(|| Squeezed {
            words: codec::words(&self.words, self.size),
            lines: codec::lines(&self.lines),
            text: self.text.as_ref().map(codec::text).unwrap_or_default(),
            signatures: codec::signatures(&self.signatures),
            unsettled: codec::unsettled(&self.unsettled, self.size),
        })
    }
}

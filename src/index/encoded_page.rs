//! Compressed page record. Compression dominates write time, so it runs outside the writer thread.

use std::sync::OnceLock;

use super::{NewPage, codec};

/// Cached compressed record of a page. A clone of the page starts without it, because the clone may be changed.
#[derive(Debug, Default)]
pub struct Made(OnceLock<Squeezed>);

impl Clone for Made {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Compressed record of a page; a value is empty if the page has none.
#[derive(Clone, Debug, Default)]
pub struct Squeezed {
    pub(super) words: Vec<u8>,
    pub(super) lines: Vec<u8>,
    pub(super) text: Vec<u8>,
    pub(super) signatures: Vec<u8>,
    pub(super) unsettled: Vec<u8>,
}

impl NewPage {
    /// Compressed record, computed on the first call. It takes longer than the rest of writing, so it is called
    /// on the threads that read pages. The page must not be changed afterwards.
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

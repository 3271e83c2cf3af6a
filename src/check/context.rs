//! What does a check need from its caller? Page images, a reader of words, and a trace to write to.

use super::tracer::Trace;
use crate::index::StoredPage;
use crate::model::raster::{Raster, Rendition};
use crate::model::text::SeenWord;

/// Reads the words of a raster whose letters are about [`crate::ocr::input_size::LETTER`] pixels high, or says why not.
pub type Read<'a> = dyn FnMut(&Raster) -> Result<Vec<SeenWord>, String> + 'a;

/// Services that a check needs from its caller.
pub struct CheckContext<'a> {
    /// What is kept of a page's picture, where it can be had.
    pub renditions: &'a mut dyn FnMut(&StoredPage) -> Option<Rendition>,
    /// The reader.
    pub read: &'a mut Read<'a>,
    /// Where each step is entered.
    pub trace: &'a Trace,
}

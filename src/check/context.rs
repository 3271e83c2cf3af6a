//! What does a check need from its caller? Page images, an OCR engine, and a trace.

use super::tracer::Trace;
use crate::index::StoredPage;
use crate::model::raster::{Raster, Rendition};
use crate::model::text::SeenWord;

/// Reads the words of a raster whose letters are about [`crate::ocr::input_size::LETTER`] pixels high, or returns the
/// reason why it cannot.
pub type Read<'a> = dyn FnMut(&Raster) -> Result<Vec<SeenWord>, String> + 'a;

/// Services that a check needs from its caller.
pub struct CheckContext<'a> {
    /// The rendition of a page. Returns `None` if it is missing.
    pub renditions: &'a mut dyn FnMut(&StoredPage) -> Option<Rendition>,
    /// The OCR engine.
    pub read: &'a mut Read<'a>,
    /// The trace of the check.
    pub trace: &'a Trace,
}

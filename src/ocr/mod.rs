//! Which words does a picture show? The interface to OCR, and Tesseract behind it.

pub mod input_size;
mod tesseract;

use crate::model::raster::Raster;
use crate::model::text::SeenWord;

pub use tesseract::Tesseract;

/// Reads words in pictures.
pub trait OcrEngine {
    /// The words of a raster.
    ///
    /// Fails with one sentence that says what to do.
    fn read(&mut self, raster: &Raster) -> Result<Vec<SeenWord>, String>;
}

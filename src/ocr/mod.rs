//! Words of a picture: the OCR interface, and its implementation with Tesseract.

pub mod input_size;
mod tesseract;

use crate::model::raster::Raster;
use crate::model::text::SeenWord;

pub use tesseract::Tesseract;

/// An OCR engine.
pub trait OcrEngine {
    /// Reads the words of a raster.
    ///
    /// # Errors
    ///
    /// One sentence for people that says what to do.
    fn read(&mut self, raster: &Raster) -> Result<Vec<SeenWord>, String>;
}

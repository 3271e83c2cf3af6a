//! What can be shown of a page of the index.

use super::raster::Raster;
use super::text::Text;

/// A page as it can be shown beside a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Original {
    /// SHA-256 of its document's bytes, in hexadecimal digits.
    pub sha256: String,
    /// What is seen of it; none where nothing is kept, or nothing may be shown.
    pub face: Option<Face>,
}

/// What is seen of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Face {
    /// Its look.
    Look {
        /// Its grey picture.
        raster: Raster,
        /// Width and height in page units.
        size: (f64, f64),
    },
    /// Its words, where it has no look of its own.
    Words(Text),
}

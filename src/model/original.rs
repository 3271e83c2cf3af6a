//! What can be shown of a page of the index.

use super::raster::Raster;
use super::text::Text;

/// A page as it can be shown beside a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Original {
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

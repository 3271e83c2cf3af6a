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

impl Original {
    /// Its look, where it has one that may be shown.
    pub fn look(&self) -> Option<&Look> {
        match &self.face {
            Some(Face::Look(look)) => Some(look),
            _ => None,
        }
    }

    /// Its words, where it is shown by them.
    pub fn words(&self) -> Option<&Text> {
        match &self.face {
            Some(Face::Words(text)) => Some(text),
            _ => None,
        }
    }
}

/// The look of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Its grey picture.
    pub raster: Raster,
    /// Width and height in page units.
    pub size: (f64, f64),
}

/// What is seen of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Face {
    /// Its look.
    Look(Look),
    /// Its words, where it has no look of its own.
    Words(Text),
}

//! Displayable content of an indexed page.

use super::answer::Answer;
use super::raster::Raster;
use super::text::Text;

/// A page as it can be shown beside a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Original {
    /// SHA-256 of its document's bytes, in hexadecimal digits.
    pub sha256: String,
    /// Displayable content; `None` if nothing is stored or nothing may be shown.
    pub face: Option<Face>,
}

impl Original {
    /// Its image. Returns `None` if it has none that may be shown.
    pub fn look(&self) -> Option<&Look> {
        match &self.face {
            Some(Face::Look(look)) => Some(look),
            _ => None,
        }
    }

    /// Its text, if it is shown as text.
    pub fn words(&self) -> Option<&Text> {
        match &self.face {
            Some(Face::Words(text)) => Some(text),
            _ => None,
        }
    }
}

/// Image of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Grey image.
    pub raster: Raster,
    /// Width and height in page units.
    pub size: (f64, f64),
}

/// Displayable content of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Face {
    /// Its image.
    Look(Look),
    /// Its text, if it has no look of its own.
    Words(Text),
}

/// Leaves pixels and words of the originals out of what is shown of an answer.
pub fn withhold(answer: &mut Answer, originals: &mut [Option<Original>]) {
    originals.iter_mut().flatten().for_each(|original| original.face = None);
    let differences = answer.finding.pages.iter_mut().flat_map(|page| &mut page.differences);
    differences.for_each(|difference| (difference.original, difference.line) = (None, None));
}

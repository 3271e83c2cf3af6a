//! A detection: a place of the picture that stands out from the noise, and its kind.

use crate::model::answer::{DifferenceKind, HiddenKind};
use crate::model::geometry::Rect;

/// A place that stands out from the noise.
#[derive(Clone, Debug)]
pub struct Detection {
    /// Its box in pixels of the picture.
    pub bounds: Rect,
    /// Its box in pixels of the page's raster. On a slanted page it is smaller than the box of `bounds`.
    pub on_page: Rect,
    /// Largest absolute residual, in local contrast.
    pub peak: f32,
    /// Distance of the peak from the noise, in standard deviations.
    pub deviation: f32,
    /// Its kind.
    pub what: DetectionKind,
}

impl Detection {
    /// Whether it is a difference.
    pub fn is_change(&self) -> bool {
        matches!(self.what, DetectionKind::Difference(_))
    }
}

/// The kind of a detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectionKind {
    /// A difference from the page.
    Difference(DifferenceKind),
    /// A cover or a mark on the page.
    Hidden(HiddenKind),
    /// Writing or a stamp on the page, which may say something of its own. It is neither a letter of the page nor a
    /// mere stroke.
    Written,
}

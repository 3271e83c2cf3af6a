//! A detection: a place of the picture that stands out, and what it is.

use crate::model::answer::{DifferenceKind, HiddenKind};
use crate::model::geometry::Rect;

/// A place that stands out.
#[derive(Clone, Debug)]
pub struct Detection {
    /// In pixels of the picture.
    pub bounds: Rect,
    /// The same in pixels of the page's raster: where the page slants, less than the place of `bounds` there.
    pub on_page: Rect,
    /// Greatest departure in it.
    pub peak: f32,
    /// How far the peak lies outside the picture's own noise, in standard deviations.
    pub deviation: f32,
    /// What it is.
    pub what: DetectionKind,
}

impl Detection {
    /// Whether it changes the page.
    pub fn is_change(&self) -> bool {
        matches!(self.what, DetectionKind::Difference(_))
    }
}

/// What a place that stands out is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectionKind {
    /// It changes the page.
    Difference(DifferenceKind),
    /// It covers or marks the page.
    Hidden(HiddenKind),
    /// It was written or stamped on the page and may say something of its own: no letter of the page, and no mere stroke.
    Written,
}

//! Features by which a page is found again: each kind turns a view of a page or a picture, or its words, into
//! keys.
//!
//! A new kind is one file here, one line in [`all`] and its number in `model::feature_key`; `tests/library/features.rs` then runs the shared
//! tests on it.
//!
//! | kind | key | found by |
//! |---|---|---|
//! | `exact` | SHA-256 of the pixels | equality |
//! | `perceptual` | 64 signs of the lowest frequencies; none for a blank view | Hamming distance |
//! | `layout` | tokens, each with a place | equality |
//! | `keypoints` | tokens, each with a place | equality |
//! | `shingles` | hashes of runs of three words | equality |
//!
//! **Word boxes** (`binarize`, `word_boxes`). A pixel is ink if it differs from its local background, darker or
//! lighter, so dark mode needs no special case. Connected ink becomes letters, letters become a line, and gaps
//! within the line separate its words. A word is a box; no letter is read.
//!
//! **Layout** (`layout`). Six words along a line, or a few words below each other, are described by numbers:
//! the left and right end of each, as shares of the whole length. These numbers do not depend on scale.
//! Quantised and hashed, they are a token, stored with its position and length.
//!
//! **Word shapes** (`word_shape`). If few words are shown, their edges are not distinctive. So single words and
//! pairs of neighbours are tokens, too, distinguished by shape: the signs of the differences of mean ink
//! between cells of the box. The same word in the same typeface has the same shape at any scale and polarity.
//! Nearly even signs are looked up both ways.
//!
//! **Keypoints** (`keypoints`). Charts, drawings and photographs have hardly any lines of words. Boxes that
//! contrast most with their surroundings, over position and scale, are keypoints. The patch around each, in 5 x
//! 5 cells, is described by bits: whether a cell is lighter than the one before. Some are kept per grid cell
//! and octave, so that a chart beside text gets its share.

pub mod binarize;
pub mod exact;
pub mod keypoints;
pub mod layout;
pub mod perceptual;
pub mod shingles;
pub mod visual_word;
pub mod word_boxes;
pub mod word_shape;

use crate::model::feature_key::{FeatureKind, Key};
use crate::model::raster::{Picture, Raster};

/// A kind of feature. Features do not depend on the index; a new one is one file and one line in [`all`].
pub trait Feature: Sync {
    /// Identifier in the index file.
    fn id(&self) -> FeatureKind;
    /// Version; incremented when the same view gives other keys. An index with another version is not searched
    /// by this feature.
    fn version(&self) -> u32;
    /// Keys of a view; `luma` is its luma, computed once for all features. Empty if the view has no usable
    /// content.
    fn keys(&self, view: &Picture, luma: &Raster) -> Vec<Key>;
}

/// Every feature of a view, in the order of search.
pub fn all() -> &'static [&'static dyn Feature] {
    &[&exact::Exact, &perceptual::Perceptual, &layout::Layout, &keypoints::Features]
}

/// Versions of all features, including word shingles; an index built with others is not searched.
pub fn versions() -> Vec<(FeatureKind, u32)> {
    let views = all().iter().map(|track| (track.id(), track.version()));
    views.chain([(shingles::ID, shingles::VERSION)]).collect()
}

/// Keys of a view for every feature.
pub fn keys(view: &Picture, luma: &Raster) -> Vec<(FeatureKind, Vec<Key>)> {
    all().iter().map(|track| (track.id(), track.keys(view, luma))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_track_of_the_index_has_one_version() {
        let versions = versions();
        // Words read by OCR are keyed as other words are, and their version is kept with them.
        for kind in FeatureKind::ALL.into_iter().filter(|kind| *kind != FeatureKind::Reading) {
            assert_eq!(versions.iter().filter(|(id, _)| *id == kind).count(), 1, "{kind:?}");
        }
        assert_eq!(versions.len() + 1, FeatureKind::ALL.len());
    }
}

//! By what is a page found again? Each kind of feature turns a view of a page or a picture, or its words, into keys for the index.
//!
//! A new kind is one file here, one line in [`all`] and its number in `model::feature_key`; `tests/features.rs` then runs the shared
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
//! **Word boxes** (`binarize`, `word_boxes`). Ink is what stands off its local background, darker or lighter, so dark mode is
//! nothing special. Connected ink becomes letters, letters become a line, and gaps within the line separate its words. A word is a
//! box; no letter is read.
//!
//! **Layout** (`layout`). Six words along a line, or a few words below each other, are written as numbers: where each begins and ends,
//! as shares of the whole length. These numbers are the same at any scale. Rounded to levels and hashed, they are a token, stored
//! with its place and length.
//!
//! **Word shapes** (`word_shape`). If few words are shown, their edges say too little. So single words, and pairs of neighbours, are
//! tokens, too, told apart by shape: the signs of the differences of mean ink between pieces of the box. The same word in the same
//! type has the same shape at any scale and polarity. Signs that are nearly even are looked up both ways.
//!
//! **Keypoints** (`keypoints`). Charts, drawings and photographs have hardly any lines of words. Boxes that stand out most from their
//! surroundings, at a place and a size, are keypoints. The patch around each, in 5 x 5 pieces, is written as bits: which pieces
//! are lighter than the one before. Some are kept of every place of a page and of every octave of sizes, so that a chart beside text has
//! its share.

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

/// A kind of evidence. No track knows the index; a new one is one file and one line in [`all`].
pub trait Feature: Sync {
    /// Its name in the index file.
    fn id(&self) -> FeatureKind;
    /// Counts up when the same view would give other keys; an index of another version is not searched by it.
    fn version(&self) -> u32;
    /// The keys of a view, of which `luma` is the luma, taken once for all tracks; empty where it holds nothing to go by.
    fn keys(&self, view: &Picture, luma: &Raster) -> Vec<Key>;
}

/// Every track, in the order in which they are asked.
pub fn all() -> &'static [&'static dyn Feature] {
    &[&exact::Exact, &perceptual::Perceptual, &layout::Layout, &keypoints::Features]
}

/// The versions of all tracks: an index built with others is not searched.
pub fn versions() -> Vec<(FeatureKind, u32)> {
    let views = all().iter().map(|track| (track.id(), track.version()));
    views.chain([(shingles::ID, shingles::VERSION)]).collect()
}

/// The keys of a view by every track.
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

//! Kinds of evidence: each turns a view of a page or of a picture, or its words, into keys that the index can find again.

pub mod binarize;
pub mod exact;
pub mod keypoints;
pub mod layout;
pub mod perceptual;
pub mod shingles;
pub mod visual_word;
pub mod word_boxes;
pub mod word_shape;

use crate::model::feature_key::{Key, TrackId};
use crate::model::raster::{Picture, Raster};

/// A kind of evidence. No track knows the index; a new one is one file and one line in [`all`].
pub trait Track: Sync {
    /// Its name in the index file.
    fn id(&self) -> TrackId;
    /// Counts up when the same view would give other keys; an index of another version is not searched by it.
    fn version(&self) -> u32;
    /// The keys of a view, of which `luma` is the luma, taken once for all tracks; empty where it holds nothing to go by.
    fn keys(&self, view: &Picture, luma: &Raster) -> Vec<Key>;
}

/// Every track, in the order in which they are asked.
pub fn all() -> &'static [&'static dyn Track] {
    &[&exact::Exact, &perceptual::Perceptual, &layout::Layout, &keypoints::Features]
}

/// The versions of all tracks: an index built with others is not searched.
pub fn versions() -> Vec<(TrackId, u32)> {
    let views = all().iter().map(|track| (track.id(), track.version()));
    views.chain([(shingles::ID, shingles::VERSION)]).collect()
}

/// The keys of a view by every track.
pub fn keys(view: &Picture, luma: &Raster) -> Vec<(TrackId, Vec<Key>)> {
    all().iter().map(|track| (track.id(), track.keys(view, luma))).collect()
}

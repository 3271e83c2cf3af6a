//! Exact feature: finds a page with identical pixels.

use super::Feature;
use crate::model::feature_key::{FeatureKind, Key};
use crate::model::raster::{Picture, Raster};
use sha2::{Digest, Sha256};

/// SHA-256 of width, height (little-endian 64-bit integers) and the pixels of the oriented picture.
pub struct Exact;

impl Feature for Exact {
    fn id(&self) -> FeatureKind {
        FeatureKind::Exact
    }

    fn version(&self) -> u32 {
        1
    }

    fn keys(&self, view: &Picture, _: &Raster) -> Vec<Key> {
        if view.rgb.is_empty() { Vec::new() } else { vec![Key::Digest(digest(view))] }
    }
}

/// SHA-256 by which the pixels of a picture are stored and looked up.
pub fn digest(view: &Picture) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update((view.width as u64).to_le_bytes());
    hash.update((view.height as u64).to_le_bytes());
    hash.update(&view.rgb);
    hash.finalize().into()
}

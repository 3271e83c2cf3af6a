//! The perceptual track: the whole picture at a glance. A cheap witness for pictures without words, never the judge.

use super::Feature;
use crate::model::feature_key::{FeatureKind, Key};
use crate::model::raster::{Picture, Raster};
use image::{GrayImage, imageops};
use img_hash::{HashAlg, HasherConfig};

/// 64-bit perceptual hash: the signs of the lowest frequencies of a cosine transform against their median (Zauner 2010).
pub struct Perceptual;

/// Bits within which two hashes are taken to be of one picture, to be held against it.
pub const WITHIN: u32 = 10;
/// Spread of grey, in levels, below which a picture is too blank to have a hash of its own.
const BLANK: f64 = 6.0;

impl Feature for Perceptual {
    fn id(&self) -> FeatureKind {
        FeatureKind::Perceptual
    }

    fn version(&self) -> u32 {
        1
    }

    fn keys(&self, _: &Picture, luma: &Raster) -> Vec<Key> {
        hash(luma).map(Key::Near).into_iter().collect()
    }
}

/// The hash; none for a blank picture. The complement (`!hash`) is that of the picture's negative.
pub fn hash(view: &Raster) -> Option<u64> {
    let image = GrayImage::from_raw(view.width as u32, view.height as u32, view.grey.clone())?;
    if view.width < 16 || view.height < 16 {
        return None;
    }
    let small = imageops::thumbnail(&image, 64, 64);
    let n = small.as_raw().len() as f64;
    let mean = small.as_raw().iter().map(|&v| f64::from(v)).sum::<f64>() / n;
    let spread = (small.as_raw().iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / n).sqrt();
    if spread < BLANK {
        return None;
    }
    let hasher = HasherConfig::new().hash_size(8, 8).hash_alg(HashAlg::Median).preproc_dct().to_hasher();
    let bytes: [u8; 8] = hasher.hash_image(&small).as_bytes().try_into().ok()?;
    Some(u64::from_le_bytes(bytes))
}

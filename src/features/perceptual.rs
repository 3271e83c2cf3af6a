//! Perceptual hash of the whole picture: proposes pages for pictures without words, and never decides.

use super::Feature;
use crate::model::feature_key::{FeatureKind, Key};
use crate::model::raster::{Picture, Raster};
use image::{GrayImage, imageops};
use img_hash::{HashAlg, HasherConfig};

/// 64-bit perceptual hash: signs of the lowest DCT coefficients relative to their median (Zauner 2010).
pub struct Perceptual;

/// Largest Hamming distance, in bits, at which a page is proposed for comparison.
pub const WITHIN: u32 = 10;
/// Smallest standard deviation of grey, in levels; a flatter picture is too blank for a hash.
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

/// Perceptual hash. Returns `None` for a blank or tiny picture. The complement (`!hash`) is the hash of the
/// negative.
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

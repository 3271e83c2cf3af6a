//! HEIC, as phones save pictures: one picture in HEVC, often in tiles. Errors are sentences for people.

use heic_decoder::{ColorInfo, DecodedImage, HeifError, RgbOptions};
use image::{DynamicImage, RgbImage, RgbaImage};

use super::boxes::{self, Code};
use super::picture::{
    DAMAGED, Decoded, RARE, Still, TRUNCATED, divided_by_alpha, laid_on_white, too_much_memory,
};
use super::{check_size, frames};
use crate::model::document::Format;

/// Reader of HEIC.
pub const HEIC: Still = Still {
    format: Format::Heic,
    begins: |bytes| boxes::brands(bytes).iter().any(|brand| BRANDS.contains(brand)),
    decode: |bytes| Ok(Decoded { picture: laid_on_white(decode(bytes)?), left_out: None }),
    faces: |bytes| decode(bytes).map(frames::of_image),
};

/// Brands of pictures in HEVC: in 8 bits, in more, of several layers, and series of them.
const BRANDS: [Code; 6] = [*b"heic", *b"heix", *b"heim", *b"heis", *b"hevc", *b"hevx"];

/// Colours of a file that says nothing about them, as viewers take them: those of JPEG.
const UNSAID: ColorInfo =
    ColorInfo { color_primaries: 2, transfer_characteristics: 2, matrix_coefficients: 6, full_range: true };

/// The main picture. It is turned, mirrored and cropped as the file says; an orientation in EXIF has no effect in this
/// format.
fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let about = heic_decoder::probe(bytes).map_err(|e| explain(&e))?;
    for (width, height) in [(about.coded_width, about.coded_height), (about.width, about.height)] {
        let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        check_size(side(width), side(height))?;
    }
    let image = heic_decoder::decode(bytes).map_err(|e| explain(&e))?;
    painted(&image).map_err(|e| explain(&e))?.ok_or_else(|| DAMAGED.into())
}

/// The picture in 8 bits a colour. Returns `None` if its size is not that of its pixels.
fn painted(image: &DecodedImage) -> Result<Option<DynamicImage>, HeifError> {
    let options = RgbOptions { color: image.color_info.is_none().then_some(UNSAID), ..RgbOptions::default() };
    let (width, height) = (image.width as u32, image.height as u32);
    if image.alpha.is_none() {
        let rgb = image.to_rgb8_with_options(&options)?.data;
        return Ok(RgbImage::from_raw(width, height, rgb).map(DynamicImage::ImageRgb8));
    }
    let rgba = image.to_rgba8_with_options(&options)?;
    let mut painted = RgbaImage::from_raw(width, height, rgba.data);
    if let Some(painted) = painted.as_mut().filter(|_| rgba.premultiplied) {
        divided_by_alpha(painted);
    }
    Ok(painted.map(DynamicImage::ImageRgba8))
}

fn explain(error: &HeifError) -> String {
    match error {
        HeifError::Truncated { .. } => TRUNCATED.into(),
        HeifError::Unsupported(_) => RARE.into(),
        HeifError::LimitExceeded(_) => too_much_memory(),
        _ => DAMAGED.into(),
    }
}

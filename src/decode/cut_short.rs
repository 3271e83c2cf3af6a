//! Pictures that end too early: which of their rows are there. Decoders fill what is missing, and do not tell where that
//! begins. So a file is decoded with different bytes in place of what is missing: a row that follows from the file
//! alone is the same each time, and all rows above the first that is not are there. Errors are sentences for people.

use std::io::Cursor;

use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{
    ColorType, DynamicImage, GenericImageView, GrayAlphaImage, GrayImage, ImageDecoder, RgbImage, RgbaImage,
};

use super::picture::{TRUNCATED, decoder_limits, explain};
use super::{check_size, jpeg};

/// Bytes put in place of missing ones. The codes of pictures read from them have nothing in common.
const FILLERS: [u8; 3] = [0x55, 0x9a, 0x0f];
/// Bytes appended to a JPEG: many times what the largest block of pixels takes, so the first missing one differs.
const APPENDED: usize = 4096;
/// Zeros at the end of a JPEG from which on they are space reserved for a download: its codes never have so many.
const RESERVED: usize = 64;
/// End of image, as a marker of JPEG.
const END_OF_JPEG: [u8; 2] = [0xff, 0xd9];
/// Most bytes of a WebP that are filled in: more than any picture that services accept. Chosen, not measured.
const MOST_MISSING: usize = 32 << 20;
/// Bytes of a WebP that its length does not count.
const WEBP_HEAD: usize = 8;

/// The rows of a picture that are there.
pub struct Rows {
    /// The picture, cropped to them, upright.
    pub image: DynamicImage,
    /// What is missing, in a sentence. `None` if no row is.
    pub left_out: Option<String>,
}

/// The rows of a JPEG without its end mark. One of which a whole pass over the picture is missing is refused: all its
/// rows are coarse.
pub fn jpeg(bytes: &[u8]) -> Result<Rows, String> {
    if !jpeg::is_in_last_scan(bytes) {
        return Err(TRUNCATED.into());
    }
    let kept = without_reserve(bytes);
    // Half a marker would swallow a byte of the filling.
    let kept = kept.strip_suffix(&[0xff]).unwrap_or(kept);
    let filled = |filling: &[u8]| [kept, filling, &END_OF_JPEG].concat();
    let decode = |bytes: Vec<u8>| drawn(JpegDecoder::new(Cursor::new(bytes)).map_err(|e| explain(&e))?);
    let (bare, orientation) = decode(filled(&[]))?;
    let mut all = vec![bare];
    for filler in FILLERS {
        all.push(decode(filled(&[filler; APPENDED]))?.0);
    }
    rows_there(all, orientation)
}

/// The bytes in front of the zeros that a download writes to reserve space.
fn without_reserve(bytes: &[u8]) -> &[u8] {
    let written = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    if bytes.len() - written < RESERVED { bytes } else { &bytes[..written] }
}

/// The rows of a WebP that is shorter than it says. Returns `None` if it is not, or if it is animated.
pub fn webp(bytes: &[u8]) -> Option<Result<Rows, String>> {
    let said = u32::from_le_bytes(*bytes.get(4..WEBP_HEAD)?.first_chunk()?) as usize + WEBP_HEAD;
    if bytes.len() >= said {
        return None;
    }
    if said - bytes.len() > MOST_MISSING {
        return Some(Err(TRUNCATED.into()));
    }
    let (mut all, mut orientation) = (Vec::new(), Orientation::NoTransforms);
    for filler in FILLERS {
        let mut filled = bytes.to_vec();
        filled.resize(said, filler);
        let decoder = WebPDecoder::new(Cursor::new(filled)).ok()?;
        if decoder.has_animation() {
            return None;
        }
        match drawn(decoder) {
            Ok((image, turned)) => (all.push(image), orientation = turned),
            // The filling is no picture: nothing is known of what is there.
            Err(_) => return Some(Err(TRUNCATED.into())),
        };
    }
    Some(rows_there(all, orientation))
}

/// The rows of a PNG that ends too early: those that the decoder wrote. Of one that comes in passes, none is whole.
pub fn png(bytes: &[u8]) -> Result<Rows, String> {
    let mut all = Vec::new();
    let mut orientation = Orientation::NoTransforms;
    for filler in FILLERS {
        let mut decoder =
            PngDecoder::with_limits(Cursor::new(bytes), decoder_limits()).map_err(|e| explain(&e))?;
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        orientation = decoder.orientation().unwrap_or(orientation);
        let colour = decoder.color_type();
        let mut pixels = vec![filler; decoder.total_bytes() as usize];
        // It fails where the file ends; the rows before are written.
        let _ = decoder.read_image(&mut pixels);
        let image = match colour {
            ColorType::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
            ColorType::La8 => GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::ImageLumaA8),
            ColorType::Rgb8 => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
            ColorType::Rgba8 => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
            _ => None,
        };
        all.push(image.ok_or(TRUNCATED)?);
    }
    rows_there(all, orientation)
}

/// A picture as stored, and how it is turned upright.
fn drawn(mut decoder: impl ImageDecoder) -> Result<(DynamicImage, Orientation), String> {
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    decoder.set_limits(decoder_limits()).map_err(|e| explain(&e))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(|e| explain(&e))?, orientation))
}

/// The rows that are the same whatever stands in place of the missing bytes. Fails if there is none.
fn rows_there(drawn: Vec<DynamicImage>, orientation: Orientation) -> Result<Rows, String> {
    let mut drawn = drawn.into_iter();
    let image = drawn.next().ok_or(TRUNCATED)?;
    let (width, height) = image.dimensions();
    let row_bytes = image.as_bytes().len() / (height as usize).max(1);
    let there = drawn.map(|other| alike(image.as_bytes(), other.as_bytes(), row_bytes)).min();
    let there = there.unwrap_or(0).min(height as usize) as u32;
    if there == 0 {
        return Err(TRUNCATED.into());
    }
    let left_out = (there < height).then(|| {
        format!(
            "It ends before its picture does: of {height} rows of pixels, the first {there} are there and were looked at. \
             Get the whole file."
        )
    });
    let mut image = image.crop_imm(0, 0, width, there);
    image.apply_orientation(orientation);
    Ok(Rows { image, left_out })
}

/// Number of rows at the top in which two pictures are the same.
fn alike(one: &[u8], other: &[u8], row_bytes: usize) -> usize {
    let rows = one.chunks_exact(row_bytes.max(1)).zip(other.chunks_exact(row_bytes.max(1)));
    rows.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(drawn: Vec<DynamicImage>) -> Result<Rows, String> {
        rows_there(drawn, Orientation::NoTransforms)
    }

    fn grey(values: [u8; 4]) -> DynamicImage {
        DynamicImage::ImageLuma8(GrayImage::from_fn(3, 4, |_, y| image::Luma([values[y as usize]])))
    }

    #[test]
    fn rows_that_depend_on_the_filling_are_not_there() {
        let rows = found(vec![grey([1, 2, 3, 0]), grey([1, 2, 3, 9]), grey([1, 2, 7, 9])]).unwrap();
        assert_eq!(rows.image.dimensions(), (3, 2));
        assert!(rows.left_out.unwrap().contains("of 4 rows of pixels, the first 2"));
        assert!(found(vec![grey([1; 4]), grey([1; 4])]).unwrap().left_out.is_none());
        assert!(found(vec![grey([1; 4]), grey([2; 4])]).is_err());
    }
}

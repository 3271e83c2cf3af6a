//! JPEG XL, with every frame of an animation. Errors are sentences for people.

use std::error::Error;
use std::io;

use image::error::{DecodingError, ImageFormatHint};
use image::{Delay, DynamicImage, Frame, Frames, GrayImage, ImageError, RgbImage, RgbaImage};
use jxl_oxide::{AllocTracker, JxlImage};

use super::picture::{
    DAMAGED, Decoded, RARE, Still, TRUNCATED, divided_by_alpha, laid_on_white, too_much_memory,
};
use super::{check_size, frames};
use crate::limits;
use crate::model::document::Format;
use crate::model::shot::Shot;

/// Reader of JPEG XL.
pub const JPEG_XL: Still = Still {
    format: Format::JpegXl,
    begins: |bytes| MARKS.iter().any(|mark| bytes.starts_with(mark)),
    decode: |bytes| {
        let image = open(bytes)?;
        let moves = image.num_loaded_keyframes() > 1;
        let left_out = moves.then(|| "It is animated; only its first frame was read.".to_owned());
        Ok(Decoded { picture: laid_on_white(painted(&image, 0)?), left_out })
    },
    faces,
};

/// Beginnings of the bare stream, and of one in boxes.
const MARKS: [&[u8]; 2] = [b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"];
/// Bytes for a pixel in the decoder: three colours of 32 bits.
const BYTES_A_PIXEL: u64 = 12;

/// Opens a file, and checks its size before a pixel is decoded.
fn open(bytes: &[u8]) -> Result<JxlImage, String> {
    let tracker = AllocTracker::with_limit(limits::MAX_DECODER_BYTES as usize);
    let image = JxlImage::builder().alloc_tracker(tracker).read(bytes).map_err(|e| explain(&*e))?;
    let (width, height) = (image.width(), image.height());
    check_size(width, height)?;
    if BYTES_A_PIXEL * u64::from(width) * u64::from(height) > limits::MAX_DECODER_BYTES {
        return Err(too_much_memory());
    }
    if !image.is_loading_done() || image.num_loaded_keyframes() == 0 {
        return Err(TRUNCATED.into());
    }
    if image.pixel_format().has_black() {
        return Err(RARE.into());
    }
    Ok(image)
}

/// A frame in 8 bits a colour, upright.
fn painted(image: &JxlImage, frame: usize) -> Result<DynamicImage, String> {
    let header = image.image_header();
    let render = image.render_frame(frame).map_err(|e| explain(&*e))?;
    let mut stream = render.stream();
    let (width, height, channels) = (stream.width(), stream.height(), stream.channels());
    check_size(width, height)?;
    let mut samples = vec![0_u8; width as usize * height as usize * channels as usize];
    stream.write_to_buffer(&mut samples);
    match channels {
        1 => GrayImage::from_raw(width, height, samples).map(DynamicImage::ImageLuma8),
        2 => image::GrayAlphaImage::from_raw(width, height, samples).map(DynamicImage::ImageLumaA8),
        3 => RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8),
        4 => RgbaImage::from_raw(width, height, samples).map(|mut image| {
            let channels = &header.metadata.ec_info;
            if channels.iter().any(|channel| channel.alpha_associated() == Some(true)) {
                divided_by_alpha(&mut image);
            }
            DynamicImage::ImageRgba8(image)
        }),
        _ => None,
    }
    .ok_or_else(|| RARE.into())
}

fn faces(bytes: &[u8]) -> Result<Shot, String> {
    let image = open(bytes)?;
    if image.num_loaded_keyframes() == 1 {
        return painted(&image, 0).map(frames::of_image);
    }
    let pace = image.image_header().metadata.animation.as_ref();
    let (ticks, seconds) = pace.map_or((1, 1), |pace| (pace.tps_numerator.max(1), pace.tps_denominator));
    let each = (0..image.num_loaded_keyframes()).map(|number| {
        let frame = painted(&image, number).map_err(|why| {
            ImageError::Decoding(DecodingError::new(ImageFormatHint::Name("JPEG XL".into()), why))
        })?;
        let shown = image.frame_header(number).map_or(0, |header| header.duration);
        let ms = u64::from(shown) * u64::from(seconds) * 1000 / u64::from(ticks);
        let ms = u32::try_from(ms).unwrap_or(u32::MAX).min(limits::MAX_ANIMATION_MS);
        Ok(Frame::from_parts(frame.into_rgba8(), 0, 0, Delay::from_numer_denom_ms(ms, 1)))
    });
    frames::moving(Frames::new(Box::new(each)))
}

fn explain(error: &(dyn Error + Send + Sync + 'static)) -> String {
    match error.downcast_ref::<io::Error>() {
        Some(e) if e.kind() == io::ErrorKind::UnexpectedEof => TRUNCATED.into(),
        _ => DAMAGED.into(),
    }
}

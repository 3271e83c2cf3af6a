//! Single-page pictures: PNG, JPEG, WebP, GIF, BMP.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageError, Limits, RgbaImage};

use super::{check_size, jpeg};
use crate::limits;
use crate::model::document::{Format, Page};
use crate::model::raster::Picture;

/// A decoded picture.
pub struct Decoded {
    /// Its pixels, upright and composited on white.
    pub picture: Picture,
    /// Part of the file that was left out, in one sentence.
    pub left_out: Option<String>,
}

/// Decodes a picture. Errors are sentences for people.
pub fn decode(bytes: &[u8], format: Format) -> Result<Decoded, String> {
    let open = |e| explain(&e);
    let input = Cursor::new(bytes);
    let moving = "It is animated; only its first frame was read.".to_string();
    let (picture, moves) = match format {
        Format::Png => {
            let decoder = PngDecoder::with_limits(input, decoder_limits()).map_err(open)?;
            let moves = decoder.is_apng().unwrap_or(false);
            (finish(decoder)?, moves)
        }
        Format::Jpeg => {
            let decoder = JpegDecoder::new(input).map_err(open)?;
            if !jpeg::is_complete(bytes) {
                return Err(TRUNCATED.into());
            }
            (finish(decoder)?, false)
        }
        Format::WebP => {
            let decoder = WebPDecoder::new(input).map_err(open)?;
            let moves = decoder.has_animation();
            (finish(decoder)?, moves)
        }
        Format::Gif => (finish(GifDecoder::new(input).map_err(open)?)?, gif_moves(bytes)),
        _ => (finish(image::codecs::bmp::BmpDecoder::new(input).map_err(open)?)?, false),
    };
    Ok(Decoded { picture, left_out: moves.then_some(moving) })
}

/// A picture as a page: its size is that in pixels, and it has no words.
pub fn page(number: u32, picture: Picture) -> Page {
    let size = (picture.width as f64, picture.height as f64);
    Page {
        number,
        size,
        picture: Some(picture),
        words: Vec::new(),
        unsettled: Vec::new(),
        text: None,
        signatures: Vec::new(),
    }
}

/// Rotates a decoded image upright and composites it on white.
pub fn upright_on_white(mut image: DynamicImage, orientation: Orientation) -> Picture {
    image.apply_orientation(orientation);
    laid_on(image, u8::MAX)
}

/// Composites an image on a background of one grey.
pub fn laid_on(image: DynamicImage, ground: u8) -> Picture {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let rgb = match image {
        DynamicImage::ImageRgb8(rgb) => rgb.into_raw(),
        DynamicImage::ImageLuma8(grey) => grey.as_raw().iter().flat_map(|&v| [v; 3]).collect(),
        opaque if !opaque.color().has_alpha() => opaque.into_rgb8().into_raw(),
        transparent => composed(&transparent.into_rgba8(), ground),
    };
    Picture { width, height, rgb }
}

/// Message for a file that ends too early.
pub const TRUNCATED: &str = "It ends before its picture does. Get the whole file.";

fn finish(mut decoder: impl ImageDecoder) -> Result<Picture, String> {
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    decoder.set_limits(decoder_limits()).map_err(|e| explain(&e))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|e| explain(&e))?;
    Ok(upright_on_white(image, orientation))
}

/// Limits for a decoder.
pub fn decoder_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(limits::MAX_PICTURE_SIDE);
    limits.max_image_height = Some(limits::MAX_PICTURE_SIDE);
    limits.max_alloc = Some(limits::MAX_DECODER_BYTES);
    limits
}

fn gif_moves(bytes: &[u8]) -> bool {
    GifDecoder::new(Cursor::new(bytes))
        .ok()
        .and_then(|mut decoder| {
            decoder.set_limits(decoder_limits()).ok()?;
            decoder.into_frames().nth(1)
        })
        .is_some()
}

fn composed(image: &RgbaImage, ground: u8) -> Vec<u8> {
    let ground = u32::from(ground);
    let lay =
        |colour: u8, alpha: u32| ((u32::from(colour) * alpha + ground * (255 - alpha) + 127) / 255) as u8;
    let mut rgb = vec![0; 3 * image.len() / 4];
    for (to, from) in rgb.chunks_exact_mut(3).zip(image.chunks_exact(4)) {
        for c in 0..3 {
            to[c] = lay(from[c], u32::from(from[3]));
        }
    }
    rgb
}

/// Reason an image was not decoded, for people.
pub fn explain(error: &ImageError) -> String {
    match error {
        ImageError::Limits(_) => {
            let most = limits::MAX_PICTURE_PIXELS / 1_000_000;
            format!("It needs more memory than a picture of {most} million pixels. Scale it down first.")
        }
        ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => TRUNCATED.into(),
        ImageError::Unsupported(_) => {
            "It is of a rare kind that is not read here. Save it again as PNG.".into()
        }
        _ => "It is damaged or ends too early. Get the file again, or save it anew as PNG.".into(),
    }
}

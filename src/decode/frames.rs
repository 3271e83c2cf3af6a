//! Every look of a picture: the frames of an animation, and a transparent picture on a light and on a dark
//! background. A change may be in one frame only, or visible on one background only. Errors are sentences for people.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{AnimationDecoder, DynamicImage, Frames, ImageDecoder, RgbaImage};

use super::picture::{Decoded, TRUNCATED, decoder_limits, explain, image_of, laid_on, shown};
use super::{check_size, cut_short};
use crate::limits;
use crate::model::raster::Picture;
use crate::model::shot::{Face, Ground, Shot, Shown};

/// Grey of the dark background: viewers' night modes use 0 to 34.
const DARK: u8 = 18;
/// Delay, in milliseconds, that browsers use for a frame with a delay of at most 10.
const UNTIMED: u32 = 100;
/// Grey of white paper.
const WHITE: u8 = 255;

/// Every look of a PNG.
pub fn png(bytes: &[u8]) -> Result<Shot, String> {
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), decoder_limits()).map_err(|e| explain(&e))?;
    if decoder.is_apng().map_err(|e| explain(&e))? {
        sized(&decoder)?;
        return moving(decoder.apng().map_err(|e| explain(&e))?.into_frames());
    }
    match image_of(decoder) {
        Err(reason) if reason == TRUNCATED => cut_short::png(bytes).map(shown),
        image => Ok(of_image(image?)),
    }
}

/// Every look of a WebP.
pub fn webp(bytes: &[u8]) -> Result<Shot, String> {
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|e| explain(&e))?;
    if decoder.has_animation() {
        sized(&decoder)?;
        return moving(decoder.into_frames());
    }
    image_of(decoder).map(of_image)
}

/// Every look of a GIF.
pub fn gif(bytes: &[u8]) -> Result<Shot, String> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|e| explain(&e))?;
    sized(&decoder)?;
    decoder.set_limits(decoder_limits()).map_err(|e| explain(&e))?;
    moving(decoder.into_frames())
}

/// The only look of a picture without animation and transparency.
pub fn alone(decoded: Decoded) -> Shot {
    let face = Face { shown: Shown::default(), picture: decoded.picture };
    Shot { faces: vec![face], left_out: decoded.left_out, says: None }
}

/// The looks of an upright picture without animation.
pub fn of_image(image: DynamicImage) -> Shot {
    let mut looks = Looks::default();
    looks.take(image, 0);
    Shot { faces: looks.faces, left_out: None, says: None }
}

fn sized(decoder: &impl ImageDecoder) -> Result<(), String> {
    let (width, height) = decoder.dimensions();
    check_size(width, height)
}

/// Frames that differ from those before, up to the limit. A damaged frame ends the list with a note, because
/// viewers stop there, too; a damaged first frame is an error.
pub fn moving(frames: Frames<'_>) -> Result<Shot, String> {
    let mut looks = Looks::default();
    let (mut at_ms, mut left_out) = (0u32, None);
    for (number, frame) in frames.enumerate() {
        let frame = match frame {
            Ok(frame) => frame,
            Err(e) if number == 0 => return Err(explain(&e)),
            Err(_) => {
                left_out = Some(format!("It is animated, and is damaged behind {} s.", at_ms / 1000));
                break;
            }
        };
        if number == limits::MAX_FRAMES {
            left_out = Some(format!("It is animated; only its first {number} frames were looked at."));
            break;
        }
        let (numerator, denominator) = frame.delay().numer_denom_ms();
        if !looks.has_room(frame.buffer()) {
            left_out =
                Some(format!("It is animated; only what it shows before {} s was looked at.", at_ms / 1000));
            break;
        }
        looks.take(DynamicImage::ImageRgba8(frame.into_buffer()), at_ms);
        // As in browsers: a frame without a delay, or with at most 10 ms, is shown for 100 ms.
        let delay = match numerator / denominator.max(1) {
            0..=10 => UNTIMED,
            delay => delay,
        };
        at_ms = at_ms.saturating_add(delay).min(limits::MAX_ANIMATION_MS);
    }
    if looks.faces.is_empty() {
        Err("It has no frame.".into())
    } else {
        Ok(Shot { faces: looks.faces, left_out, says: None })
    }
}

/// Looks collected so far.
#[derive(Default)]
struct Looks {
    faces: Vec<Face>,
    pixels: u64,
}

impl Looks {
    fn has_room(&self, image: &RgbaImage) -> bool {
        let pixels = u64::from(image.width()) * u64::from(image.height());
        let first = self.faces.is_empty();
        first
            || self.faces.len() + 2 <= limits::MAX_FACES
                && self.pixels + 2 * pixels <= limits::MAX_PICTURE_PIXELS
    }

    /// Adds an image as it looks on white, and on the dark background if it is transparent.
    fn take(&mut self, image: DynamicImage, at_ms: u32) {
        let lets_through = image.color().has_alpha()
            && image.to_rgba8().as_raw().chunks_exact(4).any(|pixel| pixel[3] < u8::MAX);
        let dark = lets_through.then(|| laid_on(image.clone(), DARK));
        self.keep(laid_on(image, WHITE), Shown { ground: Ground::Light, at_ms });
        if let Some(dark) = dark {
            self.keep(dark, Shown { ground: Ground::Dark, at_ms });
        }
    }

    fn keep(&mut self, picture: Picture, shown: Shown) {
        if self.faces.iter().all(|face| face.picture != picture) {
            self.pixels += picture.width as u64 * picture.height as u64;
            self.faces.push(Face { shown, picture });
        }
    }
}

//! Single-page pictures: PNG, JPEG, WebP, GIF, BMP. Each is a value of [`Still`], as are those of files of their own.

use std::io::{self, Cursor};
use std::slice;

use image::codecs::{
    bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder,
};
use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageError, Limits, RgbaImage};

use super::cut_short::{self, Rows};
use super::{Event, Reader, Sink, Wanted, check_size, contained, frames, jpeg, unread_file};
use crate::limits;
use crate::model::document::{Format, Page};
use crate::model::raster::Picture;
use crate::model::shot::Shot;

/// A decoded picture.
pub struct Decoded {
    /// Its pixels, upright and composited on white.
    pub picture: Picture,
    /// Part of the file that was left out, in one sentence.
    pub left_out: Option<String>,
}

/// Reader of a format of single-page pictures. Errors of its functions are sentences for people.
pub struct Still {
    /// The format.
    pub format: Format,
    /// True if the bytes begin with the signature of the format.
    pub begins: fn(&[u8]) -> bool,
    /// Decodes the picture: the first frame of an animation.
    pub decode: fn(&[u8]) -> Result<Decoded, String>,
    /// Decodes every look of the picture, the first as in `decode`.
    pub faces: fn(&[u8]) -> Result<Shot, String>,
}

/// Reader of PNG.
pub const PNG: Still = Still {
    format: Format::Png,
    begins: |bytes| bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
    decode: |bytes| {
        let decoder =
            PngDecoder::with_limits(Cursor::new(bytes), decoder_limits()).map_err(|e| explain(&e))?;
        let moves = decoder.is_apng().unwrap_or(false);
        match finish(decoder) {
            Err(reason) if reason == TRUNCATED && !moves => whole(cut_short::png(bytes)?),
            read => Ok(first_frame(read?, moves)),
        }
    },
    faces: frames::png,
};

/// Reader of JPEG.
pub const JPEG: Still = Still {
    format: Format::Jpeg,
    begins: |bytes| bytes.starts_with(b"\xff\xd8\xff"),
    decode: |bytes| whole(jpeg(bytes)?),
    faces: |bytes| jpeg(bytes).map(shown),
};

/// Reader of GIF.
pub const GIF: Still = Still {
    format: Format::Gif,
    begins: |bytes| bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
    decode: |bytes| {
        let decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|e| explain(&e))?;
        Ok(first_frame(finish(decoder)?, gif_moves(bytes)))
    },
    faces: frames::gif,
};

/// Reader of WebP.
pub const WEBP: Still = Still {
    format: Format::WebP,
    begins: |bytes| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
    decode: |bytes| {
        let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|e| explain(&e))?;
        let moves = decoder.has_animation();
        Ok(first_frame(finish(decoder)?, moves))
    },
    faces: frames::webp,
};

/// Reader of Windows bitmaps (BMP).
pub const BMP: Still = Still {
    format: Format::Bmp,
    begins: |bytes| bytes.starts_with(b"BM"),
    decode: bmp,
    faces: |bytes| bmp(bytes).map(frames::alone),
};

impl Reader for Still {
    fn formats(&self) -> &[Format] {
        slice::from_ref(&self.format)
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        (self.begins)(bytes).then_some(Ok(self.format))
    }

    fn read(&self, format: Format, bytes: Vec<u8>, _: Wanted, sink: &mut Sink) -> io::Result<()> {
        match contained(|| (self.decode)(&bytes)) {
            Ok(decoded) => {
                sink(Event::Opened { format, pages: 1 })?;
                sink(Event::Page(page(1, decoded.picture)))?;
                decoded.left_out.map_or(Ok(()), |reason| sink(unread_file(reason)))
            }
            Err(reason) => {
                sink(Event::Opened { format, pages: 0 })?;
                sink(unread_file(reason))
            }
        }
    }

    /// Reports each look of a picture as a page, preceded by its time and background.
    fn read_shot(&self, format: Format, bytes: &[u8], sink: &mut Sink) -> io::Result<()> {
        match contained(|| (self.faces)(bytes)) {
            Ok(Shot { faces, left_out, .. }) => {
                sink(Event::Opened { format, pages: faces.len() as u32 })?;
                for (number, face) in (1..).zip(faces) {
                    sink(Event::Shown(face.shown))?;
                    sink(Event::Page(page(number, face.picture)))?;
                }
                left_out.map_or(Ok(()), |reason| sink(unread_file(reason)))
            }
            Err(reason) => {
                sink(Event::Opened { format, pages: 0 })?;
                sink(unread_file(reason))
            }
        }
    }
}

fn jpeg(bytes: &[u8]) -> Result<Rows, String> {
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|e| explain(&e))?;
    if !jpeg::is_complete(bytes) {
        return cut_short::jpeg(bytes);
    }
    Ok(Rows { image: image_of(decoder)?, left_out: None })
}

/// An original of which every row is there; any other is refused, for a page must not be known by a part of it.
fn whole(rows: Rows) -> Result<Decoded, String> {
    match rows.left_out {
        Some(_) => Err(TRUNCATED.into()),
        None => Ok(Decoded { picture: laid_on_white(rows.image), left_out: None }),
    }
}

/// The looks of the rows that are there.
pub fn shown(rows: Rows) -> Shot {
    Shot { left_out: rows.left_out, ..frames::of_image(rows.image) }
}

fn bmp(bytes: &[u8]) -> Result<Decoded, String> {
    let decoder = BmpDecoder::new(Cursor::new(bytes)).map_err(|e| explain(&e))?;
    Ok(first_frame(finish(decoder)?, false))
}

fn first_frame(picture: Picture, moves: bool) -> Decoded {
    let moving = || "It is animated; only its first frame was read.".to_string();
    Decoded { picture, left_out: moves.then(moving) }
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

/// Composites an upright image on white.
pub fn laid_on_white(image: DynamicImage) -> Picture {
    laid_on(image, u8::MAX)
}

/// Divides colours by their alpha where a file has them multiplied by it.
pub fn divided_by_alpha(image: &mut RgbaImage) {
    for pixel in image.pixels_mut() {
        let alpha = u32::from(pixel[3]).max(1);
        for c in 0..3 {
            pixel[c] = ((u32::from(pixel[c]) * 255 + alpha / 2) / alpha).min(255) as u8;
        }
    }
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

/// Message for a kind of picture that a decoder does not know.
pub const RARE: &str = "It is of a rare kind that is not read here. Save it again as PNG.";

/// Message for a file in which a decoder fails.
pub const DAMAGED: &str = "It is damaged or ends too early. Get the file again, or save it anew as PNG.";

/// Message for a file that ends too early.
pub const TRUNCATED: &str = "It ends before its picture does. Get the whole file.";

fn finish(decoder: impl ImageDecoder) -> Result<Picture, String> {
    image_of(decoder).map(laid_on_white)
}

/// The image of a decoder, upright.
pub fn image_of(mut decoder: impl ImageDecoder) -> Result<DynamicImage, String> {
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    decoder.set_limits(decoder_limits()).map_err(|e| explain(&e))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|e| explain(&e))?;
    image.apply_orientation(orientation);
    Ok(image)
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
        ImageError::Limits(_) => too_much_memory(),
        ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => TRUNCATED.into(),
        ImageError::Unsupported(_) => RARE.into(),
        _ => DAMAGED.into(),
    }
}

/// Message for a picture that takes more memory than a decoder may have.
pub fn too_much_memory() -> String {
    let most = limits::MAX_PICTURE_PIXELS / 1_000_000;
    format!("It needs more memory than a picture of {most} million pixels. Scale it down first.")
}

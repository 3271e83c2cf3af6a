//! TIFF files: every page, as written by scanners and fax archives.

mod fax;
mod palette;
mod square_pixels;

use std::io::{self, Cursor};

use image::metadata::Orientation;
use image::{DynamicImage, ImageBuffer};
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::picture::{TRUNCATED, page, upright_on_white};
use super::{Event, Reader, Sink, Wanted, check_size, contained, unread_file};
use crate::limits;
use crate::model::document::{Format, Page, Unread};
use crate::model::geometry::Rect;
use crate::model::unsettled::{Cause, Unsettled};
use square_pixels::square;

/// Signatures of TIFF and BigTIFF, in both byte orders.
const MARKS: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];

/// Reader of TIFF.
pub struct Tiff;

impl Reader for Tiff {
    fn formats(&self) -> &[Format] {
        &[Format::Tiff]
    }

    fn sniff(&self, bytes: &[u8]) -> Option<Result<Format, &'static str>> {
        MARKS.iter().any(|mark| bytes.starts_with(mark)).then_some(Ok(Format::Tiff))
    }

    fn read(&self, _: Format, bytes: Vec<u8>, wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
        read(&bytes, wanted, sink)
    }

    fn read_shot(&self, _: Format, bytes: &[u8], sink: &mut Sink) -> io::Result<()> {
        read(bytes, Wanted { first: 1, last: 1, dpi: limits::RENDER_DPI }, sink)
    }
}

/// Reads the wanted pages. Fails only if the sink does.
fn read(bytes: &[u8], wanted: Wanted, sink: &mut Sink) -> io::Result<()> {
    let format = Format::Tiff;
    let file = match contained(|| open(bytes)) {
        Ok(file) => file,
        Err(reason) => {
            sink(Event::Opened { format, pages: 0 })?;
            return sink(unread_file(reason));
        }
    };
    sink(Event::Opened { format, pages: file.pages })?;
    for number in wanted.of(file.pages) {
        match contained(|| decode(&file, number)) {
            Ok((page, is_damaged)) => {
                sink(Event::Page(page))?;
                let why = format!("Page {number} has lines that were damaged when it was faxed.");
                if is_damaged {
                    sink(unread_file(why))?
                }
            }
            Err(reason) => sink(Event::Unread(Unread { page: Some(number), reason }))?,
        }
    }
    Ok(())
}

/// A TIFF file whose palettes were removed.
struct File {
    bytes: Vec<u8>,
    palettes: palette::Palettes,
    pages: u32,
}

fn open(bytes: &[u8]) -> Result<File, String> {
    let (bytes, palettes) = palette::take_out(bytes);
    let mut decoder = Decoder::new(Cursor::new(&bytes)).map_err(|e| explain(&e))?;
    let mut pages = 1;
    while decoder.more_images() {
        // An unreadable page is reported when it is read.
        let _ = decoder.next_image();
        pages += 1;
        if pages > limits::MAX_DRAWN_PAGES {
            return Err(format!("It has more than {} pages. Split it.", limits::MAX_DRAWN_PAGES));
        }
    }
    drop(decoder);
    Ok(File { bytes, palettes, pages })
}

/// Decodes a page. Returns it, and whether lines of it are damaged.
fn decode(file: &File, number: u32) -> Result<(Page, bool), String> {
    let mut decoder = Decoder::new(Cursor::new(&file.bytes)).map_err(|e| explain(&e))?;
    decoder = decoder.with_limits(decoder_limits());
    decoder.seek_to_image(number as usize - 1).map_err(|e| explain(&e))?;
    let (width, height) = decoder.dimensions().map_err(|e| explain(&e))?;
    check_size(width, height)?;
    let orientation = decoder
        .find_tag_unsigned::<u8>(Tag::Orientation)
        .ok()
        .flatten()
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);
    let mut resolution = |tag| decoder.get_tag(tag).ok().and_then(per_unit).unwrap_or(0.0);
    let mut resolutions = [resolution(Tag::XResolution), resolution(Tag::YResolution)];
    if is_turned(orientation) {
        resolutions.reverse();
    }
    let (image, is_damaged) = match fax::page(&mut decoder, &file.bytes, width, height)? {
        Some(fax) => (fax.image, fax.is_damaged),
        None => (image(&mut decoder, file, number)?, false),
    };
    let picture = square(upright_on_white(image, orientation), resolutions[0], resolutions[1]);
    let mut page = page(number, picture);
    if is_damaged {
        // Where the damage is, is not known, and programs fill it in differently.
        let bounds = Rect::new(0.0, 0.0, page.size.0, page.size.1);
        page.unsettled.push(Unsettled { bounds, cause: Cause::Lost });
    }
    Ok((page, is_damaged))
}

/// Image of the page at which the decoder is.
fn image(decoder: &mut Decoder<Cursor<&Vec<u8>>>, file: &File, number: u32) -> Result<DynamicImage, String> {
    let (width, height) = decoder.dimensions().map_err(|e| explain(&e))?;
    let colour = decoder.colortype().map_err(|e| explain(&e))?;
    let samples = samples(decoder, colour, width as usize)?;
    match file.palettes.of_page(number) {
        Some(palette) => Ok(palette.paint(&samples, width, height)),
        None => in_colour(samples, colour, width, height),
    }
}

/// Value of a tag that counts pixels per unit of length.
fn per_unit(value: Value) -> Option<f64> {
    match value {
        Value::Rational(count, of) => Some(f64::from(count) / f64::from(of)),
        Value::List(values) => values.into_iter().next().and_then(per_unit),
        other => other.into_f64().ok(),
    }
}

/// True if the axes of the stored image are exchanged in the upright one.
fn is_turned(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

fn decoder_limits() -> Limits {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = limits::MAX_DECODER_BYTES as usize;
    limits.intermediate_buffer_size = limits::MAX_DECODER_BYTES as usize;
    limits
}

/// All samples as 8 bits, pixel by pixel; those of fewer bits are expanded to bytes, not scaled.
fn samples(
    decoder: &mut Decoder<Cursor<&Vec<u8>>>,
    colour: ColorType,
    width: usize,
) -> Result<Vec<u8>, String> {
    let mut result = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut result).map_err(|e| explain(&e))?;
    let samples = match result {
        DecodingResult::U8(values) if colour.bit_depth() < 8 => {
            let row = width * usize::from(colour.num_samples());
            return Ok(spread(&values, row, colour.bit_depth()));
        }
        DecodingResult::U8(values) => values,
        DecodingResult::U16(values) => values.iter().map(|v| (v >> 8) as u8).collect(),
        _ => return Err("It holds measurements, not a picture. Save it as PNG.".into()),
    };
    Ok(if layout.planes > 1 { interleaved(&samples, layout.planes) } else { samples })
}

/// Unpacks rows of `row` samples of 1 to 7 bits each; every row begins at a new byte.
fn spread(packed: &[u8], row: usize, bits: u8) -> Vec<u8> {
    let bits = usize::from(bits);
    let mask = (1_u16 << bits) - 1;
    let one = |bytes: &[u8], i: usize| {
        let at = i * bits;
        let pair = [bytes[at / 8], bytes.get(at / 8 + 1).copied().unwrap_or(0)];
        ((u16::from_be_bytes(pair) >> (16 - bits - at % 8)) & mask) as u8
    };
    packed.chunks_exact((row * bits).div_ceil(8)).flat_map(|r| (0..row).map(move |i| one(r, i))).collect()
}

/// Converts planar samples to interleaved ones.
fn interleaved(samples: &[u8], planes: usize) -> Vec<u8> {
    let length = samples.len() / planes;
    (0..length).flat_map(|i| (0..planes).map(move |p| samples[p * length + i])).collect()
}

/// Converts samples of 8 bits (or fewer, for grey) to an image.
fn in_colour(samples: Vec<u8>, colour: ColorType, width: u32, height: u32) -> Result<DynamicImage, String> {
    let image = match colour {
        ColorType::Gray(bits) if bits < 8 => {
            let full = (1_u16 << bits) - 1;
            let scaled = samples.iter().map(|&v| (u16::from(v) * 255 / full) as u8).collect();
            ImageBuffer::from_raw(width, height, scaled).map(DynamicImage::ImageLuma8)
        }
        ColorType::Gray(_) => ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageLuma8),
        ColorType::GrayA(_) | ColorType::Multiband { num_samples: 2, .. } => {
            ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageLumaA8)
        }
        ColorType::RGB(_) => ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageRgb8),
        ColorType::RGBA(_) => ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageRgba8),
        ColorType::CMYK(_) => opaque(width, height, samples.chunks_exact(4).flat_map(from_cmyk)),
        ColorType::CMYKA(_) => opaque(width, height, samples.chunks_exact(5).flat_map(from_cmyk)),
        ColorType::YCbCr(_) => opaque(width, height, samples.chunks_exact(3).flat_map(from_ycbcr)),
        _ => return Err(RARE.into()),
    };
    image.ok_or_else(|| TRUNCATED.into())
}

fn opaque(width: u32, height: u32, rgb: impl Iterator<Item = u8>) -> Option<DynamicImage> {
    ImageBuffer::from_raw(width, height, rgb.collect()).map(DynamicImage::ImageRgb8)
}

fn from_cmyk(p: &[u8]) -> [u8; 3] {
    let light = |ink: u8| u16::from(255 - ink);
    [p[0], p[1], p[2]].map(|ink| (light(ink) * light(p[3]) / 255) as u8)
}

/// ITU-R BT.601 at full range, as in JPEG.
fn from_ycbcr(p: &[u8]) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(p[0]), f32::from(p[1]) - 128.0, f32::from(p[2]) - 128.0);
    // A cast from a float saturates at 0 and 255.
    [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb].map(|v| v.round() as u8)
}

const RARE: &str = "It is a TIFF of a rare kind that is not read here. Save it again as PNG.";

fn explain(error: &TiffError) -> String {
    match error {
        TiffError::IoError(_) => TRUNCATED.into(),
        TiffError::UnsupportedError(_) => RARE.into(),
        TiffError::LimitsExceeded => "It needs more memory than is allowed. Scale it down first.".into(),
        _ => "It is a damaged TIFF. Get the file again, or save it anew as PNG.".into(),
    }
}

//! AVIF: one picture in AV1, and its transparency in another. Of an animation, its main picture alone. Errors are
//! sentences for people.

use avif_parse::AvifData;
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage, RgbaImage};
use re_rav1d::{Decoder, Picture, PixelLayout, PlanarImageComponent, Plane, Settings};

use super::boxes::{self, Code};
use super::picture::{DAMAGED, Decoded, RARE, Still, TRUNCATED, divided_by_alpha, laid_on_white};
use super::{check_size, frames};
use crate::limits;
use crate::model::document::Format;
use crate::model::shot::Shot;

/// Reader of AVIF.
pub const AVIF: Still = Still {
    format: Format::Avif,
    begins: |bytes| boxes::brands(bytes).iter().any(|brand| BRANDS.contains(brand)),
    decode: |bytes| {
        let (image, left_out) = decode(bytes)?;
        Ok(Decoded { picture: laid_on_white(image), left_out })
    },
    faces: |bytes| {
        let (image, left_out) = decode(bytes)?;
        Ok(Shot { left_out, ..frames::of_image(image) })
    },
};

/// Brands of AVIF: pictures, and animations.
const BRANDS: [Code; 2] = [*b"avif", *b"avis"];
/// Brand of animations.
const MOVING: Code = *b"avis";

/// The main picture, upright, and what of the file was left out.
fn decode(bytes: &[u8]) -> Result<(DynamicImage, Option<String>), String> {
    let brands = boxes::brands(bytes);
    let mut file = bytes.to_vec();
    // The parser takes no other main brand, though the boxes are the same.
    file[8..12].copy_from_slice(&BRANDS[0]);
    let file = AvifData::from_reader(&mut &file[..]).map_err(|e| explain(&e))?;
    let properties = boxes::properties(bytes);
    let picture = decode_av1(&file.primary_item)?;
    let alpha = file.alpha_item.as_deref().map(decode_av1).transpose()?;
    let colour = Colour::of(&properties, &picture)?;
    let mut image = match alpha {
        None => DynamicImage::ImageRgb8(painted(&picture, &colour)),
        Some(alpha) => {
            let mut image = with_alpha(&painted(&picture, &colour), &alpha)?;
            if file.premultiplied_alpha {
                divided_by_alpha(&mut image);
            }
            DynamicImage::ImageRgba8(image)
        }
    };
    turn(&mut image, &properties);
    let moves = brands.contains(&MOVING);
    Ok((image, moves.then(|| "It is animated; only its main picture was read.".into())))
}

/// Decodes the picture in a stream of AV1. Its size is checked before.
fn decode_av1(stream: &[u8]) -> Result<Picture, String> {
    if let Ok(about) = avif_parse::AV1Metadata::parse_av1_bitstream(stream) {
        check_size(about.max_frame_width.get(), about.max_frame_height.get())?;
    }
    let mut settings = Settings::new();
    // Each thread of the parent has a child of its own.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    settings.set_frame_size_limit(limits::MAX_PICTURE_PIXELS as u32);
    let mut decoder = Decoder::with_settings(&settings).map_err(|_| DAMAGED)?;
    let sent = decoder.send_data(stream.to_vec(), None, None, None);
    if sent.is_err_and(|e| !e.is_again()) {
        return Err(DAMAGED.into());
    }
    let picture = decoder.get_picture().map_err(|_| DAMAGED)?;
    check_size(picture.width(), picture.height())?;
    Ok(picture)
}

/// How samples become colours (ITU-T H.273).
struct Colour {
    matrix: Matrix,
    is_full_range: bool,
    bits: usize,
}

enum Matrix {
    /// Samples are green, blue and red.
    Identity,
    /// Samples are brightness and two differences; shares of red and of blue in the brightness.
    Shares(f32, f32),
    /// Samples are brightness and the differences of green and of orange.
    GreenOrange,
}

impl Colour {
    /// From the file if it says it, else from the stream.
    fn of(properties: &[(Code, &[u8])], picture: &Picture) -> Result<Self, String> {
        let said = properties.iter().find_map(|(kind, content)| match (kind, content) {
            // Type, then primaries, transfer and matrix in 16 bits each, then the range in the highest bit.
            (b"colr", [b'n', b'c', b'l', b'x', _, _, _, _, high, low, range, ..]) => {
                Some((u16::from_be_bytes([*high, *low]), range & 0x80 != 0))
            }
            _ => None,
        });
        let of_stream = || (picture.matrix_coefficients() as u16, is_full(picture));
        let (matrix, is_full_range) = said.unwrap_or_else(of_stream);
        let matrix = match matrix {
            0 => Matrix::Identity,
            1 => Matrix::Shares(0.2126, 0.0722),
            4 => Matrix::Shares(0.30, 0.11),
            // 2 is that none is given; viewers then use that of standard television.
            2 | 5 | 6 => Matrix::Shares(0.299, 0.114),
            7 => Matrix::Shares(0.212, 0.087),
            8 => Matrix::GreenOrange,
            9 | 10 => Matrix::Shares(0.2627, 0.0593),
            _ => return Err(RARE.into()),
        };
        Ok(Self { matrix, is_full_range, bits: picture.bit_depth() })
    }

    /// A sample from 0 to 1.
    fn bright(&self, sample: u16) -> f32 {
        let unit = f32::from(1_u16 << (self.bits - 8));
        let (from, range) = if self.is_full_range { (0.0, self.most()) } else { (16.0 * unit, 219.0 * unit) };
        (f32::from(sample) - from) / range
    }

    /// A sample from -0.5 to 0.5.
    fn difference(&self, sample: u16) -> f32 {
        let unit = f32::from(1_u16 << (self.bits - 8));
        let range = if self.is_full_range { self.most() } else { 224.0 * unit };
        (f32::from(sample) - 128.0 * unit) / range
    }

    /// The largest sample.
    fn most(&self) -> f32 {
        ((1_u32 << self.bits) - 1) as f32
    }

    /// Red, green and blue of three samples.
    fn rgb(&self, [y, u, v]: [u16; 3]) -> [u8; 3] {
        let bright = self.bright(y);
        let (u_difference, v_difference) = (self.difference(u), self.difference(v));
        let rgb = match self.matrix {
            Matrix::Identity => [self.bright(v), bright, self.bright(u)],
            Matrix::Shares(red, blue) => {
                let r = bright + 2.0 * (1.0 - red) * v_difference;
                let b = bright + 2.0 * (1.0 - blue) * u_difference;
                [r, (bright - red * r - blue * b) / (1.0 - red - blue), b]
            }
            Matrix::GreenOrange => {
                let other = bright - u_difference;
                [other + v_difference, bright + u_difference, other - v_difference]
            }
        };
        rgb.map(|value| (value * 255.0).round() as u8)
    }
}

fn is_full(picture: &Picture) -> bool {
    !matches!(picture.color_range(), re_rav1d::pixel::YUVRange::Limited)
}

/// The samples of one colour.
struct Samples {
    plane: Plane,
    /// Bytes of a row.
    stride: usize,
    is_wide: bool,
    /// Pixels for one sample, as powers of two: across and down.
    shared: (usize, usize),
}

impl Samples {
    fn of(picture: &Picture, component: PlanarImageComponent) -> Self {
        let shared = match (component, picture.pixel_layout()) {
            (PlanarImageComponent::U | PlanarImageComponent::V, PixelLayout::I420) => (1, 1),
            (PlanarImageComponent::U | PlanarImageComponent::V, PixelLayout::I422) => (1, 0),
            _ => (0, 0),
        };
        let stride = picture.stride(component) as usize;
        Self { plane: picture.plane(component), stride, is_wide: picture.bit_depth() > 8, shared }
    }

    /// The sample of a pixel: the nearest one, since brightness, in which letters are drawn, has one for each.
    fn at(&self, x: usize, y: usize) -> u16 {
        let (x, row) = (x >> self.shared.0, (y >> self.shared.1) * self.stride);
        if self.is_wide {
            let at = row + 2 * x;
            self.plane.get(at..at + 2).map_or(0, |pair| u16::from_ne_bytes([pair[0], pair[1]]))
        } else {
            self.plane.get(row + x).copied().map_or(0, u16::from)
        }
    }
}

/// The picture in 8 bits a colour.
fn painted(picture: &Picture, colour: &Colour) -> RgbImage {
    let y = Samples::of(picture, PlanarImageComponent::Y);
    let has_colour = picture.pixel_layout() != PixelLayout::I400;
    let colours = has_colour.then(|| {
        [PlanarImageComponent::U, PlanarImageComponent::V].map(|component| Samples::of(picture, component))
    });
    // Without colour the differences are none.
    let grey = 1_u16 << (colour.bits - 1);
    let mut image = RgbImage::new(picture.width(), picture.height());
    for (column, row, pixel) in image.enumerate_pixels_mut() {
        let (column, row) = (column as usize, row as usize);
        let [u, v] = colours.as_ref().map_or([grey; 2], |[u, v]| [u.at(column, row), v.at(column, row)]);
        pixel.0 = colour.rgb([y.at(column, row), u, v]);
    }
    image
}

/// The picture with its transparency, which is the brightness of another picture of the same size.
fn with_alpha(image: &RgbImage, alpha: &Picture) -> Result<RgbaImage, String> {
    if image.dimensions() != (alpha.width(), alpha.height()) {
        return Err(RARE.into());
    }
    let samples = Samples::of(alpha, PlanarImageComponent::Y);
    let shades = Colour { matrix: Matrix::Identity, is_full_range: is_full(alpha), bits: alpha.bit_depth() };
    Ok(RgbaImage::from_fn(image.width(), image.height(), |x, y| {
        let [r, g, b] = image.get_pixel(x, y).0;
        let shade = shades.bright(samples.at(x as usize, y as usize));
        image::Rgba([r, g, b, (shade * 255.0).round() as u8])
    }))
}

/// Turns and mirrors the picture as its properties say. An orientation in EXIF has no effect in this format.
fn turn(image: &mut DynamicImage, properties: &[(Code, &[u8])]) {
    for (kind, content) in properties {
        let value = content.first().copied().unwrap_or(0);
        match (kind, value & 3) {
            // Quarter turns against the clock.
            (b"irot", 1) => image.apply_orientation(Orientation::Rotate270),
            (b"irot", 2) => image.apply_orientation(Orientation::Rotate180),
            (b"irot", 3) => image.apply_orientation(Orientation::Rotate90),
            (b"imir", 0 | 2) => image.apply_orientation(Orientation::FlipVertical),
            (b"imir", _) => image.apply_orientation(Orientation::FlipHorizontal),
            _ => {}
        }
    }
}

fn explain(error: &avif_parse::Error) -> String {
    match error {
        avif_parse::Error::Unsupported(_) => RARE.into(),
        avif_parse::Error::UnexpectedEOF => TRUNCATED.into(),
        _ => DAMAGED.into(),
    }
}

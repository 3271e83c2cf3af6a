//! The picture of a page that the index keeps: grey, about 150 dots an inch, 8 levels, squeezed.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};

use crate::model::raster::{Picture, Raster};
use crate::squeeze::{squeeze, unsqueeze};

/// The most pixels of a rendition: a letter or A4 page at 150 dots an inch. Larger pictures are scaled down to it.
pub const MOST_PIXELS: usize = 2_200_000;
/// Grey levels that are kept; text needs no more to be compared, and each level costs bytes.
const LEVELS: u8 = 8;
/// The longest side of a rendition: the longest that fits in [`MOST_PIXELS`] at a height of a hundred pixels.
const LONGEST_SIDE: u32 = 22_000;

/// The grey raster of a page's picture, scaled down where it has more than [`MOST_PIXELS`].
pub fn raster(picture: &Picture) -> Raster {
    let grey = picture.luma();
    let (width, height) = size_for(grey.width, grey.height);
    if (width, height) == (grey.width, grey.height) { grey } else { scaled(&grey, width, height) }
}

/// The raster in the levels that are kept: as it is decoded again.
pub fn levelled(raster: &Raster) -> Raster {
    Raster { grey: raster.grey.iter().map(|&grey| grey_of(quantise(grey))).collect(), ..*raster }
}

/// Squeezes a raster: two pixels a byte, the upper one in the upper half, so that strokes, which mostly stand upright,
/// repeat. A last row without a partner has zeros below it.
pub fn encode(raster: &Raster) -> Vec<u8> {
    let mut plain = Vec::with_capacity(packed_bytes(raster.width, raster.height));
    for y in (0..raster.height).step_by(2) {
        let upper = raster.row(y).iter().map(|&grey| quantise(grey) << 4);
        match y + 1 {
            below if below < raster.height => {
                plain.extend(upper.zip(raster.row(below)).map(|(u, &grey)| u | quantise(grey)));
            }
            _ => plain.extend(upper),
        }
    }
    squeeze(&plain)
}

/// The raster of the given width and height; none where the bytes are not one of exactly that size.
pub fn decode(packed: &[u8], size: (u32, u32)) -> Option<Raster> {
    if !is_size(size) {
        return None;
    }
    let (width, height) = (size.0 as usize, size.1 as usize);
    let bytes = packed_bytes(width, height);
    let plain = unsqueeze(packed, bytes).filter(|plain| plain.len() == bytes)?;
    let mut grey = Vec::with_capacity(2 * bytes);
    for pairs in plain.chunks_exact(width) {
        grey.extend(pairs.iter().map(|pair| grey_of(pair >> 4)));
        grey.extend(pairs.iter().map(|pair| grey_of(pair & 15)));
    }
    grey.truncate(width * height);
    Some(Raster { width, height, grey })
}

/// The nearest level to a grey.
fn quantise(grey: u8) -> u8 {
    ((u16::from(grey) * u16::from(LEVELS - 1) + 127) / 255) as u8
}

/// The grey of a level; levels that are never written are white.
fn grey_of(level: u8) -> u8 {
    let top = LEVELS - 1;
    (u16::from(level.min(top)) * 255 / u16::from(top)) as u8
}

/// Whether a rendition can have this width and height.
pub fn is_size(size: (u32, u32)) -> bool {
    let side = 1..=LONGEST_SIDE;
    side.contains(&size.0) && side.contains(&size.1) && size.0 as usize * size.1 as usize <= MOST_PIXELS
}

fn packed_bytes(width: usize, height: usize) -> usize {
    width * height.div_ceil(2)
}

fn size_for(width: usize, height: usize) -> (usize, usize) {
    let area = (MOST_PIXELS as f64 / (width * height) as f64).sqrt();
    let side = f64::from(LONGEST_SIDE) / width.max(height) as f64;
    let scale = area.min(side);
    if scale >= 1.0 {
        return (width, height);
    }
    let to = |side: usize| ((side as f64 * scale).floor() as usize).max(1);
    (to(width), to(height))
}

fn scaled(grey: &Raster, width: usize, height: usize) -> Raster {
    let from = ImageRef::new(grey.width as u32, grey.height as u32, &grey.grey, PixelType::U8)
        .expect("a raster has a byte for each pixel");
    let mut to = Image::new(width as u32, height as u32, PixelType::U8);
    Resizer::new()
        .resize(&from, &mut to, &ResizeOptions::default())
        .expect("both are grey rasters of at least one pixel");
    Raster { width, height, grey: to.into_vec() }
}

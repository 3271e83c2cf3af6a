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

/// The nearest level to a grey.
fn quantise(grey: u8) -> u8 {
    ((u16::from(grey) * u16::from(LEVELS - 1) + 127) / 255) as u8
}

/// Squeezes a raster: two pixels a byte, the left one in the upper half, each row beginning a byte.
pub fn encode(raster: &Raster) -> Vec<u8> {
    let mut plain = Vec::with_capacity(row_bytes(raster.width) * raster.height);
    for y in 0..raster.height {
        let pairs = raster.row(y).chunks(2);
        plain
            .extend(pairs.map(|pair| quantise(pair[0]) << 4 | pair.get(1).map_or(0, |&grey| quantise(grey))));
    }
    squeeze(&plain)
}

/// The raster of the given width and height; none where the bytes are not one of exactly that size.
pub fn decode(packed: &[u8], size: (u32, u32)) -> Option<Raster> {
    if !is_size(size) {
        return None;
    }
    let (width, height) = (size.0 as usize, size.1 as usize);
    let bytes = row_bytes(width) * height;
    let plain = unsqueeze(packed, bytes).filter(|plain| plain.len() == bytes)?;
    let greys: [u8; 16] =
        std::array::from_fn(|level| (level as u16 * 255 / u16::from(LEVELS - 1)).min(255) as u8);
    let mut grey = Vec::with_capacity(width * height + 1);
    for row in plain.chunks_exact(row_bytes(width)) {
        for byte in row {
            grey.extend([greys[usize::from(byte >> 4)], greys[usize::from(byte & 15)]]);
        }
        grey.truncate(grey.len() - width % 2);
    }
    Some(Raster { width, height, grey })
}

/// Whether a rendition can have this width and height.
pub fn is_size(size: (u32, u32)) -> bool {
    let side = 1..=LONGEST_SIDE;
    side.contains(&size.0) && side.contains(&size.1) && size.0 as usize * size.1 as usize <= MOST_PIXELS
}

fn row_bytes(width: usize) -> usize {
    width.div_ceil(2)
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

//! Palette pages of a TIFF (TIFF 6.0, section 5): the decoder does not support them, so they are declared grey,
//! and their indices are mapped to colours afterwards.

use std::collections::BTreeMap;

use image::{DynamicImage, ImageBuffer};

use crate::limits;

// Tags.
const PHOTOMETRIC: u16 = 262;
const COLOUR_MAP: u16 = 320;
// Values of the tag PhotometricInterpretation.
const BLACK_IS_ZERO: u16 = 1;
const IS_PALETTE: u16 = 3;

/// Palettes of a file, by page.
#[derive(Default)]
pub struct Palettes(BTreeMap<u32, Palette>);

/// Colours by index, 8 bits per channel.
pub struct Palette(Vec<[u8; 3]>);

impl Palettes {
    /// Palette of a page, if it has one.
    pub fn of_page(&self, number: u32) -> Option<&Palette> {
        self.0.get(&number)
    }
}

impl Palette {
    /// Maps indices to colours; an index without a colour is black.
    pub fn paint(&self, numbers: &[u8], width: u32, height: u32) -> DynamicImage {
        let colour = |&n: &u8| self.0.get(usize::from(n)).copied().unwrap_or_default();
        let mut rgb: Vec<u8> = numbers.iter().flat_map(colour).collect();
        rgb.resize(3 * width as usize * height as usize, 0);
        ImageBuffer::from_raw(width, height, rgb).map(DynamicImage::ImageRgb8).unwrap_or_default()
    }
}

/// A copy of the file in which palette pages are declared grey, and the palettes. BigTIFF is not changed.
pub fn take_out(bytes: &[u8]) -> (Vec<u8>, Palettes) {
    let mut file = Fields { bytes: bytes.to_vec(), big_endian: bytes.starts_with(b"MM") };
    let mut palettes = Palettes::default();
    let mut directory = if file.u16(2) == Some(42) { file.u32(4) } else { None };
    for number in 1..=limits::MAX_DRAWN_PAGES {
        let Some(at) = directory.filter(|&at| at != 0).map(|at| at as usize) else { break };
        let entries = usize::from(file.u16(at).unwrap_or(0));
        let entry = |tag| (0..entries).map(|i| at + 2 + 12 * i).find(|&e| file.u16(e) == Some(tag));
        if let (Some(kind), Some(map)) = (entry(PHOTOMETRIC), entry(COLOUR_MAP))
            && file.u16(kind + 8) == Some(IS_PALETTE)
            && let Some(palette) = file.palette(map)
        {
            file.set_u16(kind + 8, BLACK_IS_ZERO);
            palettes.0.insert(number, palette);
        }
        directory = file.u32(at + 2 + 12 * entries);
    }
    (file.bytes, palettes)
}

/// Integers of a file in its own byte order.
struct Fields {
    bytes: Vec<u8>,
    big_endian: bool,
}

impl Fields {
    fn u16(&self, at: usize) -> Option<u16> {
        let field = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.big_endian { u16::from_be_bytes(field) } else { u16::from_le_bytes(field) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let field = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.big_endian { u32::from_be_bytes(field) } else { u32::from_le_bytes(field) })
    }

    fn set_u16(&mut self, at: usize, value: u16) {
        let field = if self.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        self.bytes[at..at + 2].copy_from_slice(&field);
    }

    /// Colours of a colour-map entry: all reds, then greens, then blues, 16 bits each.
    fn palette(&self, entry: usize) -> Option<Palette> {
        let (count, at) = (self.u32(entry + 4)? as usize, self.u32(entry + 8)? as usize);
        let colours = (count / 3).min(256);
        let channel = |c: usize, i: usize| self.u16(at + 2 * (c * (count / 3) + i)).map(|v| (v >> 8) as u8);
        (0..colours)
            .map(|i| Some([channel(0, i)?, channel(1, i)?, channel(2, i)?]))
            .collect::<Option<_>>()
            .map(Palette)
    }
}

//! Stored image of a page: grey at about 150 dpi in 8 levels, with the tint of its paper, compressed.

use super::compress::{squeeze, unsqueeze};
use crate::imaging::resize::lanczos;
use crate::limits::RENDITION_PIXELS;
use crate::model::raster::{Chrominance, Picture, Raster, Rendition, TINT_CELL, Tint};

/// Stored levels of chroma and of shade.
const TINT_STEPS: u8 = 16;
/// Chroma per level.
const CHROMA_STEP: u8 = 16;
/// Shade per level, in grey levels.
const SHADE_STEP: u8 = 4;
/// Chrominance per level.
const CHROMINANCE_STEP: u8 = 2;
/// Longest side of a rendition, in pixels: that of a rendition with [`RENDITION_PIXELS`] and a height of 100 pixels.
const LONGEST_SIDE: u32 = 22_000;

/// Grey raster of a rendition; scaled down if it has more than [`RENDITION_PIXELS`].
fn raster(luma: &Raster) -> Raster {
    let (width, height) = size_for(luma.width, luma.height);
    if (width, height) == (luma.width, luma.height) { luma.clone() } else { lanczos(luma, width, height) }
}

/// Makes the rendition of a picture from it and its luma.
pub fn of(picture: &Picture, luma: &Raster) -> Rendition {
    let grey = raster(luma);
    let tint = tint(picture, luma, (grey.width, grey.height));
    Rendition { grey, tint }
}

/// Tint of a picture for the cells of a raster of this size.
fn tint(picture: &Picture, luma: &Raster, (width, height): (usize, usize)) -> Tint {
    let (across, down) = Tint::size(width, height);
    let cell = |at: usize, from: usize, to: usize| at * to / from / TINT_CELL;
    let columns: Vec<usize> = (0..picture.width).map(|x| cell(x, picture.width, width)).collect();
    let mut sums = vec![0u32; across * down];
    let mut counts = vec![0u32; across * down];
    let mut lightest = vec![0u8; across * down];
    let mut differences = vec![[0u32; 2]; across * down];
    for y in 0..picture.height {
        let row = &picture.rgb[3 * y * picture.width..][..3 * picture.width];
        let first = cell(y, picture.height, height) * across;
        for ((p, &grey), &c) in row.as_chunks::<3>().0.iter().zip(luma.row(y)).zip(&columns) {
            sums[first + c] += u32::from(Picture::chroma_of(p));
            counts[first + c] += 1;
            lightest[first + c] = lightest[first + c].max(grey);
            let [blue, red] = Chrominance::of(*p).map(u32::from);
            differences[first + c][0] += blue;
            differences[first + c][1] += red;
        }
    }
    let cells = |grey| Raster { width: across, height: down, grey };
    let most = SHADE_STEP * (TINT_STEPS - 1);
    let mean = |of: usize| {
        cells(differences.iter().zip(&counts).map(|(sum, n)| ((sum[of] + n / 2) / n.max(&1)) as u8).collect())
    };
    Tint {
        chroma: cells(sums.iter().zip(&counts).map(|(sum, n)| (sum / n.max(&1)) as u8).collect()),
        shade: cells(lightest.iter().map(|grey| (255 - grey).min(most)).collect()),
        chrominance: Chrominance { blue: mean(0), red: mean(1) },
    }
}

/// Quantises a rendition, as encoding and decoding do.
pub fn levelled(raster: &Raster) -> Raster {
    Raster { grey: raster.grey.iter().map(|&grey| grey_of(quantise(grey))).collect(), ..*raster }
}

/// Encodes a rendition. Two pixels per byte, the upper one in the high nibble, so that strokes, which are
/// mostly vertical, repeat; in an unpaired last row the low nibble is zero. Then one byte per tint cell: chroma
/// in the high nibble, shade in the low. Then one byte per cell for the blue difference, and one for the red. The
/// result is compressed.
pub fn encode(rendition: &Rendition) -> Vec<u8> {
    let raster = &rendition.grey;
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
    let tint = rendition.tint.chroma.grey.iter().zip(&rendition.tint.shade.grey);
    plain.extend(
        tint.map(|(chroma, shade)| (chroma / CHROMA_STEP) << 4 | (shade / SHADE_STEP).min(TINT_STEPS - 1)),
    );
    let Chrominance { blue, red } = &rendition.tint.chrominance;
    plain.extend(blue.grey.iter().chain(&red.grey).map(|difference| difference / CHROMINANCE_STEP));
    squeeze(&plain)
}

/// Decodes a rendition of the given width and height. Returns `None` if the data does not have exactly that
/// size.
pub fn decode(packed: &[u8], size: (u32, u32)) -> Option<Rendition> {
    if !is_size(size) {
        return None;
    }
    let (width, height) = (size.0 as usize, size.1 as usize);
    let bytes = packed_bytes(width, height);
    let (across, down) = Tint::size(width, height);
    let all = bytes + 3 * across * down;
    let plain = unsqueeze(packed, all).filter(|plain| plain.len() == all)?;
    let (pixels, cells) = plain.split_at(bytes);
    let mut grey = Vec::with_capacity(2 * bytes);
    for pairs in pixels.chunks_exact(width) {
        for level in [4, 0] {
            for pair in pairs {
                grey.push(grey_of(pair >> level & 15));
            }
        }
    }
    grey.truncate(width * height);
    let (cells, differences) = cells.split_at(across * down);
    let (blue, red) = differences.split_at(across * down);
    let plane = |of: fn(u8) -> u8, cells: &[u8]| Raster {
        width: across,
        height: down,
        grey: cells.iter().map(|&c| of(c)).collect(),
    };
    let difference = |cells| plane(|level| level.saturating_mul(CHROMINANCE_STEP), cells);
    let tint = Tint {
        chroma: plane(|cell| (cell >> 4) * CHROMA_STEP, cells),
        shade: plane(|cell| (cell & 15) * SHADE_STEP, cells),
        chrominance: Chrominance { blue: difference(blue), red: difference(red) },
    };
    Some(Rendition { grey: Raster { width, height, grey }, tint })
}

/// Grey value of each level.
const GREYS: [u8; Rendition::LEVELS as usize] = {
    let mut greys = [0; Rendition::LEVELS as usize];
    let mut level = 0;
    while level < greys.len() {
        greys[level] = (level * 255 / (greys.len() - 1)) as u8;
        level += 1;
    }
    greys
};

/// Nearest level of a grey value.
pub fn quantise(grey: u8) -> u8 {
    ((u16::from(grey) * u16::from(Rendition::LEVELS - 1) + 127) / 255) as u8
}

/// Grey value of a level; levels that are never written are white.
#[inline]
pub fn grey_of(level: u8) -> u8 {
    GREYS.get(usize::from(level)).copied().unwrap_or(u8::MAX)
}

/// True if a rendition may have this width and height.
pub fn is_size(size: (u32, u32)) -> bool {
    let side = 1..=LONGEST_SIDE;
    side.contains(&size.0) && side.contains(&size.1) && size.0 as usize * size.1 as usize <= RENDITION_PIXELS
}

fn packed_bytes(width: usize, height: usize) -> usize {
    width * height.div_ceil(2)
}

fn size_for(width: usize, height: usize) -> (usize, usize) {
    let area = (RENDITION_PIXELS as f64 / (width * height) as f64).sqrt();
    let side = f64::from(LONGEST_SIDE) / width.max(height) as f64;
    let scale = area.min(side);
    if scale >= 1.0 {
        return (width, height);
    }
    let to = |side: usize| ((side as f64 * scale).floor() as usize).max(1);
    (to(width), to(height))
}

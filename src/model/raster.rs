//! Pixel buffers: the grey raster that pages are compared on, and the decoded colour picture.

use super::geometry::Rect;

/// A grey raster, row by row from the top left; 0 is black, 255 is white.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Raster {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// `width * height` grey values.
    pub grey: Vec<u8>,
}

impl Raster {
    /// A raster of one grey value.
    pub fn filled(width: usize, height: usize, grey: u8) -> Self {
        Self { width, height, grey: vec![grey; width * height] }
    }

    /// Box of all its pixels.
    pub fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width as f64, self.height as f64)
    }

    /// One row of pixels.
    ///
    /// # Panics
    ///
    /// If `y >= height`.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.grey[y * self.width..(y + 1) * self.width]
    }
}

/// Stored image of a page, with which pictures are compared.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rendition {
    /// Grey image.
    pub grey: Raster,
    /// Tint.
    pub tint: Tint,
}

impl Rendition {
    /// Grey levels that an index stores; comparing text needs no more, and each level costs bytes.
    pub const LEVELS: u8 = 8;
    /// Grey difference between two neighbouring levels.
    pub const STEP: f32 = 255.0 / (Self::LEVELS - 1) as f32;
}

/// Tint of a page: values per cell of [`TINT_CELL`] x `TINT_CELL` pixels of a raster. The last cells may reach
/// beyond it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tint {
    /// Mean chroma of the cell, see [`Picture::chroma`].
    pub chroma: Raster,
    /// 255 less the lightest grey of the cell, at most 60: shaded paper, or no paper.
    pub shade: Raster,
    /// Mean chrominance of the cell.
    pub chrominance: Chrominance,
}

/// Chrominance of cells of pixels: the two colour differences of ITU-R BT.601, 0 to 255, with
/// [`Chrominance::NEUTRAL`] for a grey.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Chrominance {
    /// Blue difference, C<sub>B</sub>.
    pub blue: Raster,
    /// Red difference, C<sub>R</sub>.
    pub red: Raster,
}

impl Chrominance {
    /// The value of both differences for a grey.
    pub const NEUTRAL: u8 = 128;

    /// Without colour, of this width and height.
    pub fn neutral(width: usize, height: usize) -> Self {
        let plane = || Raster::filled(width, height, Self::NEUTRAL);
        Self { blue: plane(), red: plane() }
    }

    /// Blue and red difference of a pixel.
    #[inline]
    pub fn of(rgb: [u8; 3]) -> [u8; 2] {
        let [r, g, b] = rgb.map(i32::from);
        let difference = |sum: i32| ((128 << 16) + sum + (1 << 15)).clamp(0, 255 << 16) >> 16;
        [
            difference(-11_059 * r - 21_709 * g + 32_768 * b) as u8,
            difference(32_768 * r - 27_439 * g - 5_329 * b) as u8,
        ]
    }
}

/// Side of a [`Tint`] cell, in pixels.
pub const TINT_CELL: usize = 8;

impl Tint {
    /// Number of cells across and down for a raster of this size.
    pub fn size(width: usize, height: usize) -> (usize, usize) {
        (width.div_ceil(TINT_CELL), height.div_ceil(TINT_CELL))
    }
}

/// The colours of a picture, without its brightness.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Colours {
    /// Chroma of each pixel, see [`Picture::chroma_of`].
    pub chroma: Raster,
    /// Mean chrominance of each two by two pixels.
    pub chrominance: Chrominance,
}

/// A picture in 8-bit sRGB as displayed: rotated by its EXIF orientation, transparency composited on white.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Picture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// `3 * width * height` bytes: red, green, blue.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// Luma of each pixel (ITU-R BT.601 weights in 16-bit fixed point).
    pub fn luma(&self) -> Raster {
        let grey = self
            .rgb
            .chunks_exact(3)
            .map(|p| {
                ((u32::from(p[0]) * 19_595 + u32::from(p[1]) * 38_470 + u32::from(p[2]) * 7_471 + 32_768)
                    >> 16) as u8
            })
            .collect();
        Raster { width: self.width, height: self.height, grey }
    }

    /// Chroma of each pixel, see [`Picture::chroma_of`].
    pub fn chroma(&self) -> Raster {
        let grey = self.rgb.as_chunks::<3>().0.iter().map(Self::chroma_of).collect();
        Raster { width: self.width, height: self.height, grey }
    }

    /// Its colours.
    pub fn colours(&self) -> Colours {
        Colours { chroma: self.chroma(), chrominance: self.chrominance() }
    }

    /// Mean chrominance of each two by two pixels. An odd last row or column has none.
    pub fn chrominance(&self) -> Chrominance {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut planes = Chrominance::neutral(width, height);
        let mut row = vec![[0u16; 2]; width];
        for y in 0..height {
            row.fill([2, 2]);
            for line in self.rgb[6 * y * self.width..].chunks(3 * self.width).take(2) {
                for (sum, pair) in row.iter_mut().zip(line.as_chunks::<6>().0) {
                    for pixel in pair.as_chunks::<3>().0 {
                        let [blue, red] = Chrominance::of(*pixel).map(u16::from);
                        *sum = [sum[0] + blue, sum[1] + red];
                    }
                }
            }
            for (x, [blue, red]) in row.iter().enumerate() {
                planes.blue.grey[y * width + x] = (blue / 4) as u8;
                planes.red.grey[y * width + x] = (red / 4) as u8;
            }
        }
        planes
    }

    /// Chroma of a pixel: the largest less the smallest of red, green and blue.
    #[inline]
    pub fn chroma_of([r, g, b]: &[u8; 3]) -> u8 {
        r.max(g).max(b) - r.min(g).min(b)
    }
}

//! Pixels: the grey raster that pages are compared on and the colour picture as it came.

use super::geometry::Rect;

/// A grey raster, row by row from the top left, 0 black to 255 white.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Raster {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` grey values.
    pub grey: Vec<u8>,
}

impl Raster {
    /// A raster of one grey.
    pub fn filled(width: usize, height: usize, grey: u8) -> Self {
        Self { width, height, grey: vec![grey; width * height] }
    }

    /// The box round all its pixels.
    pub fn bounds(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width as f64, self.height as f64)
    }

    /// One row of pixels. Panics when `y >= height`, as indexing does.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.grey[y * self.width..(y + 1) * self.width]
    }
}

/// What is kept of a page's picture, to hold other pictures against it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rendition {
    /// Its grey.
    pub grey: Raster,
    /// Its tint.
    pub tint: Tint,
}

/// How a page is tinted: two numbers for each cell of [`TINT_CELL`] x `TINT_CELL` pixels of a raster. The last cells may reach
/// beyond it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tint {
    /// How far a cell is from grey, in the mean, as [`Picture::chroma`] counts it.
    pub chroma: Raster,
    /// How much darker than white its lightest pixel is, up to 60: paper that is shaded, or no paper.
    pub shade: Raster,
}

/// Side of a cell of a [`Tint`], in pixels.
pub const TINT_CELL: usize = 8;

impl Tint {
    /// Cells across and down over a raster of this size.
    pub fn size(width: usize, height: usize) -> (usize, usize) {
        (width.div_ceil(TINT_CELL), height.div_ceil(TINT_CELL))
    }
}

/// A picture in 8-bit sRGB as a person sees it: turned by its EXIF orientation, transparency laid on white paper.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Picture {
    /// Pixels a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `3 * width * height` bytes, red, green, blue.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// The luma of each pixel (ITU-R BT.601 weights in 16-bit fixed point).
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

    /// How far each pixel is from grey.
    pub fn chroma(&self) -> Raster {
        let grey = self.rgb.as_chunks::<3>().0.iter().map(Self::chroma_of).collect();
        Raster { width: self.width, height: self.height, grey }
    }

    /// How far a pixel is from grey: the largest less the smallest of red, green and blue.
    #[inline]
    pub fn chroma_of([r, g, b]: &[u8; 3]) -> u8 {
        r.max(g).max(b) - r.min(g).min(b)
    }
}

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

/// Tint of a page: two values per cell of [`TINT_CELL`] x `TINT_CELL` pixels of a raster. The last cells may
/// reach beyond it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Tint {
    /// Mean chroma of the cell, see [`Picture::chroma`].
    pub chroma: Raster,
    /// 255 less the lightest grey of the cell, at most 60: shaded paper, or no paper.
    pub shade: Raster,
}

/// Side of a [`Tint`] cell, in pixels.
pub const TINT_CELL: usize = 8;

impl Tint {
    /// Number of cells across and down for a raster of this size.
    pub fn size(width: usize, height: usize) -> (usize, usize) {
        (width.div_ceil(TINT_CELL), height.div_ceil(TINT_CELL))
    }
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

    /// Chroma of a pixel: the largest less the smallest of red, green and blue.
    #[inline]
    pub fn chroma_of([r, g, b]: &[u8; 3]) -> u8 {
        r.max(g).max(b) - r.min(g).min(b)
    }
}

//! Drawing surface.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use crate::imaging::resize::catmull_rom_rgb;
use crate::model::raster::Picture;

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Colour of empty areas: beside a picture, and beyond the edge of a page.
pub const BEYOND: Colour = [214, 218, 222];

/// JPEG quality of embedded pictures, at which letters have no visible artefacts.
const JPEG_QUALITY: u8 = 88;

/// An 8-bit sRGB image. Drawing outside of it has no effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    rgb: Vec<u8>,
}

impl Canvas {
    /// A canvas of one colour.
    pub fn new(width: usize, height: usize, colour: Colour) -> Self {
        let rgb = colour.iter().copied().cycle().take(3 * width * height).collect();
        Self { width, height, rgb }
    }

    /// A canvas with the pixels of a picture.
    pub fn of(picture: &Picture) -> Self {
        Self { width: picture.width, height: picture.height, rgb: picture.rgb.clone() }
    }

    /// Colour of a pixel.
    ///
    /// # Panics
    ///
    /// If the pixel is outside the canvas.
    pub fn at(&self, x: usize, y: usize) -> Colour {
        let at = 3 * (y * self.width + x);
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// Converts to a picture.
    pub fn picture(self) -> Picture {
        Picture { width: self.width, height: self.height, rgb: self.rgb }
    }

    /// Applies a function to every channel value.
    pub fn toned(mut self, tone: impl Fn(u8) -> u8) -> Self {
        self.rgb.iter_mut().for_each(|v| *v = tone(*v));
        self
    }

    /// Blends a colour into a pixel with opacity `share`, 0 to 1.
    pub fn mix(&mut self, x: i64, y: i64, colour: Colour, share: f32) {
        if x < 0 || y < 0 || x >= self.width as i64 || y >= self.height as i64 {
            return;
        }
        let at = 3 * (y as usize * self.width + x as usize);
        for (old, new) in self.rgb[at..at + 3].iter_mut().zip(colour) {
            *old = (f32::from(*old) + (f32::from(new) - f32::from(*old)) * share).round() as u8;
        }
    }

    /// Fills a box: left, top, right, bottom, the last two exclusive.
    pub fn fill(&mut self, [x0, y0, x1, y1]: [i64; 4], colour: Colour) {
        let (across, down) = (x0.max(0)..x1.min(self.width as i64), y0.max(0)..y1.min(self.height as i64));
        for y in down {
            across.clone().for_each(|x| self.mix(x, y, colour, 1.0));
        }
    }

    /// Draws another canvas with its top left corner at this position.
    pub fn paste(&mut self, other: &Canvas, x: usize, y: usize) {
        let width = other.width.min(self.width.saturating_sub(x));
        for row in 0..other.height.min(self.height.saturating_sub(y)) {
            let (from, to) = (3 * row * other.width, 3 * ((y + row) * self.width + x));
            self.rgb[to..to + 3 * width].copy_from_slice(&other.rgb[from..from + 3 * width]);
        }
    }

    /// Pads it on the right to this width, if it is narrower.
    pub fn widened(self, width: usize) -> Self {
        if width <= self.width {
            return self;
        }
        let mut wider = Self::new(width, self.height, BEYOND);
        wider.paste(&self, 0, 0);
        wider
    }

    /// A part of it: left, top, width, height. Returns `None` if the part is empty or not within the canvas.
    pub fn cut(&self, x: usize, y: usize, width: usize, height: usize) -> Option<Self> {
        if x + width > self.width || y + height > self.height || width == 0 || height == 0 {
            return None;
        }
        let rows = (y..y + height).flat_map(|row| {
            let from = 3 * (row * self.width + x);
            &self.rgb[from..from + 3 * width]
        });
        Some(Self { width, height, rgb: rows.copied().collect() })
    }

    /// Resized, to at least one pixel.
    pub fn resized(&self, width: usize, height: usize) -> Option<Self> {
        let (width, height) = (width.max(1), height.max(1));
        let rgb = catmull_rom_rgb(&self.rgb, (self.width, self.height), (width, height))?;
        Some(Self { width, height, rgb })
    }

    /// Rotated clockwise by quarter turns.
    pub fn turned(&self, quarters: u8) -> Self {
        (0..quarters % 4).fold(self.clone(), |canvas, _| canvas.turned_once())
    }

    fn turned_once(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let place = |x: usize, y: usize| 3 * ((self.height - 1 - x) * self.width + y);
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| place(x, y)));
        let rgb = pixels.flat_map(|at| self.rgb[at..at + 3].iter().copied()).collect();
        Self { width, height, rgb }
    }

    /// Encodes it as PNG.
    ///
    /// # Errors
    ///
    /// If encoding fails.
    pub fn png(&self) -> image::ImageResult<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        let (width, height) = (self.width as u32, self.height as u32);
        PngEncoder::new(&mut bytes).write_image(&self.rgb, width, height, ExtendedColorType::Rgb8)?;
        Ok(bytes.into_inner())
    }

    /// Encodes it as JPEG, which takes a tenth of the space.
    ///
    /// # Errors
    ///
    /// If encoding fails.
    pub fn jpeg(&self) -> image::ImageResult<Vec<u8>> {
        self.jpeg_at(JPEG_QUALITY)
    }

    /// Encodes it as JPEG with this quality, 1 to 100.
    ///
    /// # Errors
    ///
    /// If encoding fails.
    pub fn jpeg_at(&self, quality: u8) -> image::ImageResult<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        let (width, height) = (self.width as u32, self.height as u32);
        let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        encoder.write_image(&self.rgb, width, height, ExtendedColorType::Rgb8)?;
        Ok(bytes.into_inner())
    }
}

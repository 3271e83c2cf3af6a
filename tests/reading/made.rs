//! Files made for the tests.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Frame, ImageEncoder, ImageFormat, Rgb, RgbImage, RgbaImage};
use tiff::encoder::{TiffEncoder, colortype};

/// Red, green over blue, white: each quarter tells where it is.
pub fn quarters() -> RgbImage {
    RgbImage::from_fn(64, 32, |x, y| match (x < 32, y < 16) {
        (true, true) => Rgb([220, 20, 20]),
        (false, true) => Rgb([20, 220, 20]),
        (true, false) => Rgb([20, 20, 220]),
        (false, false) => Rgb([250, 250, 250]),
    })
}

pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG whose EXIF block gives an orientation.
pub fn turned_jpeg(image: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.encode_image(image).unwrap();
    bytes
}

/// A GIF of frames that each have one colour.
pub fn gif(greys: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for &v in greys {
        let frame = RgbaImage::from_pixel(40, 30, image::Rgba([v, v, v, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}

/// A TIFF of pages that are each 10 pixels wider than the one before.
pub fn tiff(greys: &[u8]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
    for (i, &v) in (1_u32..).zip(greys) {
        let width = 30 + 10 * i;
        encoder.write_image::<colortype::Gray8>(width, 20, &vec![v; width as usize * 20]).unwrap();
    }
    bytes.into_inner()
}

/// One small, valid file of each format, by name.
pub fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    // Not flat, so that the coded pixels make up most of each file.
    let noisy = RgbImage::from_fn(48, 40, |x, y| {
        let v = (x * 7919 + y * 104_729) % 251;
        Rgb([v as u8, (v * 3 % 256) as u8, (x * 5) as u8])
    });
    let mut formats: Vec<_> = [
        ("png", ImageFormat::Png),
        ("jpeg", ImageFormat::Jpeg),
        ("webp", ImageFormat::WebP),
        ("gif", ImageFormat::Gif),
        ("bmp", ImageFormat::Bmp),
        ("tiff", ImageFormat::Tiff),
    ]
    .map(|(name, format)| (name, encoded(noisy.clone(), format)))
    .into();
    let lines: String =
        (0..12).map(|i| format!("BT /F1 12 Tf 20 {} Td (Line {i}) Tj ET ", 20 + 20 * i)).collect();
    formats.push(("pdf", pdf(&[Sheet { content: lines, ..Sheet::default() }])));
    formats
}

/// A page of a PDF.
pub struct Sheet {
    pub boxes: String,
    pub content: String,
    pub more: String,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { boxes: "/MediaBox[0 0 400 300]".into(), content: String::new(), more: String::new() }
    }
}

/// A PDF of these pages, with Helvetica (which is not embedded) as F1.
pub fn pdf(sheets: &[Sheet]) -> Vec<u8> {
    let kids: String = (0..sheets.len()).map(|i| format!("{} 0 R ", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_string(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", sheets.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_string(),
    ];
    for (i, sheet) in sheets.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R{}/Contents {} 0 R/Resources<</Font<</F1 3 0 R>>>>{}>>",
            sheet.boxes,
            5 + 2 * i,
            sheet.more
        ));
        objects.push(format!("<</Length {}>>stream\n{}\nendstream", sheet.content.len(), sheet.content));
    }
    assembled(&objects)
}

/// A PDF of these objects, the first being the catalogue.
pub fn assembled(objects: &[String]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places.iter().for_each(|at| file += &format!("{at:010} 00000 n \n"));
    file += &format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

/// The CRC of a PNG chunk.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    })
}

//! Resampling of pixels to another size.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8, U8x3};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

use crate::model::raster::Raster;

/// Resizes to `width` x `height` pixels with a three-lobe Lanczos filter: the sharpest, for OCR and for
/// storage.
///
/// # Panics
///
/// If a side is zero.
pub fn lanczos(grey: &Raster, width: usize, height: usize) -> Raster {
    resample_grey(grey, width, height, FilterType::Lanczos3)
        .expect("both are grey rasters of at least one pixel")
}

/// Resizes to `width` x `height` pixels with a Catmull-Rom filter, widened when shrinking. It rings less than
/// Lanczos and is used for comparison and display. Returns `None` if a side is zero.
pub fn catmull_rom(grey: &Raster, width: usize, height: usize) -> Option<Raster> {
    if (width, height) == (grey.width, grey.height) {
        return Some(grey.clone());
    }
    resample_grey(grey, width, height, FilterType::CatmullRom)
}

/// Resizes RGB, three bytes a pixel, with a Catmull-Rom filter, from one width and height to another one. Returns `None`
/// if there are too few bytes, or if a side is zero.
pub fn catmull_rom_rgb(rgb: &[u8], from: (usize, usize), to: (usize, usize)) -> Option<Vec<u8>> {
    resample::<U8x3>(rgb, from, to, FilterType::CatmullRom)
}

fn resample_grey(grey: &Raster, width: usize, height: usize, filter: FilterType) -> Option<Raster> {
    let resized = resample::<U8>(&grey.grey, (grey.width, grey.height), (width, height), filter)?;
    Some(Raster { width, height, grey: resized })
}

/// The format of the pixels is a type here: the compiler then makes the filters for this format alone.
fn resample<P: PixelTrait>(
    pixels: &[u8],
    (width, height): (usize, usize),
    to: (usize, usize),
    filter: FilterType,
) -> Option<Vec<u8>> {
    let from = TypedImageRef::<P>::from_buffer(width as u32, height as u32, pixels).ok()?;
    let mut resized = vec![0; P::size() * to.0 * to.1];
    let mut target = TypedImage::<P>::from_buffer(to.0 as u32, to.1 as u32, &mut resized).ok()?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize_typed(&from, &mut target, &options).ok()?;
    Some(resized)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_raster_stays_even_at_any_size() {
        let even = Raster { width: 9, height: 7, grey: vec![83; 63] };
        for (width, height) in [(1, 1), (4, 3), (9, 7), (30, 2)] {
            for resized in [lanczos(&even, width, height), catmull_rom(&even, width, height).unwrap()] {
                assert_eq!((resized.width, resized.height), (width, height));
                assert!(resized.grey.iter().all(|&grey| grey == 83), "{width} x {height}");
            }
        }
    }

    #[test]
    fn an_edge_stays_where_it_was() {
        let half =
            Raster { width: 40, height: 1, grey: (0..40).map(|x| if x < 20 { 0 } else { 255 }).collect() };
        let doubled = lanczos(&half, 80, 1);
        assert!(doubled.grey[..36].iter().all(|&grey| grey < 40));
        assert!(doubled.grey[44..].iter().all(|&grey| grey > 215));
    }
}

//! Resampling of grey rasters to another size.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::model::raster::Raster;

/// Resizes to `width` x `height` pixels with a three-lobe Lanczos filter: the sharpest, for OCR and for
/// storage.
///
/// # Panics
///
/// If a side is zero.
pub fn lanczos(grey: &Raster, width: usize, height: usize) -> Raster {
    resample(grey, width, height, FilterType::Lanczos3).expect("both are grey rasters of at least one pixel")
}

/// Resizes to `width` x `height` pixels with a Catmull-Rom filter, widened when shrinking. It rings less than
/// Lanczos and is used for comparison and display. Returns `None` if a side is zero.
pub fn catmull_rom(grey: &Raster, width: usize, height: usize) -> Option<Raster> {
    if (width, height) == (grey.width, grey.height) {
        return Some(grey.clone());
    }
    resample(grey, width, height, FilterType::CatmullRom)
}

fn resample(grey: &Raster, width: usize, height: usize, filter: FilterType) -> Option<Raster> {
    let from = ImageRef::new(grey.width as u32, grey.height as u32, &grey.grey, PixelType::U8).ok()?;
    let mut to = Image::new(width as u32, height as u32, PixelType::U8);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize(&from, &mut to, &options).ok()?;
    Some(Raster { width, height, grey: to.into_vec() })
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

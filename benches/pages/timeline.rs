//! Pages of the originals as they go round.

use std::path::PathBuf;

use verify_shot::features;
use verify_shot::index::Index;
use verify_shot::model::raster::Picture;

/// The size of a picture on a timeline, in pixels.
const SIZE: (u32, u32) = (1080, 1350);

/// The index of the originals, built once.
pub fn index() -> PathBuf {
    let path = super::scratch().join("check.db");
    let (summary, seconds) = super::build(&path, true);
    let index = Index::open(&path, &features::versions()).unwrap_or_else(|e| panic!("{e}"));
    let held = index.page_count().unwrap_or_else(|e| panic!("{e}"));
    println!("an index of {held} pages, {} of them added now in {seconds:.1} s", summary.pages);
    path
}

/// Pages of the originals as they circulate: 1080 x 1350, JPEG.
pub fn pictures(most: usize) -> Vec<(PathBuf, Picture)> {
    let folder = super::scratch().join("pictures");
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
    let mut drawn = Vec::new();
    super::drawn(most, &mut |page| drawn.extend(page.picture));
    let pictures = drawn.into_iter().enumerate().map(|(i, drawn)| {
        let picture = super::scaled(&cut_to_shape(drawn), SIZE.0, SIZE.1);
        let path = folder.join(format!("{i}.jpg"));
        image::save_buffer(&path, &picture.rgb, SIZE.0, SIZE.1, image::ColorType::Rgb8)
            .unwrap_or_else(|e| panic!("{e}"));
        (path, picture)
    });
    pictures.collect()
}

/// The upper part of a page, in the shape of [`SIZE`].
fn cut_to_shape(mut page: Picture) -> Picture {
    let height = page.width * SIZE.1 as usize / SIZE.0 as usize;
    page.height = page.height.min(height);
    page.rgb.truncate(3 * page.width * page.height);
    page
}

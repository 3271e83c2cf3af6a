//! A picture prepared for registration: its levels, its colourfulness, and its bounds without padding.

use super::thresholds::{HALF_SIZE_SEARCH_PIXELS, TILE_PIXELS};
use crate::check::view::padding::unpadded;
use crate::imaging::sampling::halved;
use crate::model::geometry::Rect;
use crate::model::raster::{Chrominance, Colours, Picture, Raster};

/// A picture prepared for the search.
pub struct Target {
    /// Its grey, and the same at half size if it is large enough to be searched like that.
    levels: Vec<Raster>,
    colours: Colours,
    unpadded: Rect,
}

impl Target {
    /// Prepares a picture.
    pub fn new(picture: &Picture) -> Self {
        let mut levels = vec![picture.luma()];
        let (long, short) = (picture.width.max(picture.height), picture.width.min(picture.height));
        if long > HALF_SIZE_SEARCH_PIXELS && short >= 2 * TILE_PIXELS {
            levels.push(halved(&levels[0]));
        }
        let unpadded = unpadded(&levels[0]);
        Self { levels, colours: picture.colours(), unpadded }
    }

    /// The same picture without these parts. Each is filled with its median, so that no edge remains.
    pub fn without(&self, parts: &[Rect]) -> Self {
        let mut grey = self.levels[0].clone();
        let mut colours = self.colours.clone();
        let Colours { chroma, chrominance: Chrominance { blue, red } } = &mut colours;
        for part in parts {
            blank(&mut grey, part);
            blank(chroma, part);
            let half = Rect::new(part.x0 / 2.0, part.y0 / 2.0, part.x1 / 2.0, part.y1 / 2.0);
            blank(blue, &half);
            blank(red, &half);
        }
        let halves = self.levels.get(1).map(|_| halved(&grey));
        Self { levels: std::iter::once(grey).chain(halves).collect(), colours, unpadded: self.unpadded }
    }

    /// Its colours.
    pub fn colours(&self) -> &Colours {
        &self.colours
    }

    /// The level that is searched, with the pixels of the picture to one of its pixels: a coarse one if the picture is
    /// large.
    pub fn level(&self, is_coarse: bool) -> (&Raster, f64) {
        let level = if is_coarse { self.levels.len() - 1 } else { 0 };
        (&self.levels[level], f64::from(1 << level))
    }

    /// The grey of each pixel.
    pub fn raster(&self) -> &Raster {
        &self.levels[0]
    }

    /// The bounds without padding.
    pub fn unpadded(&self) -> &Rect {
        &self.unpadded
    }
}

/// Fills a part with the median of its values.
fn blank(raster: &mut Raster, part: &Rect) {
    let part = part.intersection(&raster.bounds());
    let [x0, y0] = [part.x0, part.y0].map(|edge| edge.floor() as usize);
    let [x1, y1] = [part.x1, part.y1].map(|edge| edge.ceil() as usize);
    let width = raster.width;
    let mut counts = [0usize; 256];
    for y in y0..y1 {
        raster.row(y)[x0..x1].iter().for_each(|&v| counts[usize::from(v)] += 1);
    }
    let half = (y1 - y0) * (x1 - x0) / 2;
    let mut below = 0;
    let middle = counts.iter().position(|n| {
        below += n;
        below > half
    });
    for y in y0..y1 {
        raster.grey[y * width + x0..y * width + x1].fill(middle.unwrap_or(0) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of grey that no shift of a few pixels repeats.
    fn page() -> Raster {
        let grey = |i: usize| {
            let (x, y) = (i % 300 / 5, i / 300 / 5);
            (x * 7919 + y * 104_729 + x * y * 31).wrapping_mul(2_654_435_761) >> 7 & 255
        };
        Raster { width: 300, height: 300, grey: (0..90_000).map(|i| grey(i) as u8).collect() }
    }

    fn target(grey: &[u8]) -> Target {
        let rgb = grey.iter().flat_map(|&v| [v; 3]).collect();
        Target::new(&Picture { width: 300, height: 300, rgb })
    }

    #[test]
    fn what_is_taken_out_leaves_an_even_place_and_nothing_else_changes() {
        let part = Rect::new(20.0, 30.0, 120.0, 90.0);
        let (whole, rest) = (target(&page().grey), target(&page().grey).without(&[part]));
        let at = |target: &Target, x: usize, y: usize| target.raster().grey[y * 300 + x];
        assert!((20..120).all(|x| at(&rest, x, 30) == at(&rest, 20, 89)));
        assert!((0..20).chain(120..300).all(|x| at(&rest, x, 30) == at(&whole, x, 30)));
    }
}

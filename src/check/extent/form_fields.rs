//! Values of form fields whose appearance is not in the file. Each viewer places them slightly differently, so each
//! value is searched near its place and moved there in the drawing of the page.

use super::thresholds::{
    FIELD_AREA_PIXELS, FIELD_BORDER_PIXELS, FIELD_MOVE_CORRELATION_GAIN, FIELD_SIDE_PIXELS,
    FIELD_VALUE_REACH_PIXELS,
};
use crate::imaging::sampling::{bilinear, correlation};
use crate::model::geometry::{Point, Rect};
use crate::model::page_map::PageMap;
use crate::model::raster::Raster;

/// Moves the values in these boxes of a page's drawing to where the picture has them.
pub fn moved(page: &mut Raster, fields: &[Rect], target: &Raster, transform: &PageMap) {
    for field in fields {
        let inner = field.grown(-FIELD_BORDER_PIXELS).intersection(&page.bounds());
        let (x, y) = (inner.x0.ceil() as usize, inner.y0.ceil() as usize);
        let (right, bottom) = (inner.x1.floor() as usize, inner.y1.floor() as usize);
        let (width, height) = (right.saturating_sub(x), bottom.saturating_sub(y));
        if width.min(height) < FIELD_SIDE_PIXELS || width * height > FIELD_AREA_PIXELS {
            continue;
        }
        let value = Value::new(page, (x, y), (width, height));
        let Some(seen) = seen(target, transform, (x, y), (width, height)) else { continue };
        let (dx, dy) = value.offset(&seen);
        for row in 0..height {
            for column in 0..width {
                page.grey[(y + row) * page.width + x + column] =
                    value.at(column as i32 - dx, row as i32 - dy);
            }
        }
    }
}

/// What the picture shows at a place of the page. Returns `None` if the place lies outside the picture.
fn seen(
    target: &Raster,
    transform: &PageMap,
    (x, y): (usize, usize),
    (width, height): (usize, usize),
) -> Option<Vec<f32>> {
    let at = |i: usize| {
        let place = Point { x: (x + i % width) as f64 + 0.5, y: (y + i / width) as f64 + 0.5 };
        let place = transform.apply(place);
        bilinear(target, place.x as f32, place.y as f32)
    };
    (0..width * height).map(at).collect()
}

/// The drawing within a field, and the grey of the paper around it.
struct Value {
    width: i32,
    height: i32,
    grey: Vec<u8>,
    paper: u8,
}

impl Value {
    fn new(page: &Raster, (x, y): (usize, usize), (width, height): (usize, usize)) -> Self {
        let grey: Vec<u8> = (y..y + height).flat_map(|row| page.row(row)[x..x + width].to_vec()).collect();
        let mut sorted = grey.clone();
        let middle = sorted.len() / 2;
        let paper = *sorted.select_nth_unstable(middle).1;
        Self { width: width as i32, height: height as i32, grey, paper }
    }

    /// The grey at a place; that of the paper outside the field.
    fn at(&self, x: i32, y: i32) -> u8 {
        let is_within = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        if is_within { self.grey[(y * self.width + x) as usize] } else { self.paper }
    }

    /// The offset of the value in the picture: every second pixel is tried first, then the neighbours of the best.
    fn offset(&self, seen: &[f32]) -> (i32, i32) {
        let best = |offsets: &mut dyn Iterator<Item = (i32, i32)>| {
            offsets.map(|offset| (self.correlation(seen, offset), offset)).max_by(|a, b| a.0.total_cmp(&b.0))
        };
        let own = self.correlation(seen, (0, 0));
        let coarse = (-FIELD_VALUE_REACH_PIXELS..=FIELD_VALUE_REACH_PIXELS).step_by(2);
        let Some((_, (x, y))) = best(&mut coarse.clone().flat_map(|y| coarse.clone().map(move |x| (x, y))))
        else {
            return (0, 0);
        };
        let near = (y - 1..=y + 1).flat_map(|y| (x - 1..=x + 1).map(move |x| (x, y)));
        let found = best(&mut near.into_iter())
            .filter(|(correlation, _)| *correlation > own + FIELD_MOVE_CORRELATION_GAIN);
        found.map_or((0, 0), |(_, offset)| offset)
    }

    /// The absolute correlation of the value, moved by an offset, with the picture: dark on light or light on dark.
    fn correlation(&self, seen: &[f32], (dx, dy): (i32, i32)) -> f64 {
        let pairs = seen.iter().enumerate().map(|(i, &seen)| {
            let (x, y) = (i as i32 % self.width - dx, i as i32 / self.width - dy);
            (f32::from(self.at(x, y)), seen)
        });
        correlation(pairs).abs().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::geometry::Homography;

    /// A white page with a field that holds three bars, the first of them at a place.
    fn page(x: usize, y: usize) -> Raster {
        let mut raster = Raster { width: 120, height: 60, grey: vec![255; 120 * 60] };
        for bar in [0, 7, 19] {
            for row in y..y + 12 {
                raster.grey[row * 120 + x + bar..][..3].fill(0);
            }
        }
        raster
    }

    #[test]
    fn a_value_that_stands_elsewhere_in_its_field_is_moved_there() {
        let field = [Rect::new(10.0, 10.0, 110.0, 50.0)];
        for target in [page(35, 27), page(24, 19)] {
            let mut drawn = page(30, 22);
            moved(&mut drawn, &field, &target, &Homography::IDENTITY.into());
            assert_eq!(drawn.grey, target.grey);
        }
    }

    #[test]
    fn a_value_that_is_gone_stays_where_it_was() {
        let field = [Rect::new(10.0, 10.0, 110.0, 50.0)];
        let blank = Raster { width: 120, height: 60, grey: vec![255; 120 * 60] };
        let mut drawn = page(30, 22);
        moved(&mut drawn, &field, &blank, &Homography::IDENTITY.into());
        assert_eq!(drawn.grey, page(30, 22).grey);
    }
}

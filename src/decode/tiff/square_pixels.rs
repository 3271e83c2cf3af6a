//! Pages whose resolution differs between the axes, as those of faxes (204 x 98 dots per inch): viewers show them with
//! square pixels.

use crate::limits;
use crate::model::raster::Picture;

/// Ratio of the resolutions from which they count as unequal. A fax in fine mode has 204 x 196, a ratio of 1.04: many
/// viewers and converters leave its pixels as they are, and the comparison follows such a stretch.
const LEAST_RATIO: f64 = 1.1;
/// Largest ratio that is believed: faxes have up to 4.2 (408 x 98).
const MOST_RATIO: f64 = 5.0;

/// The picture with square pixels, where `across` and `down` are its resolutions. It is stretched along the axis with
/// fewer pixels; one that would become too large, or has no such resolutions, stays as it is.
pub fn square(picture: Picture, across: f64, down: f64) -> Picture {
    let ratio = across / down;
    let unequal = ratio.max(1.0 / ratio);
    // The negation also catches what is no number.
    if !(across > 0.0 && down > 0.0 && (LEAST_RATIO..=MOST_RATIO).contains(&unequal)) {
        return picture;
    }
    let stretched = |length: usize| (length as f64 * unequal).round() as usize;
    let (width, height) = match ratio > 1.0 {
        true => (picture.width, stretched(picture.height)),
        false => (stretched(picture.width), picture.height),
    };
    let is_too_large = width.max(height) > limits::MAX_PICTURE_SIDE as usize
        || (width * height) as u64 > limits::MAX_PICTURE_PIXELS;
    match (is_too_large, ratio > 1.0) {
        (true, _) => picture,
        (false, true) => taller(&picture, height),
        (false, false) => wider(&picture, width),
    }
}

/// Position in a row of `from` pixels of pixel `at` of `to`: the pixel before it, the one behind it, and the share of
/// the latter.
fn position(at: usize, from: usize, to: usize) -> (usize, usize, f32) {
    let place = ((at as f32 + 0.5) * from as f32 / to as f32 - 0.5).clamp(0.0, (from - 1) as f32);
    let before = place as usize;
    (before, (before + 1).min(from - 1), place - before as f32)
}

fn between(before: u8, behind: u8, share: f32) -> u8 {
    (f32::from(before) + (f32::from(behind) - f32::from(before)) * share).round() as u8
}

fn taller(picture: &Picture, height: usize) -> Picture {
    let row = 3 * picture.width;
    let mut rgb = Vec::with_capacity(row * height);
    for y in 0..height {
        let (before, behind, share) = position(y, picture.height, height);
        let rows = [before, behind].map(|y| &picture.rgb[y * row..(y + 1) * row]);
        rgb.extend(rows[0].iter().zip(rows[1]).map(|(&a, &b)| between(a, b, share)));
    }
    Picture { width: picture.width, height, rgb }
}

fn wider(picture: &Picture, width: usize) -> Picture {
    let mut rgb = Vec::with_capacity(3 * width * picture.height);
    for row in picture.rgb.chunks_exact(3 * picture.width) {
        for x in 0..width {
            let (before, behind, share) = position(x, picture.width, width);
            rgb.extend((0..3).map(|c| between(row[3 * before + c], row[3 * behind + c], share)));
        }
    }
    Picture { width, height: picture.height, rgb }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        Picture { width: 2, height: 2, rgb: [[0; 3], [200; 3], [100; 3], [40; 3]].concat() }
    }

    fn greys(picture: &Picture) -> Vec<u8> {
        picture.rgb.iter().step_by(3).copied().collect()
    }

    #[test]
    fn the_axis_with_fewer_pixels_is_stretched() {
        let tall = square(picture(), 200.0, 100.0);
        assert_eq!((tall.width, tall.height), (2, 4));
        assert_eq!(greys(&tall), [0, 200, 25, 160, 75, 80, 100, 40]);
        let wide = square(picture(), 100.0, 200.0);
        assert_eq!((wide.width, wide.height), (4, 2));
        assert_eq!(greys(&wide), [0, 50, 150, 200, 100, 85, 55, 40]);
    }

    #[test]
    fn attack_a_resolution_that_cannot_be_is_not_believed() {
        for (across, down) in [
            (204.0, 196.0),
            (0.0, 100.0),
            (100.0, 0.0),
            (1e9, 1.0),
            (f64::NAN, 1.0),
            (f64::INFINITY, 1.0),
            (-2.0, 1.0),
        ] {
            assert_eq!(square(picture(), across, down), picture(), "{across} x {down}");
        }
        let wide = Picture { width: 60_000, height: 1, rgb: vec![0; 180_000] };
        assert_eq!(square(wide, 100.0, 200.0).width, 60_000);
    }
}

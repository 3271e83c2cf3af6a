//! Sizes that a camera noted, held against the picture that is there.

use super::exif_tags::Exif;
use super::jpeg_segments;
use crate::model::file_metadata::FileMetadata;

/// How many times longer a side must be, against the other one, for a thumbnail to have another shape than the
/// picture. Measured: a thumbnail of [`LEAST_SIDE`] whose sides are rounded to whole blocks of 8 pixels has another shape by
/// a factor of 1.08 at most, and the usual shapes (4:3, 3:2, 16:9) differ by 1.12 to 1.33.
const OTHER_SHAPE: f64 = 1.1;
/// Shortest side in pixels of a thumbnail whose shape is told. Measured: see [`OTHER_SHAPE`].
const LEAST_SIDE: u32 = 100;
/// Size that the rules of cameras (DCF) give to every thumbnail: a picture of another shape has black bars there, and
/// so nothing follows from it.
const PADDED: (u32, u32) = (160, 120);

/// Sizes in pixels in the notes of a camera.
#[derive(Clone, Copy)]
pub struct Noted {
    /// Of the picture.
    picture: Option<(u32, u32)>,
    /// Of its thumbnail.
    thumbnail: Option<(u32, u32)>,
}

impl Noted {
    /// The sizes in a block.
    pub fn of(exif: &Exif) -> Self {
        Self { picture: exif.size, thumbnail: exif.thumbnail.and_then(jpeg_segments::size) }
    }

    /// Says which of them are not those of the picture as it is stored.
    pub fn compare(self, stored: (u32, u32), said: &mut FileMetadata) {
        said.noted_size = self.picture.filter(|&(w, h)| (w, h) != stored && (h, w) != stored);
        said.thumbnail = self.thumbnail.filter(|&thumbnail| is_of_other_shape(thumbnail, stored));
    }
}

fn is_of_other_shape(thumbnail: (u32, u32), stored: (u32, u32)) -> bool {
    let shape = |(width, height): (u32, u32)| f64::from(width) / f64::from(height);
    let factor = shape(thumbnail) / shape(stored);
    let is_told = thumbnail != PADDED && thumbnail.0.min(thumbnail.1) >= LEAST_SIDE;
    is_told && factor.max(1.0 / factor) > OTHER_SHAPE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clearly_other_shape_is_told() {
        let cases = [
            ((160, 107), (1500, 1000), false),
            ((160, 107), (1000, 1000), true),
            ((160, 107), (1000, 1500), true),
            ((160, 120), (1500, 1000), false),
            ((160, 90), (1000, 1000), false),
            ((320, 180), (1600, 1000), true),
            ((160, 112), (1500, 1000), false),
        ];
        for (thumbnail, stored, expected) in cases {
            assert_eq!(is_of_other_shape(thumbnail, stored), expected, "{thumbnail:?} {stored:?}");
        }
    }
}

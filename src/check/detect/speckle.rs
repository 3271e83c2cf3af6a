//! Speckle: dots from scanners, fax machines and dust (salt-and-pepper noise). A speck beside a word resembles those
//! on bare paper, and it cannot be told from a full stop.

use super::blobs::Blob;
use super::thresholds::{
    BARE_PAPER_INK, DUST_PAPER_RESIDUAL, DUST_RIM_PIXELS, FAINT_SPECK_INK, FAINT_SPECK_TRACE_INK,
    SPECK_LETTERS, SPECK_PIXELS, SPECK_SURROUND_PIXELS, STREWN_SPECKS,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::model::geometry::Rect;

/// Removes faint specks of the page itself that the picture shows stronger: sharpening makes black dots of grey ones.
pub fn remove_sharpened(aligned: &Aligned, residual: &Residual, blobs: &mut Vec<Blob>, letter: f64) {
    let is_faint = |b: &Blob| {
        most_ink(aligned, residual, b, 0) > FAINT_SPECK_TRACE_INK
            && most_ink(aligned, residual, b, SPECK_SURROUND_PIXELS) < FAINT_SPECK_INK
    };
    blobs.retain(|b| !(is_dot(b, letter) && is_faint(b)));
}

/// Removes specks on bare paper and counts them, if they are strewn over the picture. `high` is the least peak of a
/// place that stands out; `is_within` says whether a piece lies in the region. A few specks are kept, because each
/// may be a full stop.
pub fn remove_strewn(
    aligned: &Aligned,
    residual: &Residual,
    blobs: &mut Vec<Blob>,
    high: f32,
    letter: f64,
    is_within: &dyn Fn(&Blob) -> bool,
) -> usize {
    let is_speck =
        |b: &Blob| is_dot(b, letter) && most_ink(aligned, residual, b, 1) < BARE_PAPER_INK && is_within(b);
    let strewn = blobs.iter().filter(|b| b.peak >= high && is_speck(b)).count();
    if strewn < STREWN_SPECKS {
        return 0;
    }
    blobs.retain(|b| !is_speck(b));
    strewn
}

/// Whether a place on photographed paper may be dust: no larger than a speck, and off all ink of page and picture by
/// a letter. A point or a dot of an i stands closer to its letters. Pixels that show the desk may be near: `is_desk`.
pub fn is_dust(
    aligned: &Aligned,
    residual: &Residual,
    place: &Rect,
    letter: f64,
    is_desk: impl Fn(usize) -> bool,
) -> bool {
    let own = place.grown(DUST_RIM_PIXELS);
    is_as_small(place, letter)
        && aligned
            .pixels_of(&place.grown(letter.max(SPECK_PIXELS)))
            .filter(|&i| !own.contains(aligned.centre(i)) && !is_desk(i))
            .all(|i| residual.ink[i] < BARE_PAPER_INK && residual.normalised[i].abs() < DUST_PAPER_RESIDUAL)
}

/// Whether a piece is added ink no larger than a speck.
fn is_dot(blob: &Blob, letter: f64) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    is_small((x1 - x0) as f64, (y1 - y0) as f64, letter) && blob.added == blob.pixels.len()
}

/// Whether a place is so small that it may be a speck.
pub fn is_as_small(place: &Rect, letter: f64) -> bool {
    is_small(place.width(), place.height(), letter)
}

fn is_small(width: f64, height: f64, letter: f64) -> bool {
    width.max(height) <= (SPECK_LETTERS * letter).max(SPECK_PIXELS)
}

/// The largest ink of the page within `by` pixels of a piece's box.
fn most_ink(aligned: &Aligned, residual: &Residual, blob: &Blob, by: usize) -> f32 {
    let [x0, y0, x1, y1] = blob.bounds;
    let columns = x0.saturating_sub(by)..(x1 + by).min(aligned.width);
    let rows = y0.saturating_sub(by)..(y1 + by).min(aligned.height);
    rows.flat_map(|y| &residual.ink[y * aligned.width..][columns.clone()]).copied().fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;

    const SIDE: usize = 200;
    const LETTER: f64 = 12.0;

    /// A white page with a letter as a black box.
    fn page() -> Vec<f32> {
        let mut grey = vec![255.0; SIDE * SIDE];
        (80..92).for_each(|y| grey[y * SIDE + 80..y * SIDE + 88].fill(0.0));
        grey
    }

    /// Width of a desk at the left.
    const DESK: usize = 20;

    /// Whether a black dot of 3 pixels with this corner is dust.
    fn is_dust_at(x: usize, y: usize) -> bool {
        let mut seen = page();
        (0..SIDE).for_each(|y| seen[y * SIDE..y * SIDE + DESK].fill(60.0));
        (y..y + 3).for_each(|y| seen[y * SIDE + x..y * SIDE + x + 3].fill(0.0));
        let aligned = Aligned::of_greys(SIDE, SIDE, seen, page());
        let residual = residual(&aligned, 1.0);
        let [x, y] = [x, y].map(|at| at as f64);
        is_dust(&aligned, &residual, &Rect::new(x, y, x + 3.0, y + 3.0), LETTER, |i| {
            i % SIDE < DESK + DUST_RIM_PIXELS as usize
        })
    }

    #[test]
    fn a_dot_far_from_letters_is_dust_and_one_beside_a_letter_is_a_point() {
        assert!(is_dust_at(140, 140));
        assert!(is_dust_at(28, 140), "beside the desk");
        assert!(!is_dust_at(91, 89));
        assert!(!is_dust_at(82, 72));
    }
}

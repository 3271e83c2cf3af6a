//! Small ink: points, commas, accents, dots of an i, a minus. Its residual is no larger than the noise elsewhere. So
//! the share of ink that is gone is measured for each small piece of the page, and its noise is that share for the
//! other small pieces of the picture. A small piece of the picture must stand where the page has ink.

use super::blobs::Blob;
use super::ink::Ink;
use super::part::Part;
use super::thresholds::{
    GONE_INK_SHARE, MEASURED_SMALL_PIECES, PARTLY_GONE_INK_PIXELS, PARTLY_GONE_INK_SHARE, SHARE_SPREAD,
    SMALL_PIECE_DEVIATIONS, SMALL_PIECE_LETTER_PIXELS, SMALL_PIECE_LETTERS, SMALL_PIECE_PEAK_CONTRAST,
    SMALL_PIECE_PEERS, SMALL_PIECE_PIXEL_CONTRAST, SMALL_PIECE_PIXELS, SMALL_PIECE_RIM_PIXELS, STREWN_SPECKS,
    TAIL_HEIGHT_RATIO, TAIL_INK_SHARE, UNCLEAR_INK_SHARE, UNKNOWN_SHARE_SPREAD,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::middle;
use crate::model::raster::Rendition;

/// A small piece of the page's ink that the picture does not show as it is.
pub struct Lost {
    /// The piece; its peak is the share of ink that is gone.
    pub blob: Blob,
    /// Distance from its peers, in standard deviations.
    pub deviation: f32,
    /// Whether it is gone; otherwise it is unclear.
    pub is_gone: bool,
}

/// The small pieces of these inks that are gone or unclear, among the `open` pixels.
pub fn lost_ink(
    aligned: &Aligned,
    residual: &Residual,
    inks: &[Ink],
    open: &[bool],
    part: &Part,
) -> Vec<Lost> {
    let mut small: Vec<Small> =
        inks.iter().flat_map(|ink| pieces(aligned, residual, ink, &ink.within(open), part)).collect();
    small.sort_by_key(|small| small.piece.pixels.len());
    // The noise of a few pieces is not known, so a person has to look.
    let is_known = small.len() >= MEASURED_SMALL_PIECES;
    let lost_ink = |number: usize| {
        let Small { piece, share, has_lost_tail } = &small[number];
        let (usual, spread) = if is_known {
            let (usual, spread) = middle(peers(&small, number).iter().map(|peer| peer.share).collect());
            (usual, spread.max(SHARE_SPREAD))
        } else {
            (0.0, UNKNOWN_SHARE_SPREAD)
        };
        let deviation = (share - usual) / spread;
        let is_unclear = *share > UNCLEAR_INK_SHARE
            || *share > PARTLY_GONE_INK_SHARE && share * piece.pixels.len() as f32 >= PARTLY_GONE_INK_PIXELS;
        let is_far = deviation > SMALL_PIECE_DEVIATIONS;
        (is_unclear && is_far || *has_lost_tail).then(|| {
            let blob = Blob { peak: *share, ..piece.clone() };
            Lost { blob, deviation, is_gone: is_known && is_far && *share > GONE_INK_SHARE }
        })
    };
    (0..small.len()).filter_map(lost_ink).collect()
}

/// A small piece of the page's ink.
struct Small {
    piece: Blob,
    /// The share of its ink that is gone.
    share: f32,
    /// Whether it is higher than wide, and so much lower in the picture that it lost its tail: a comma that became a point.
    has_lost_tail: bool,
}

/// The small pieces of an ink among the `open` pixels, with the share of each that is gone.
fn pieces(aligned: &Aligned, residual: &Residual, ink: &Ink, open: &[bool], part: &Part) -> Vec<Small> {
    let is_ink = |i: usize| open[i] && ink.strength[i] > SMALL_PIECE_PIXEL_CONTRAST * residual.contrast;
    Blob::pieces(aligned, is_ink, |i| ink.strength[i])
        .into_iter()
        .filter(|piece| {
            is_small(aligned, piece, part) && piece.peak > SMALL_PIECE_PEAK_CONTRAST * residual.contrast
        })
        .filter_map(|piece| {
            let share = share_gone(aligned, residual, ink, open, &piece)?;
            let [x0, y0, x1, y1] = piece.bounds;
            // A camera loses the tails of commas.
            let has_lost_tail = part.sheet.is_none()
                && y1 - y0 > x1 - x0
                && share > TAIL_INK_SHARE
                && height_left(aligned, ink, &piece) < TAIL_HEIGHT_RATIO;
            Some(Small { piece, share, has_lost_tail })
        })
        .collect()
}

/// Small pieces of clear ink on paper or a dark ground that is bare on the page, among the `open` pixels. Many of them are specks
/// of the picture, and none is returned.
pub fn new_ink(
    aligned: &Aligned,
    residual: &Residual,
    inks: &[Ink],
    open: &[bool],
    part: &Part,
) -> Vec<Blob> {
    let new = |ink: &Ink| {
        let stands_off = |i: usize| {
            (aligned.expected[i] - aligned.seen[i]) * ink.polarity
                > SMALL_PIECE_PEAK_CONTRAST * residual.contrast
        };
        let is_new = |i: usize| {
            open[i] && !residual.rule[i] && stands_off(i) && ink.is_bare_about(aligned, residual, i)
        };
        let strength = |i: usize| (aligned.expected[i] - aligned.seen[i]).abs() / residual.contrast;
        Blob::pieces(aligned, is_new, strength)
    };
    let mut pieces: Vec<Blob> = inks.iter().flat_map(new).collect();
    pieces.retain(|piece| is_small(aligned, piece, part));
    if pieces.len() < STREWN_SPECKS { pieces } else { Vec::new() }
}

/// The pieces of most similar size, from pieces sorted by size: the smaller a piece, the larger the share that a
/// shift by part of a pixel seems to remove.
fn peers(small: &[Small], number: usize) -> &[Small] {
    let count = SMALL_PIECE_PEERS.min(small.len());
    let first = number.saturating_sub(count / 2).min(small.len() - count);
    &small[first..first + count]
}

fn is_small(aligned: &Aligned, piece: &Blob, part: &Part) -> bool {
    let [x0, y0, x1, y1] = piece.bounds;
    let letter = part.letter_at(aligned, &piece.bounds);
    letter >= SMALL_PIECE_LETTER_PIXELS
        && piece.pixels.len() >= SMALL_PIECE_PIXELS
        && (x1 - x0).max(y1 - y0) as f64 <= SMALL_PIECE_LETTERS * letter
}

/// The share of a piece's ink that is gone, 0 to about 1, by least squares over its pixels. Returns `None` unless all
/// of them are open.
fn share_gone(aligned: &Aligned, residual: &Residual, ink: &Ink, open: &[bool], piece: &Blob) -> Option<f32> {
    let [x0, y0, x1, y1] = piece.bounds;
    let (mut gone, mut all) = (0f32, 0f32);
    for y in y0.checked_sub(SMALL_PIECE_RIM_PIXELS)?..y1 + SMALL_PIECE_RIM_PIXELS {
        for i in y * aligned.width + x0.checked_sub(SMALL_PIECE_RIM_PIXELS)?
            ..y * aligned.width + x1 + SMALL_PIECE_RIM_PIXELS
        {
            if !*open.get(i)? || residual.rule[i] {
                return None;
            }
            gone += ink.strength[i] * (aligned.seen[i] - aligned.expected[i]) * ink.polarity;
            all += ink.strength[i] * ink.strength[i];
        }
    }
    (all > 0.0).then(|| gone / all)
}

/// The variance of a piece's ink about its mean row, as a ratio of what the picture has to what the page has. It does not depend on
/// a shift, or on the strength of the ink. Ink of less than half a level of the rendition is not known.
fn height_left(aligned: &Aligned, ink: &Ink, piece: &Blob) -> f32 {
    let [x0, y0, x1, y1] = piece.bounds.map(|v| v as isize);
    let rim = SMALL_PIECE_RIM_PIXELS as isize;
    let variance = |seen: f32| {
        let (mut sum, mut of_rows, mut of_squares) = (0.0, 0.0, 0.0);
        for (y, x) in (-rim..y1 - y0 + rim).flat_map(|y| (x0 - rim..x1 + rim).map(move |x| (y, x))) {
            let i = ((y0 + y) * aligned.width as isize + x) as usize;
            let lost = (aligned.seen[i] - aligned.expected[i]) * ink.polarity;
            let strength = ink.strength[i] - seen * lost;
            let strength = if strength < Rendition::STEP / 2.0 { 0.0 } else { strength };
            let row = y as f32;
            (sum, of_rows, of_squares) =
                (sum + strength, of_rows + strength * row, of_squares + strength * row * row);
        }
        of_squares / sum - (of_rows / sum).powi(2)
    };
    variance(1.0) / variance(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;

    const SIDE: usize = 200;
    const LETTER: f64 = 14.0;
    /// A point of two by two pixels, and the tail that makes a comma of it.
    const POINT: [(usize, usize); 4] = [(0, 0), (1, 0), (0, 1), (1, 1)];
    const TAIL: [(usize, usize); 4] = [(1, 2), (0, 2), (0, 3), (0, 4)];

    /// Twenty commas, of which the first may lack its tail.
    fn commas(with_tail: bool) -> Vec<(usize, usize)> {
        let at = |n: usize| (20 + 30 * (n % 5), 20 + 30 * (n / 5));
        let comma = |n: usize| {
            let tail = if n > 0 || with_tail { &TAIL[..] } else { &[] };
            let (x, y) = at(n);
            POINT.iter().chain(tail).map(move |(dx, dy)| (x + dx, y + dy))
        };
        (0..20).flat_map(comma).collect()
    }

    /// What is found on paper, which must be what is found in light ink on a dark ground.
    fn found(page: &[(usize, usize)], seen: &[(usize, usize)]) -> (Vec<Lost>, Vec<Blob>) {
        let places = |(lost, new): &(Vec<Lost>, Vec<Blob>)| {
            let lost: Vec<_> = lost.iter().map(|lost| (lost.blob.bounds, lost.is_gone)).collect();
            (lost, new.iter().map(|piece| piece.bounds).collect::<Vec<_>>())
        };
        let on_paper = found_of((255.0, 0.0), page, seen);
        assert_eq!(places(&on_paper), places(&found_of((60.0, 255.0), page, seen)));
        on_paper
    }

    fn found_of(
        (ground, ink): (f32, f32),
        page: &[(usize, usize)],
        seen: &[(usize, usize)],
    ) -> (Vec<Lost>, Vec<Blob>) {
        let drawn = |pixels: &[(usize, usize)]| {
            let mut grey = vec![ground; SIDE * SIDE];
            pixels.iter().for_each(|(x, y)| grey[y * SIDE + x] = ink);
            grey
        };
        let aligned = Aligned::of_greys(SIDE, SIDE, drawn(seen), drawn(page));
        let mut residual = residual(&aligned, 1.0);
        // So little ink has no contrast of its own, and so dark a page no paper.
        (residual.contrast, residual.paper, residual.bare) = (255.0, 255.0, 250.0);
        let flat = Flat::new(SIDE, SIDE, LETTER);
        let (part, open) = (flat.part(), vec![true; SIDE * SIDE]);
        let light = Ink::on_grounds(&aligned, &residual, &part);
        let inks: Vec<Ink> = std::iter::once(Ink::on_paper(&residual)).chain(light).collect();
        (
            lost_ink(&aligned, &residual, &inks, &open, &part),
            new_ink(&aligned, &residual, &inks, &open, &part),
        )
    }

    #[test]
    fn a_comma_that_became_a_point_is_unclear() {
        let (lost_ink, new_ink) = found(&commas(true), &commas(false));
        assert_eq!(lost_ink.len(), 1);
        assert!(
            !lost_ink[0].is_gone && lost_ink[0].blob.bounds[..2] == [20, 20],
            "{:?}",
            lost_ink[0].blob.bounds
        );
        assert!(new_ink.is_empty());
    }

    #[test]
    fn a_comma_whose_pale_tail_is_gone_is_unclear() {
        let at = |n: usize| (20 + 30 * (n % 5), 20 + 30 * (n / 5));
        let drawn = |first: usize| {
            let mut grey = vec![255.0; SIDE * SIDE];
            for (x, y) in (0..20).map(at) {
                POINT.iter().for_each(|(dx, dy)| grey[(y + dy) * SIDE + x + dx] = 0.0);
            }
            for (x, y) in (first..20).map(at) {
                (2..6).for_each(|dy| grey[(y + dy) * SIDE + x] = 115.0);
            }
            grey
        };
        let aligned = Aligned::of_greys(SIDE, SIDE, drawn(1), drawn(0));
        let residual = Residual { contrast: 255.0, ..residual(&aligned, 1.0) };
        let flat = Flat::new(SIDE, SIDE, LETTER);
        let ink = Ink::on_paper(&residual);
        let lost = lost_ink(&aligned, &residual, &[ink], &[true; SIDE * SIDE], &flat.part());
        assert_eq!(lost.len(), 1);
        assert!(!lost[0].is_gone && lost[0].blob.peak < PARTLY_GONE_INK_SHARE, "{}", lost[0].blob.peak);
    }

    #[test]
    fn of_a_few_commas_one_that_became_a_point_is_unclear_too() {
        let few = 3 * (POINT.len() + TAIL.len());
        let (page, mut seen) = (commas(true), commas(true));
        seen.drain(POINT.len()..POINT.len() + TAIL.len());
        let (lost_ink, _) = found(&page[..few], &seen[..few - TAIL.len()]);
        assert!(lost_ink.len() == 1 && !lost_ink[0].is_gone);
    }

    #[test]
    fn a_comma_that_was_wiped_is_gone() {
        let rest: Vec<(usize, usize)> = commas(true).split_off(POINT.len() + TAIL.len());
        let (lost_ink, _) = found(&commas(true), &rest);
        assert!(lost_ink.len() == 1 && lost_ink[0].is_gone);
    }

    #[test]
    fn a_minus_on_bare_paper_is_new_and_the_same_commas_are_nothing() {
        let minus = (0..6).map(|x| (100 + x, 170));
        let (lost_ink, new_ink) =
            found(&commas(true), &commas(true).into_iter().chain(minus).collect::<Vec<_>>());
        assert!(lost_ink.is_empty());
        assert_eq!(new_ink.iter().map(|piece| piece.bounds).collect::<Vec<_>>(), [[100, 170, 106, 171]]);
        let (lost_ink, new_ink) = found(&commas(true), &commas(true));
        assert!(lost_ink.is_empty() && new_ink.is_empty());
    }
}

//! Foreign objects: what was laid over the page, such as strokes, rings and stickers, and the pixels that it hides.

use super::blobs::{Blob, bounds_of, fills_box, is_large, near};
use super::cover::is_flat;
use super::hairline::is_redrawn;
use super::part::Part;
use super::stroke::{Piece, StrokeShape};
use super::thresholds::{
    COLOURED_PIECE_LETTERS, COVERED_RESIDUAL, CROSSING_PIXELS_DIVISOR, DARK_PIXEL_CONTRAST, OCCLUSION_PIXELS,
    OCCLUSION_REACH_PIXELS, PATCH_DIFFERING_DIVISOR, PATCH_INK_DIVISOR, SHOW_THROUGH_CORRELATION,
    STICKER_CHROMA, STICKER_RIM_TENTHS, STROKE_CHROMA,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::INKED_CONTRAST;
use crate::imaging::components::{Neighbours, components};
use crate::imaging::sampling::{correlation, grown};
use crate::model::answer::HiddenKind;
use crate::model::raster::Raster;
use std::ops::RangeInclusive;

/// Foreign objects over the page: strokes, rings, stickers.
pub struct Foreign<'a> {
    /// The pixels that they hide, including those that their smoothing reaches.
    mask: Vec<bool>,
    /// Each of them as one piece.
    pieces: Vec<Blob>,
    /// The boxes of opaque patches.
    patches: Vec<[usize; 4]>,
    chroma: &'a Raster,
}

/// How a coloured piece lies over the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Veil {
    /// A patch beneath which the page has nothing.
    Ground,
    /// A thin stroke, which hides its own pixels.
    Stroke,
    /// An opaque patch.
    Patch,
}

impl<'a> Foreign<'a> {
    /// Finds foreign objects: coloured pieces through which the page's ink is not visible, and dark strokes connected
    /// to a piece too large for a letter.
    pub fn find(
        aligned: &Aligned,
        residual: &Residual,
        chroma: &'a Raster,
        blobs: &[Blob],
        part: &Part,
    ) -> Self {
        let mask = vec![false; aligned.width * aligned.height];
        let mut found = Self { mask, pieces: Vec::new(), patches: Vec::new(), chroma };
        found.find_coloured(aligned, residual, part);
        found.find_dark(aligned, residual, blobs, part);
        found.drop_own(aligned, residual, part);
        if found.mask.contains(&true) {
            found.mask = grown(&found.mask, aligned.width, aligned.height, OCCLUSION_REACH_PIXELS);
        }
        found
    }

    fn find_coloured(&mut self, aligned: &Aligned, residual: &Residual, part: &Part) {
        let chroma = self.chroma;
        let colour = |i: usize| chroma_at(aligned, chroma, i) > STROKE_CHROMA;
        let row = |y: usize| &chroma.row(aligned.y + y)[aligned.x..][..aligned.width];
        let coloured = |y: usize| {
            row(y).iter().enumerate().filter(|c| *c.1 > STROKE_CHROMA).map(move |c| y * aligned.width + c.0)
        };
        let seeds: Vec<usize> = (0..aligned.height).flat_map(coloured).collect();
        for piece in
            components((aligned.width, aligned.height), Neighbours::Four, seeds.iter().copied(), |_, i| {
                colour(i)
            })
            .into_iter()
            .filter(|piece| piece.len() >= OCCLUSION_PIXELS)
        {
            let bounds = bounds_of(piece.iter().copied(), aligned.width);
            let letter = part.letter_at(aligned, &bounds);
            let Some(veil) = veil(aligned, residual, chroma, &piece, letter) else { continue };
            if veil != Veil::Stroke {
                self.patches.push(bounds);
            }
            if veil == Veil::Patch {
                spans(aligned, &piece, bounds).for_each(|row| self.mask[row].fill(true));
            }
            if veil != Veil::Ground {
                self.take(aligned, residual, &piece);
            }
        }
    }

    fn find_dark(&mut self, aligned: &Aligned, residual: &Residual, blobs: &[Blob], part: &Part) {
        let dark = |i: usize| {
            (residual.paper - aligned.seen[i]) * residual.polarity > DARK_PIXEL_CONTRAST * residual.contrast
        };
        let is_stroke = |b: &&Blob| {
            let [x0, y0, x1, y1] = b.bounds;
            b.added * 2 > b.pixels.len() && is_large(x1 - x0, y1 - y0, part.letter_at(aligned, &b.bounds))
        };
        let seeds = blobs.iter().filter(is_stroke).flat_map(|b| b.pixels.iter().map(|&i| i as usize));
        let seeds: Vec<usize> = seeds.filter(|&i| dark(i)).collect();
        for piece in
            components((aligned.width, aligned.height), Neighbours::Four, seeds.iter().copied(), |_, i| {
                dark(i)
            })
        {
            let letter = part.letter_at(aligned, &bounds_of(piece.iter().copied(), aligned.width));
            let foreign = |i: &usize| residual.normalised[*i] * residual.polarity < -COVERED_RESIDUAL;
            let stroke: Vec<usize> = piece.iter().copied().filter(foreign).collect();
            let is_mark = match shape(aligned, residual, &stroke, letter) {
                Some(StrokeShape::Stroke) => true,
                Some(StrokeShape::Scribble) => crosses(residual, piece.iter().copied()),
                _ => false,
            };
            // A dark red ring was found by its colour already. Black ink that it touches may be a changed letter's.
            let known = stroke.iter().filter(|&&i| self.mask[i]).count();
            if is_mark && 2 * known <= stroke.len() {
                self.take(aligned, residual, &stroke);
            }
        }
    }

    /// Drops the page's own lines in another colour or strength.
    fn drop_own(&mut self, aligned: &Aligned, residual: &Residual, part: &Part) {
        let mask = &mut self.mask;
        self.pieces.retain(|piece| {
            let is_own = is_redrawn(aligned, residual, piece, part);
            if is_own {
                piece.pixels.iter().for_each(|&i| mask[i as usize] = false);
            }
            !is_own
        });
    }

    fn take(&mut self, aligned: &Aligned, residual: &Residual, piece: &[usize]) {
        piece.iter().for_each(|&i| self.mask[i] = true);
        let peak = piece.iter().map(|&i| residual.normalised[i].abs()).fold(0.0, f32::max);
        let pixels = piece.iter().map(|&i| i as u32).collect();
        self.pieces.push(Blob {
            bounds: bounds_of(piece.iter().copied(), aligned.width),
            pixels,
            peak,
            added: piece.len(),
            parts: 1,
        });
    }

    /// Each object as one piece.
    pub fn pieces(&self) -> &[Blob] {
        &self.pieces
    }

    /// The kind of an object: a flat grey patch over ink of the page is a redaction, anything else a mark.
    pub fn kind(&self, aligned: &Aligned, residual: &Residual, piece: &Blob, part: &Part) -> HiddenKind {
        let letter = part.letter_at(aligned, &piece.bounds).min(part.letter);
        let coloured =
            piece.pixels.iter().filter(|&&i| chroma_at(aligned, self.chroma, i as usize) > STROKE_CHROMA);
        let is_grey = 2 * coloured.count() <= piece.pixels.len();
        if is_grey && fills_box(piece) && is_flat(aligned, residual, piece, letter) {
            HiddenKind::Redaction
        } else {
            HiddenKind::Mark
        }
    }

    /// The pixels that the objects hide.
    pub fn mask(&self) -> &[bool] {
        &self.mask
    }

    /// Whether a stroke lies within a letter of a piece.
    pub fn is_near(&self, blob: &Blob, letter: f64) -> bool {
        self.pieces.iter().any(|p| near(&p.bounds, &blob.bounds, letter as usize))
    }

    /// Whether a piece lies on an opaque patch and belongs to it, like the eyes of a sticker.
    pub fn is_on_patch(&self, aligned: &Aligned, blob: &Blob) -> bool {
        let [x0, y0, x1, y1] = blob.bounds;
        let holds = |p: &[usize; 4]| p[0] <= x0 && p[1] <= y0 && p[2] >= x1 && p[3] >= y1;
        if !self.patches.iter().any(holds) {
            return false;
        }
        let (x0, y0) = (x0.saturating_sub(3), y0.saturating_sub(3));
        let (x1, y1) = ((x1 + 2).min(aligned.width - 1), (y1 + 2).min(aligned.height - 1));
        let across = (x0..=x1).flat_map(|x| [y0 * aligned.width + x, y1 * aligned.width + x]);
        let down = (y0..=y1).flat_map(|y| [y * aligned.width + x0, y * aligned.width + x1]);
        let rim: Vec<bool> =
            across.chain(down).map(|i| chroma_at(aligned, self.chroma, i) > STICKER_CHROMA).collect();
        rim.iter().filter(|v| **v).count() * 10 > rim.len() * STICKER_RIM_TENTHS
    }
}

/// The shape of pixels with ink that the page does not have. Returns `None` if there are none.
pub fn shape(aligned: &Aligned, residual: &Residual, pixels: &[usize], letter: f64) -> Option<StrokeShape> {
    let strength = |&i: &usize| (i, (aligned.seen[i] - aligned.expected[i]).abs());
    let piece = Piece::new(pixels.iter().map(strength).filter(|p| p.1.is_finite()), aligned.width)?;
    Some(match piece.shape(letter) {
        // A small ring fits around a word of two letters.
        StrokeShape::Short if encloses_ink(aligned, residual, &piece) => StrokeShape::Stroke,
        shape => shape,
    })
}

/// Whether a piece is a ring about ink of the page.
fn encloses_ink(aligned: &Aligned, residual: &Residual, piece: &Piece) -> bool {
    piece.rings(|x, y| residual.ink[y * aligned.width + x] > INKED_CONTRAST)
}

/// Whether a stroke crosses print.
pub fn crosses(residual: &Residual, piece: impl ExactSizeIterator<Item = usize>) -> bool {
    let length = piece.len();
    let inked = piece.filter(|&i| residual.ink[i] > INKED_CONTRAST && !residual.rule[i]).count();
    inked * CROSSING_PIXELS_DIVISOR > length
}

/// Chroma of the picture at a pixel of the aligned part.
pub fn chroma_at(aligned: &Aligned, chroma: &Raster, i: usize) -> u8 {
    chroma.grey[(aligned.y + i / aligned.width) * chroma.width + aligned.x + i % aligned.width]
}

/// How a coloured piece lies over the page: a stroke where the page has no rule, or a patch larger than a letter.
/// Returns `None` if it is the page's own or lets the page through.
fn veil(
    aligned: &Aligned,
    residual: &Residual,
    chroma: &Raster,
    piece: &[usize],
    letter: f64,
) -> Option<Veil> {
    let bounds @ [x0, y0, x1, y1] = bounds_of(piece.iter().copied(), aligned.width);
    let long = (x1 - x0).max(y1 - y0) as f64;
    if long < COLOURED_PIECE_LETTERS * letter {
        return None;
    }
    let departing = |pixels: &[usize]| {
        pixels.iter().filter(|&&i| residual.normalised[i].abs() > COVERED_RESIDUAL).count()
    };
    let on_rule = piece.iter().filter(|&&i| residual.rule[i]).count();
    let stroke: Vec<usize> = piece
        .iter()
        .copied()
        .filter(|&i| (aligned.seen[i] - aligned.expected[i]) * residual.polarity < 0.0)
        .collect();
    let shape = shape(aligned, residual, &stroke, letter);
    // Where a ring crosses black letters it is no darker than they are. So its colour says whether it is closed.
    let colour = piece.iter().map(|&i| (i, f32::from(chroma_at(aligned, chroma, i))));
    let is_ring =
        || Piece::new(colour, aligned.width).is_some_and(|ring| encloses_ink(aligned, residual, &ring));
    let is_pen = match shape {
        Some(StrokeShape::Stroke) => true,
        Some(StrokeShape::Scribble) => crosses(residual, piece.iter().copied()),
        Some(StrokeShape::Short) => is_ring(),
        _ => false,
    };
    if !fills(piece, bounds) && is_pen && on_rule * 2 < piece.len() && departing(piece) * 2 > piece.len() {
        return Some(Veil::Stroke);
    }
    if !fills(piece, bounds) {
        return None;
    }
    match shows_through(aligned, residual, piece, bounds) {
        Some(true) => None,
        Some(false) => Some(Veil::Patch),
        None => Some(if departing(piece) * PATCH_DIFFERING_DIVISOR > piece.len() {
            Veil::Patch
        } else {
            Veil::Ground
        }),
    }
}

/// Whether the page shows through a patch: where it has ink, the picture is dark and light like the page. Returns
/// `None` if the page has no ink there.
fn shows_through(
    aligned: &Aligned,
    residual: &Residual,
    piece: &[usize],
    bounds: [usize; 4],
) -> Option<bool> {
    let pixels: Vec<usize> =
        spans(aligned, piece, bounds).flatten().filter(|&i| aligned.expected[i].is_finite()).collect();
    let inked = pixels.iter().filter(|&&i| residual.ink[i] > INKED_CONTRAST).count();
    (inked * PATCH_INK_DIVISOR > pixels.len()).then(|| {
        correlation(pixels.iter().map(|&i| (aligned.expected[i], aligned.seen[i]))) > SHOW_THROUGH_CORRELATION
    })
}

/// Whether a piece fills at least half of its box.
fn fills(piece: &[usize], [x0, y0, x1, y1]: [usize; 4]) -> bool {
    piece.len() * 2 >= (x1 - x0) * (y1 - y0)
}

/// The pixels of a patch row by row, including its holes (the eyes of a sticker).
fn spans(
    aligned: &Aligned,
    piece: &[usize],
    [_, y0, _, y1]: [usize; 4],
) -> impl Iterator<Item = RangeInclusive<usize>> {
    let mut ends = vec![(usize::MAX, 0); y1 - y0];
    for &i in piece {
        let e = &mut ends[i / aligned.width - y0];
        *e = (e.0.min(i), e.1.max(i));
    }
    ends.into_iter().filter(|e| e.0 <= e.1).map(|(from, to)| from..=to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::blobs::blobs;
    use crate::check::detect::part::Flat;

    #[test]
    fn black_ink_that_a_red_stroke_touches_is_not_the_strokes() {
        const SIZE: (usize, usize) = (240, 120);
        let (w, h) = SIZE;
        let is_letter = |x: usize, y: usize| (90..102).contains(&y) && x % 9 < 3;
        let is_red = |x: usize, y: usize| (20..160).contains(&x) && (58..62).contains(&y);
        let is_black = |x: usize, y: usize| (160..163).contains(&x) && (46..62).contains(&y);
        let greys =
            |is: &dyn Fn(usize, usize) -> f32| (0..w * h).map(|i| is(i % w, i / w)).collect::<Vec<f32>>();
        let page = greys(&|x, y| if is_letter(x, y) { 0.0 } else { 255.0 });
        let seen = greys(&|x, y| match () {
            () if is_letter(x, y) || is_black(x, y) => 0.0,
            () if is_red(x, y) => 90.0,
            () => 255.0,
        });
        let chroma = (0..w * h).map(|i| if is_red(i % w, i / w) { 150 } else { 0 }).collect();
        let chroma = Raster { width: w, height: h, grey: chroma };
        let aligned = Aligned::of_greys(w, h, seen, page);
        let left = residual(&aligned, 1.0);
        let found = blobs(&aligned, &left, &vec![true; w * h], 0.3);
        let flat = Flat::new(w, h, 12.0);
        let foreign = Foreign::find(&aligned, &left, &chroma, &found, &flat.part());
        assert!(foreign.mask()[60 * w + 80], "the stroke is seen");
        assert!(!foreign.mask()[48 * w + 161], "what it touches is compared");
    }
}

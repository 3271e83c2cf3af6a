//! Occlusions: covers (bars, blurs, stickers) and marks (rings, strokes), told from changed letters.

use super::bare_paper;
use super::blobs::{Blob, near};
use super::detection::DetectionKind;
use super::part::Part;
use super::stroke::{Piece, StrokeShape};
use super::thresholds::{
    ADDED_SHARE, BAR_RIM_PIXELS, BLURRED_INK_SHARE, BLURRED_PAGE_SLOPE, BLURRED_SLOPE_RATIO,
    COLOURED_PIECE_LETTERS, COVERED_RESIDUAL, CROSSING_PIXELS_DIVISOR, DARK_PIXEL_CONTRAST, FILLED_BOX,
    FLAT_BOX_FILL_SHARE, FLAT_FILL_SHARE, FLAT_INK_DIVISOR, FLAT_PIXELS, FLAT_SIDE_LETTERS,
    FLAT_SPREAD_CONTRAST, LARGE_LETTER_PIXELS, LINE_HEIGHT_LETTERS, LONG_PIECE_LETTERS, LONG_STROKE_LETTERS,
    MARK_ADDED_SHARE, MISSING_SHARE, OCCLUSION_PIXELS, OCCLUSION_REACH_PIXELS, PALEST_INK_GREYS,
    PATCH_DIFFERING_DIVISOR, PATCH_INK_DIVISOR, SHOW_THROUGH_CORRELATION, SOLID_PATCH_LETTERS,
    SOLID_STROKE_ASPECT, STICKER_CHROMA, STICKER_RIM_TENTHS, STICKER_WORD_PIECES, STROKE_CHROMA,
    THIN_STROKE_LETTERS,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::INKED_CONTRAST;
use crate::imaging::components::{Neighbours, components};
use crate::imaging::sampling::grown;
use crate::model::answer::{DifferenceKind, HiddenKind};
use crate::model::raster::Raster;
use std::ops::RangeInclusive;

/// Whether a connected piece is no letter: too tall for one, or a thin stroke longer than a word.
pub fn is_large(width: usize, height: usize, letter: f64) -> bool {
    let (w, h) = (width as f64, height as f64);
    let l = letter.max(LARGE_LETTER_PIXELS);
    h > LINE_HEIGHT_LETTERS * l
        || w > LONG_STROKE_LETTERS * l && h < THIN_STROKE_LETTERS * l
        || w > LONG_PIECE_LETTERS * l
}

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
            let bounds = bounds(aligned, &piece);
            let Some(veil) = veil(aligned, residual, &piece, part.letter_at(aligned, &bounds)) else {
                continue;
            };
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
            let letter = part.letter_at(aligned, &bounds(aligned, &piece));
            let foreign = |i: &usize| residual.normalised[*i] * residual.polarity < -COVERED_RESIDUAL;
            let stroke: Vec<usize> = piece.iter().copied().filter(foreign).collect();
            let is_mark = match shape(aligned, residual, &stroke, letter) {
                Some(StrokeShape::Stroke) => true,
                Some(StrokeShape::Scribble) => crosses(residual, piece.iter().copied()),
                _ => false,
            };
            if is_mark {
                self.take(aligned, residual, &stroke);
            }
        }
    }

    fn take(&mut self, aligned: &Aligned, residual: &Residual, piece: &[usize]) {
        piece.iter().for_each(|&i| self.mask[i] = true);
        let peak = piece.iter().map(|&i| residual.normalised[i].abs()).fold(0.0, f32::max);
        let pixels = piece.iter().map(|&i| i as u32).collect();
        self.pieces.push(Blob { bounds: bounds(aligned, piece), pixels, peak, added: piece.len(), parts: 1 });
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
    fn is_near(&self, blob: &Blob, letter: f64) -> bool {
        self.pieces.iter().any(|p| near(&p.bounds, &blob.bounds, letter as usize))
    }

    /// Whether a piece lies on an opaque patch and belongs to it, like the eyes of a sticker.
    fn is_on_patch(&self, aligned: &Aligned, blob: &Blob) -> bool {
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
fn shape(aligned: &Aligned, residual: &Residual, pixels: &[usize], letter: f64) -> Option<StrokeShape> {
    let strength = |&i: &usize| (i, (aligned.seen[i] - aligned.expected[i]).abs());
    let piece = Piece::new(pixels.iter().map(strength).filter(|p| p.1.is_finite()), aligned.width)?;
    Some(match piece.shape(letter) {
        // A small ring fits around a word of two letters.
        StrokeShape::Short if piece.rings(|x, y| residual.ink[y * aligned.width + x] > INKED_CONTRAST) => {
            StrokeShape::Stroke
        }
        shape => shape,
    })
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

/// Classifies a place that stands out.
pub fn classify(
    aligned: &Aligned,
    residual: &Residual,
    foreign: &Foreign<'_>,
    blob: &Blob,
    part: &Part,
) -> DetectionKind {
    let letter = part.letter_at(aligned, &blob.bounds);
    let [x0, y0, x1, y1] = blob.bounds;
    let added = blob.added as f32 / blob.pixels.len().max(1) as f32;
    let is_large = is_large(x1 - x0, y1 - y0, letter) && is_one(blob);
    // A bar over small print in a line of larger type is a bar, too.
    if is_flat(aligned, residual, blob, letter.min(part.letter)) && !is_legible(aligned, residual, blob) {
        let kind = if BLURRED_INK_SHARE.contains(&left_over(aligned, residual, blob, letter)) {
            HiddenKind::Blur
        } else {
            HiddenKind::Redaction
        };
        return DetectionKind::Hidden(kind);
    }
    if added > ADDED_SHARE && foreign.is_on_patch(aligned, blob) {
        return if blob.parts < STICKER_WORD_PIECES && fills_box(blob) {
            DetectionKind::Hidden(HiddenKind::Mark)
        } else {
            DetectionKind::Written
        };
    }
    if is_blurred(aligned, residual, blob, letter) {
        return DetectionKind::Hidden(HiddenKind::Blur);
    }
    if is_large && added > MARK_ADDED_SHARE {
        let pixels: Vec<usize> = blob.pixels.iter().map(|&i| i as usize).collect();
        match shape(aligned, residual, &pixels, letter) {
            // Tested first, because smoothing fills the gaps between letters on a line.
            Some(StrokeShape::Lettering) if strikes_out(aligned, residual, blob) => {
                return DetectionKind::Hidden(HiddenKind::Mark);
            }
            Some(StrokeShape::Lettering) => {}
            _ if is_solid(blob) => return DetectionKind::Hidden(HiddenKind::Mark),
            Some(StrokeShape::Stroke) => return DetectionKind::Hidden(HiddenKind::Mark),
            // The end of a stroke that was cut by something else.
            _ if foreign.is_near(blob, letter) => return DetectionKind::Hidden(HiddenKind::Mark),
            _ => return DetectionKind::Written,
        }
    }
    if added < MISSING_SHARE && is_blank(aligned, residual, blob) {
        return DetectionKind::Hidden(HiddenKind::Highlight);
    }
    DetectionKind::Difference(match added {
        s if s > ADDED_SHARE => DifferenceKind::Added,
        s if s < MISSING_SHARE => DifferenceKind::Missing,
        _ => DifferenceKind::Changed,
    })
}

/// Whether a stroke runs over the page's own words for most of its length and strikes them out. Added words stand
/// where the page has none.
fn strikes_out(aligned: &Aligned, residual: &Residual, blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let has_ink = |x: &usize| (y0..y1).any(|y| residual.ink[y * aligned.width + x] > INKED_CONTRAST);
    2 * (x0..x1).filter(has_ink).count() > x1 - x0
}

/// How a coloured piece lies over the page: a stroke where the page has no rule, or a patch larger than a letter.
/// Returns `None` if it is the page's own or lets the page through.
fn veil(aligned: &Aligned, residual: &Residual, piece: &[usize], letter: f64) -> Option<Veil> {
    let bounds @ [x0, y0, x1, y1] = bounds(aligned, piece);
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
    let is_pen = shape == Some(StrokeShape::Stroke)
        || shape == Some(StrokeShape::Scribble) && crosses(residual, piece.iter().copied());
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

/// Whether the page's ink is visible in a flat place, like sparse words beneath a highlighter.
fn is_legible(aligned: &Aligned, residual: &Residual, blob: &Blob) -> bool {
    let (mut greys, mut inked) = (Vec::new(), 0);
    each(aligned, blob, |i| {
        if aligned.expected[i].is_finite() {
            greys.push((aligned.expected[i], aligned.seen[i]));
            inked += usize::from(residual.ink[i] > INKED_CONTRAST);
        }
    });
    inked >= OCCLUSION_PIXELS && correlation(greys.into_iter()) > SHOW_THROUGH_CORRELATION
}

/// The correlation of two greys, -1 to 1; 0 if one of them is constant.
fn correlation(pairs: impl Iterator<Item = (f32, f32)>) -> f32 {
    let (mut n, mut x, mut y, mut xx, mut xy, mut yy) = (0f64, 0f64, 0f64, 0f64, 0f64, 0f64);
    for (a, b) in pairs.map(|(a, b)| (f64::from(a), f64::from(b))) {
        n += 1.0;
        x += a;
        y += b;
        xx += a * a;
        xy += a * b;
        yy += b * b;
    }
    let spread = ((n * xx - x * x) * (n * yy - y * y)).max(0.0).sqrt();
    if spread > 0.0 { ((n * xy - x * y) / spread) as f32 } else { 0.0 }
}

fn bounds(aligned: &Aligned, piece: &[usize]) -> [usize; 4] {
    piece.iter().fold([usize::MAX, usize::MAX, 0, 0], |b, &i| {
        let (x, y) = (i % aligned.width, i / aligned.width);
        [b[0].min(x), b[1].min(y), b[2].max(x + 1), b[3].max(y + 1)]
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

/// Whether the picture shows one grey throughout the place: over ink and paper of the page alike, or as a solid patch
/// larger than a letter.
fn is_flat(aligned: &Aligned, residual: &Residual, blob: &Blob, letter: f64) -> bool {
    let mut greys: Vec<f32> = Vec::new();
    let mut ink = 0usize;
    let [x0, y0, x1, y1] = blob.bounds;
    let filled = blob.pixels.len() as f32 > FLAT_BOX_FILL_SHARE * ((x1 - x0) * (y1 - y0)) as f32;
    // Smoothing widens the edge of a bar, and its rim has mixed greys.
    let rim = |from: usize, to: usize| {
        if to - from > 3 * BAR_RIM_PIXELS { (from + BAR_RIM_PIXELS, to - BAR_RIM_PIXELS) } else { (from, to) }
    };
    let ((x0, x1), (y0, y1)) = (rim(x0, x1), rim(y0, y1));
    for y in y0..y1 {
        for x in x0..x1 {
            greys.push(aligned.seen[y * aligned.width + x]);
            ink += usize::from(residual.ink[y * aligned.width + x] > INKED_CONTRAST);
        }
    }
    let low = (x1 - x0).min(y1 - y0) as f64;
    let patch = low > SOLID_PATCH_LETTERS * letter && filled;
    if greys.len() < FLAT_PIXELS
        || low < FLAT_SIDE_LETTERS * letter
        || ink * FLAT_INK_DIVISOR < greys.len() && !patch
    {
        return false;
    }
    greys.sort_by(f32::total_cmp);
    let middle = greys[greys.len() / 2];
    // What was wiped out in the grey of the paper has no edge: it is missing.
    if bare_paper::is_as_about(aligned, residual, blob, middle, letter) {
        return false;
    }
    let near =
        greys.iter().filter(|g| (*g - middle).abs() < FLAT_SPREAD_CONTRAST * residual.contrast).count();
    near as f32 >= FLAT_FILL_SHARE * greys.len() as f32
}

/// Share of the page's ink within the piece's box that the picture still has. It is about 1 for a blur, even an
/// unreadable one, and about 0 if the ink was wiped out. A blur carries ink out of the letters. So if much seems to
/// be gone, additional ink within half a letter of the box counts, too.
fn left_over(aligned: &Aligned, residual: &Residual, blob: &Blob, letter: f64) -> f32 {
    let [x0, y0, x1, y1] = blob.bounds;
    let (mut left, mut ink) = (0f32, 0f32);
    each(aligned, blob, |i| {
        if aligned.expected[i].is_finite() {
            left += residual.ink[i] - residual.normalised[i] * residual.polarity;
            ink += residual.ink[i];
        }
    });
    if left < BLURRED_INK_SHARE.start * ink {
        let by = (letter / 2.0).ceil() as usize;
        let columns = x0.saturating_sub(by)..(x1 + by).min(aligned.width);
        for y in y0.saturating_sub(by)..(y1 + by).min(aligned.height) {
            let is_inside = |x: usize| (x0..x1).contains(&x) && (y0..y1).contains(&y);
            let around = columns.clone().filter(|&x| !is_inside(x)).map(|x| y * aligned.width + x);
            left -= around
                .filter(|&i| aligned.expected[i].is_finite())
                .map(|i| residual.normalised[i] * residual.polarity)
                .sum::<f32>();
        }
    }
    if ink > 0.0 { left / ink } else { 0.0 }
}

/// Whether the picture shows a blurred copy of the page: the same at a coarse scale, without its fine ink.
fn is_blurred(aligned: &Aligned, residual: &Residual, blob: &Blob, letter: f64) -> bool {
    let (mut seen, mut expected) = (0f32, 0f32);
    each(aligned, blob, |i| {
        let step = |v: &[f32]| {
            let (dx, dy) = (v[i + 1] - v[i - 1], v[i + aligned.width] - v[i - aligned.width]);
            dx * dx + dy * dy
        };
        let e = step(&aligned.expected);
        if e.is_finite() {
            seen += step(&aligned.seen);
            expected += e;
        }
    });
    let [x0, y0, x1, y1] = blob.bounds;
    let n = ((x1 - x0) * (y1 - y0)) as f32;
    expected > n * (BLURRED_PAGE_SLOPE * residual.contrast).powi(2)
        && seen < BLURRED_SLOPE_RATIO * expected
        && BLURRED_INK_SHARE.contains(&left_over(aligned, residual, blob, letter))
}

/// Whether the page has nothing beneath the piece that could be missing, however pale. This is paper between tinted
/// places, or paper that seems darker because of a cover beside it. A tenth at either end is left out, because rims
/// reach into letters.
fn is_blank(aligned: &Aligned, residual: &Residual, blob: &Blob) -> bool {
    let mut greys: Vec<f32> = blob.pixels.iter().map(|&i| aligned.page[i as usize]).collect();
    greys.sort_unstable_by(f32::total_cmp);
    let (dark, light) = (greys[greys.len() / 10], greys[greys.len() * 9 / 10]);
    dark > residual.bare && light - dark < PALEST_INK_GREYS
}

/// Whether the piece fills its box or is one thin stroke.
fn is_solid(blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let (w, h) = (x1 - x0, y1 - y0);
    fills_box(blob) || w > SOLID_STROKE_ASPECT.0 * h || h > SOLID_STROKE_ASPECT.1 * w
}

/// Whether the piece fills most of its box.
fn fills_box(blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    blob.pixels.len() * FILLED_BOX.1 > FILLED_BOX.0 * (x1 - x0) * (y1 - y0)
}

/// Whether it is one connected piece, not several letters.
fn is_one(blob: &Blob) -> bool {
    blob.parts == 1
}

fn each(aligned: &Aligned, blob: &Blob, mut f: impl FnMut(usize)) {
    let [x0, y0, x1, y1] = blob.bounds;
    for y in y0..y1 {
        for x in x0..x1 {
            f(y * aligned.width + x);
        }
    }
}

//! Covers and marks: telling a bar, a blur, a ring, a stroke or a sticker from a changed letter.

use super::What;
use super::blobs::Blob;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::{INKED, Residual};
use crate::imaging::sampling::grown;
use crate::model::answer::{DifferenceKind, HiddenKind};
use crate::model::raster::Raster;

/// Spread of grey below which a patch is flat, as a share of the contrast of paper and ink.
const FLAT: f32 = 0.09;
/// Share of a flat patch's pixels that its own grey must fill.
const FILLED: f32 = 0.9;
/// Mean ink of a smeared place, as a share of the contrast, that tells it from paper.
const SMEARED: f32 = 0.05;
/// Letters that a blank must be wide to be a cover.
const WIPED: f64 = 2.2;
/// Share of a wiped place's departing pixels that are new ink, from which it was written over.
const REWRITTEN: f32 = 0.05;
/// Pixels by which smoothing widens a bar.
const RIM: usize = 2;
/// Colourfulness of a sticker, well above that of a text marker over paper.
const VIVID: u8 = 140;
/// Difference of the largest and the smallest of red, green and blue from which a pixel is coloured.
const COLOURED: u8 = 110;
/// Letters that a coloured line must be long to be a stroke of a pen or marker.
const STROKE: f64 = 9.0;
/// Letters that a sticker is high and wide, at least.
const STICKER: f64 = 3.0;
/// Share of the contrast by which a pixel must stand off the paper to be ink in the picture.
const INK: f32 = 0.35;
/// Grey levels by which the palest thing on a page stands off its paper.
const PALEST: f32 = 12.0;
/// Departure from which a pixel of a cover does not show what the page has there.
const COVERED: f32 = 0.35;

/// Whether a connected piece is no letter: too tall for one, or a thin stroke longer than a word.
pub fn is_large(width: usize, height: usize, letter: f64) -> bool {
    let (w, h) = (width as f64, height as f64);
    let l = letter.max(5.0);
    h > 2.6 * l || w > 5.0 * l && h < 0.45 * l || w > 9.0 * l
}

/// Where strokes, rings, stickers and other foreign things lie: a mask over the aligned part.
pub struct Foreign<'a> {
    mask: Vec<bool>,
    chroma: &'a Raster,
    stickers: Vec<Blob>,
}

impl<'a> Foreign<'a> {
    /// Finds foreign things: coloured pieces that do not show the page's ink beneath, and dark strokes that hang
    /// together with a piece too large to be a letter.
    pub fn find(a: &Aligned, r: &Residual, chroma: &'a Raster, blobs: &[Blob], letter: f64) -> Self {
        let n = a.width * a.height;
        let (mut mask, mut stickers) = (vec![false; n], Vec::new());
        let colour = |i: usize| chroma_at(a, chroma, i) > COLOURED;
        let row = |y: usize| &chroma.row(a.y + y)[a.x..][..a.width];
        let coloured =
            |y: usize| row(y).iter().enumerate().filter(|c| *c.1 > COLOURED).map(move |c| y * a.width + c.0);
        let seeds: Vec<usize> = (0..a.height).flat_map(coloured).collect();
        for piece in pieces(a, &seeds, colour) {
            if piece.len() >= 12 && hides(a, r, &piece, letter) {
                cover(a, &piece, &mut mask);
                stickers.extend(sticker(a, r, &piece, letter));
            }
        }
        let dark = |i: usize| (r.paper - a.seen[i]) * r.polarity > INK * r.contrast;
        let seeds: Vec<usize> = blobs
            .iter()
            .filter(|b| {
                b.added * 2 > b.pixels.len()
                    && is_large(b.bounds[2] - b.bounds[0], b.bounds[3] - b.bounds[1], letter)
            })
            .flat_map(|b| b.pixels.iter().map(|&i| i as usize))
            .collect();
        for piece in pieces(a, &seeds, dark) {
            piece.iter().filter(|&&i| r.departure[i].abs() > COVERED).for_each(|&i| mask[i] = true);
        }
        // Smoothing carries a stroke's departure three pixels.
        let mask = if mask.contains(&true) { grown(&mask, a.width, a.height, 3) } else { mask };
        Self { mask, chroma, stickers }
    }

    /// The stickers, each as one piece.
    pub fn stickers(&self) -> &[Blob] {
        &self.stickers
    }

    /// Whether the rim round a piece is vividly coloured: it is drawn on a sticker, not on paper.
    fn is_vivid_round(&self, a: &Aligned, blob: &Blob) -> bool {
        let [x0, y0, x1, y1] = blob.bounds;
        let (x0, y0) = (x0.saturating_sub(3), y0.saturating_sub(3));
        let (x1, y1) = ((x1 + 2).min(a.width - 1), (y1 + 2).min(a.height - 1));
        let across = (x0..=x1).flat_map(|x| [y0 * a.width + x, y1 * a.width + x]);
        let down = (y0..=y1).flat_map(|y| [y * a.width + x0, y * a.width + x1]);
        let rim: Vec<bool> = across.chain(down).map(|i| chroma_at(a, self.chroma, i) > VIVID).collect();
        rim.iter().filter(|v| **v).count() * 10 > rim.len() * 7
    }

    /// Whether most of a piece is coloured.
    fn is_coloured(&self, a: &Aligned, blob: &Blob) -> bool {
        let coloured = |i: &&u32| chroma_at(a, self.chroma, **i as usize) > COLOURED;
        2 * blob.pixels.iter().filter(coloured).count() > blob.pixels.len()
    }

    /// Share of a piece that lies under foreign things.
    fn share(&self, blob: &Blob) -> f32 {
        let inside = blob.pixels.iter().filter(|&&i| self.mask[i as usize]).count();
        inside as f32 / blob.pixels.len().max(1) as f32
    }
}

/// Colourfulness of the picture at a pixel of the aligned part.
pub fn chroma_at(a: &Aligned, chroma: &Raster, i: usize) -> u8 {
    chroma.grey[(a.y + i / a.width) * chroma.width + a.x + i % a.width]
}

/// What a place that stands out is.
pub fn classify(a: &Aligned, r: &Residual, foreign: &Foreign<'_>, blob: &Blob, letter: f64) -> What {
    let [x0, y0, x1, y1] = blob.bounds;
    let added = blob.added as f32 / blob.pixels.len().max(1) as f32;
    let is_flat = is_flat(a, r, blob, letter);
    if is_flat && is_smeared(a, r, blob) {
        return What::Hidden(HiddenKind::Blur);
    }
    if is_flat && !foreign.is_coloured(a, blob) {
        return What::Hidden(HiddenKind::Redaction);
    }
    if foreign.share(blob) > 0.6 || added > 0.85 && foreign.is_vivid_round(a, blob) {
        return What::Hidden(HiddenKind::Mark);
    }
    if is_flat {
        return What::Hidden(HiddenKind::Redaction);
    }
    if is_blurred(a, r, blob) {
        return What::Hidden(HiddenKind::Blur);
    }
    if is_large(x1 - x0, y1 - y0, letter) && (added > 0.5 || is_solid(blob)) && is_one(blob) {
        return What::Hidden(HiddenKind::Mark);
    }
    if added < 0.15 && is_blank(a, r, blob) {
        return What::Hidden(HiddenKind::Highlight);
    }
    What::Difference(match added {
        s if s > 0.85 => DifferenceKind::Added,
        s if s < 0.15 => DifferenceKind::Missing,
        _ => DifferenceKind::Changed,
    })
}

/// Connected pieces of the pixels that fulfil `part`, from the seeds.
fn pieces(a: &Aligned, seeds: &[usize], part: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let mut seen = vec![false; a.width * a.height];
    let mut out = Vec::new();
    for &seed in seeds {
        if seen[seed] {
            continue;
        }
        seen[seed] = true;
        let (mut piece, mut next) = (vec![seed], 0);
        while next < piece.len() {
            let i = piece[next];
            next += 1;
            let (x, y) = (i % a.width, i / a.width);
            let around = [
                (x > 0).then(|| i - 1),
                (x + 1 < a.width).then(|| i + 1),
                (y > 0).then(|| i - a.width),
                (y + 1 < a.height).then(|| i + a.width),
            ];
            for n in around.into_iter().flatten() {
                if !seen[n] && part(n) {
                    seen[n] = true;
                    piece.push(n);
                }
            }
        }
        out.push(piece);
    }
    out
}

/// Whether a coloured piece is foreign: a long stroke where the page has no rule, or a piece larger than a letter that
/// does not show what the page has there.
fn hides(a: &Aligned, r: &Residual, piece: &[usize], letter: f64) -> bool {
    let [x0, y0, x1, y1] = bounds(a, piece);
    let (long, short) = ((x1 - x0).max(y1 - y0) as f64, (x1 - x0).min(y1 - y0) as f64);
    if long < 1.6 * letter {
        return false;
    }
    let on_rule = piece.iter().filter(|&&i| r.rule[i]).count();
    if long > STROKE * letter && (piece.len() as f64) < 0.8 * letter * long && on_rule * 2 < piece.len() {
        return true;
    }
    let inked: Vec<usize> = piece.iter().copied().filter(|&i| r.ink[i] > INKED).collect();
    let departing = |pixels: &[usize]| pixels.iter().filter(|&&i| r.departure[i].abs() > COVERED).count();
    // A sticker's grey can be near the paper's, so that only the heart of the letters beneath is missing.
    let solid = short > 2.0 * letter && piece.len() * 2 > (x1 - x0) * (y1 - y0);
    if inked.len() * 20 > piece.len() {
        departing(&inked) * if solid { 4 } else { 2 } > inked.len()
    } else {
        departing(piece) * 6 > piece.len()
    }
}

fn bounds(a: &Aligned, piece: &[usize]) -> [usize; 4] {
    piece.iter().fold([usize::MAX, usize::MAX, 0, 0], |b, &i| {
        let (x, y) = (i % a.width, i / a.width);
        [b[0].min(x), b[1].min(y), b[2].max(x + 1), b[3].max(y + 1)]
    })
}

/// Whether a piece fills at least half of its box.
fn fills(piece: &[usize], [x0, y0, x1, y1]: [usize; 4]) -> bool {
    piece.len() * 2 >= (x1 - x0) * (y1 - y0)
}

/// A coloured piece as one, where it fills most of a box that is larger than letters; what it hides are many.
fn sticker(a: &Aligned, r: &Residual, piece: &[usize], letter: f64) -> Option<Blob> {
    let bounds @ [x0, y0, x1, y1] = bounds(a, piece);
    let is_large = (x1 - x0).min(y1 - y0) as f64 > STICKER * letter;
    let peak = piece.iter().map(|&i| r.departure[i].abs()).fold(0.0, f32::max);
    let pixels = piece.iter().map(|&i| i as u32).collect();
    (is_large && fills(piece, bounds)).then_some(Blob { bounds, pixels, peak, added: piece.len(), parts: 1 })
}

/// Marks a piece as foreign; where it fills most of its box its holes, too (the eyes of a sticker).
fn cover(a: &Aligned, piece: &[usize], mask: &mut [bool]) {
    piece.iter().for_each(|&i| mask[i] = true);
    let [x0, y0, x1, y1] = bounds(a, piece);
    if !fills(piece, [x0, y0, x1, y1]) {
        return;
    }
    let mut ends = vec![(usize::MAX, 0); y1 - y0];
    for &i in piece {
        let e = &mut ends[i / a.width - y0];
        *e = (e.0.min(i), e.1.max(i));
    }
    for (from, to) in ends.into_iter().filter(|e| e.0 <= e.1) {
        mask[from..=to].fill(true);
    }
}

/// Whether the picture shows one grey throughout the place: over ink and paper of the page alike, or as a solid patch
/// larger than a letter.
fn is_flat(a: &Aligned, r: &Residual, blob: &Blob, letter: f64) -> bool {
    let mut greys: Vec<f32> = Vec::new();
    let mut ink = 0usize;
    let [x0, y0, x1, y1] = blob.bounds;
    let filled = blob.pixels.len() as f32 > 0.8 * ((x1 - x0) * (y1 - y0)) as f32;
    // Smoothing carries a bar's edge two pixels out; the rim is mixed grey.
    let rim = |from: usize, to: usize| if to - from > 3 * RIM { (from + RIM, to - RIM) } else { (from, to) };
    let ((x0, x1), (y0, y1)) = (rim(x0, x1), rim(y0, y1));
    for y in y0..y1 {
        for x in x0..x1 {
            greys.push(a.seen[y * a.width + x]);
            ink += usize::from(r.ink[y * a.width + x] > INKED);
        }
    }
    let low = (x1 - x0).min(y1 - y0) as f64;
    let patch = low > 0.7 * letter && filled;
    if greys.len() < 12 || low < 0.5 * letter || ink * 12 < greys.len() && !patch {
        return false;
    }
    greys.sort_by(f32::total_cmp);
    let middle = greys[greys.len() / 2];
    // A single letter wiped out in paper's colour is a change; whoever covers words covers them whole.
    // Where ink was put in its place something else is said.
    let wiped = (middle - r.paper).abs() < FLAT * r.contrast;
    let rewritten = blob.added as f32 > REWRITTEN * blob.pixels.len() as f32;
    if wiped && (rewritten || ((x1 - x0) as f64) < WIPED * letter) {
        return false;
    }
    let near = greys.iter().filter(|g| (*g - middle).abs() < FLAT * r.contrast).count();
    near as f32 >= FILLED * greys.len() as f32
}

/// Whether a flat place is as grey as the page's ink and paper there are in the mean: blurred until nothing is left.
fn is_smeared(a: &Aligned, r: &Residual, blob: &Blob) -> bool {
    let (mut seen, mut expected, mut n) = (0f32, 0f32, 0f32);
    each(a, blob, |i| {
        if a.expected[i].is_finite() {
            seen += r.paper - a.seen[i];
            expected += r.paper - a.expected[i];
            n += 1.0;
        }
    });
    expected.abs() > SMEARED * r.contrast * n && (0.35..1.5).contains(&(seen / expected))
}

/// Whether the picture shows a smeared copy of the page there: the same at a coarse scale, without its fine ink.
fn is_blurred(a: &Aligned, r: &Residual, blob: &Blob) -> bool {
    let (mut seen, mut expected) = (0f32, 0f32);
    each(a, blob, |i| {
        let step = |v: &[f32]| {
            let (dx, dy) = (v[i + 1] - v[i - 1], v[i + a.width] - v[i - a.width]);
            dx * dx + dy * dy
        };
        let e = step(&a.expected);
        if e.is_finite() {
            seen += step(&a.seen);
            expected += e;
        }
    });
    let [x0, y0, x1, y1] = blob.bounds;
    let n = ((x1 - x0) * (y1 - y0)) as f32;
    expected > n * (0.04 * r.contrast).powi(2) && seen < 0.2 * expected
}

/// Whether the page has nothing there that could be missing, be it ever so pale: paper between places that are tinted.
fn is_blank(a: &Aligned, r: &Residual, blob: &Blob) -> bool {
    let (mut lightest, mut darkest) = (f32::MIN, f32::MAX);
    each(a, blob, |i| {
        lightest = lightest.max(a.page[i]);
        darkest = darkest.min(a.page[i]);
    });
    darkest > r.bare && lightest - darkest < PALEST
}

/// Whether the piece fills its box or is one thin stroke.
fn is_solid(blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let (w, h) = ((x1 - x0) as f32, (y1 - y0) as f32);
    blob.pixels.len() as f32 > 0.6 * w * h || w > 12.0 * h || h > 6.0 * w
}

/// Whether it is one connected piece, not several letters taken together.
fn is_one(blob: &Blob) -> bool {
    blob.parts == 1
}

fn each(a: &Aligned, blob: &Blob, mut f: impl FnMut(usize)) {
    let [x0, y0, x1, y1] = blob.bounds;
    for y in y0..y1 {
        for x in x0..x1 {
            f(y * a.width + x);
        }
    }
}

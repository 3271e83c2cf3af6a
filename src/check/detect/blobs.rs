//! Blobs: connected pieces of pixels with a large residual, and groups of pieces near each other.

use super::detection::DetectionKind;
use super::thresholds::{
    BLOB_PIXELS, FILLED_BOX, FRAYED_EDGE_PIXELS, FRAYED_PIECE_LETTERS, LARGE_LETTER_PIXELS,
    LINE_HEIGHT_LETTERS, LONG_PIECE_LETTERS, LONG_STROKE_LETTERS, MERGE_REACH_LETTERS, MERGE_REACH_PIXELS,
    SOLID_STROKE_ASPECT, THIN_STROKE_LETTERS,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::components::{Neighbours, components};
use crate::model::answer::HiddenKind;
use crate::model::geometry::Rect;
use crate::model::page_map::PageMap;

/// A connected piece of pixels with a large residual, in pixels of the aligned part.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Left, top, right, bottom; far edges exclusive.
    pub bounds: [usize; 4],
    /// Its pixels, counted row by row.
    pub pixels: Vec<u32>,
    /// Largest absolute residual.
    pub peak: f32,
    /// Pixels where the picture has more ink than the page.
    pub added: usize,
    /// Number of connected pieces that were merged in it.
    pub parts: usize,
}

/// Box of pixels counted row by row in a part of this width: left, top, right, bottom; far edges exclusive.
pub fn bounds_of(pixels: impl Iterator<Item = usize>, width: usize) -> [usize; 4] {
    pixels.map(|i| (i % width, i / width)).fold([usize::MAX, usize::MAX, 0, 0], |[x0, y0, x1, y1], (x, y)| {
        [x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1)]
    })
}

impl Blob {
    /// Its box in pixels of the picture.
    pub fn in_picture(&self, aligned: &Aligned) -> Rect {
        let [x0, y0, x1, y1] = self.bounds;
        Rect::new(
            (aligned.x + x0) as f64,
            (aligned.y + y0) as f64,
            (aligned.x + x1) as f64,
            (aligned.y + y1) as f64,
        )
    }

    /// Connected pieces (8-neighbourhood) of the pixels with `part`. The peak of a piece is its largest `strength`.
    pub fn pieces(
        aligned: &Aligned,
        part: impl Fn(usize) -> bool,
        strength: impl Fn(usize) -> f32,
    ) -> Vec<Self> {
        let seeds = (0..aligned.width * aligned.height).filter(|&i| part(i));
        components((aligned.width, aligned.height), Neighbours::Square(1), seeds, |_, i| part(i))
            .into_iter()
            .map(|pixels| {
                let peak = pixels.iter().map(|&i| strength(i)).fold(0.0, f32::max);
                Self { peak, ..Self::of_pixels(&pixels, aligned.width) }
            })
            .collect()
    }

    /// A piece of these pixels of a part of this width, without peak.
    fn of_pixels(pixels: &[usize], width: usize) -> Self {
        let bounds = bounds_of(pixels.iter().copied(), width);
        let pixels = pixels.iter().map(|&i| i as u32).collect();
        Self { bounds, pixels, peak: 0.0, added: 0, parts: 1 }
    }

    /// Marks the pixels that it hides: a cover hides its box, a mark its own pixels.
    pub fn hide(&self, aligned: &Aligned, what: DetectionKind, hidden: &mut [bool]) {
        let [x0, y0, x1, y1] = self.bounds;
        match what {
            DetectionKind::Hidden(HiddenKind::Redaction | HiddenKind::Blur) => {
                (y0..y1).for_each(|y| hidden[y * aligned.width..][x0..x1].fill(true));
            }
            DetectionKind::Hidden(HiddenKind::Mark) => {
                self.pixels.iter().for_each(|&i| hidden[i as usize] = true)
            }
            _ => {}
        }
    }

    /// Whether a small piece is the frayed edge of this one: it touches this piece, or lies in its box if this piece
    /// fills it. What lies within the box of a ring or a stroke does not belong to it.
    fn frays_into(&self, small: &Blob, width: usize) -> bool {
        let [x0, y0, x1, y1] = self.bounds;
        if !near(&self.bounds, &small.bounds, FRAYED_EDGE_PIXELS) {
            return false;
        }
        let [l, t, r, b] = small.bounds;
        let touches = |&i: &u32| {
            let (x, y) = (i as usize % width, i as usize / width);
            x + FRAYED_EDGE_PIXELS >= l
                && x < r + FRAYED_EDGE_PIXELS
                && y + FRAYED_EDGE_PIXELS >= t
                && y < b + FRAYED_EDGE_PIXELS
        };
        self.pixels.len() * FILLED_BOX.1 > FILLED_BOX.0 * (x1 - x0) * (y1 - y0)
            || self.pixels.iter().any(touches)
    }

    /// Its box in pixels of the page's raster, from its pixels one by one.
    pub fn on_page(&self, aligned: &Aligned, back: &PageMap) -> Rect {
        let pixel = |&i: &u32| {
            let p = back.apply(aligned.centre(i as usize));
            Rect::new(p.x, p.y, p.x, p.y)
        };
        let half = 0.5 * back.scale_at(self.in_picture(aligned).centre());
        Rect::around(self.pixels.iter().map(pixel)).map_or(Rect::new(0.0, 0.0, 0.0, 0.0), |b| b.grown(half))
    }
}

/// Whether a connected piece is no letter: too tall for one, or a thin stroke longer than a word.
pub fn is_large(width: usize, height: usize, letter: f64) -> bool {
    let (w, h) = (width as f64, height as f64);
    let l = letter.max(LARGE_LETTER_PIXELS);
    h > LINE_HEIGHT_LETTERS * l
        || w > LONG_STROKE_LETTERS * l && h < THIN_STROKE_LETTERS * l
        || w > LONG_PIECE_LETTERS * l
}

/// Whether the piece fills its box or is one thin stroke.
pub fn is_solid(blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let (w, h) = (x1 - x0, y1 - y0);
    fills_box(blob) || w > SOLID_STROKE_ASPECT.0 * h || h > SOLID_STROKE_ASPECT.1 * w
}

/// Whether the piece fills most of its box.
pub fn fills_box(blob: &Blob) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    blob.pixels.len() * FILLED_BOX.1 > FILLED_BOX.0 * (x1 - x0) * (y1 - y0)
}

/// Whether it is one connected piece, not several letters.
pub fn is_one(blob: &Blob) -> bool {
    blob.parts == 1
}

/// Connected pieces (4-neighbourhood, one sign per piece) of pixels with an absolute residual of at least `low`.
pub fn blobs(aligned: &Aligned, residual: &Residual, inside: &[bool], low: f32) -> Vec<Blob> {
    let w = aligned.width;
    let sign = |i: usize| -> i8 {
        let d = residual.normalised[i];
        if !inside[i] || d.abs() < low {
            0
        } else if d * residual.polarity < 0.0 {
            1
        } else {
            -1
        }
    };
    let seeds = (0..w * aligned.height).filter(|&i| sign(i) != 0);
    components((w, aligned.height), Neighbours::Four, seeds, |i, n| sign(n) == sign(i))
        .into_iter()
        .map(|pixels| {
            let off_rules = pixels.iter().filter(|&&i| !residual.rule[i]);
            let peak = off_rules.map(|&i| residual.normalised[i].abs()).fold(0.0, f32::max);
            let added = if sign(pixels[0]) > 0 { pixels.len() } else { 0 };
            Blob { peak, added, ..Blob::of_pixels(&pixels, w) }
        })
        .collect()
}

/// Merges pieces near each other, and keeps groups with a peak of at least `high`. Large single pieces (strokes,
/// patches) are not merged. `width` is that of the aligned part, `usual` the usual height of letters, and `letter`
/// their height in a box.
pub fn merge(
    blobs: &[Blob],
    high: f32,
    (width, usual): (usize, f64),
    letter: &dyn Fn(&[usize; 4]) -> f64,
) -> Vec<Blob> {
    let large = |b: &Blob| {
        let [x0, y0, x1, y1] = b.bounds;
        is_large(x1 - x0, y1 - y0, letter(&b.bounds))
    };
    let mut groups: Vec<Blob> = Vec::new();
    let (mut covers, letters): (Vec<Blob>, Vec<Blob>) = blobs.iter().cloned().partition(|b| large(b));
    for b in letters {
        let [x0, y0, x1, y1] = b.bounds;
        let is_frayed = ((x1 - x0).max(y1 - y0) as f64) < FRAYED_PIECE_LETTERS * letter(&b.bounds);
        if b.pixels.len() < BLOB_PIXELS || is_frayed && covers.iter().any(|c| c.frays_into(&b, width)) {
            continue;
        }
        groups.push(b);
    }
    let (gx, gy) = reach(usual);
    let mut i = 0;
    while i < groups.len() {
        let grown = |b: &[usize; 4]| [b[0].saturating_sub(gx), b[1].saturating_sub(gy), b[2] + gx, b[3] + gy];
        let mine = grown(&groups[i].bounds);
        match (0..groups.len()).find(|&j| j != i && near(&mine, &groups[j].bounds, 0)) {
            Some(j) => {
                let other = groups.swap_remove(j);
                // `swap_remove` may have moved the piece that is growing into the place of the other one.
                let k = if i == groups.len() { j } else { i };
                let g = &mut groups[k];
                let (b, o) = (&mut g.bounds, other.bounds);
                *b = [b[0].min(o[0]), b[1].min(o[1]), b[2].max(o[2]), b[3].max(o[3])];
                g.pixels.extend(other.pixels);
                g.peak = g.peak.max(other.peak);
                g.added += other.added;
                g.parts += other.parts;
                i = k.min(j);
            }
            None => i += 1,
        }
    }
    covers.extend(groups);
    covers.retain(|b| b.peak >= high);
    covers
}

/// The distances along and across a line up to which pieces are merged.
fn reach(letter: f64) -> (usize, usize) {
    (
        (MERGE_REACH_LETTERS.0 * letter).max(MERGE_REACH_PIXELS.0) as usize,
        (MERGE_REACH_LETTERS.1 * letter).max(MERGE_REACH_PIXELS.1) as usize,
    )
}

/// Whether two boxes lie within `by` pixels of each other.
pub fn near(a: &[usize; 4], b: &[usize; 4], by: usize) -> bool {
    a[0] <= b[2] + by && b[0] <= a[2] + by && a[1] <= b[3] + by && b[1] <= a[3] + by
}

//! Hairlines: thin lines of the page itself, such as the frame of a table or of a link, that another program draws
//! with another strength or width. They are there, so nothing is added or missing.

use super::blobs::Blob;
use super::part::Part;
use super::thresholds::{
    HAIRLINE_COVER_SHARE, HAIRLINE_FRAME_FILL_SHARE, HAIRLINE_FRAME_LETTERS, HAIRLINE_LEFT_SHARE,
    HAIRLINE_LETTERS, HAIRLINE_PIXELS, HAIRLINE_TRACE_CONTRAST,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;

/// Removes the page's own hairlines from the pieces.
pub fn remove_redrawn(aligned: &Aligned, residual: &Residual, blobs: &mut Vec<Blob>, part: &Part) {
    blobs.retain(|blob| !is_redrawn(aligned, residual, blob, part));
}

/// Whether a piece is a hairline of the page itself. On a page that leans or bends, a line is thinner than its box.
pub fn is_redrawn(aligned: &Aligned, residual: &Residual, blob: &Blob, part: &Part) -> bool {
    let is_upright = part.transform.plane().is_upright();
    is_line(blob, aligned.width, part.letter_at(aligned, &blob.bounds), is_upright)
        && is_own(residual, blob, aligned.width)
}

/// Whether a piece is one thin line, or a frame of thin lines, which leaves most of what it encloses empty.
fn is_line(blob: &Blob, width: usize, letter: f64, is_upright: bool) -> bool {
    let [x0, y0, x1, y1] = blob.bounds;
    let (w, h) = ((x1 - x0) as f64, (y1 - y0) as f64);
    let (long, short) = (w.max(h), w.min(h));
    let thick = if is_upright { short.min(breadth(blob, width)) } else { blob.pixels.len() as f64 / long };
    let is_frame = || {
        let is_inner = |at: usize, from: usize, to: usize| {
            let off = (at as f64 - from as f64).min(to as f64 - 1.0 - at as f64);
            off >= HAIRLINE_PIXELS
        };
        let pixels = blob.pixels.iter().map(|&i| (i as usize % width, i as usize / width));
        let filled = pixels.filter(|&(x, y)| is_inner(x, x0, x1) && is_inner(y, y0, y1)).count();
        let inner = (w - 2.0 * HAIRLINE_PIXELS) * (h - 2.0 * HAIRLINE_PIXELS);
        short > 2.0 * HAIRLINE_PIXELS && (filled as f64) < HAIRLINE_FRAME_FILL_SHARE * inner
    };
    long > HAIRLINE_LETTERS * letter
        && (thick <= HAIRLINE_PIXELS || long > HAIRLINE_FRAME_LETTERS * letter && is_frame())
}

/// The breadth of a straight strip that spreads as a piece does about its axis, in whatever direction that runs.
fn breadth(blob: &Blob, width: usize) -> f64 {
    let count = blob.pixels.len() as f64;
    let pixels = || blob.pixels.iter().map(|&i| ((i as usize % width) as f64, (i as usize / width) as f64));
    let (x, y) = pixels().fold((0.0, 0.0), |mean, (x, y)| (mean.0 + x / count, mean.1 + y / count));
    let (xx, yy, xy) = pixels().fold((0.0, 0.0, 0.0), |sum, at| {
        let (dx, dy) = (at.0 - x, at.1 - y);
        (sum.0 + dx * dx / count, sum.1 + dy * dy / count, sum.2 + dx * dy / count)
    });
    // The smaller of the two principal variances; that of a strip is a twelfth of its breadth squared.
    let least = (xx + yy) / 2.0 - ((xx - yy) / 2.0).hypot(xy);
    (12.0 * least.max(0.0)).sqrt()
}

/// Whether the page has the line, and the picture still shows each quarter of it, or more of it. A residual is smoothed, so it
/// reaches a pixel beyond the ink. A line is a ridge: on either side of it there is less ink, and where a ring lies over print
/// there is as much.
fn is_own(residual: &Residual, blob: &Blob, width: usize) -> bool {
    let ink = |i: usize| residual.strength.get(i).copied().unwrap_or(0.0);
    let off = HAIRLINE_PIXELS as usize + 1;
    let is_there = |i: usize| {
        let around = [i, i.wrapping_sub(1), i + 1, i.wrapping_sub(width), i + width];
        let line = around.map(ink).into_iter().fold(0.0, f32::max);
        let across = [1, width, width - 1, width + 1].map(|step| off * step);
        let beside = across.map(|by| ink(i + by).max(i.checked_sub(by).map_or(0.0, ink)));
        line > HAIRLINE_TRACE_CONTRAST * residual.contrast && beside.iter().any(|beside| 2.0 * beside < line)
    };
    let [x0, y0, x1, y1] = blob.bounds;
    let quarter = |i: usize| {
        if x1 - x0 > y1 - y0 { (i % width - x0) * 4 / (x1 - x0) } else { (i / width - y0) * 4 / (y1 - y0) }
    };
    let (mut there, mut quarters) = (0, [(0.0, 0.0); 4]);
    for i in blob.pixels.iter().map(|&i| i as usize) {
        there += usize::from(is_there(i));
        let (lost, ink) = &mut quarters[quarter(i)];
        *lost += residual.normalised[i] * residual.polarity;
        *ink += residual.ink[i];
    }
    there as f32 > HAIRLINE_COVER_SHARE * blob.pixels.len() as f32
        && quarters.iter().all(|(lost, ink)| *lost <= (1.0 - HAIRLINE_LEFT_SHARE) * ink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::blobs::blobs;

    const SIZE: (usize, usize) = (200, 60);

    /// Whether the frame of the page is its own where the picture draws it as dark, but for a part of its width that is bare.
    fn is_own_frame(grey: f32, bare: std::ops::Range<usize>) -> bool {
        let (w, h) = SIZE;
        // How far a pixel is off the middle of the line, which is as blurred as a page in its scale.
        let off = |x: usize, y: usize| {
            let outside = (10usize.saturating_sub(x)).max(x.saturating_sub(189));
            let outside = outside.max(20usize.saturating_sub(y)).max(y.saturating_sub(39));
            let inside = x.abs_diff(10).min(x.abs_diff(189)).min(y.abs_diff(20)).min(y.abs_diff(39));
            if outside > 0 { outside } else { inside }
        };
        let drawn = |ink: &dyn Fn(usize) -> f32| -> Vec<f32> {
            let share = |i: usize| [1.0, 0.5, 0.2].get(off(i % w, i / w)).copied().unwrap_or(0.0);
            (0..w * h).map(|i| 255.0 - share(i) * ink(i % w)).collect()
        };
        let page = drawn(&|_| 255.0);
        let seen = drawn(&|x| if bare.contains(&x) { 0.0 } else { 255.0 - grey });
        let aligned = Aligned::of_greys(w, h, seen, page);
        let left = residual(&aligned, 1.0);
        let found = blobs(&aligned, &left, &vec![true; w * h], 0.3);
        let largest = found.iter().max_by_key(|blob| blob.pixels.len()).expect("the frame differs");
        is_own(&left, largest, w)
    }

    /// A blob of the pixels of a box, 120 x 24 pixels, that are filled.
    fn blob(is_filled: impl Fn(usize, usize) -> bool) -> Blob {
        let (w, h) = (120, 24);
        let pixels = (0..w * h).filter(|i| is_filled(i % w, i / w));
        let pixels = pixels.map(|i| (i / w * SIZE.0 + i % w) as u32).collect();
        Blob { bounds: [0, 0, w, h], pixels, peak: 1.0, added: 0, parts: 1 }
    }

    #[test]
    fn a_stroke_over_print_is_no_line_of_the_page() {
        let (w, h) = SIZE;
        let page: Vec<f32> =
            (0..w * h).map(|i| if (24..36).contains(&(i / w)) && i % 5 < 2 { 0.0 } else { 255.0 }).collect();
        let mut seen = page.clone();
        (10..190).flat_map(|x| [29 * w + x, 30 * w + x]).for_each(|i| seen[i] = seen[i].min(80.0));
        let aligned = Aligned::of_greys(w, h, seen, page);
        let left = residual(&aligned, 1.0);
        let stroke = Blob::pieces(&aligned, |i| [29, 30].contains(&(i / w)), |_| 1.0).remove(0);
        assert!(!is_own(&left, &stroke, w));
    }

    #[test]
    fn a_slanted_line_is_a_line_and_a_slanted_bar_is_none() {
        let slanted = |breadth: usize| blob(move |x, y| y >= x / 8 && y < x / 8 + breadth);
        assert!(is_line(&slanted(2), SIZE.0, 12.0, true));
        assert!(!is_line(&slanted(6), SIZE.0, 12.0, true));
    }

    #[test]
    fn a_low_frame_of_thin_lines_is_a_frame_and_a_line_of_words_is_none() {
        let frame = blob(|x, y| !((4..116).contains(&x) && (4..20).contains(&y)));
        let words = blob(|x, y| x % 10 < 4 || (8..12).contains(&y));
        assert!(is_line(&frame, SIZE.0, 12.0, true));
        assert!(!is_line(&words, SIZE.0, 12.0, true));
    }

    #[test]
    fn a_frame_in_grey_is_the_pages_own_and_one_that_is_gone_in_part_is_not() {
        assert!(is_own_frame(180.0, 0..0));
        assert!(!is_own_frame(180.0, 0..60));
        assert!(!is_own_frame(255.0, 0..0));
    }
}

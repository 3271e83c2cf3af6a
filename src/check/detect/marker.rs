//! Markers: colour over a page that lets it through, like a highlighter, however vivid. The expected appearance is
//! adapted to what lies beneath, so that print there is compared like elsewhere.

use super::blobs::{Blob, bounds_of};
use super::foreign::chroma_at;
use super::thresholds::{
    MARKED_PAGE_DEVIATION, MARKER_CHROMA, MARKER_EDGE_PIXELS, MARKER_FILL_SHARE, MARKER_OUTLIER_DEVIATIONS,
    MARKER_SIDE_PIXELS, SHOW_THROUGH_CORRELATION,
};
use crate::check::align::appearance::Aligned;
use crate::imaging::sampling::{grown, middle};
use crate::model::raster::Raster;

/// How the page looks beneath a marker: gain and offset of its greys.
#[derive(Clone, Copy)]
struct Tone {
    gain: f32,
    offset: f32,
}

/// Adapts the expected appearance beneath each marker.
pub fn lay_markers(aligned: &mut Aligned, chroma: &Raster) {
    for (beneath, tone) in grounds(aligned, chroma) {
        lay(aligned, &beneath, tone);
    }
}

/// The pixels of each marker that lets the page through, and how the page looks there.
fn grounds(aligned: &Aligned, chroma: &Raster) -> Vec<(Vec<usize>, Tone)> {
    let is_vivid = |i: usize| chroma_at(aligned, chroma, i) > MARKER_CHROMA;
    let through = |piece: &Blob| {
        let beneath = rows(aligned, piece)?;
        tone(aligned, &beneath).map(|tone| (beneath, tone))
    };
    Blob::pieces(aligned, is_vivid, |_| 0.0).iter().filter_map(through).collect()
}

/// The pixels between the ends of each row of a piece, letters included. Returns `None` for a piece that is small or
/// no patch.
fn rows(aligned: &Aligned, piece: &Blob) -> Option<Vec<usize>> {
    let [x0, y0, x1, y1] = piece.bounds;
    if (x1 - x0).min(y1 - y0) < MARKER_SIDE_PIXELS {
        return None;
    }
    let mut ends = vec![(usize::MAX, 0); y1 - y0];
    for &i in &piece.pixels {
        let end = &mut ends[i as usize / aligned.width - y0];
        *end = (end.0.min(i as usize), end.1.max(i as usize));
    }
    let all: Vec<usize> = ends.into_iter().filter(|e| e.0 <= e.1).flat_map(|(from, to)| from..=to).collect();
    (all.len() as f64 > MARKER_FILL_SHARE * ((x1 - x0) * (y1 - y0)) as f64).then_some(all)
}

/// Gain and offset by least squares; outliers are left out of a second fit. Returns `None` if the page does not show
/// through.
fn tone(aligned: &Aligned, beneath: &[usize]) -> Option<Tone> {
    let mut pixels: Vec<usize> =
        beneath.iter().copied().filter(|&i| aligned.expected[i].is_finite()).collect();
    let (first, _) = fit(aligned, &pixels)?;
    let off = |i: usize| aligned.seen[i] - first.gain * aligned.expected[i] - first.offset;
    let (usual, spread) = middle(pixels.iter().map(|&i| off(i)).collect());
    // Blank paper has hardly any spread, and there may be much more of it than of ink.
    let (paper, _) = middle(pixels.iter().map(|&i| aligned.expected[i]).collect());
    let is_ink = |i: &usize| (aligned.expected[*i] - paper).abs() > MARKED_PAGE_DEVIATION;
    let (_, spread_of_ink) = middle(pixels.iter().copied().filter(is_ink).map(off).collect());
    let spread = spread.max(spread_of_ink);
    let misfits: Vec<bool> = pixels
        .iter()
        .map(|&i| (off(i) - usual).abs() > MARKER_OUTLIER_DEVIATIONS * spread.max(1.0))
        .collect();
    let mut misfits = misfits.into_iter();
    pixels.retain(|_| !misfits.next().unwrap_or_default());
    let (second, correlation) = fit(aligned, &pixels)?;
    (correlation > SHOW_THROUGH_CORRELATION).then_some(second)
}

/// The fit and the correlation. Returns `None` if the page has nothing there.
fn fit(aligned: &Aligned, pixels: &[usize]) -> Option<(Tone, f32)> {
    let n = pixels.len().max(1) as f64;
    let greys = |i: usize| (f64::from(aligned.expected[i]), f64::from(aligned.seen[i]));
    let (x, y) = pixels.iter().map(|&i| greys(i)).fold((0.0, 0.0), |s, g| (s.0 + g.0 / n, s.1 + g.1 / n));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (e, s) in pixels.iter().map(|&i| greys(i)) {
        xx += (e - x).powi(2) / n;
        xy += (e - x) * (s - y) / n;
        yy += (s - y).powi(2) / n;
    }
    let gain = xy / xx;
    let correlation = xy / (xx * yy).sqrt();
    let is_there = xx.sqrt() > f64::from(MARKED_PAGE_DEVIATION) && correlation.is_finite();
    is_there.then_some((Tone { gain: gain as f32, offset: (y - gain * x) as f32 }, correlation as f32))
}

fn lay(aligned: &mut Aligned, beneath: &[usize], tone: Tone) {
    let [x0, y0, x1, y1] = bounds_of(beneath.iter().copied(), aligned.width);
    // The marker and what is as near to it as its edge reaches.
    let columns = x0.saturating_sub(MARKER_EDGE_PIXELS)..(x1 + MARKER_EDGE_PIXELS).min(aligned.width);
    let rows = y0.saturating_sub(MARKER_EDGE_PIXELS)..(y1 + MARKER_EDGE_PIXELS).min(aligned.height);
    let (w, h) = (columns.len(), rows.len());
    let mut mask = vec![false; w * h];
    for &i in beneath {
        mask[(i / aligned.width - rows.start) * w + i % aligned.width - columns.start] = true;
    }
    let outer = grown(&mask, w, h, MARKER_EDGE_PIXELS);
    let bare: Vec<bool> = mask.iter().map(|m| !m).collect();
    let rim = grown(&bare, w, h, MARKER_EDGE_PIXELS);
    for k in 0..w * h {
        let i = (rows.start + k / w) * aligned.width + columns.start + k % w;
        let toned = tone.gain * aligned.expected[i] + tone.offset;
        let is_nearer = (aligned.seen[i] - toned).abs() < (aligned.seen[i] - aligned.expected[i]).abs();
        if mask[k] && !rim[k] || outer[k] && is_nearer {
            aligned.expected[i] = toned;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of bars, 60 by 40, with a green marker over its middle.
    fn marked(letter: impl Fn(usize) -> f32) -> (Aligned, Raster) {
        let (width, height) = (60, 40);
        let page: Vec<f32> = (0..width * height).map(|i| if i % 6 < 2 { 20.0 } else { 255.0 }).collect();
        let is_marked = |i: usize| (10..50).contains(&(i % width)) && (10..30).contains(&(i / width));
        let seen = (0..width * height).map(|i| if is_marked(i) { letter(i) } else { page[i] }).collect();
        let grey = (0..width * height).map(|i| if is_marked(i) { 140 } else { 0 }).collect();
        (Aligned::of_greys(width, height, seen, page), Raster { width, height, grey })
    }

    #[test]
    fn what_shows_through_a_marker_is_expected_in_its_tone() {
        let (mut aligned, chroma) = marked(|i| if i % 6 < 2 { 15.0 } else { 190.0 });
        lay_markers(&mut aligned, &chroma);
        let off = aligned.seen.iter().zip(&aligned.expected).map(|(s, e)| (s - e).abs()).fold(0.0, f32::max);
        assert!(off < 2.0, "{off}");
    }

    #[test]
    fn a_few_letters_at_the_end_of_a_marker_are_expected_in_its_tone_as_well() {
        let (mut aligned, chroma) =
            marked(|i| if i % 6 < 2 && i % 60 > 43 { 15.0 + (i % 13) as f32 } else { 190.0 });
        for i in
            (0..aligned.page.len()).filter(|i| (10..44).contains(&(i % 60)) && (10..30).contains(&(i / 60)))
        {
            aligned.page[i] = 255.0;
            aligned.expected[i] = 255.0;
        }
        lay_markers(&mut aligned, &chroma);
        let off = aligned.seen.iter().zip(&aligned.expected).map(|(s, e)| (s - e).abs()).fold(0.0, f32::max);
        assert!(off < 15.0, "{off}");
    }

    #[test]
    fn a_patch_that_hides_the_page_leaves_it_as_it_was() {
        let (mut aligned, chroma) = marked(|_| 190.0);
        let before = aligned.expected.clone();
        lay_markers(&mut aligned, &chroma);
        assert_eq!(aligned.expected, before);
    }
}

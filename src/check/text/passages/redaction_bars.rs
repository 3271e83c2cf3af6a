//! Redaction bars: flat boxes over words. OCR reads nothing there, or invents something.

use crate::check::text::thresholds::{
    BAR_CONTRAST, BAR_END_OFFSET_LETTERS, BAR_GREY_STEP, BAR_HEIGHT_LETTERS, BAR_LEAST_SIZE_LETTERS,
    BAR_SURROUND_LETTERS,
};
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// A run of pixels of one grey in a row.
#[derive(Clone, Copy)]
struct Run {
    x0: usize,
    x1: usize,
    grey: u8,
}

/// A bar, as far as it has been followed down.
struct Open {
    run: Run,
    top: usize,
    bottom: usize,
}

/// The bars of a raster, from the top down, in its pixels; `letter` is the usual height of its letters.
pub fn bars(raster: &Raster, letter: f64) -> Vec<Rect> {
    let frayed = (BAR_END_OFFSET_LETTERS * letter).ceil() as usize;
    let (mut open, mut found): (Vec<Open>, Vec<Rect>) = (Vec::new(), Vec::new());
    for y in 0..raster.height {
        for run in runs(raster.row(y), (BAR_LEAST_SIZE_LETTERS.0 * letter) as usize) {
            let goes_on = |o: &Open| {
                o.bottom == y
                    && o.run.x0.abs_diff(run.x0) <= frayed
                    && o.run.x1.abs_diff(run.x1) <= frayed
                    && o.run.grey.abs_diff(run.grey) <= BAR_GREY_STEP
            };
            match open.iter_mut().find(|o| goes_on(o)) {
                Some(bar) => bar.bottom = y + 1,
                None => open.push(Open { run, top: y, bottom: y + 1 }),
            }
        }
        let (still, ended) = open.into_iter().partition(|o: &Open| o.bottom > y);
        open = still;
        found.extend(ended.iter().filter_map(|bar| closed(bar, raster, letter)));
    }
    found.extend(open.iter().filter_map(|bar| closed(bar, raster, letter)));
    found
}

fn runs(row: &[u8], least: usize) -> impl Iterator<Item = Run> {
    let mut at = 0;
    row.chunk_by(|a, b| a.abs_diff(*b) <= BAR_GREY_STEP / 2).filter_map(move |run| {
        at += run.len();
        (run.len() >= least.max(1)).then(|| Run { x0: at - run.len(), x1: at, grey: run[run.len() / 2] })
    })
}

/// The box of a bar. Returns `None` unless it has the height of a bar and stands out from what is above and below it.
fn closed(bar: &Open, raster: &Raster, letter: f64) -> Option<Rect> {
    let high = (bar.bottom - bar.top) as f64;
    if high < BAR_LEAST_SIZE_LETTERS.1 * letter || high > BAR_HEIGHT_LETTERS * letter {
        return None;
    }
    let beyond = (BAR_SURROUND_LETTERS * letter).ceil() as usize;
    let middle = (bar.run.x0 + bar.run.x1) / 2;
    let stands_out = |y: usize| raster.row(y)[middle].abs_diff(bar.run.grey) >= BAR_CONTRAST;
    let above = stands_out(bar.top.checked_sub(beyond)?);
    let below = bar.bottom + beyond < raster.height && stands_out(bar.bottom + beyond);
    let [x0, y0, x1, y1] = [bar.run.x0, bar.top, bar.run.x1, bar.bottom].map(|v| v as f64);
    (above && below).then(|| Rect::new(x0, y0, x1, y1))
}

//! Panels: the pictures of which a picture is composed, as in posts with several pictures, viewers and collages.
//!
//! A panel is cut from its neighbours by a gutter: rows or columns of one even grey, with an edge along at least one of their
//! sides. The white lines between the paragraphs of a page have no such edge. The cuts are recursive and alternate between rows
//! and columns (the recursive X-Y cut of Nagy, Seth and Viswanathan, A prototype document image analysis system for technical
//! journals, Computer 25(7), 1992).
//!
//! The local threshold of an ink map is computed over blocks. A dark gutter makes ink of the paper beside it, and lines
//! of words there are lost. So each panel is binarised by itself.

use std::ops::Range;

use super::thresholds::{
    EVEN_GUTTER_GREYS, GUTTER_EDGE_DISTANCE_PIXELS, GUTTER_EDGE_GREYS, GUTTER_EDGE_SHARE, GUTTER_PIXELS,
    PANEL_SIDE_PIXELS,
};
use crate::model::geometry::Rect;
use crate::model::raster::Raster;

/// Direction of the gutters of one cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gutters {
    Rows,
    Columns,
}

/// A part of the raster, in whole pixels.
#[derive(Clone)]
struct Part {
    rows: Range<usize>,
    columns: Range<usize>,
}

impl Part {
    /// The lines of pixels along which gutters of this direction run.
    fn lines(&self, gutters: Gutters) -> &Range<usize> {
        if gutters == Gutters::Rows { &self.rows } else { &self.columns }
    }

    /// The places along each of these lines.
    fn places(&self, gutters: Gutters) -> &Range<usize> {
        if gutters == Gutters::Rows { &self.columns } else { &self.rows }
    }

    fn with_lines(&self, gutters: Gutters, lines: Range<usize>) -> Self {
        match gutters {
            Gutters::Rows => Self { rows: lines, columns: self.columns.clone() },
            Gutters::Columns => Self { rows: self.rows.clone(), columns: lines },
        }
    }
}

/// The panels, in pixels. Returns nothing if the raster is a single picture.
pub fn panels(raster: &Raster) -> Vec<Rect> {
    let whole = Part { rows: 0..raster.height, columns: 0..raster.width };
    let mut panels = Vec::new();
    cut(raster, whole, Gutters::Rows, false, &mut panels);
    if panels.len() < 2 {
        return Vec::new();
    }
    let in_pixels = |part: Part| {
        let edge = |at: usize| at as f64;
        Rect::new(
            edge(part.columns.start),
            edge(part.rows.start),
            edge(part.columns.end),
            edge(part.rows.end),
        )
    };
    panels.into_iter().map(in_pixels).collect()
}

/// Cuts a part in one direction, and its pieces in the other one. `was_whole` if the other direction has no cut.
fn cut(raster: &Raster, part: Part, gutters: Gutters, was_whole: bool, panels: &mut Vec<Part>) {
    let pieces = pieces(raster, &part, gutters);
    let is_whole = pieces == [part.lines(gutters).clone()];
    if is_whole && was_whole {
        panels.push(part);
        return;
    }
    let across = if gutters == Gutters::Rows { Gutters::Columns } else { Gutters::Rows };
    for piece in pieces {
        cut(raster, part.with_lines(gutters, piece), across, is_whole, panels);
    }
}

/// The pieces of a part between its gutters, without those too small for a line of words.
fn pieces(raster: &Raster, part: &Part, gutters: Gutters) -> Vec<Range<usize>> {
    let lines = part.lines(gutters);
    let mut pieces = Vec::new();
    let mut from = lines.start;
    for gutter in even_runs(raster, part, gutters) {
        let is_edge = |line: Option<usize>| {
            line.is_some_and(|line| lines.contains(&line) && has_edge(raster, part, gutters, &gutter, line))
        };
        let before = is_edge(gutter.start.checked_sub(GUTTER_EDGE_DISTANCE_PIXELS));
        let after = is_edge(Some(gutter.end - 1 + GUTTER_EDGE_DISTANCE_PIXELS));
        if before || after {
            pieces.push(from..gutter.start);
            from = gutter.end;
        }
    }
    pieces.push(from..lines.end);
    pieces.retain(|piece| piece.len() >= PANEL_SIDE_PIXELS);
    pieces
}

/// Runs of at least [`GUTTER_PIXELS`] lines of one even grey.
fn even_runs(raster: &Raster, part: &Part, gutters: Gutters) -> Vec<Range<usize>> {
    let lines = part.lines(gutters).clone();
    let greys: Vec<Option<u8>> = lines.clone().map(|line| even_grey(raster, part, gutters, line)).collect();
    let is_one = |a: &Option<u8>, b: &Option<u8>| {
        a.zip(*b).map_or(a == b, |(a, b)| a.abs_diff(b) <= EVEN_GUTTER_GREYS)
    };
    let mut at = lines.start;
    let mut runs = Vec::new();
    for run in greys.chunk_by(is_one) {
        if run[0].is_some() && run.len() >= GUTTER_PIXELS {
            runs.push(at..at + run.len());
        }
        at += run.len();
    }
    runs
}

/// The grey in the middle of a line's range. Returns `None` if the line is not even.
fn even_grey(raster: &Raster, part: &Part, gutters: Gutters, line: usize) -> Option<u8> {
    let mut places = part.places(gutters).clone();
    let first = grey(raster, gutters, line, places.next()?);
    let (mut least, mut most) = (first, first);
    for place in places {
        let grey = grey(raster, gutters, line, place);
        (least, most) = (least.min(grey), most.max(grey));
        if most - least > EVEN_GUTTER_GREYS {
            return None;
        }
    }
    Some(least + (most - least) / 2)
}

/// Whether most pixels of a line beside a gutter differ from the gutter.
fn has_edge(raster: &Raster, part: &Part, gutters: Gutters, gutter: &Range<usize>, line: usize) -> bool {
    let Some(even) = even_grey(raster, part, gutters, gutter.start + gutter.len() / 2) else { return false };
    let places = part.places(gutters).clone();
    let count = places.len();
    let differing = places
        .filter(|&place| grey(raster, gutters, line, place).abs_diff(even) >= GUTTER_EDGE_GREYS)
        .count();
    differing as f64 >= GUTTER_EDGE_SHARE * count as f64
}

fn grey(raster: &Raster, gutters: Gutters, line: usize, place: usize) -> u8 {
    let (x, y) = if gutters == Gutters::Rows { (place, line) } else { (line, place) };
    raster.grey[y * raster.width + x]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A raster of 200 x 160 pixels of one grey, with boxes (left, top, right, bottom) of other greys.
    fn drawn(ground: u8, boxes: &[([usize; 4], u8)]) -> Raster {
        let mut raster = Raster::filled(200, 160, ground);
        for ([x0, y0, x1, y1], grey) in boxes {
            (*y0..*y1).for_each(|y| raster.grey[y * 200 + x0..y * 200 + x1].fill(*grey));
        }
        raster
    }

    /// Three words in a row, from this place on.
    fn words(x: usize, y: usize) -> [([usize; 4], u8); 3] {
        [0, 20, 40].map(|along| ([x + along, y, x + along + 8, y + 10], 0))
    }

    #[test]
    fn two_white_pictures_on_black_are_two_panels() {
        let white = [([10, 10, 190, 80], 255), ([10, 90, 190, 150], 255)];
        let panels = panels(&drawn(0, &[&white[..], &words(30, 30), &words(60, 110)].concat()));
        // The blank margins at their sides are left out with the gutters.
        assert_eq!(panels, [Rect::new(30.0, 10.0, 78.0, 80.0), Rect::new(60.0, 90.0, 108.0, 150.0)]);
    }

    #[test]
    fn four_pictures_with_narrow_gutters_are_four_panels() {
        let white = [[0, 0, 99, 79], [101, 0, 200, 79], [0, 81, 99, 160], [101, 81, 200, 160]];
        assert_eq!(panels(&drawn(20, &white.map(|panel| (panel, 240)))).len(), 4);
    }

    #[test]
    fn a_page_with_lines_of_words_is_one_picture() {
        let lines: Vec<([usize; 4], u8)> = (0..8)
            .flat_map(|l| (0..9).map(move |w| ([10 + 20 * w, 10 + 18 * l, 24 + 20 * w, 18 + 18 * l], 0)))
            .collect();
        assert!(panels(&drawn(255, &lines)).is_empty());
    }

    #[test]
    fn one_picture_with_a_border_is_one_picture() {
        let white = [([10, 10, 190, 150], 255)];
        assert!(panels(&drawn(0, &[&white[..], &words(30, 30)].concat())).is_empty());
    }
}

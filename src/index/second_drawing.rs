//! Comparison of two renders of a page by two programs: where they differ beyond the rasterisers' differences,
//! the second is stored.

use super::compress::{squeeze, unsqueeze};
use super::rendition::{grey_of, quantise};
use crate::model::geometry::Rect;
use crate::model::raster::{Raster, TINT_CELL};

/// Side of the comparison cells, in pixels: about the width of a letter at 150 dpi.
const CELL: usize = TINT_CELL;
/// Smallest difference, in grey levels, of a pixel from the range of the other render within one pixel of it:
/// another letter has strokes where the other has paper. Chosen, not fitted: the differences between two
/// renders of the same outlines were not measured.
const UNLIKE: u8 = 96;
/// Fewest such pixels of a cell that differs: fewer are the ends of strokes.
const LEAST_UNLIKE: usize = 3;
/// Cells by which differing cells are dilated on each side, so that whole letters are covered.
const WITH: usize = 2;
/// Smallest range of grey levels of a cell with ink. Chosen, not measured.
const INKED: u8 = 60;

/// Encodes the difference of a second render from the first. Returns `None` if they agree.
pub fn packed(first: &Raster, drawn: &Raster) -> Option<Vec<u8>> {
    let cells = Cells::unlike(first, drawn)?;
    let level = |grey: u8, other: u8, kept: bool| if kept { quantise(grey) ^ quantise(other) } else { 0 };
    let mut plain = Vec::with_capacity(first.grey.len());
    for y in 0..first.height {
        let row = first.row(y).iter().zip(drawn.row(y)).enumerate();
        plain.extend(row.map(|(x, (&a, &b))| level(a, b, cells.has(x, y))));
    }
    plain.iter().any(|&levels| levels > 0).then(|| squeeze(&plain))
}

/// Decodes the second render from the first and the stored difference. Returns `None` if the data is damaged.
pub fn unpacked(packed: &[u8], first: &Raster) -> Option<Raster> {
    let plain = unsqueeze(packed, first.grey.len()).filter(|plain| plain.len() == first.grey.len())?;
    let grey =
        plain.iter().zip(&first.grey).map(|(levels, &grey)| grey_of(levels ^ quantise(grey))).collect();
    Some(Raster { grey, ..*first })
}

/// The first render, completed by the second where the first has no ink and the second has. Whatever either
/// program draws is expected in a picture, so a picture without it agrees with neither.
pub fn completed(first: &Raster, second: &Raster) -> Raster {
    let [inked, inked_again] = [first, second].map(Cells::inked);
    let mut grey = first.grey.clone();
    let rows = grey.chunks_exact_mut(first.width).zip(second.grey.chunks_exact(first.width));
    for (y, (to, from)) in rows.enumerate() {
        for (x, (to, from)) in to.chunks_mut(CELL).zip(from.chunks(CELL)).enumerate() {
            let cell = y / CELL * inked.across + x;
            if inked_again.marked[cell] && !inked.marked[cell] {
                to.copy_from_slice(from);
            }
        }
    }
    Raster { grey, ..*first }
}

/// Places where two renders differ, in pixels, line by line.
pub fn places(first: &Raster, second: &Raster) -> Vec<Rect> {
    let mut cells = Cells::none(first);
    for (i, (a, b)) in first.grey.iter().zip(&second.grey).enumerate() {
        if a != b {
            cells.set(i % first.width, i / first.width);
        }
    }
    cells.rows()
}

/// Cells of a raster, each marked or not.
struct Cells {
    across: usize,
    down: usize,
    marked: Vec<bool>,
}

impl Cells {
    fn none(raster: &Raster) -> Self {
        let (across, down) = (raster.width.div_ceil(CELL), raster.height.div_ceil(CELL));
        Self { across, down, marked: vec![false; across * down] }
    }

    fn has(&self, x: usize, y: usize) -> bool {
        self.marked[(y / CELL) * self.across + x / CELL]
    }

    fn set(&mut self, x: usize, y: usize) {
        self.marked[(y / CELL) * self.across + x / CELL] = true;
    }

    /// Cells in which the renders differ and the second is not blank. Returns `None` if there are none.
    fn unlike(first: &Raster, second: &Raster) -> Option<Self> {
        let mut cells = Self::none(first);
        let mut counts = vec![0usize; cells.marked.len()];
        let [around_first, around_second] = [first, second].map(Around::new);
        for (i, (&a, &b)) in first.grey.iter().zip(&second.grey).enumerate() {
            let off = around_second.off(i, a).max(around_first.off(i, b));
            let (x, y) = (i % first.width, i / first.width);
            counts[(y / CELL) * cells.across + x / CELL] += usize::from(off > UNLIKE);
        }
        cells.marked.iter_mut().zip(counts).for_each(|(marked, count)| *marked = count >= LEAST_UNLIKE);
        if !cells.marked.contains(&true) {
            return None;
        }
        let cells = cells.grown(WITH);
        let (first, second) = (Self::inked(first), Self::inked(second));
        let kept = cells.marked.iter().zip(first.marked.iter().zip(&second.marked));
        let marked = kept.map(|(unlike, (first, second))| *unlike && (*second || !*first)).collect();
        Some(Self { marked, ..cells })
    }

    /// Cells with ink in or beside them: letters of two typefaces may be a stroke apart.
    fn inked(raster: &Raster) -> Self {
        let mut cells = Self::none(raster);
        let mut greys = vec![(u8::MAX, u8::MIN); cells.marked.len()];
        for (y, row) in raster.grey.chunks_exact(raster.width).enumerate() {
            for (x, pixels) in row.chunks(CELL).enumerate() {
                let (low, high) = &mut greys[y / CELL * cells.across + x];
                for &grey in pixels {
                    (*low, *high) = ((*low).min(grey), (*high).max(grey));
                }
            }
        }
        cells.marked.iter_mut().zip(greys).for_each(|(marked, (low, high))| *marked = high - low >= INKED);
        cells.grown(1)
    }

    /// Dilates the marked cells by `by` cells on each side.
    fn grown(self, by: usize) -> Self {
        let Self { across, down, marked } = self;
        let mut grown = vec![false; marked.len()];
        for at in (0..marked.len()).filter(|&at| marked[at]) {
            let (x, y) = (at % across, at / across);
            for row in y.saturating_sub(by)..(y + by + 1).min(down) {
                grown[row * across + x.saturating_sub(by)..=row * across + (x + by).min(across - 1)]
                    .fill(true);
            }
        }
        Self { across, down, marked: grown }
    }

    /// Marked cells as boxes, one per run in a row.
    fn rows(&self) -> Vec<Rect> {
        let mut rows = Vec::new();
        for y in 0..self.down {
            let row = &self.marked[y * self.across..][..self.across];
            let mut from = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run[0] {
                    let side = |cells: usize| (cells * CELL) as f64;
                    rows.push(Rect::new(side(from), side(y), side(from + run.len()), side(y + 1)));
                }
                from += run.len();
            }
        }
        rows
    }
}

/// Darkest and lightest grey within one pixel of each pixel.
struct Around {
    darkest: Vec<u8>,
    lightest: Vec<u8>,
}

impl Around {
    fn new(raster: &Raster) -> Self {
        Self { darkest: extremes(raster, u8::min), lightest: extremes(raster, u8::max) }
    }

    /// Distance of a grey from the range around a pixel.
    fn off(&self, i: usize, grey: u8) -> u8 {
        self.darkest[i].saturating_sub(grey).max(grey.saturating_sub(self.lightest[i]))
    }
}

fn extremes(raster: &Raster, pick: fn(u8, u8) -> u8) -> Vec<u8> {
    let width = raster.width;
    let mut across = raster.grey.clone();
    for y in 0..raster.height {
        let (from, to) = (raster.row(y), &mut across[y * width..][..width]);
        to.iter_mut().skip(1).zip(from).for_each(|(to, &from)| *to = pick(*to, from));
        to.iter_mut().zip(&from[1..]).for_each(|(to, &from)| *to = pick(*to, from));
    }
    let mut all = across.clone();
    all.iter_mut().skip(width).zip(&across).for_each(|(to, &from)| *to = pick(*to, from));
    all.iter_mut().zip(across.iter().skip(width)).for_each(|(to, &from)| *to = pick(*to, from));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white page with vertical strokes of the given width, in pixels, at these positions.
    fn page(strokes: &[(usize, usize)], width: usize) -> Raster {
        let mut raster = Raster { width: 96, height: 64, grey: vec![255; 96 * 64] };
        for &(x, y) in strokes {
            for row in y..y + 14 {
                raster.grey[row * 96 + x..][..width].fill(0);
            }
        }
        raster
    }

    #[test]
    fn a_page_drawn_a_pixel_off_is_like_the_first() {
        assert_eq!(packed(&page(&[(20, 20), (60, 20)], 2), &page(&[(21, 21), (59, 20)], 2)), None);
    }

    #[test]
    fn what_is_unlike_is_kept_and_the_rest_is_of_the_first() {
        let first = page(&[(20, 20), (80, 40)], 2);
        let second = page(&[(26, 20), (80, 41)], 2);
        let kept = unpacked(&packed(&first, &second).unwrap(), &first).unwrap();
        assert_eq!((kept.row(25)[21], kept.row(25)[27]), (255, 0));
        assert_eq!((kept.row(40)[80], second.row(40)[80]), (0, 255));
        assert!(places(&first, &kept).iter().all(|place| place.x1 < 60.0));
    }

    #[test]
    fn what_the_second_drawing_leaves_out_is_no_other_way_to_draw_it() {
        let first = page(&[(20, 20)], 2);
        assert_eq!(packed(&first, &page(&[], 2)), None);
    }

    #[test]
    fn what_the_first_drawing_leaves_out_is_completed() {
        let (first, second) = (page(&[(80, 40)], 2), page(&[(20, 20), (80, 40)], 2));
        let kept = unpacked(&packed(&first, &second).unwrap(), &first).unwrap();
        assert_eq!(completed(&first, &kept).row(25)[20], 0);
        assert_eq!(completed(&second, &first).grey, second.grey);
    }

    #[test]
    fn what_is_damaged_is_no_drawing() {
        let first = page(&[(20, 20)], 2);
        assert_eq!(unpacked(b"", &first), None);
        assert_eq!(unpacked(&squeeze(&[0; 5]), &first), None);
    }
}

//! The surroundings of a sheet before a camera: the desk that shows along the edge of the page, because the sheet is not
//! cut as the page is, or bends away. It is no paper, and it joins the end of the page. A note on the edge of the sheet
//! has paper about it.

use super::blobs::bounds_of;
use super::part::Part;
use super::thresholds::{BARE_PAPER_INK, DUST_PAPER_RESIDUAL, DUST_RIM_PIXELS};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::components::{Neighbours, components};
use crate::imaging::sampling::grown;
use crate::model::geometry::Rect;

/// The pixels of the surroundings within a page, and the pixels that show something else than the page.
pub struct Surroundings {
    is_joined: Vec<bool>,
    /// The surroundings and, around them, the rim over which a camera blurs them.
    is_near: Vec<bool>,
    differs: Vec<bool>,
}

impl Surroundings {
    /// Follows what is no paper from the end of the page, or of the picture, into the bare edge of the sheet; `inner` is
    /// the sheet without its edge, in pixels of the page. Ink of the page that lies at its very end is the edge that a scanner saw.
    pub fn new(aligned: &Aligned, residual: &Residual, part: &Part, inner: &Rect) -> Self {
        let size @ (width, height) = (aligned.width, aligned.height);
        let differs: Vec<bool> = residual.normalised.iter().map(|r| r.abs() > DUST_PAPER_RESIDUAL).collect();
        let reach = DUST_RIM_PIXELS as usize;
        // Next to the border of the picture nothing is expected either.
        let ends = |i: usize| {
            let (x, y) = (i % width, i / width);
            let columns = x.saturating_sub(reach)..(x + reach + 1).min(width);
            let at_border = x < reach || y < reach || x + reach >= width || y + reach >= height;
            at_border
                || (y - reach..=y + reach)
                    .any(|row| columns.clone().any(|column| aligned.expected[row * width + column].is_nan()))
        };
        let may_be_desk = |i: usize| {
            differs[i]
                && !inner.contains(part.back.apply(aligned.centre(i)))
                && (residual.ink[i] < BARE_PAPER_INK || ends(i))
        };
        let seeds = (0..width * height).filter(|&i| may_be_desk(i) && ends(i));
        let pieces = components(size, Neighbours::Square(reach), seeds, |_, i| may_be_desk(i));
        let mut is_joined = vec![false; width * height];
        pieces.into_iter().flatten().for_each(|i| is_joined[i] = true);
        let is_near = grown(&is_joined, width, height, reach);
        Self { is_joined, is_near, differs }
    }

    /// Whether a pixel shows the surroundings or lies in their blurred rim.
    pub fn are_near(&self, i: usize) -> bool {
        self.is_near[i]
    }

    /// Whether a place, in pixels of the picture, shows the surroundings, and beside them paper and dust alone.
    pub fn explain(&self, aligned: &Aligned, place: &Rect, is_dust: impl Fn(&Rect) -> bool) -> bool {
        let (joined, others): (Vec<usize>, Vec<usize>) =
            aligned.pixels_of(place).filter(|&i| self.differs[i]).partition(|&i| self.is_joined[i]);
        if joined.is_empty() {
            return false;
        }
        let mut is_other = vec![false; self.differs.len()];
        others.iter().for_each(|&i| is_other[i] = true);
        let size = (aligned.width, aligned.height);
        let others = components(size, Neighbours::Square(1), others, |_, i| is_other[i]);
        let (left, top) = (aligned.x as f64, aligned.y as f64);
        let in_picture = |piece: Vec<usize>| {
            let [x0, y0, x1, y1] = bounds_of(piece.into_iter(), aligned.width).map(|v| v as f64);
            Rect::new(left + x0, top + y0, left + x1, top + y1)
        };
        others.into_iter().map(in_picture).all(|piece| is_dust(&piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;

    const SIDE: usize = 200;

    /// Whether a dark box of 8 pixels at a place of the edge of a bare sheet is explained, with a desk of so many rows.
    fn is_explained(desk: usize, y: usize) -> bool {
        is_explained_on(&vec![250.0; SIDE * SIDE], desk, y)
    }

    /// The same on a sheet of this look.
    fn is_explained_on(page: &[f32], desk: usize, y: usize) -> bool {
        let mut seen = vec![250.0; SIDE * SIDE];
        seen[..desk * SIDE].fill(60.0);
        (y..y + 8).for_each(|y| seen[y * SIDE + 90..y * SIDE + 98].fill(60.0));
        let aligned = Aligned::of_greys(SIDE, SIDE, seen, page.to_vec());
        let residual = residual(&aligned, 1.0);
        let flat = Flat::new(SIDE, SIDE, 12.0);
        let inner = Rect::new(30.0, 30.0, 170.0, 170.0);
        let surroundings = Surroundings::new(&aligned, &residual, &flat.part(), &inner);
        surroundings.explain(&aligned, &Rect::new(90.0, y as f64, 98.0, y as f64 + 8.0), |_| false)
    }

    #[test]
    fn what_joins_the_end_of_the_page_is_the_desk_and_a_note_with_paper_about_it_is_none() {
        assert!(is_explained(10, 2));
        assert!(is_explained(10, 12));
        assert!(!is_explained(0, 16));
        assert!(!is_explained(4, 16));
        assert!(!is_explained(4, 90));
    }
    #[test]
    fn the_edge_that_a_scanner_saw_is_no_print_and_a_band_along_the_edge_of_the_page_is() {
        let with_ink_above = |rows: usize| {
            let mut page = vec![250.0; SIDE * SIDE];
            page[..rows * SIDE].fill(90.0);
            page
        };
        assert!(is_explained_on(&with_ink_above(2), 0, 6));
        assert!(!is_explained_on(&with_ink_above(25), 0, 10));
        assert!(!is_explained_on(&with_ink_above(25), 0, 27));
    }
}

//! The surroundings of a sheet before a camera: the desk that shows along the edge of the page, because the sheet is not
//! cut as the page is, or bends away. It is no paper, and it joins the end of the page. A note on the edge of the sheet
//! has paper about it.

use super::part::Part;
use super::thresholds::{BARE_PAPER_INK, DUST_PAPER_RESIDUAL, DUST_RIM_PIXELS};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::components::{Neighbours, components};
use crate::model::geometry::Rect;

/// The pixels of the surroundings within a page, and the pixels that show something else than the page.
pub struct Surroundings {
    is_joined: Vec<bool>,
    differs: Vec<bool>,
}

impl Surroundings {
    /// Follows what is no paper from the end of the page, or of the picture, into the bare edge of the sheet; `inner` is
    /// the sheet without its edge, in pixels of the page.
    pub fn new(aligned: &Aligned, residual: &Residual, part: &Part, inner: &Rect) -> Self {
        let (width, height) = (aligned.width, aligned.height);
        let differs: Vec<bool> = residual.normalised.iter().map(|r| r.abs() > DUST_PAPER_RESIDUAL).collect();
        let may_be_desk = |i: usize| {
            differs[i]
                && residual.ink[i] < BARE_PAPER_INK
                && !inner.contains(part.back.apply(aligned.centre(i)))
        };
        let reach = DUST_RIM_PIXELS as usize;
        let ends = |i: usize| {
            let (x, y) = (i % width, i / width);
            let columns = x.saturating_sub(reach)..(x + reach + 1).min(width);
            let at_border = x < reach || y < reach || x + reach >= width || y + reach >= height;
            at_border
                || (y - reach..=y + reach)
                    .any(|row| columns.clone().any(|column| aligned.page[row * width + column].is_nan()))
        };
        let seeds = (0..width * height).filter(|&i| may_be_desk(i) && ends(i));
        let pieces = components((width, height), Neighbours::Square(reach), seeds, |_, i| may_be_desk(i));
        let mut is_joined = vec![false; width * height];
        pieces.into_iter().flatten().for_each(|i| is_joined[i] = true);
        Self { is_joined, differs }
    }

    /// Whether a place, in pixels of the picture, shows nothing but the surroundings and paper.
    pub fn explain(&self, aligned: &Aligned, place: &Rect) -> bool {
        let mut joined = aligned.pixels_of(place).filter(|&i| self.differs[i]).map(|i| self.is_joined[i]);
        joined.next().is_some_and(|first| first && joined.all(|is_joined| is_joined))
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
        let page = vec![250.0; SIDE * SIDE];
        let mut seen = page.clone();
        seen[..desk * SIDE].fill(60.0);
        (y..y + 8).for_each(|y| seen[y * SIDE + 90..y * SIDE + 98].fill(60.0));
        let aligned = Aligned::of_greys(SIDE, SIDE, seen, page);
        let residual = residual(&aligned, 1.0);
        let flat = Flat::new(SIDE, SIDE, 12.0);
        let inner = Rect::new(30.0, 30.0, 170.0, 170.0);
        let surroundings = Surroundings::new(&aligned, &residual, &flat.part(), &inner);
        surroundings.explain(&aligned, &Rect::new(90.0, y as f64, 98.0, y as f64 + 8.0))
    }

    #[test]
    fn what_joins_the_end_of_the_page_is_the_desk_and_a_note_with_paper_about_it_is_none() {
        assert!(is_explained(10, 2));
        assert!(is_explained(10, 12));
        assert!(!is_explained(0, 16));
        assert!(!is_explained(4, 16));
        assert!(!is_explained(4, 90));
    }
}

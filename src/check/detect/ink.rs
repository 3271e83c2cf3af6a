//! The ink of a page: what is darker than its paper, and on dark grounds, as in the head of a table, what is lighter than they are.

use super::blobs::Blob;
use super::part::Part;
use super::thresholds::{
    DARK_PIXEL_CONTRAST, LETTER_OFFSET_PIXELS, SMALL_PIECE_PEAK_CONTRAST, SMALL_PIECE_PIXEL_CONTRAST,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::imaging::sampling::middle;
use crate::model::raster::Rendition;
use std::borrow::Cow;

/// Ink of one polarity.
pub struct Ink<'a> {
    /// Difference from its ground as the picture would show it, in grey levels, pixel by pixel; 0 where there is none.
    pub strength: Cow<'a, [f32]>,
    /// 1 if it is darker than its ground in the picture, -1 if it is lighter.
    pub polarity: f32,
    /// Where it is not on the paper: its grounds.
    grounds: Option<Grounds>,
}

/// Dark grounds, pixel by pixel.
struct Grounds {
    /// Whether it lies on one.
    on: Vec<bool>,
    /// Whether it lies on one or within a letter of one: so far, what stands on it may reach.
    about: Vec<bool>,
}

impl<'a> Ink<'a> {
    /// The ink on the page's paper.
    pub fn on_paper(residual: &'a Residual) -> Self {
        Self { strength: Cow::Borrowed(&residual.strength), polarity: residual.polarity, grounds: None }
    }

    /// Those of the `open` pixels where there may be such ink.
    pub fn within<'b>(&self, open: &'b [bool]) -> Cow<'b, [bool]> {
        let Some(Grounds { about, .. }) = &self.grounds else { return Cow::Borrowed(open) };
        open.iter().zip(about).map(|(open, about)| *open && *about).collect()
    }

    /// Whether most of a piece lies on such a ground.
    pub fn has_ground_under(&self, piece: &Blob) -> bool {
        let is_on = |i: &&u32| self.grounds.as_ref().is_none_or(|grounds| grounds.on[**i as usize]);
        2 * piece.pixels.iter().filter(is_on).count() > piece.pixels.len()
    }

    /// Whether the picture has ink on the paper at a pixel around which the page is bare.
    pub fn is_new(&self, aligned: &Aligned, residual: &Residual, i: usize) -> bool {
        (residual.paper - aligned.seen[i]) * residual.polarity > DARK_PIXEL_CONTRAST * residual.contrast
            && self.is_bare_about(aligned, residual, i)
    }

    /// Whether the page is such a bare ground around a pixel, as far as a letter may be off its place.
    pub fn is_bare_about(&self, aligned: &Aligned, residual: &Residual, i: usize) -> bool {
        let (x, y) = (i % aligned.width, i / aligned.width);
        let near = |at: usize, end: usize| {
            at.saturating_sub(LETTER_OFFSET_PIXELS)..(at + LETTER_OFFSET_PIXELS + 1).min(end)
        };
        let columns = near(x, aligned.width);
        let mut about =
            near(y, aligned.height).flat_map(|y| columns.clone().map(move |x| y * aligned.width + x));
        match &self.grounds {
            None => about.all(|i| aligned.page[i] > residual.bare),
            Some(Grounds { on, .. }) => {
                about.all(|i| on[i] && self.strength[i] < SMALL_PIECE_PIXEL_CONTRAST * residual.contrast)
            }
        }
    }

    /// The ink on flat grounds that are so far from the paper that ink as far from them as the paper could be a small piece.
    /// Returns `None` if there is no such ground.
    pub fn on_grounds(aligned: &Aligned, residual: &Residual, part: &Part) -> Option<Self> {
        let (w, h) = (aligned.width, aligned.height);
        let depth = |i: usize| (residual.paper - aligned.expected[i]) * residual.polarity;
        let least = SMALL_PIECE_PEAK_CONTRAST * residual.contrast;
        let side = (part.letter.round() as usize).max(1);
        let corners = (0..h).step_by(side).flat_map(|y| (0..w).step_by(side).map(move |x| (x, y)));
        // The pixels of a cell, and those about it.
        let cell = |(x, y): (usize, usize), by: usize| {
            let columns = x.saturating_sub(by)..(x + side + by).min(w);
            let rows = y.saturating_sub(by)..(y + side + by).min(h);
            rows.flat_map(move |y| columns.clone().map(move |x| y * w + x))
        };
        let ground = |at: (usize, usize)| {
            // If half of the pixels are so deep, the mean is at least half of that.
            let (sum, count) = cell(at, 0).fold((0.0, 0.0), |s, i| (s.0 + depth(i).max(0.0), s.1 + 1.0));
            if 2.0 * sum < least * count {
                return None;
            }
            let about = cell(at, side / 2).map(depth).filter(|depth| depth.is_finite()).collect();
            let (ground, spread) = middle(about);
            (ground >= least && spread <= Rendition::STEP / 2.0).then_some((at, ground))
        };
        let cells: Vec<_> = corners.filter_map(ground).collect();
        if cells.is_empty() {
            return None;
        }
        let mut strength = vec![0.0; w * h];
        let [mut on, mut about] = [vec![false; w * h], vec![false; w * h]];
        for &(at, ground) in &cells {
            cell(at, 0).for_each(|i| on[i] = true);
            for i in cell(at, side) {
                // `max` takes what lies outside the page, too. The deepest ground counts.
                strength[i] = (ground - depth(i)).max(strength[i]);
                about[i] = true;
            }
        }
        let grounds = Some(Grounds { on, about });
        Some(Self { strength: strength.into(), polarity: -residual.polarity, grounds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::align::residual::residual;
    use crate::check::detect::part::Flat;

    const SIDE: usize = 200;

    /// The greatest strength of light ink on a page of dark letters on paper, with a band of this grey behind light ones.
    fn strongest(band: f32) -> Option<f32> {
        let is_letter = |x: usize, y: usize| (x + y / 20 * 3) % 9 < 2 && y % 20 < 12;
        let grey = |x: usize, y: usize| match ((80..120).contains(&y), is_letter(x, y)) {
            (true, true) => 255.0,
            (true, false) => band,
            (false, true) => 0.0,
            (false, false) => 255.0,
        };
        let page: Vec<f32> = (0..SIDE * SIDE).map(|i| grey(i % SIDE, i / SIDE)).collect();
        let aligned = Aligned::of_greys(SIDE, SIDE, page.clone(), page);
        let residual = residual(&aligned, 1.0);
        let flat = Flat::new(SIDE, SIDE, 12.0);
        let ink = Ink::on_grounds(&aligned, &residual, &flat.part())?;
        assert_eq!(ink.polarity, -1.0);
        let at = |x: usize, y: usize| ink.strength[y * SIDE + x];
        assert!((0..SIDE).all(|x| at(x, 40) == 0.0), "no ink far from the band");
        let row = |y: usize| Blob::pieces(&aligned, |i| i / SIDE == y, |_| 1.0).remove(0);
        assert!(ink.has_ground_under(&row(100)) && !ink.has_ground_under(&row(40)));
        ink.strength.iter().copied().max_by(f32::total_cmp)
    }

    #[test]
    fn light_letters_on_a_dark_band_are_ink_and_paper_between_dark_ones_is_none() {
        assert_eq!(strongest(100.0), Some(155.0));
        assert_eq!(strongest(230.0), None);
    }
}

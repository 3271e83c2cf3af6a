//! A page with two drawings: each place of the picture is compared with the drawing that it resembles more.

use std::rc::Rc;

use super::appearance::Aligned;
use super::residual::{Residual, residual};
use super::thresholds::DRAWING_WINDOW_HALF_SIDE;

/// A page aligned with the picture in each of its drawings.
pub struct Overlay {
    first: Rc<Aligned>,
    second: Option<Aligned>,
}

impl Overlay {
    /// A page with one drawing or two, each as the picture would show it.
    pub fn new(first: Aligned, second: Option<Aligned>) -> Self {
        Self { first: Rc::new(first), second }
    }

    /// Fits both once more to the part that shows nothing but the page; see [`Aligned::fitted_to`].
    pub fn fitted_to(self, shown: impl Fn(f64) -> Option<(f64, f64)>) -> Self {
        Self {
            first: Rc::new(Rc::unwrap_or_clone(self.first).fitted_to(&shown)),
            second: self.second.map(|second| second.fitted_to(&shown)),
        }
    }

    /// Changes each drawing in the same way.
    pub fn change(&mut self, change: impl Fn(&mut Aligned)) {
        change(Rc::make_mut(&mut self.first));
        self.second.iter_mut().for_each(change);
    }

    /// The drawing that the picture resembles more, place by place, and the residual to it.
    pub fn seen(&self, polarity: f32) -> (Rc<Aligned>, Residual) {
        match &self.second {
            Some(second) => {
                let (nearest, left) = nearest([Aligned::clone(&self.first), second.clone()], polarity);
                (Rc::new(nearest), left)
            }
            None => (Rc::clone(&self.first), residual(&self.first, polarity)),
        }
    }
}

/// Joins the drawings of a page to the one that the picture resembles more.
///
/// The choice is made for a window and not for a pixel: a letter joined from strokes of both would resemble neither.
fn nearest(mut sides: [Aligned; 2], polarity: f32) -> (Aligned, Residual) {
    let [mut left, other] = [&sides[0], &sides[1]].map(|side| residual(side, polarity));
    let (width, height) = (sides[0].width, sides[0].height);
    let gained: Vec<f32> =
        left.normalised.iter().zip(&other.normalised).map(|(a, b)| a * a - b * b).collect();
    let nearer = windowed(&gained, width, height);
    let [first, second] = &mut sides;
    for i in (0..width * height).filter(|&i| nearer[i] > 0.0) {
        first.expected[i] = second.expected[i];
        first.page[i] = second.page[i];
        left.normalised[i] = other.normalised[i];
        left.ink[i] = other.ink[i];
        left.strength[i] = other.strength[i];
    }
    // A rule of one drawing may be where the other has none.
    left.rule.iter_mut().zip(&other.rule).for_each(|(rule, other)| *rule |= other);
    let [first, _] = sides;
    (first, left)
}

/// The sums over the window around each pixel.
fn windowed(values: &[f32], width: usize, height: usize) -> Vec<f32> {
    // Sums of everything above and to the left, with one more row and column.
    let across = width + 1;
    let mut sums = vec![0f64; across * (height + 1)];
    for y in 0..height {
        let mut row = 0.0;
        for x in 0..width {
            row += f64::from(values[y * width + x]);
            sums[(y + 1) * across + x + 1] = sums[y * across + x + 1] + row;
        }
    }
    let mut out = Vec::with_capacity(values.len());
    for y in 0..height {
        let (top, bottom) = (
            y.saturating_sub(DRAWING_WINDOW_HALF_SIDE) * across,
            (y + DRAWING_WINDOW_HALF_SIDE + 1).min(height) * across,
        );
        for x in 0..width {
            let (from, to) =
                (x.saturating_sub(DRAWING_WINDOW_HALF_SIDE), (x + DRAWING_WINDOW_HALF_SIDE + 1).min(width));
            out.push((sums[bottom + to] - sums[bottom + from] - sums[top + to] + sums[top + from]) as f32);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_sums_what_is_within_it_and_ends_with_the_picture() {
        let (width, height) = (60, 40);
        let mut values = vec![0.0; width * height];
        values[20 * width + 30] = 1.0;
        let sums = windowed(&values, width, height);
        let at = |x: usize, y: usize| sums[y * width + x];
        assert_eq!(
            (
                at(30, 20),
                at(30 - DRAWING_WINDOW_HALF_SIDE, 20 + DRAWING_WINDOW_HALF_SIDE),
                at(30 - DRAWING_WINDOW_HALF_SIDE - 1, 20)
            ),
            (1.0, 1.0, 0.0)
        );
        assert_eq!(windowed(&[2.0; 4], 2, 2), [8.0; 4]);
    }
}

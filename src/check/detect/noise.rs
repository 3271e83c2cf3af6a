//! Cells: the part that is compared in squares as large as a letter. Those with the page's ink are the witnesses, and what they
//! depart by is the picture's own noise.

use super::detection::Detection;
use super::part::Part;
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::{INKED, Residual, SOME_INK};
use crate::check::extent::legibility::SMALLEST;
use crate::imaging::sampling::middle;
use crate::model::geometry::{Point, Rect};

/// Letters lower than this, in pixels, are small: a changed one departs less than a difference has to.
pub const SMALL: f64 = 8.0;
/// Pixels that smoothing carries the departure of what is hidden beyond it.
const CARRIED: f64 = 4.0;

/// Departure that the peak of a difference must reach whatever the noise.
pub const HIGH: f32 = 0.55;
/// How far, in standard deviations of the logarithm of the picture's own departures, the peak must lie outside.
const DEVIATIONS: f32 = 3.2;
/// A clear picture shows fainter changes: a peak down to this counts when it lies [`FAINT_DEVIATIONS`] outside.
const FAINT: f32 = 0.36;
/// Standard deviations by which a faint peak must lie outside.
const FAINT_DEVIATIONS: f32 = 4.8;
/// Upper end of the picture's own departures below which it is clear.
const QUIET: f32 = 0.22;

/// Cells that the surroundings of a place are, at least: some three words.
const NEIGHBOURS: usize = 24;
/// Standard deviations that the lower quartile of a normal distribution lies below its mean.
const QUARTILE: f32 = 0.674;
/// Departure below which a cell agrees wholly: what the sensor or the encoder has rounded.
const LEAST_PEAK: f32 = 0.02;
/// Cells with ink that tell a noise, at least.
const SOME_CELLS: usize = 8;

/// The picture's own noise: median and spread of the logarithm of its cells' departures.
#[derive(Clone, Copy)]
pub struct Noise {
    /// Median of the logarithm.
    pub middle: f32,
    /// Its standard deviation.
    pub spread: f32,
}

impl Noise {
    /// Of the greatest departures of some cells; that of usual pictures where there are fewer than [`SOME_CELLS`].
    fn of(peaks: impl Iterator<Item = f32>) -> Self {
        let logs: Vec<f32> = peaks.map(|p| p.max(LEAST_PEAK).ln()).collect();
        if logs.len() < SOME_CELLS {
            return Self { middle: 0.15f32.ln(), spread: 0.35 };
        }
        let (middle, spread) = middle(logs);
        Self { middle, spread: spread.clamp(0.15, 0.6) }
    }

    /// The departure that lies so many standard deviations outside.
    pub fn beyond(&self, deviations: f32) -> f32 {
        (self.middle + deviations * self.spread).exp()
    }

    /// How many standard deviations outside a departure lies.
    pub fn deviation(&self, departure: f32) -> f32 {
        ((departure.max(1e-3).ln() - self.middle) / self.spread).max(0.0)
    }

    /// Whether the picture is clear: a camera or an encoder may lose a point, or make a word paler.
    pub fn is_quiet(&self) -> bool {
        self.upper() < QUIET
    }

    /// Its upper end.
    pub fn upper(&self) -> f32 {
        self.beyond(2.0)
    }

    /// The peak that a difference has to reach.
    pub fn high(&self) -> f32 {
        let clear = HIGH.max(self.beyond(DEVIATIONS));
        let faint = FAINT.max(self.beyond(FAINT_DEVIATIONS));
        if self.is_quiet() { clear.min(faint) } else { clear }
    }
}

/// What the inked cells say.
pub struct Tally {
    /// Share of them whose letters are large enough to be told apart.
    pub legible: f64,
    /// Share of them that is not hidden.
    pub shown: f64,
    /// Share of them that was compared: legible and not hidden.
    pub compared: f64,
    /// Share of them that agrees.
    pub agreeing: f64,
    /// Those that agree: the independent witnesses.
    pub witnesses: usize,
}

/// Cells of letter size with the page's ink in them.
pub struct Cells {
    side: usize,
    across: usize,
    /// Greatest departure of each inked cell, none where the page has no ink or is not compared.
    peaks: Vec<Option<f32>>,
    /// Height of the letters in each cell, in pixels of the picture.
    letters: Vec<f64>,
    /// The usual one.
    usual: f64,
}

impl Cells {
    /// The cells over the aligned part; `inside` tells which pixels are compared.
    pub fn new(a: &Aligned, r: &Residual, inside: &[bool], part: &Part) -> Self {
        let side = (part.letter.round() as usize).clamp(6, 40);
        let (across, down) = (a.width.div_ceil(side), a.height.div_ceil(side));
        let mut peaks = vec![None; across * down];
        let mut ink = vec![0u32; across * down];
        for y in 0..a.height {
            let row = y * a.width..(y + 1) * a.width;
            let cells = (y / side) * across..(y / side + 1) * across;
            let cells = peaks[cells.clone()].iter_mut().zip(&mut ink[cells]);
            for ((peak, ink), x) in cells.zip(row.clone().step_by(side)) {
                for i in (x..(x + side).min(row.end)).filter(|&i| inside[i] && !r.rule[i]) {
                    *ink += u32::from(r.ink[i] > INKED);
                    let d = r.departure[i].abs();
                    *peak = Some(peak.map_or(d, |p: f32| if d > p { d } else { p }));
                }
            }
        }
        for (p, ink) in peaks.iter_mut().zip(&ink) {
            if f64::from(*ink) < SOME_INK * (side * side) as f64 {
                *p = None;
            }
        }
        let mut cells = Self { side, across, peaks, letters: Vec::new(), usual: part.letter };
        let letter = |i: usize| part.letters.at(part.back.apply(cells.centre(a, i)), part.letter);
        cells.letters = (0..across * down).map(letter).collect();
        cells
    }

    /// Centre of a cell, in pixels of the picture.
    fn centre(&self, a: &Aligned, i: usize) -> Point {
        let middle = |at: usize| (at * self.side + self.side / 2) as f64;
        Point { x: a.x as f64 + middle(i % self.across), y: a.y as f64 + middle(i / self.across) }
    }

    /// Whether the letters at a pixel of the aligned part are large enough to be told apart.
    pub fn is_legible(&self, a: &Aligned, pixel: usize) -> bool {
        let cell = pixel / a.width / self.side * self.across + pixel % a.width / self.side;
        self.letters[cell] >= SMALLEST
    }

    /// Whether the letters of a cell are small; a line of digits, which are taller, is as small as the words about it.
    fn is_small(&self, i: usize) -> bool {
        self.letters[i].min(self.usual) < SMALL
    }

    /// Where the strongest departure among small letters lies that nothing larger than a letter explains, if it is stronger
    /// than `least`.
    pub fn strongest_of_small(
        &self,
        a: &Aligned,
        r: &Residual,
        inside: &[bool],
        sites: &[Detection],
        least: f32,
    ) -> Option<Point> {
        if !(0..self.letters.len()).any(|i| self.is_small(i)) {
            return None;
        }
        let cell = |i: usize| i / a.width / self.side * self.across + i % a.width / self.side;
        let explains = |s: &Detection, i: usize| {
            let is_larger = s.bounds.width().max(s.bounds.height()) > self.letters[cell(i)];
            is_larger && s.bounds.grown(CARRIED).contains(a.centre(i))
        };
        let strong = (0..inside.len()).filter(|&i| inside[i] && !r.rule[i] && r.departure[i].abs() > least);
        let open = strong.filter(|&i| self.is_small(cell(i)) && !sites.iter().any(|s| explains(s, i)));
        open.max_by(|&i, &j| r.departure[i].abs().total_cmp(&r.departure[j].abs())).map(|i| a.centre(i))
    }

    /// Median and spread of the logarithm of the cells' departures.
    pub fn noise(&self) -> Noise {
        Noise::of(self.peaks.iter().flatten().copied())
    }

    /// Noise of the surroundings of a place: of the nearest inked cells outside it, as many as it has itself and at least
    /// [`NEIGHBOURS`]. Up to three quarters of them may be changed, too, as beside a word of a changed line: so their lower quartile
    /// is taken, with the spread of the whole picture. That of the whole where too few cells have ink.
    fn noise_around(&self, a: &Aligned, place: &Rect, whole: Noise) -> Noise {
        let own = place.grown(self.side as f64);
        let centre = place.centre();
        let inked = self.peaks.iter().enumerate().filter_map(|(i, peak)| Some((self.centre(a, i), (*peak)?)));
        let (within, around): (Vec<_>, Vec<_>) = inked.partition(|(at, _)| own.contains(*at));
        let distance = |at: &Point| (at.x - centre.x).hypot(at.y - centre.y);
        let mut nearest = around;
        nearest.sort_by(|a, b| distance(&a.0).total_cmp(&distance(&b.0)));
        nearest.truncate(within.len().max(NEIGHBOURS));
        if nearest.len() < SOME_CELLS {
            return whole;
        }
        let mut logs: Vec<f32> = nearest.iter().map(|(_, peak)| peak.max(LEAST_PEAK).ln()).collect();
        let quartile = *logs.select_nth_unstable_by(nearest.len() / 4, f32::total_cmp).1;
        Noise { middle: quartile + QUARTILE * whole.spread, ..whole }
    }

    /// Largest deviation that is expected of so many independent cells whose noise is normal: the square root of twice the logarithm
    /// of their number.
    fn expected_maximum(&self) -> f32 {
        let cells = self.peaks.iter().flatten().count().max(1) as f32;
        (2.0 * cells.ln()).sqrt()
    }

    /// Whether a change is one, and not what a camera does to a part of a picture: paper that bends away from its plane, a shadow, a
    /// blur. In a picture that is not clear, the change has to deviate by more than the largest of all its cells is expected to, and
    /// to stand out of its own surroundings, and its letters have to be large enough.
    pub fn stands_out_here(&self, a: &Aligned, site: &Detection, noise: Noise) -> bool {
        let is_legible = |p: Point| {
            let (x, y) = (p.x as usize, p.y as usize);
            self.is_legible(a, y.saturating_sub(a.y) * a.width + x.saturating_sub(a.x))
        };
        noise.is_quiet()
            || site.deviation >= self.expected_maximum()
                && site.peak >= self.noise_around(a, &site.bounds, noise).beyond(DEVIATIONS)
                && is_legible(site.bounds.centre())
    }

    /// Whether more than half of a cell's ink is hidden.
    fn is_hidden(&self, a: &Aligned, r: &Residual, hidden: &[bool], cell: usize) -> bool {
        let (x, y) = (cell % self.across * self.side, cell / self.across * self.side);
        let columns = x..(x + self.side).min(a.width);
        let rows = (y..(y + self.side).min(a.height)).map(|y| y * a.width);
        let pixels = rows.flat_map(|row| row + columns.start..row + columns.end);
        let (ink, under) =
            pixels.filter(|&i| r.ink[i] > INKED).fold((0, 0), |n, i| (n.0 + 1, n.1 + usize::from(hidden[i])));
        2 * under > ink
    }

    /// Counts the cells. Those whose ink is `hidden` for the most part are not shown.
    pub fn tally(&self, a: &Aligned, r: &Residual, hidden: &[bool]) -> Tally {
        let (mut all, mut legible, mut shown, mut compared, mut agreeing) = (0, 0, 0, 0, 0);
        for (i, p) in self.peaks.iter().enumerate() {
            let Some(p) = p else { continue };
            all += 1;
            let is_legible = self.letters[i] >= SMALLEST;
            legible += usize::from(is_legible);
            if self.is_hidden(a, r, hidden, i) {
                continue;
            }
            shown += 1;
            compared += usize::from(is_legible);
            agreeing += usize::from(*p < HIGH);
        }
        let share = |n: usize| n as f64 / all.max(1) as f64;
        Tally {
            legible: share(legible),
            shown: share(shown),
            compared: share(compared),
            agreeing: share(agreeing),
            witnesses: agreeing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::detect::detection::DetectionKind;
    use crate::model::answer::DifferenceKind;

    const ACROSS: usize = 30;
    const SIDE: usize = 10;

    /// Cells of a camera's picture, in which those of a part have another departure.
    fn cells(departure: impl Fn(usize, usize) -> Option<f32>) -> (Aligned, Cells) {
        let grey = vec![255.0; ACROSS * SIDE * ACROSS * SIDE];
        let usual = |i: usize| if i % 2 == 0 { 0.13 } else { 0.3 };
        let peak =
            |i: usize| Some(departure(i % ACROSS, i / ACROSS).unwrap_or_else(|| usual(i + i / ACROSS)));
        let peaks = (0..ACROSS * ACROSS).map(peak).collect();
        let letters = vec![12.0; ACROSS * ACROSS];
        (
            Aligned::of_greys(ACROSS * SIDE, ACROSS * SIDE, grey.clone(), grey),
            Cells { side: SIDE, across: ACROSS, peaks, letters, usual: 12.0 },
        )
    }

    fn stands_out(cells: &Cells, a: &Aligned, column: usize, row: usize, columns: usize) -> bool {
        let noise = cells.noise();
        let place = [column, row, column + columns, row + 1].map(|at| (at * SIDE) as f64);
        let bounds = Rect::new(place[0], place[1], place[2], place[3]);
        let peak = cells.peaks[row * ACROSS + column].expect("ink");
        let what = DetectionKind::Difference(DifferenceKind::Changed);
        let site = Detection { bounds, on_page: bounds, peak, deviation: noise.deviation(peak), what };
        assert!(!noise.is_quiet());
        cells.stands_out_here(a, &site, noise)
    }

    #[test]
    fn what_is_usual_where_paper_bends_does_not_stand_out_there() {
        let bent =
            |x: usize, y: usize| (x > 20 && y > 20).then_some(if (x, y) == (28, 28) { 1.6 } else { 0.9 });
        let (a, cells) = cells(|x, y| if (x, y) == (5, 5) { Some(1.6) } else { bent(x, y) });
        assert!(!stands_out(&cells, &a, 28, 28, 1));
        assert!(stands_out(&cells, &a, 5, 5, 1));
    }

    #[test]
    fn a_word_of_a_changed_line_stands_out_beside_the_others() {
        let (a, cells) = cells(|x, y| (y == 15 && (3..27).contains(&x)).then_some(1.6));
        assert!(stands_out(&cells, &a, 12, 15, 4));
    }

    #[test]
    fn what_one_of_so_many_cells_reaches_by_chance_is_no_change() {
        let (a, cells) = cells(|x, y| ((x, y) == (5, 5)).then_some(0.72));
        assert!(cells.noise().deviation(0.72) > DEVIATIONS);
        assert!(!stands_out(&cells, &a, 5, 5, 1));
    }
}

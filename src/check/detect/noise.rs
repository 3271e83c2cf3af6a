//! Cells: the compared part in squares as large as a letter. Those with ink of the page are the inlier cells if they
//! agree, and their residuals are the noise of the picture.

use super::detection::Detection;
use super::outlier::{CellPeak, outlier};
use super::part::Part;
use super::thresholds::{
    CELL_PEAK_FLOOR, CELL_SIDE_PIXELS, DIFFERENCE_DEVIATIONS, DIFFERENCE_PEAK, FAINT_DEVIATIONS, FAINT_PEAK,
    HIDDEN_RESIDUAL_REACH_PIXELS, NEIGHBOUR_CELLS, NOISE_CELLS, NOISE_SPREAD, NOISE_UPPER_DEVIATIONS,
    QUIET_NOISE, SMALL_LETTER_PIXELS, UNKNOWN_NOISE, UNKNOWN_NOISE_SPREAD,
};
use crate::check::align::appearance::Aligned;
use crate::check::align::residual::Residual;
use crate::check::align::thresholds::{INKED_CONTRAST, SOME_INK_SHARE};
use crate::check::extent::thresholds::LEGIBLE_LETTER_PIXELS;
use crate::imaging::sampling::middle;
use crate::model::geometry::{Point, Rect};

/// Standard deviations by which the lower quartile of a normal distribution lies below its mean.
const LOWER_QUARTILE_DEVIATIONS: f32 = 0.674;

/// The noise of the picture: median and spread of the logarithm of the residuals of its cells.
#[derive(Clone, Copy)]
pub struct Noise {
    /// Median of the logarithm.
    pub middle: f32,
    /// Standard deviation of the logarithm.
    pub spread: f32,
}

impl Noise {
    /// Noise of cells with these residuals; a usual one if there are fewer than [`NOISE_CELLS`].
    fn of(peaks: impl Iterator<Item = f32>) -> Self {
        let logs: Vec<f32> = peaks.map(|p| p.max(CELL_PEAK_FLOOR).ln()).collect();
        if logs.len() < NOISE_CELLS {
            return Self { middle: UNKNOWN_NOISE.ln(), spread: UNKNOWN_NOISE_SPREAD };
        }
        let (middle, spread) = middle(logs);
        Self { middle, spread: spread.clamp(NOISE_SPREAD.0, NOISE_SPREAD.1) }
    }

    /// The residual that lies this many standard deviations above the median.
    pub fn beyond(&self, deviations: f32) -> f32 {
        (self.middle + deviations * self.spread).exp()
    }

    /// The distance of a residual from the median, in standard deviations.
    pub fn deviation(&self, residual: f32) -> f32 {
        ((residual.max(1e-3).ln() - self.middle) / self.spread).max(0.0)
    }

    /// Whether the picture is quiet. Otherwise a camera or an encoder may lose a point, or make a word paler.
    pub fn is_quiet(&self) -> bool {
        self.upper() < QUIET_NOISE
    }

    /// The upper end of the noise.
    pub fn upper(&self) -> f32 {
        self.beyond(NOISE_UPPER_DEVIATIONS)
    }

    /// The least peak of a difference.
    pub fn high(&self) -> f32 {
        let clear = DIFFERENCE_PEAK.max(self.beyond(DIFFERENCE_DEVIATIONS));
        let faint = FAINT_PEAK.max(self.beyond(FAINT_DEVIATIONS));
        if self.is_quiet() { clear.min(faint) } else { clear }
    }
}

/// Whether a difference is usual in its picture.
#[derive(Clone, Copy, Default)]
pub struct Usual {
    /// It deviates by no more than the largest of so many cells does by chance.
    pub by_chance: bool,
    /// It does not stand out of its surroundings.
    pub here: bool,
}

impl Usual {
    /// Whether it is usual for any reason.
    pub fn is_any(self) -> bool {
        self.by_chance || self.here
    }
}

/// Counts of the cells with ink.
pub struct Tally {
    /// Share of cells whose letters are large enough to be told apart.
    pub legible: f64,
    /// Share of cells that are not hidden.
    pub shown: f64,
    /// Share of cells that were compared: legible and not hidden.
    pub compared: f64,
    /// Share of cells that agree.
    pub agreeing: f64,
    /// Number of cells that agree: the independent inliers.
    pub inlier_cells: usize,
}

/// Cells of letter size.
pub struct Cells {
    side: usize,
    across: usize,
    /// Largest residual of each cell; `None` if the page has no ink there, or if it is not compared.
    peaks: Vec<Option<f32>>,
    /// Height of the letters in each cell, in pixels of the picture.
    letters: Vec<f64>,
    /// Usual height of letters.
    usual: f64,
}

impl Cells {
    /// The cells of the aligned part; `inside` marks the pixels that are compared.
    pub fn new(aligned: &Aligned, residual: &Residual, inside: &[bool], part: &Part) -> Self {
        let side = (part.letter.round() as usize).clamp(CELL_SIDE_PIXELS.0, CELL_SIDE_PIXELS.1);
        let (across, down) = (aligned.width.div_ceil(side), aligned.height.div_ceil(side));
        let mut peaks = vec![None; across * down];
        let mut ink = vec![0u32; across * down];
        for y in 0..aligned.height {
            let row = y * aligned.width..(y + 1) * aligned.width;
            let cells = (y / side) * across..(y / side + 1) * across;
            let cells = peaks[cells.clone()].iter_mut().zip(&mut ink[cells]);
            for ((peak, ink), x) in cells.zip(row.clone().step_by(side)) {
                for i in (x..(x + side).min(row.end)).filter(|&i| inside[i] && !residual.rule[i]) {
                    *ink += u32::from(residual.ink[i] > INKED_CONTRAST);
                    let d = residual.normalised[i].abs();
                    *peak = Some(peak.map_or(d, |p: f32| if d > p { d } else { p }));
                }
            }
        }
        for (p, ink) in peaks.iter_mut().zip(&ink) {
            if f64::from(*ink) < SOME_INK_SHARE * (side * side) as f64 {
                *p = None;
            }
        }
        let mut cells = Self { side, across, peaks, letters: Vec::new(), usual: part.letter };
        let letter = |i: usize| part.letters.at(part.back.apply(cells.centre(aligned, i)), part.letter);
        cells.letters = (0..across * down).map(letter).collect();
        cells
    }

    /// The centre of a cell, in pixels of the picture.
    fn centre(&self, aligned: &Aligned, i: usize) -> Point {
        let middle = |at: usize| (at * self.side + self.side / 2) as f64;
        Point { x: aligned.x as f64 + middle(i % self.across), y: aligned.y as f64 + middle(i / self.across) }
    }

    /// Whether the letters at a pixel of the aligned part are large enough to be told apart.
    pub fn is_legible(&self, aligned: &Aligned, pixel: usize) -> bool {
        let cell = pixel / aligned.width / self.side * self.across + pixel % aligned.width / self.side;
        self.letters[cell] >= LEGIBLE_LETTER_PIXELS
    }

    /// Whether the letters of a cell are small. Digits are taller, so a line of them counts as the words around it.
    fn is_small(&self, i: usize) -> bool {
        self.letters[i].min(self.usual) < SMALL_LETTER_PIXELS
    }

    /// The place of the largest residual among small letters that no detection larger than a letter explains. Returns
    /// `None` if it is not larger than `least`.
    pub fn strongest_of_small(
        &self,
        aligned: &Aligned,
        residual: &Residual,
        inside: &[bool],
        sites: &[Detection],
        least: f32,
    ) -> Option<Point> {
        if !(0..self.letters.len()).any(|i| self.is_small(i)) {
            return None;
        }
        let cell = |i: usize| i / aligned.width / self.side * self.across + i % aligned.width / self.side;
        let explains = |s: &Detection, i: usize| {
            let is_larger = s.bounds.width().max(s.bounds.height()) > self.letters[cell(i)];
            is_larger && s.bounds.grown(HIDDEN_RESIDUAL_REACH_PIXELS).contains(aligned.centre(i))
        };
        let strong = (0..inside.len())
            .filter(|&i| inside[i] && !residual.rule[i] && residual.normalised[i].abs() > least);
        let open = strong.filter(|&i| self.is_small(cell(i)) && !sites.iter().any(|s| explains(s, i)));
        open.max_by(|&i, &j| residual.normalised[i].abs().total_cmp(&residual.normalised[j].abs()))
            .map(|i| aligned.centre(i))
    }

    /// The place of the largest residual of legible letters, if it stands apart from those of all other cells, lies as
    /// far outside the noise as a difference does, and no detection explains it.
    pub fn outlier(&self, aligned: &Aligned, sites: &[Detection], noise: Noise) -> Option<Point> {
        let explained: Vec<Rect> = sites
            .iter()
            .map(|site| site.bounds.grown(self.side as f64 + HIDDEN_RESIDUAL_REACH_PIXELS))
            .collect();
        let legible =
            self.peaks.iter().enumerate().filter(|(i, _)| self.letters[*i] >= LEGIBLE_LETTER_PIXELS);
        let cells = legible.filter_map(|(i, peak)| {
            let cell = CellPeak { centre: self.centre(aligned, i), log: (*peak)?.max(CELL_PEAK_FLOOR).ln() };
            (!explained.iter().any(|place| place.contains(cell.centre))).then_some(cell)
        });
        let found = outlier(&cells.collect::<Vec<_>>(), self.side as f64)?;
        (noise.deviation(found.log.exp()) >= DIFFERENCE_DEVIATIONS).then_some(found.centre)
    }

    /// Median and spread of the logarithm of the cells' residuals.
    pub fn noise(&self) -> Noise {
        Noise::of(self.peaks.iter().flatten().copied())
    }

    /// Noise of the surroundings of a place: of the nearest inked cells outside it, as many as it has itself and at least
    /// [`NEIGHBOUR_CELLS`]. Up to three quarters of them may be changed, too, as beside a word of a changed line.
    /// Therefore it is derived from their lower quartile and the spread of the whole picture. Returns the noise of the
    /// whole if too few cells have ink.
    fn noise_around(&self, aligned: &Aligned, place: &Rect, whole: Noise) -> Noise {
        let own = place.grown(self.side as f64);
        let centre = place.centre();
        let inked =
            self.peaks.iter().enumerate().filter_map(|(i, peak)| Some((self.centre(aligned, i), (*peak)?)));
        let (within, around): (Vec<_>, Vec<_>) = inked.partition(|(at, _)| own.contains(*at));
        let distance = |at: &Point| (at.x - centre.x).hypot(at.y - centre.y);
        let mut nearest = around;
        nearest.sort_by(|a, b| distance(&a.0).total_cmp(&distance(&b.0)));
        nearest.truncate(within.len().max(NEIGHBOUR_CELLS));
        if nearest.len() < NOISE_CELLS {
            return whole;
        }
        let mut logs: Vec<f32> = nearest.iter().map(|(_, peak)| peak.max(CELL_PEAK_FLOOR).ln()).collect();
        let quartile = *logs.select_nth_unstable_by(nearest.len() / 4, f32::total_cmp).1;
        Noise { middle: quartile + LOWER_QUARTILE_DEVIATIONS * whole.spread, ..whole }
    }

    /// Largest deviation to be expected among as many independent cells whose noise is normal: the square root of twice
    /// the logarithm of their number (Leadbetter, Lindgren and Rootzén, Extremes and Related Properties of Random
    /// Sequences and Processes, 1983, section 1.5).
    fn expected_maximum(&self) -> f32 {
        let cells = self.peaks.iter().flatten().count().max(1) as f32;
        (2.0 * cells.ln()).sqrt()
    }

    /// Whether a difference is usual. In a picture that is not quiet, it must deviate by more than is to be expected of
    /// the largest of all cells, and stand out of its own surroundings: a shadow or a blur may cover a part of a
    /// photograph.
    pub fn usual(&self, aligned: &Aligned, site: &Detection, noise: Noise) -> Usual {
        if !site.is_change() || noise.is_quiet() {
            return Usual::default();
        }
        let around = self.noise_around(aligned, &site.bounds, noise);
        Usual {
            by_chance: site.deviation < self.expected_maximum(),
            here: site.peak < around.beyond(DIFFERENCE_DEVIATIONS),
        }
    }

    /// Whether more than half of a cell's ink is hidden.
    fn is_hidden(&self, aligned: &Aligned, residual: &Residual, hidden: &[bool], cell: usize) -> bool {
        let (x, y) = (cell % self.across * self.side, cell / self.across * self.side);
        let columns = x..(x + self.side).min(aligned.width);
        let rows = (y..(y + self.side).min(aligned.height)).map(|y| y * aligned.width);
        let pixels = rows.flat_map(|row| row + columns.start..row + columns.end);
        let (ink, under) = pixels
            .filter(|&i| residual.ink[i] > INKED_CONTRAST)
            .fold((0, 0), |n, i| (n.0 + 1, n.1 + usize::from(hidden[i])));
        2 * under > ink
    }

    /// Counts the cells. Those with mostly `hidden` ink are not shown.
    pub fn tally(&self, aligned: &Aligned, residual: &Residual, hidden: &[bool]) -> Tally {
        let (mut all, mut legible, mut shown, mut compared, mut agreeing) = (0, 0, 0, 0, 0);
        for (i, p) in self.peaks.iter().enumerate() {
            let Some(p) = p else { continue };
            all += 1;
            let is_legible = self.letters[i] >= LEGIBLE_LETTER_PIXELS;
            legible += usize::from(is_legible);
            if self.is_hidden(aligned, residual, hidden, i) {
                continue;
            }
            shown += 1;
            compared += usize::from(is_legible);
            agreeing += usize::from(*p < DIFFERENCE_PEAK);
        }
        let share = |n: usize| n as f64 / all.max(1) as f64;
        Tally {
            legible: share(legible),
            shown: share(shown),
            compared: share(compared),
            agreeing: share(agreeing),
            inlier_cells: agreeing,
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

    /// Cells of a camera's picture, in which those of a part have another residual.
    fn cells(residual: impl Fn(usize, usize) -> Option<f32>) -> (Aligned, Cells) {
        let grey = vec![255.0; ACROSS * SIDE * ACROSS * SIDE];
        // Spread evenly, as logarithms, over a factor of three.
        let usual = |i: usize| 0.1 * 3.0f32.powf((i * 7919 % 97) as f32 / 97.0);
        let peak = |i: usize| Some(residual(i % ACROSS, i / ACROSS).unwrap_or_else(|| usual(i)));
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
        !cells.usual(a, &site, noise).is_any()
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
        assert!(cells.noise().deviation(0.72) > DIFFERENCE_DEVIATIONS);
        assert!(!stands_out(&cells, &a, 5, 5, 1));
    }
}

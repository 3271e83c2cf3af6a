//! The largest residual of all: is it one of the others, or does it stand apart from them?
//!
//! A changed point or a changed digit of small letters has a residual that many genuine pictures reach somewhere. In its own
//! picture it may still be far above all others. The largest residuals of the cells are taken as the tail of one
//! distribution: the excesses of their logarithms over a high quantile are exponential (peaks over a threshold: Pickands,
//! Statistical inference using extreme order statistics, Annals of Statistics 3, 1975). What this tail reaches by chance in
//! one picture of 160 only is doubtful.

use super::thresholds::{OUTLIER_CHANCE_LOG10, OUTLIER_PLACE_CELLS, OUTLIER_TAIL_CELLS, OUTLIER_TAIL_SHARE};
use crate::model::geometry::Point;

/// A cell with ink: its centre, and the logarithm of its largest residual.
#[derive(Clone, Copy)]
pub struct CellPeak {
    /// Centre, in pixels of the picture.
    pub centre: Point,
    /// Natural logarithm of the residual.
    pub log: f32,
}

/// The cell whose residual stands apart from those of all others; `side` is that of a cell, in pixels. Returns `None` if
/// there is none, or if there are too few cells to tell.
pub fn outlier(cells: &[CellPeak], side: f64) -> Option<CellPeak> {
    let top = cells.iter().max_by(|a, b| a.log.total_cmp(&b.log))?;
    // One change lies in several cells.
    let reach = OUTLIER_PLACE_CELLS * side;
    let is_apart = |cell: &&CellPeak| {
        (cell.centre.x - top.centre.x).abs() > reach || (cell.centre.y - top.centre.y).abs() > reach
    };
    let rest = cells.iter().filter(is_apart).map(|cell| cell.log).collect();
    (log10_chance(top.log, rest)? < OUTLIER_CHANCE_LOG10).then_some(*top)
}

/// Decimal logarithm of the expected number of such values as large as `top`, by the tail of the `rest`. Returns `None` if
/// there are too few values for a tail.
fn log10_chance(top: f32, mut rest: Vec<f32>) -> Option<f64> {
    let count = rest.len() as f64;
    let tail = ((OUTLIER_TAIL_SHARE.start * count) as usize).max(OUTLIER_TAIL_CELLS);
    if tail as f64 > OUTLIER_TAIL_SHARE.end * count {
        return None;
    }
    let (largest, threshold, _) = rest.select_nth_unstable_by(tail, |a, b| b.total_cmp(a));
    let excess = largest.iter().map(|log| f64::from(log - *threshold)).sum::<f64>() / tail as f64;
    let above = f64::from(top - *threshold) / excess.max(f64::EPSILON);
    Some((tail as f64).log10() - above * std::f64::consts::LOG10_E)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: f64 = 10.0;

    /// A thousand cells with exponential tails, and one that exceeds the largest of them by so much.
    fn cells(beyond: f32) -> Vec<CellPeak> {
        let log = |i: usize| -0.3 * ((i as f32 * 0.618_034).fract().max(1e-3)).ln();
        let mut cells: Vec<CellPeak> = (0..1000)
            .map(|i| CellPeak {
                centre: Point { x: SIDE * (i % 40) as f64, y: SIDE * (i / 40) as f64 },
                log: log(i),
            })
            .collect();
        let largest = cells.iter().map(|cell| cell.log).fold(0.0, f32::max);
        cells[500].log = largest + beyond;
        cells
    }

    fn found(cells: &[CellPeak]) -> Option<Point> {
        outlier(cells, SIDE).map(|cell| cell.centre)
    }

    #[test]
    fn the_largest_of_many_is_no_outlier() {
        assert_eq!(found(&cells(0.1)), None);
    }

    #[test]
    fn what_stands_far_above_the_others_is_one_and_so_is_what_fills_several_cells() {
        let mut cells = cells(1.8);
        assert_eq!(found(&cells), Some(cells[500].centre));
        cells[501].log = cells[500].log - 0.1;
        assert_eq!(found(&cells), Some(cells[500].centre));
    }

    #[test]
    fn of_few_cells_nothing_is_known() {
        assert_eq!(found(&cells(9.0)[450..550]), None);
    }
}

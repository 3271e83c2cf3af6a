//! Local medians over a grid of cells: what is usual around each of them.

use super::thresholds::{TINT_BLOCK_CELLS, TINT_NEIGHBOUR_BLOCKS};
use crate::imaging::sampling::middle;

/// The median of the values around each of `count` cells, `across` of them in a row. Where no cell around has a value, the
/// median of all.
pub fn medians_about(across: usize, value: impl Fn(usize) -> Option<f32>, count: usize) -> Vec<f32> {
    let down = count / across;
    let (wide, high) = (across.div_ceil(TINT_BLOCK_CELLS), down.div_ceil(TINT_BLOCK_CELLS));
    let all = middle((0..count).filter_map(&value).collect()).0;
    let blocks: Vec<f32> = (0..wide * high)
        .map(|b| {
            let reach = |b: usize, end: usize| {
                b.saturating_sub(TINT_NEIGHBOUR_BLOCKS) * TINT_BLOCK_CELLS
                    ..((b + TINT_NEIGHBOUR_BLOCKS + 1) * TINT_BLOCK_CELLS).min(end)
            };
            let columns = reach(b % wide, across);
            let cells = reach(b / wide, down).flat_map(|y| columns.clone().map(move |x| y * across + x));
            let values: Vec<f32> = cells.filter_map(&value).collect();
            if values.is_empty() { all } else { middle(values).0 }
        })
        .collect();
    let block = |i: usize| blocks[i / across / TINT_BLOCK_CELLS * wide + i % across / TINT_BLOCK_CELLS];
    (0..count).map(block).collect()
}

//! Local alignment of two sequences with affine gaps (Smith and Waterman 1981, Gotoh 1982).

use crate::check::text::thresholds::{GAP_OPEN_COST, GAP_TERM_COST};

/// Where a path comes from: one bit for each of the three states of a cell.
const DIAGONAL: u8 = 1;
const FROM_ABOVE: u8 = 2;
const FROM_LEFT: u8 = 4;
const ABOVE_OPENS: u8 = 8;
const LEFT_OPENS: u8 = 16;

/// The pairs of the best local alignment of `n` terms with `m`, in order, and its score. `score` must be positive for
/// equal or similar terms. Takes `n * m` bytes of memory.
pub fn align(n: usize, m: usize, score: impl Fn(usize, usize) -> f32) -> (Vec<(usize, usize)>, f32) {
    let mut trace = vec![0u8; n * m];
    let mut above = vec![(0f32, f32::NEG_INFINITY); m];
    let (mut best, mut end) = (0f32, None);
    for i in 0..n {
        let (mut corner, mut left, mut gap) = (0f32, 0f32, f32::NEG_INFINITY);
        for j in 0..m {
            let (over, over_gap) = above[j];
            let mut bits = 0;
            let down = (over - GAP_OPEN_COST).max(over_gap - GAP_TERM_COST);
            bits |= if over - GAP_OPEN_COST >= over_gap - GAP_TERM_COST { ABOVE_OPENS } else { 0 };
            let across = (left - GAP_OPEN_COST).max(gap - GAP_TERM_COST);
            bits |= if left - GAP_OPEN_COST >= gap - GAP_TERM_COST { LEFT_OPENS } else { 0 };
            let both = corner + score(i, j);
            let here = both.max(down).max(across).max(0.0);
            bits |= match here {
                0.0 => 0,
                h if h == both => DIAGONAL,
                h if h == down => FROM_ABOVE,
                _ => FROM_LEFT,
            };
            trace[i * m + j] = bits;
            corner = over;
            above[j] = (here, down);
            (left, gap) = (here, across);
            if here > best {
                (best, end) = (here, Some((i, j)));
            }
        }
    }
    (end.map_or(Vec::new(), |end| walk(&trace, m, end)), best)
}

/// The pairs on the way back from the end of the best path.
fn walk(trace: &[u8], m: usize, end: (usize, usize)) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut at = Some(end);
    let up = |(i, j): (usize, usize)| i.checked_sub(1).map(|i| (i, j));
    let back = |(i, j): (usize, usize)| j.checked_sub(1).map(|j| (i, j));
    while let Some(cell) = at {
        let bits = |(i, j): (usize, usize)| trace[i * m + j];
        // Through a gap to the cell before its opening.
        let through = |step: &dyn Fn((usize, usize)) -> Option<(usize, usize)>, opens: u8| {
            let mut cell = Some(cell);
            while let Some(c) = cell {
                cell = step(c);
                if bits(c) & opens != 0 {
                    break;
                }
            }
            cell
        };
        let here = bits(cell);
        at = if here & DIAGONAL != 0 {
            pairs.push(cell);
            up(cell).and_then(back)
        } else if here & FROM_ABOVE != 0 {
            through(&up, ABOVE_OPENS)
        } else if here & FROM_LEFT != 0 {
            through(&back, LEFT_OPENS)
        } else {
            None
        };
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use crate::check::text::align::local_alignment::align;

    fn pairs(a: &str, b: &str) -> Vec<(usize, usize)> {
        let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
        align(a.len(), b.len(), |i, j| if a[i] == b[j] { 2.0 } else { -1.5 }).0
    }

    #[test]
    fn gaps_on_either_side_are_gone_through() {
        let found = pairs("x one two menu file edit three four five y", "one two gone three four five");
        // Added terms may be paired with missing ones.
        let same: Vec<_> = found.into_iter().filter(|p| !(3..6).contains(&p.0)).collect();
        assert_eq!(same, [(1, 0), (2, 1), (6, 3), (7, 4), (8, 5)]);
    }

    #[test]
    fn an_exchanged_term_stays_a_pair() {
        assert_eq!(pairs("a b c d e", "a b x d e"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]);
    }
}

//! Shape of a word: the distribution of its ink, in a few bits that are robust to blur, scale and polarity.
//!
//! It supplements the word edges, which are not distinctive if there are few words; the same word in the same
//! typeface has the same shape.

use super::binarize::InkMap;
use super::word_boxes::Mark;

/// Cells along the word.
const COLUMNS: usize = 6;
/// Cells over its height.
const ROWS: usize = 2;
/// Comparisons between neighbouring cells along the word.
const ALONG: usize = ROWS * (COLUMNS - 1);

/// Signs of the differences of mean ink between neighbouring cells of a word's box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shape {
    /// One bit per comparison: along the upper half, then along the lower half, then lower against upper.
    pub bits: u64,
    /// The two comparisons that are most nearly even, as single bits, the most doubtful first.
    pub doubtful: [u64; 2],
}

/// Computes the shape of a word.
pub fn shape(word: &Mark, map: &InkMap) -> Shape {
    let pieces = pieces(word, map);
    let along = (0..ROWS).flat_map(|r| (0..COLUMNS - 1).map(move |c| (r * COLUMNS + c, r * COLUMNS + c + 1)));
    let across = (0..COLUMNS).map(|c| (c, COLUMNS + c));
    let mut out = Shape::default();
    let mut least = [f32::INFINITY; 2];
    for (k, (a, b)) in along.chain(across).enumerate() {
        let step = pieces[b] - pieces[a];
        let bit = 1 << k;
        out.bits |= if step > 0.0 { bit } else { 0 };
        if step.abs() < least[0] {
            (least, out.doubtful) = ([step.abs(), least[0]], [bit, out.doubtful[0]]);
        } else if step.abs() < least[1] {
            (least[1], out.doubtful[1]) = (step.abs(), bit);
        }
    }
    out
}

/// Mean ink of each cell, row by row.
fn pieces(word: &Mark, map: &InkMap) -> [f32; ROWS * COLUMNS] {
    let mut out = [0.0; ROWS * COLUMNS];
    let (w, h) = (word.width() / COLUMNS as f32, word.height() / ROWS as f32);
    for (k, piece) in out.iter_mut().enumerate() {
        let (x, y) = (word.x0 + w * (k % COLUMNS) as f32, word.y0 + h * (k / COLUMNS) as f32);
        *piece = mean(map, [x, y, x + w, y + h]);
    }
    out
}

/// Mean contrast over a box with sub-pixel edges.
fn mean(map: &InkMap, [x0, y0, x1, y1]: [f32; 4]) -> f32 {
    let clamp = |v: f32, end: usize| v.clamp(0.0, end as f32);
    let (x0, x1) = (clamp(x0, map.width), clamp(x1, map.width));
    let (y0, y1) = (clamp(y0, map.height), clamp(y1, map.height));
    let within = |i: usize, a: f32, b: f32| (b.min(i as f32 + 1.0) - a.max(i as f32)).max(0.0);
    let mut sum = 0.0;
    for y in y0 as usize..(y1.ceil() as usize).min(map.height) {
        let row = &map.strength[y * map.width..][..map.width];
        let line: f32 = (x0 as usize..(x1.ceil() as usize).min(map.width))
            .map(|x| within(x, x0, x1) * f32::from(row[x]))
            .sum();
        sum += within(y, y0, y1) * line;
    }
    sum / ((x1 - x0) * (y1 - y0)).max(1e-3)
}

impl Shape {
    /// Comparisons along the upper half only, and the most doubtful one of them: for tokens of two words.
    pub fn upper(&self) -> (u64, Option<u64>) {
        let mask = (1 << (ALONG / ROWS)) - 1;
        (self.bits & mask, self.doubtful.into_iter().find(|d| d & mask != 0))
    }
}

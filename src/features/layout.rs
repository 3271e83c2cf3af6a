//! Layout feature: left and right ends of words, along a line and in the lines above and below.

use super::Feature;
use super::binarize::ink_map;
use super::visual_word::Token;
use super::word_boxes::{Line, Mark, lines};
use super::word_shape::Shape;
use crate::model::feature_key::{FeatureKind, Key};
use crate::model::raster::{Picture, Raster};

/// Word arrangements as tokens with a placement.
pub struct Layout;

impl Feature for Layout {
    fn id(&self) -> FeatureKind {
        FeatureKind::Layout
    }

    fn version(&self) -> u32 {
        2
    }

    fn keys(&self, _: &Picture, luma: &Raster) -> Vec<Key> {
        arrangements_of(&lines(&ink_map(luma))).iter().map(Token::key).collect()
    }
}

/// Scale factor for the logarithm of a word's aspect ratio before quantisation, so that its levels are coarse.
const ASPECTS: f32 = 0.3;

/// All arrangements of lines of words.
pub fn arrangements_of(lines: &[Line]) -> Vec<Token> {
    let words = Neighbours::new(lines);
    (0..words.marks.len()).flat_map(|i| around(&words, i).into_iter().chain(shaped(&words, i))).collect()
}

/// Token of an arrangement; its anchor is the left end of the first word, at mid-height.
fn token(kind: u32, first: &Mark, length: f32, values: Vec<f32>) -> Token {
    Token::new(kind, (first.x0, (first.y0 + first.y1) / 2.0), length, values)
}

/// Tokens of single words and of pairs, distinguished by word shape.
fn shaped(words: &Neighbours, i: usize) -> Vec<Token> {
    let (a, shape) = (words.marks[i], words.shapes[i]);
    let mut out = Vec::new();
    // A single letter has no distinctive shape.
    if a.width() > 2.0 * a.height() {
        let values = vec![(a.width() / a.height()).ln() * ASPECTS];
        let word = token(7, &a, a.width(), values);
        out.push(Token { bits: shape.bits, doubtful: shape.doubtful.to_vec(), ..word });
    }
    let mut pair = |kind: u32, j: usize, length: f32, edges: &[f32]| {
        let ((first, d), (second, e)) = (shape.upper(), words.shapes[j].upper());
        let values = edges.iter().map(|v| v / length).collect();
        let doubtful = d.into_iter().chain(e.map(|e| e << 5)).collect();
        let bare = token(kind, &a, length, values);
        out.push(Token { bits: first | second << 5, doubtful, ..bare });
    };
    if let Some(j) = words.right[i] {
        let b = words.marks[j];
        pair(8, j, b.x1 - a.x0, &[a.x1 - a.x0, b.x0 - a.x0]);
    }
    if let Some(j) = words.below[i] {
        let p = words.marks[j];
        let down = (p.y0 + p.y1 - a.y0 - a.y1) / 2.0;
        pair(9, j, a.width().max(p.width()), &[a.width(), p.x0 - a.x0, p.x1 - a.x0, down]);
    }
    out
}

/// Arrangements that begin with word `i`. Long lines give arrangements of many words, so that keys are rare;
/// short lines (tables, forms, lists) give arrangements of as many words as there are.
fn around(words: &Neighbours, i: usize) -> Vec<Token> {
    let mut out = Vec::new();
    let a = words.marks[i];
    let row = words.row(i, 6);
    let mut push = |kind: u32, length: f32, edges: &[f32]| {
        let values = edges.iter().map(|x| (x - a.x0) / length).collect();
        out.push(token(kind, &a, length, values));
    };
    match row[..] {
        [a, b, c, d, e, f] => push(1, f.x1 - a.x0, &[b.x0, c.x0, d.x0, e.x0, f.x0]),
        [a, b, c, d, ..] => push(6, d.x1 - a.x0, &[a.x1, b.x0, b.x1, c.x0, c.x1, d.x0]),
        _ => {}
    }
    let Some(j) = words.below[i] else { return out };
    let below = words.row(j, 3);
    match (&row[..], &below[..]) {
        ([a, b, c, ..], [p, q, r]) => push(2, c.x1 - a.x0, &[b.x0, c.x0, p.x0, q.x0, r.x0, r.x1]),
        ([a, b, ..], [p, q, ..]) => push(5, b.x1 - a.x0, &[a.x1, b.x0, p.x0, p.x1, q.x0, q.x1]),
        _ => {}
    }
    let Some(k) = words.below[j] else { return out };
    let third = words.row(k, 2);
    if let ([a, b, ..], [p, q, ..], [s, t]) = (&row[..], &below[..], &third[..]) {
        push(3, b.x1 - a.x0, &[b.x0, p.x0, q.x0, q.x1, s.x0, t.x0, t.x1]);
    }
    if row.len() >= 3 && below.len() >= 3 {
        return out;
    }
    let Some(l) = words.below[k] else { return out };
    let column = [a, words.marks[j], words.marks[k], words.marks[l]];
    let length = column.iter().map(Mark::width).fold(0.0, f32::max);
    let [_, p, q, r] = column;
    push(4, length, &[a.x1, p.x0, p.x1, q.x0, q.x1, r.x0, r.x1]);
    out
}

/// Height of the rows of the spatial index of words, in pixels.
const ROW: f32 = 32.0;

/// Words with links to the next one on the right and the one below the left end.
struct Neighbours {
    marks: Vec<Mark>,
    shapes: Vec<Shape>,
    right: Vec<Option<usize>>,
    below: Vec<Option<usize>>,
}

impl Neighbours {
    fn new(lines: &[Line]) -> Self {
        let marks: Vec<Mark> = lines.iter().flat_map(|l| l.words.iter().copied()).collect();
        let shapes = lines.iter().flat_map(|l| l.shapes.iter().copied()).collect();
        let mut right = Vec::with_capacity(marks.len());
        for line in lines {
            let first = right.len();
            right.extend((1..=line.words.len()).map(|k| (k < line.words.len()).then_some(first + k)));
        }
        let middle = |m: &Mark| (m.y0 + m.y1) / 2.0;
        let row = |y: f32| (y.max(0.0) / ROW) as usize;
        let mut rows = vec![Vec::new(); marks.iter().map(|m| row(middle(m)) + 1).max().unwrap_or(0)];
        for (i, m) in marks.iter().enumerate() {
            rows[row(middle(m))].push(i);
        }
        let best = |from: f32, to: f32, cost: &dyn Fn(&Mark) -> Option<f32>| -> Option<usize> {
            let near = rows.iter().take(row(to) + 1).skip(row(from)).flatten();
            near.filter_map(|&j| cost(&marks[j]).map(|c| (c, j)))
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, j)| j)
        };
        for (i, a) in marks.iter().enumerate() {
            if right[i].is_none() {
                right[i] = best(a.y0, a.y1, &|m| beside(a, m));
            }
        }
        let below =
            marks.iter().map(|a| best(middle(a), middle(a) + 6.0 * a.height(), &|m| under(a, m))).collect();
        Self { marks, shapes, right, below }
    }

    /// Up to `n` words along the line, starting with word `i`.
    fn row(&self, i: usize, n: usize) -> Vec<Mark> {
        std::iter::successors(Some(i), |&i| self.right[i]).take(n).map(|i| self.marks[i]).collect()
    }
}

/// Gap to a word on the right in the same line, which may be across a column gap. Returns `None` if `m` is not
/// there.
fn beside(a: &Mark, m: &Mark) -> Option<f32> {
    let (small, tall) = (a.height().min(m.height()), a.height().max(m.height()));
    let overlap = a.y1.min(m.y1) - a.y0.max(m.y0);
    let gap = m.x0 - a.x1;
    (gap > 0.0 && gap < 30.0 * tall && overlap > 0.5 * small && tall < 2.5 * small).then_some(gap)
}

/// Cost of `m` as the word below `a`, from the distances of their left ends and centres. Returns `None` if it
/// is not below.
fn under(a: &Mark, m: &Mark) -> Option<f32> {
    let h = a.height();
    let (dy, dx) = ((m.y0 + m.y1 - a.y0 - a.y1) / 2.0, (m.x0 - a.x0).abs());
    let near = m.x0 < a.x1 + 3.0 * h && m.x1 > a.x0 - 3.0 * h && dx < 12.0 * h;
    (dy > 0.6 * h && dy < 6.0 * h && near).then_some(3.0 * dy + dx)
}

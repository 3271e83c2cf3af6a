//! Word boxes: words, or anything that looks like one, as boxes in lines, at any letter size.

use super::binarize::InkMap;
use super::word_shape::{Shape, shape};
use crate::model::document::TextLine;
use crate::model::geometry::Rect;

/// Largest gap between letters of one word, in letter heights, unless the line itself suggests another.
const WORD_GAP: f32 = 0.42;

/// A box of ink, in pixels of the view, with sub-pixel edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Left edge.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    /// Top edge.
    pub y0: f32,
    /// Bottom edge.
    pub y1: f32,
}

impl Mark {
    /// Height.
    pub fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    /// Width.
    pub fn width(&self) -> f32 {
        self.x1 - self.x0
    }

    /// The box as a rectangle.
    pub fn bounds(&self) -> Rect {
        Rect::new(self.x0.into(), self.y0.into(), self.x1.into(), self.y1.into())
    }
}

/// A line of words, from left to right.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Word boxes.
    pub words: Vec<Mark>,
    /// Shapes of the words.
    pub shapes: Vec<Shape>,
    /// Median height of its letters, in pixels.
    pub letter: f32,
    /// Number of its connected components, without dots, commas and dashes.
    pub pieces: usize,
}

impl Line {
    /// Position and size of the line, without its words.
    pub fn outline(&self) -> TextLine {
        let bounds = Rect::around(self.words.iter().map(Mark::bounds)).unwrap_or_default();
        let whole = |v: f64| v.round() as u16;
        TextLine {
            x0: whole(bounds.x0),
            x1: whole(bounds.x1),
            y: whole(bounds.centre().y),
            letter: whole(self.letter.into()),
            words: self.words.len().min(u16::MAX.into()) as u16,
        }
    }
}

/// Lines of a view, from top to bottom.
pub fn lines(map: &InkMap) -> Vec<Line> {
    let letters = components(map);
    let mut lines: Vec<Line> = chains(letters)
        .into_iter()
        .map(|chain| words_of(&chain, map))
        .filter(|l| !l.words.is_empty())
        .collect();
    lines.sort_by(|a, b| a.words[0].y0.total_cmp(&b.words[0].y0));
    lines
}

/// Connected components of ink (8-neighbourhood, union of runs) that could be letters: specks, rules and
/// pictures are dropped.
fn components(map: &InkMap) -> Vec<Mark> {
    let mut parent: Vec<u32> = Vec::new();
    let mut boxes: Vec<(u32, u32, u32, u32, u32)> = Vec::new();
    let mut above: Vec<(u32, u32, u32)> = Vec::new();
    let mut here: Vec<(u32, u32, u32)> = Vec::new();
    for y in 0..map.height {
        let row = &map.ink[y * map.width..][..map.width];
        here.clear();
        let (mut x, mut k) = (0, 0);
        while x < map.width {
            if !row[x] {
                x += 1;
                continue;
            }
            let start = x;
            while x < map.width && row[x] {
                x += 1;
            }
            let (a, b) = (start as u32, x as u32);
            while k < above.len() && above[k].1 < a {
                k += 1;
            }
            let mut label = None;
            let mut j = k;
            while j < above.len() && above[j].0 <= b {
                let root = find(&mut parent, above[j].2);
                match label {
                    None => label = Some(root),
                    Some(l) if l != root => {
                        let (keep, gone) = (l.min(root), l.max(root));
                        parent[gone as usize] = keep;
                        let g = boxes[gone as usize];
                        let t = &mut boxes[keep as usize];
                        *t = (t.0.min(g.0), t.1.max(g.1), t.2.min(g.2), t.3.max(g.3), t.4 + g.4);
                        label = Some(keep);
                    }
                    _ => {}
                }
                j += 1;
            }
            let l = label.unwrap_or_else(|| {
                parent.push(parent.len() as u32);
                boxes.push((a, b, y as u32, y as u32 + 1, 0));
                parent.len() as u32 - 1
            });
            let t = &mut boxes[l as usize];
            *t = (t.0.min(a), t.1.max(b), t.2, y as u32 + 1, t.4 + b - a);
            here.push((a, b, l));
        }
        std::mem::swap(&mut above, &mut here);
    }
    let limit = map.width.max(map.height) as f32 / 4.0;
    (0..parent.len())
        .filter(|&i| parent[i] as usize == i)
        .map(|i| boxes[i])
        .filter(|b| b.4 >= 3)
        .map(|b| Mark { x0: b.0 as f32, x1: b.1 as f32, y0: b.2 as f32, y1: b.3 as f32 })
        .filter(|m| m.height() >= 2.0 && m.height() < limit && m.width() < limit)
        .filter(|m| m.width() < 30.0 * m.height() && m.height() < 12.0 * m.width().max(2.0))
        .collect()
}

fn find(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

/// A line under construction: its letters, and the vertical band of the last full letter.
struct Chain {
    letters: Vec<Mark>,
    y0: f32,
    y1: f32,
    right: f32,
}

impl Chain {
    fn start(m: Mark) -> Self {
        Self { letters: vec![m], y0: m.y0, y1: m.y1, right: m.x1 }
    }

    /// Gap to a letter that could continue this line. Returns `None` if it is too far away, above or below.
    fn gap(&self, m: &Mark) -> Option<f32> {
        let h = self.y1 - self.y0;
        let gap = m.x0 - self.right;
        let (small, tall) = (h.min(m.height()), h.max(m.height()));
        if gap > 2.2 * tall.max(6.0) || tall > 3.5 * small && m.height() > h {
            return None;
        }
        let slack = 0.25 * tall;
        let overlap = (self.y1 + slack).min(m.y1 + slack) - (self.y0 - slack).max(m.y0 - slack);
        let middle = (m.y0 + m.y1) / 2.0;
        let within = middle > self.y0 - slack && middle < self.y1 + slack;
        (within && overlap > 0.5 * small).then_some(gap)
    }

    /// Appends a letter. Dots, commas, hyphens and quotes do not move the band.
    fn push(&mut self, m: Mark) {
        if m.height() > 0.55 * (self.y1 - self.y0) {
            (self.y0, self.y1) = (m.y0, m.y1);
        }
        self.right = self.right.max(m.x1);
        self.letters.push(m);
    }
}

/// Chains letters to the right: each joins the nearest line.
fn chains(mut letters: Vec<Mark>) -> Vec<Vec<Mark>> {
    const ROW: f32 = 16.0;
    letters.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let rows = letters.iter().map(|m| (m.y1 / ROW) as usize + 1).max().unwrap_or(0);
    // Lines under construction, by the rows that their band touches.
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); rows];
    let mut chains: Vec<Chain> = Vec::new();
    let span = |y0: f32, y1: f32| (y0 / ROW) as usize..=(y1 / ROW) as usize;
    for m in letters {
        let reach = m.height();
        let near = span((m.y0 - reach).max(0.0), (m.y1 + reach).min((rows * 16) as f32 - 1.0));
        let best = open[near]
            .iter()
            .flatten()
            .filter_map(|&c| chains[c].gap(&m).map(|g| (g, c)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let c = match best {
            Some((_, c)) => {
                for row in &mut open[span(chains[c].y0, chains[c].y1)] {
                    row.retain(|&k| k != c);
                }
                chains[c].push(m);
                c
            }
            None => {
                chains.push(Chain::start(m));
                chains.len() - 1
            }
        };
        for row in &mut open[span(chains[c].y0, chains[c].y1)] {
            row.push(c);
        }
    }
    chains.into_iter().map(|c| c.letters).collect()
}

/// Groups the letters of a chain into words.
fn words_of(chain: &[Mark], map: &InkMap) -> Line {
    let mut heights: Vec<f32> = chain.iter().map(Mark::height).collect();
    heights.sort_by(f32::total_cmp);
    let tallest = heights[heights.len() - 1];
    let real: Vec<f32> = heights.iter().copied().filter(|&h| h >= 0.4 * tallest).collect();
    let letter = real[real.len() / 2];
    let threshold = word_gap(chain, letter);
    let mut words: Vec<Mark> = Vec::new();
    let mut right = f32::NEG_INFINITY;
    for m in chain {
        if m.x0 - right > threshold {
            words.push(*m);
        } else if let Some(w) = words.last_mut() {
            *w = Mark { x0: w.x0, x1: w.x1.max(m.x1), y0: w.y0.min(m.y0), y1: w.y1.max(m.y1) };
        }
        right = right.max(m.x1);
    }
    words.retain(|w| w.height() >= 0.5 * letter && w.height() >= 3.0);
    for w in &mut words {
        refine(w, map);
    }
    let shapes = words.iter().map(|w| shape(w, map)).collect();
    Line { words, shapes, letter, pieces: real.len() }
}

/// Gap that separates words, in letter heights: the widest step in the sorted gaps of the line, if one is near
/// the default.
fn word_gap(chain: &[Mark], letter: f32) -> f32 {
    let mut gaps: Vec<f32> =
        chain.windows(2).map(|p| (p[1].x0 - p[0].x1) / letter).filter(|g| *g > 0.0).collect();
    gaps.sort_by(f32::total_cmp);
    let (lo, hi) = (0.22, 1.0);
    let mut best = (1.25, WORD_GAP);
    let inside: Vec<f32> = std::iter::once(lo)
        .chain(gaps.iter().copied().filter(|g| *g > lo && *g < hi))
        .chain(gaps.iter().copied().find(|g| *g >= hi))
        .collect();
    if gaps.len() >= 8 {
        for p in inside.windows(2) {
            let ratio = p[1] / p[0];
            if ratio > best.0 {
                best = (ratio, (p[0] * p[1]).sqrt());
            }
        }
    }
    best.1 * letter
}

/// Moves the left and right edges to where the ink falls to half its peak.
fn refine(w: &mut Mark, map: &InkMap) {
    let column = |x: i64| -> f32 {
        if x < 0 || x >= map.width as i64 {
            return 0.0;
        }
        (w.y0 as usize..w.y1 as usize)
            .map(|y| f32::from(map.strength[y * map.width + x as usize]))
            .fold(0.0, f32::max)
    };
    let edge = |inside: i64, outside: i64| -> f32 {
        let (i, o) = (column(inside), column(outside));
        let next = column(inside + (inside - outside));
        let peak = i.max(next);
        if peak <= 0.0 { 0.0 } else { ((i + o) / peak).clamp(0.0, 2.0) - 1.0 }
    };
    let (l, r) = (w.x0 as i64, w.x1 as i64);
    let (dl, dr) = (edge(l, l - 1), edge(r - 1, r));
    w.x0 -= 0.5 * dl;
    w.x1 += 0.5 * dr;
}

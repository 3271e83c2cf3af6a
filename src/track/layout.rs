//! The layout track: where words begin and end, along a line and in the lines above and below.

use super::Track;
use super::ink::ink_map;
use super::marks::{Line, Mark, lines};
use crate::model::key::{Key, Place, TrackId};
use crate::model::raster::{Picture, Raster};

/// Arrangements of words as tokens with a place.
pub struct Layout;

impl Track for Layout {
    fn id(&self) -> TrackId {
        TrackId::Layout
    }

    fn version(&self) -> u32 {
        1
    }

    fn keys(&self, view: &Picture) -> Vec<Key> {
        arrangements(&view.luma()).iter().map(|a| Key::Token(a.token(), a.place())).collect()
    }
}

/// Levels a unit of the token's length.
const LEVELS: f32 = 25.0;
/// Distance from a level's edge within which the neighbouring level is looked up, too (in levels).
const DOUBT: f32 = 0.25;

/// One arrangement of words.
pub struct Arrangement {
    kind: u32,
    values: Vec<f32>,
    /// Left end.
    pub x: f32,
    /// Middle of the first word.
    pub y: f32,
    /// Length that scales.
    pub length: f32,
}

impl Arrangement {
    /// The token under which it is kept.
    pub fn token(&self) -> u32 {
        let levels: Vec<i32> = self.values.iter().map(|v| (v * LEVELS).floor() as i32).collect();
        hash(self.kind, &levels)
    }

    /// The tokens under which it may have been kept: neighbouring levels where a value is near an edge.
    pub fn probes(&self, most: usize) -> Vec<u32> {
        let mut sets: Vec<Vec<i32>> = vec![Vec::new()];
        for v in &self.values {
            let t = v * LEVELS;
            let l = t.floor();
            let f = t - l;
            let other = if f < DOUBT {
                Some(l as i32 - 1)
            } else if f > 1.0 - DOUBT {
                Some(l as i32 + 1)
            } else {
                None
            };
            let n = sets.len();
            if let (Some(o), true) = (other, n * 2 <= most) {
                for i in 0..n {
                    let mut s = sets[i].clone();
                    s.push(o);
                    sets.push(s);
                }
            }
            for s in &mut sets[..n] {
                s.push(l as i32);
            }
        }
        sets.iter().map(|s| hash(self.kind, s)).collect()
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        let u = |v: f32| v.round().clamp(0.0, 65_535.0) as u16;
        Place { x: u(self.x), y: u(self.y), length: u(self.length) }
    }
}

fn hash(kind: u32, levels: &[i32]) -> u32 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325 ^ u64::from(kind);
    for &l in levels {
        h = (h ^ (l as u32 as u64 & 0xffff)).wrapping_mul(0x0000_0100_0000_01b3);
        h ^= h >> 29;
    }
    (h ^ (h >> 32)) as u32
}

/// All arrangements of a view.
pub fn arrangements(raster: &Raster) -> Vec<Arrangement> {
    let map = ink_map(raster);
    arrangements_of(&lines(&map))
}

/// All arrangements of lines of words.
pub fn arrangements_of(lines: &[Line]) -> Vec<Arrangement> {
    let grid = Grid::new(lines);
    let mut out = Vec::new();
    for line in lines {
        let w = &line.words;
        for i in 0..w.len() {
            runs(&w[i..], &mut out);
        }
        for i in 0..w.len() {
            stacks(&w[i..], &grid, &mut out);
        }
    }
    out
}

/// Six words along a line: where the inner ones begin, and where the last one ends.
fn runs(w: &[Mark], out: &mut Vec<Arrangement>) {
    if w.len() < 6 {
        return;
    }
    let (x, length) = (w[0].x0, w[5].x1 - w[0].x0);
    let values = w[1..6].iter().map(|m| (m.x0 - x) / length).collect();
    out.push(Arrangement { kind: 1, values, x, y: (w[0].y0 + w[0].y1) / 2.0, length });
}

/// Words one below the other.
fn stacks(w: &[Mark], grid: &Grid, out: &mut Vec<Arrangement>) {
    let a = w[0];
    let Some(below) = grid.below(&a) else { return };
    let y = (a.y0 + a.y1) / 2.0;
    if w.len() >= 3 && below.len() >= 3 {
        let length = w[2].x1 - a.x0;
        let v = |x: f32| (x - a.x0) / length;
        let values =
            vec![v(w[1].x0), v(w[2].x0), v(below[0].x0), v(below[1].x0), v(below[2].x0), v(below[2].x1)];
        out.push(Arrangement { kind: 2, values, x: a.x0, y, length });
    }
    let Some(third) = grid.below(&below[0]) else { return };
    if w.len() >= 2 && below.len() >= 2 && third.len() >= 2 {
        let length = w[1].x1 - a.x0;
        let v = |x: f32| (x - a.x0) / length;
        let values = vec![
            v(w[1].x0),
            v(below[0].x0),
            v(below[1].x0),
            v(below[1].x1),
            v(third[0].x0),
            v(third[1].x0),
            v(third[1].x1),
        ];
        out.push(Arrangement { kind: 3, values, x: a.x0, y, length });
    }
    let Some(fourth) = grid.below(&third[0]) else { return };
    let length = a.width().max(below[0].width()).max(third[0].width()).max(fourth[0].width());
    let v = |x: f32| (x - a.x0) / length;
    let values = vec![
        v(a.x1),
        v(below[0].x0),
        v(below[0].x1),
        v(third[0].x0),
        v(third[0].x1),
        v(fourth[0].x0),
        v(fourth[0].x1),
    ];
    out.push(Arrangement { kind: 4, values, x: a.x0, y, length });
}

/// Finds the word under a word.
struct Grid<'a> {
    lines: &'a [Line],
    rows: Vec<Vec<(usize, usize)>>,
}

const ROW: f32 = 32.0;

impl<'a> Grid<'a> {
    fn new(lines: &'a [Line]) -> Self {
        let n = lines.iter().flat_map(|l| &l.words).map(|w| (w.y1 / ROW) as usize + 1).max().unwrap_or(0);
        let mut rows = vec![Vec::new(); n];
        for (l, line) in lines.iter().enumerate() {
            for (i, w) in line.words.iter().enumerate() {
                rows[(((w.y0 + w.y1) / 2.0) / ROW) as usize].push((l, i));
            }
        }
        Self { lines, rows }
    }

    /// The words of the next line down, from the one that begins nearest under `a`'s left end.
    fn below(&self, a: &Mark) -> Option<&'a [Mark]> {
        let h = a.height();
        let bottom = (a.y0 + a.y1) / 2.0;
        let reach = bottom + 6.0 * h;
        let mut best: Option<(f32, usize, usize)> = None;
        for row in self.rows.iter().take((reach / ROW) as usize + 1).skip((bottom / ROW) as usize) {
            for &(l, i) in row {
                let w = &self.lines[l].words[i];
                let (dy, dx) = ((w.y0 + w.y1) / 2.0 - bottom, (w.x0 - a.x0).abs());
                if dy < 0.6 * h
                    || dy > 6.0 * h
                    || w.x0 > a.x1 + 3.0 * h
                    || w.x1 < a.x0 - 3.0 * h
                    || dx > 12.0 * h
                {
                    continue;
                }
                let cost = dy * 3.0 + dx;
                if best.is_none_or(|b| cost < b.0) {
                    best = Some((cost, l, i));
                }
            }
        }
        best.map(|(_, l, i)| &self.lines[l].words[i..])
    }
}

//! Visual words: quantised descriptors that can be looked up as one number, with their placement in the view.

use crate::model::feature_key::{Key, Place};

/// Quantisation levels per unit of a value.
const LEVELS: f32 = 25.0;
/// Distance from a level's edge, in levels, within which the neighbouring level is looked up, too.
const DOUBT: f32 = 0.25;

/// One feature of a view before it is turned into a key.
pub struct Token {
    /// Kind of the feature; tokens of different kinds never match.
    pub kind: u32,
    /// Scale-invariant numbers, quantised to levels.
    pub values: Vec<f32>,
    /// Binary descriptor.
    pub bits: u64,
    /// Bits of the descriptor that are nearly even, the most doubtful first.
    pub doubtful: Vec<u64>,
    /// Left end, in pixels of the view.
    pub x: f32,
    /// Vertical position, in pixels of the view.
    pub y: f32,
    /// Length, in pixels of the view; it grows with the scale.
    pub length: f32,
}

impl Token {
    /// A token without a binary descriptor.
    pub fn new(kind: u32, (x, y): (f32, f32), length: f32, values: Vec<f32>) -> Self {
        Self { kind, values, bits: 0, doubtful: Vec::new(), x, y, length }
    }

    /// Key stored for a page.
    pub fn key(&self) -> Key {
        let u = |v: f32| v.round().clamp(0.0, 65_535.0) as u16;
        Key::Token(self.value(), Place { x: u(self.x), y: u(self.y), length: u(self.length) })
    }

    /// Number by which it is looked up.
    pub fn value(&self) -> u32 {
        let levels: Vec<i32> = self.values.iter().map(|v| (v * LEVELS).floor() as i32).collect();
        hash(self.kind, self.bits, &levels)
    }

    /// Numbers under which a page may have stored it: neighbouring levels of values near an edge, and both
    /// values of doubtful bits. At most `most` are returned.
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
        let mut flips = vec![0];
        for d in &self.doubtful {
            flips.extend(flips.clone().iter().map(|f| f | d));
        }
        let all =
            flips.iter().flat_map(|flip| sets.iter().map(move |s| hash(self.kind, self.bits ^ flip, s)));
        all.take(most).collect()
    }
}

/// FNV-1a over the levels, seeded with kind and bits and folded to 32 bits.
fn hash(kind: u32, bits: u64, levels: &[i32]) -> u32 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325 ^ u64::from(kind) ^ bits.rotate_left(32);
    for &l in levels {
        h = (h ^ (l as u32 as u64 & 0xffff)).wrapping_mul(0x0000_0100_0000_01b3);
        h ^= h >> 29;
    }
    (h ^ (h >> 32)) as u32
}

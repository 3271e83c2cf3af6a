//! The chain of custody: the log of checks, the evidence and the index gone through anew, checks repeated.

mod again;
mod audit;
mod authority;
#[path = "../common/mod.rs"]
mod common;
mod index;
mod log;
mod sign;
mod stamp;

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Numbers that look random and are the same in each run (SplitMix64).
pub struct Numbers(pub u64);

impl Numbers {
    /// A number below another.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % most as u64) as usize
    }
}

/// A log whose entries were changed, and its digests made to fit again.
pub fn written_anew(log: &str, change: impl Fn(usize, &mut serde_json::Value)) -> String {
    let mut previous = "0".repeat(64);
    let mut anew = String::new();
    for (at, line) in log.lines().enumerate() {
        let mut entry: serde_json::Value = serde_json::from_str(line).unwrap();
        entry.as_object_mut().unwrap().remove("digest");
        entry["previous"] = previous.into();
        change(at, &mut entry);
        previous = log::sha256(entry.to_string().as_bytes());
        entry["digest"] = previous.clone().into();
        anew += &(entry.to_string() + "\n");
    }
    anew
}

/// Does something while one bit of a file is another, and puts it back.
pub fn with_a_flipped_bit<T>(file: &Path, numbers: &mut Numbers, does: impl FnOnce(usize) -> T) -> T {
    let place = File::options().read(true).write(true).open(file).unwrap();
    let bit = numbers.below(8 * place.metadata().unwrap().len() as usize);
    let (at, mut byte) = (bit as u64 / 8, [0]);
    place.read_exact_at(&mut byte, at).unwrap();
    place.write_all_at(&[byte[0] ^ 1 << (bit % 8)], at).unwrap();
    let done = does(bit);
    place.write_all_at(&byte, at).unwrap();
    done
}

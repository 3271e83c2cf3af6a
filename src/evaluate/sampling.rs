//! Random sampling of pages.

use fastrand::Rng;

use crate::index::PageId;

/// `count` of these pages, each equally likely, in random order; the result depends only on the seed.
pub fn sample(mut pages: Vec<PageId>, count: usize, seed: u64) -> Vec<PageId> {
    let count = count.min(pages.len());
    let mut lots = Rng::with_seed(seed);
    for i in 0..count {
        let drawn = lots.usize(i..pages.len());
        pages.swap(i, drawn);
    }
    pages.truncate(count);
    pages
}

/// Random generator for one page of the sample, independent of the thread.
pub fn lots(seed: u64, number: usize) -> Rng {
    // Spread the seeds: generators with similar seeds give similar sequences.
    Rng::with_seed(Rng::with_seed(seed).u64(..) ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Random generator for the further edits of one page. They do not change what is drawn for the other pictures.
pub fn lots_of_edits(seed: u64, number: usize) -> Rng {
    lots(seed, number).fork()
}

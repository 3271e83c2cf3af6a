//! Which pages are drawn by lot.

use fastrand::Rng;

use crate::index::PageId;

/// So many of these pages, each as likely as any other, in the order in which they were drawn; the same for the same seed.
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

/// The lots for all that is done to one page of the sample, whichever thread does it.
pub fn lots(seed: u64, number: usize) -> Rng {
    // Far apart, for seeds that are near each other give lots that are alike.
    Rng::with_seed(Rng::with_seed(seed).u64(..) ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

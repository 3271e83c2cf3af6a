//! Trace of a check: its steps, with their results and times.

use std::time::Duration;

use super::answer::{Basis, PageRef, Verdict};

/// One step of a check.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Result of the step.
    pub found: Found,
    /// Wall time spent on it.
    pub took: Duration,
}

/// Result of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The answer was taken from the cache; nothing was examined.
    Kept,
    /// The picture was decoded.
    Decoded,
    /// Number of originals with the same bytes or pixels.
    Same(usize),
    /// Lines and words found in a view of the picture.
    Seen {
        /// Name of the view.
        view: &'static str,
        /// Number of lines of words.
        lines: usize,
        /// Number of words in them.
        words: usize,
    },
    /// Pages proposed by a feature.
    Recalled {
        /// The feature.
        basis: Basis,
        /// Name of the view of the picture.
        view: &'static str,
        /// Number of pages proposed.
        pages: usize,
        /// The best of them.
        best: Vec<Named>,
    },
    /// Pages that were registered on the picture.
    Laid {
        /// Number of pages tried.
        tried: usize,
        /// Pages that were registered successfully.
        held: Vec<Placed>,
    },
    /// A page compared with the picture in detail.
    Compared {
        /// The page.
        page: PageRef,
        /// Measurements, in the order of the rules.
        measures: Vec<Measure>,
        /// The verdict on this page alone.
        verdict: Verdict,
    },
    /// The pages that explain the picture best were selected.
    Settled {
        /// Number of pages compared.
        compared: usize,
        /// Number of pages kept; each explains its part of the picture best.
        kept: usize,
        /// Words of the picture that a page should explain.
        words: usize,
        /// Those of `words` that no page explains.
        strange: usize,
        /// Words of running text outside every page.
        beside: usize,
    },
    /// Number of words read in the picture or a part of it.
    Read(usize),
    /// A page whose words were aligned with those that were read.
    Scored {
        /// The page.
        page: PageRef,
        /// Words of the picture that agree with the page.
        agreeing: usize,
        /// Words of the picture that were read with high confidence.
        sure: usize,
        /// Number of places that differ.
        differing: usize,
        /// Number of places that cannot be decided.
        unclear: usize,
        /// Words among those of the text that the page does not have.
        strange: usize,
        /// The verdict on this page alone.
        verdict: Verdict,
    },
}

/// A page proposed by a feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The page.
    pub page: PageRef,
    /// Number of the picture's keys that agree on it: tokens with one placement, equal bits of the perceptual
    /// hash, or word shingles.
    pub hits: usize,
    /// Sum of the log rarities of those keys: natural logarithms for tokens, base 10 for shingles, 0 for a
    /// perceptual hash.
    pub support: f64,
}

/// A page registered on the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The page.
    pub page: PageRef,
    /// Number of inlier tiles: tiles of the page found where the homography puts them.
    pub agreeing: usize,
    /// Number of tiles searched.
    pub tiles: usize,
    /// Root mean square error of the inlier tiles, in pixels of the picture.
    pub error: f64,
    /// log10 of the number of false alarms.
    pub chance: f64,
}

/// A measurement and the bound of a rule on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// The quantity measured.
    pub what: Measured,
    /// Its value.
    pub value: f64,
    /// The bound that the rule requires.
    pub bound: Bound,
}

/// Bound on a measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// At least this value.
    AtLeast(f64),
    /// At most this value.
    AtMost(f64),
}

/// Quantities used by the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// log10 of the number of false alarms.
    Chance,
    /// Cells of the page's ink, one letter wide, that agree (inlier cells).
    Witnesses,
    /// Share of the ink that agrees.
    Agreeing,
    /// Number of places that differ.
    Differences,
    /// Share of the ink whose letters are large enough to be distinguished.
    Legible,
    /// Height of the typical letters, in pixels.
    Letter,
    /// Upper end of the picture's own residuals, in units of the letter contrast.
    Noise,
    /// Share of the ink that was compared.
    Compared,
    /// Number of specks in the picture.
    Specks,
    /// Number of places that may differ.
    Doubtful,
    /// Number of places with writing that the page does not have.
    Written,
    /// Number of places in another colour than the page's.
    Recoloured,
}

impl Measure {
    /// True if the value meets the bound.
    pub fn holds(&self) -> bool {
        match self.bound {
            Bound::AtLeast(least) => self.value >= least,
            Bound::AtMost(most) => self.value <= most,
        }
    }
}

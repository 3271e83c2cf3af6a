//! The account of a check: its steps, with what each found and how long it took.

use std::time::Duration;

use super::answer::{Basis, PageRef, Verdict};

/// A step of a check.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it found.
    pub found: Found,
    /// Wall time spent on it.
    pub took: Duration,
}

/// What a step found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The answer had been given before and was kept: nothing was looked at.
    Kept,
    /// The picture, decoded.
    Decoded,
    /// Originals with the very same bytes or pixels: so many.
    Same(usize),
    /// Lines and words in a view of the picture.
    Seen {
        /// Which view.
        view: &'static str,
        /// Its lines of words.
        lines: usize,
        /// The words in them.
        words: usize,
    },
    /// Pages that a track named.
    Recalled {
        /// By what.
        basis: Basis,
        /// In which view of the picture.
        view: &'static str,
        /// How many.
        pages: usize,
        /// The first of them.
        best: Vec<Named>,
    },
    /// Pages that were laid over the picture.
    Laid {
        /// How many were tried.
        tried: usize,
        /// Those that hold.
        held: Vec<Placed>,
    },
    /// A page that was compared with the picture, piece by piece.
    Compared {
        /// Which.
        page: PageRef,
        /// What was measured, in the order of the rules.
        measures: Vec<Measure>,
        /// The verdict on this page alone.
        verdict: Verdict,
    },
    /// Pages held against each other.
    Settled {
        /// Those compared.
        compared: usize,
        /// Those kept: each explains its part of the picture best.
        kept: usize,
        /// Words of the picture that should be explained, and those that no page explains.
        words: usize,
        /// See `words`.
        strange: usize,
        /// Words of running text outside every page.
        beside: usize,
    },
    /// So many words were read in the picture, or a part of it.
    Read(usize),
    /// A page whose words were laid beside those that were read.
    Scored {
        /// Which.
        page: PageRef,
        /// Words of the picture that agree with it, and those that were read surely.
        agreeing: usize,
        /// See `agreeing`.
        sure: usize,
        /// Places that differ, and those that cannot be told.
        differing: usize,
        /// See `differing`.
        unclear: usize,
        /// Words among those of the text that the page does not have.
        strange: usize,
        /// The verdict on this page alone.
        verdict: Verdict,
    },
}

/// A page that a track named.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Which.
    pub page: PageRef,
    /// Keys of the picture that agree on it: tokens on one placement; signs of the perceptual hash; shingles of words.
    pub hits: usize,
    /// Sum of the logarithms of how rare they are; natural ones, of shingles to base 10. 0 of a perceptual hash.
    pub support: f64,
}

/// A page that holds when laid over the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Which.
    pub page: PageRef,
    /// Tiles of the page that were found where the map puts them, of so many.
    pub agreeing: usize,
    /// See `agreeing`.
    pub tiles: usize,
    /// How far those lie from there, in pixels of the picture: root of the mean of the squares.
    pub error: f64,
    /// Pages of the index that would agree as well by accident, as a logarithm to base 10.
    pub chance: f64,
}

/// A measure that a rule asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// What is measured.
    pub what: Measured,
    /// How much it is.
    pub value: f64,
    /// What it has to be.
    pub bound: Bound,
}

/// What a measure has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// So much or more.
    AtLeast(f64),
    /// So much or less.
    AtMost(f64),
}

/// What rules ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Logarithm to base 10 of the number of pages that would agree as well by accident.
    Chance,
    /// Cells of the page's ink, each a letter wide, that agree.
    Witnesses,
    /// Share of the ink that agrees.
    Agreeing,
    /// Places that differ.
    Differences,
    /// Share of the ink whose letters are large enough to be told apart.
    Legible,
    /// Height of the usual letters, in pixels.
    Letter,
    /// Upper end of the picture's own departures, in contrasts of letters.
    Noise,
    /// Share of the ink that was compared.
    Compared,
    /// Specks that the picture is strewn with.
    Specks,
    /// Places that may differ.
    Doubtful,
    /// Places where something is written that the page does not have.
    Written,
}

impl Measure {
    /// Whether it is what it has to be.
    pub fn holds(&self) -> bool {
        match self.bound {
            Bound::AtLeast(least) => self.value >= least,
            Bound::AtMost(most) => self.value <= most,
        }
    }
}

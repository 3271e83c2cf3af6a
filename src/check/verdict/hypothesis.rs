//! A page that was compared with the picture: one hypothesis about what it shows.

use super::page_verdict::PageVerdict;
use crate::check::registered_page::{Compared, RegisteredPage};

/// A page that was compared.
pub struct Hypothesis {
    /// Where it lies.
    pub registered: RegisteredPage,
    /// What the comparison found.
    pub compared: Compared,
    /// The verdict on this page alone.
    pub verdict_of_page: PageVerdict,
}

/// Whether one of these pages explains a word, by the number of its line and its own.
pub fn is_explained(kept: &[Hypothesis], line: usize, word: usize) -> bool {
    kept.iter().any(|page| page.compared.explained[line][word])
}

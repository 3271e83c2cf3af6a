//! A picture that is to be checked, in all the ways in which a person may see it.

use super::raster::Picture;

/// On what a transparent picture lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// On white, as on paper.
    #[default]
    Light,
    /// On the dark ground of a viewer's night mode.
    Dark,
}

/// When, and on what, a picture looks so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// On what.
    pub ground: Ground,
    /// Milliseconds after a moving picture begins.
    pub at_ms: u32,
}

/// One look of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// When and on what.
    pub shown: Shown,
    /// Its pixels.
    pub picture: Picture,
}

/// What is to be checked of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// Its looks, each unlike those before; one at least.
    pub faces: Vec<Face>,
    /// What of the file was left out, in one sentence.
    pub left_out: Option<String>,
}

//! A picture to check, in all the looks that a person may see.

use super::file_metadata::FileMetadata;
use super::raster::Picture;

/// Background on which a transparent picture is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// White, as paper.
    #[default]
    Light,
    /// The dark background of a viewer's night mode.
    Dark,
}

/// Time and background of one look of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Background.
    pub ground: Ground,
    /// Milliseconds since the start of an animation.
    pub at_ms: u32,
}

/// One look of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Time and background.
    pub shown: Shown,
    /// Its pixels.
    pub picture: Picture,
}

/// Content of a file to check.
#[derive(Clone, Debug, PartialEq)]
pub struct Shot {
    /// Distinct looks; at least one.
    pub faces: Vec<Face>,
    /// Part of the file that was left out, in one sentence.
    pub left_out: Option<String>,
    /// What the file says of itself, if anything.
    pub says: Option<FileMetadata>,
}

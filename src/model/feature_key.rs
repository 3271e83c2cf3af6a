//! Keys that a feature hands to the index: they can be looked up without the index knowing their meaning.

/// Identifies a kind of feature in the index file. Numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureKind {
    /// SHA-256 of the pixels.
    Exact = 1,
    /// Whole-picture perceptual hash.
    Perceptual = 2,
    /// Arrangement of word boxes.
    Layout = 3,
    /// Local binary descriptors.
    Features = 4,
    /// Word shingles.
    Words = 5,
    /// Word shingles of text read by OCR.
    Reading = 6,
}

/// Placement of a token in its view: an anchor and a length that gives the scale, in pixels of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Horizontal position of the anchor.
    pub x: u16,
    /// Vertical position of the anchor.
    pub y: u16,
    /// Length of the token's feature; it scales with the picture.
    pub length: u16,
}

/// A search key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Matches only an equal digest.
    Digest([u8; 32]),
    /// Matches any hash within a Hamming distance.
    Near(u64),
    /// Matches an equal token; a page has many, each with its placement.
    Token(u32, Place),
}

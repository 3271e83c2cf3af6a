//! What a track hands to the index: keys that can be looked up, without the index knowing what they mean.

/// Names a track in the index file; numbers are never used again for another track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureKind {
    /// SHA-256 of the pixels.
    Exact = 1,
    /// Whole-picture perceptual hash.
    Perceptual = 2,
    /// Arrangement of marks.
    Layout = 3,
    /// Local binary descriptors.
    Features = 4,
    /// Shingles of words.
    Words = 5,
    /// The same, of words that were read by OCR.
    Reading = 6,
}

/// Where on its view a token stands: an anchor and a length that gives the scale, in pixels of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Anchor, from the left.
    pub x: u16,
    /// Anchor, from the top.
    pub y: u16,
    /// The token's own length, which grows with the picture's scale.
    pub length: u16,
}

/// One thing to be found again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Found only by the very same digest.
    Digest([u8; 32]),
    /// Found by any hash within a Hamming distance.
    Near(u64),
    /// Found by the same token; many on a page, each with its place.
    Token(u32, Place),
}

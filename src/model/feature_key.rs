//! What a track hands to the index: keys that can be looked up, without the index knowing what they mean.

/// Makes the type and the list of all its values from the same lines, so that neither can lack one.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $number:literal;)*) => {
        /// Names a track in the index file; numbers are never used again for another track.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FeatureKind {
            $($(#[$doc])* $kind = $number,)*
        }

        impl FeatureKind {
            /// Every track there can be, by its number in the file.
            pub const ALL: [FeatureKind; [$($number),*].len()] = [$(FeatureKind::$kind),*];
        }
    };
}

kinds! {
    /// SHA-256 of the pixels.
    Exact = 1;
    /// Whole-picture perceptual hash.
    Perceptual = 2;
    /// Arrangement of marks.
    Layout = 3;
    /// Local binary descriptors.
    Features = 4;
    /// Shingles of words.
    Words = 5;
    /// The same, of words that were read by OCR.
    Reading = 6;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_file_are_those_that_they_ever_were() {
        let said: Vec<String> =
            FeatureKind::ALL.iter().map(|kind| format!("{} {kind:?}", *kind as i64)).collect();
        assert_eq!(said.join(", "), "1 Exact, 2 Perceptual, 3 Layout, 4 Features, 5 Words, 6 Reading");
    }
}

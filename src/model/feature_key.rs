//! Keys that a feature hands to the index: they can be looked up without the index knowing their meaning.

/// Defines the enum and the list of its values from the same lines, so that neither can be incomplete.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $number:literal;)*) => {
        /// Identifies a kind of feature in the index file. Numbers are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FeatureKind {
            $($(#[$doc])* $kind = $number,)*
        }

        impl FeatureKind {
            /// Every kind of feature, by its number in the file.
            pub const ALL: [FeatureKind; [$($number),*].len()] = [$(FeatureKind::$kind),*];
        }
    };
}

kinds! {
    /// SHA-256 of the pixels.
    Exact = 1;
    /// Whole-picture perceptual hash.
    Perceptual = 2;
    /// Arrangement of word boxes.
    Layout = 3;
    /// Local binary descriptors.
    Features = 4;
    /// Word shingles.
    Words = 5;
    /// Word shingles of text read by OCR.
    Reading = 6;
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

//! Which pages could be shown? Candidates from the index, each with a rough placement.
//!
//! `by_look` looks up the tokens of the picture, together with the neighbouring levels where a measured number lies near the edge
//! of a level. Each hit votes for a page and a placement (scale and shift). A rare token has more weight than a common one, and an
//! arrangement counts once. For a page full of words only a few thousand tokens are looked up, the rarest first, and the total number
//! of hits is bounded. A page is a candidate if enough weight agrees on one placement. A page that has some of the same tokens
//! here and there is none.
//!
//! If there are hardly any words, pages are tried whose perceptual hash, or its complement, is near that of the whole picture: a
//! photograph has no words. If words find nothing in any rotation, keypoints are looked up in the same way.
//!
//! `by_words` looks up runs of three words. All letters that OCR confuses count as one letter, and half of the runs are looked up,
//! chosen by their hash. The runs of each page count by how rare they are.

pub mod by_look;
pub mod by_words;
pub mod thresholds;

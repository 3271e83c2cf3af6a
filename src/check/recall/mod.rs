//! Which pages could be shown? Candidates from the index, each with a rough placement.
//!
//! `by_look` looks up the visual words of the picture, together with neighbouring quantisation levels if a measured
//! number lies near the edge of a level. Each hit votes for a page and a placement (scale and shift). A rare visual
//! word has more weight than a common one, and an arrangement counts once. For a page full of words only a few
//! thousand visual words are looked up, and the rarest hits are used until their total number reaches a bound. A page
//! is a candidate if enough weight agrees on one placement. A page with some of the same visual words in scattered
//! places is not a candidate.
//!
//! If there are hardly any words, pages are tried whose perceptual hash, or its complement, is near that of the whole
//! picture: a photograph has no words. If words find nothing in any rotation, keypoints are looked up in the same
//! way.
//!
//! `by_words` looks up runs of three words. All letters that OCR confuses count as one letter. Half of the runs are
//! looked up, chosen by their hash. Each run of a page counts by its rarity.
//!
//! `ranking` puts the best candidates first, with ties broken alike whatever the order in which documents were added.

pub mod by_look;
pub mod by_words;
pub mod ranking;
pub mod thresholds;

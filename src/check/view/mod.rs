//! How is the picture looked at? Views of it, each with the map back to its own pixels.
//!
//! First the picture is taken as given; if its lines slant, it is straightened. If nothing is found, the picture is seen from the
//! front, provided that a sheet with four corners stands out from an even background (`rectify`). If words have not decided
//! either, it is looked at in quarter turns.
//!
//! `analyzed_view` is one view with the lines of words detected in it, panel by panel: `panels` finds the pictures of which a
//! picture is composed. `padding` finds rows that a program filled in when it
//! rotated a picture. These rows repeat each other, show nothing of a page, and are cut off before the page is aligned.

pub mod analyzed_view;
pub mod padding;
pub mod panels;
pub mod rectify;
pub mod thresholds;
pub mod views;

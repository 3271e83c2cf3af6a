//! Which part of the page is shown, and how much of it can be compared?
//!
//! **Region.** Ink that agrees votes for its place; ink that is missing or extra votes against it; blank paper is silent. The box
//! on the page with the greatest sum of votes is the region. The box is upright on the page, not on the picture, because people
//! crop pages.
//!
//! **Frame.** The area where the picture shows the page and nothing else: inside the straight edges, rounded alike at the corners,
//! of the image in a post or a page in a viewer; or the whole picture if all its corners lie on the page. A box that the page
//! itself draws is skipped, because the picture shows its rule with the page on either side. The region shrinks away from a change
//! at its edge. The frame does not, so the frame is compared up to its border. What differs in the frame beyond the region may be
//! a changed page or another page that shares the rest, and makes the answer inconclusive.
//!
//! **Page background.** A page that is rotated in a story, or lies on a desk, has no upright frame. But its paper ends where the
//! picture of the page ends. So everything connected to the paper of the region, by pixels of its grey, is taken as the frame, row
//! by row. If this reaches the border of the picture, it may be the background that a crop was pasted on, and there is no frame.
//!
//! **Post.** Where a post and a page have the same ground, no edge parts them. The rows of the post are then known by its own words
//! above and below the page, and are not compared.
//!
//! **Legibility.** The index keeps the lines of a page. They give the height of its letters in the picture, place by
//! place. Cells with letters too small to tell apart are not counted as compared.
//!
//! **Form fields.** Values of fields whose appearance is not in the file are searched near their place, because each viewer lays
//! them out slightly differently.
//!
//! **Explained words.** The words shown, and which of them a page explains. `beside` has the running text outside
//! every page that no original explains.

pub mod beside;
pub mod explained_words;
pub mod form_fields;
pub mod frame;
pub mod legibility;
pub mod page_background;
pub mod post;
pub mod region;
pub mod thresholds;

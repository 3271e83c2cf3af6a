//! Where exactly does a page lie in the picture? A plane map from page to picture, fitted robustly.
//!
//! Tiles of the page, 32 pixels wide, are warped by the map known so far and searched near their expected place by
//! normalised cross-correlation: first in the picture at half size, then at full size. Corners make good tiles, plain
//! edges do not.
//!
//! A plane map is fitted to the places found: random sample consensus, then re-weighted least squares. The fit uses
//! the map with the fewest degrees of freedom that explains the tiles: scales and a shift, or affine, or projective.
//! A degree of freedom that is not needed would be fitted to noise and diverge at the edges.
//!
//! Paper bends. If tiles that were not used for its fit say so, a stiff, smooth displacement is added to the plane map
//! (`bend`).
//!
//! A page that is not shown has agreeing tiles, too, because text looks like text. So the number of false alarms is
//! computed: the number of pages of this index that would agree as well by coincidence (pages times a bound of the
//! binomial tail; every third tile is a witness). A page is named only if this number is below one in ten thousand.

pub mod bend;
pub mod target;
pub mod template;
pub mod thresholds;
pub mod tiles;

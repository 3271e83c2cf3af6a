//! What would the picture show if it were the page? The expected appearance, and the residual to what is seen.
//!
//! **Appearance.** What a copy does to a page (scaling, sharpening, compression, tint, inversion, uneven light) is close to a small
//! linear kernel for the whole page, and a gain, an offset and a shift that change slowly across it. A 5 x 5 kernel is fitted by
//! least squares where tiles agree. The worst pixels are left out of a second round, because they may be what was changed. Then
//! each block of 24 pixels gets its own gain, offset and shift, fitted over its neighbourhood and pulled towards "none" where the
//! neighbourhood says nothing. The result is the page as this picture would show it. If something foreign surrounds the page, the
//! blocks are fitted once more, over the frame only, or over the shown region if no frame is seen: the frame of a post, or the
//! desk in a photograph, bends the fit along the border.
//!
//! **Residual.** Picture minus expectation, slightly smoothed. An edge that a codec moved is a pair of opposite signs and cancels;
//! an extra stroke does not. The residual is measured in units of the contrast of the letters nearby, so faint and bold text
//! count alike. Long rules and the edges of bands (`rules`) are left out, because renderers draw them one pixel apart. They are
//! looked for as the page leans in the picture. Dotted rules (`dotted`) are left out where the picture has as much ink along
//! them, because their phase is the renderer's.
//!
//! **Drawings.** For a page with two drawings, each place of the picture is compared with the drawing that it
//! resembles more, over a window about as high as a word, because a program sets a whole word in one typeface.

pub mod appearance;
pub mod dotted;
pub mod drawings;
pub mod residual;
pub mod rules;
pub mod thresholds;

//! What would the picture show if it were the page? The expected appearance, and the residual to what is seen.

pub mod appearance;
pub mod drawings;
pub mod residual;

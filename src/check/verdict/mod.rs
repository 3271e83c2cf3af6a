//! What is said of a picture? Every verdict is made here, and nowhere else.

pub mod looks;
pub mod page_verdict;
pub mod renderer_mismatch;
pub mod select;
pub mod text_verdict;
pub mod unsettled;

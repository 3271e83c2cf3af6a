//! Is this picture a page of that document set, which page, what part of it, and does anything in it differ?

pub mod index;
pub mod model;
pub mod rendition;
pub mod squeeze;

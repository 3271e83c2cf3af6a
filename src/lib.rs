//! Is this picture a page of that document set, which page, which part of it, and does anything in it differ?

pub mod model;
pub mod track;
pub mod verify;

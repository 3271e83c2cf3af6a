//! Is this picture a page of that document set, which page, which part of it, and does anything in it differ?

mod format;
pub mod guard;
pub mod intake;
pub mod limits;
pub mod model;
pub mod source;
pub mod track;
pub mod verify;

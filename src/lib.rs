//! Is this picture a page of that document set, which page, what part of it, and does anything in it differ?

pub mod check;
pub mod cli;
pub mod error;
mod format;
pub mod guard;
pub mod index;
pub mod ingest;
pub mod intake;
pub mod limits;
pub mod model;
pub mod rendition;
pub mod report;
pub mod source;
pub mod squeeze;
pub mod track;
pub mod verify;

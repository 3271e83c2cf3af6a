//! Programs that turn a file into pages where this program cannot.

pub mod libreoffice;
pub mod poppler;

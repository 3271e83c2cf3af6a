//! Bytes in: where files come from.

pub mod walk;

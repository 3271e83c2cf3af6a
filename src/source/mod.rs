//! Bytes in: where files come from. The only part that opens a network connection.

pub mod address;
pub mod ask;
pub mod evidence;
pub mod fetch;
pub mod links;
mod markup;
pub mod post;
pub mod walk;

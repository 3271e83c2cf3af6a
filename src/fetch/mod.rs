//! Bytes in: where files come from. The only part that opens a network connection.

pub mod address;
pub mod http;
pub mod links;
mod markup;
pub mod post;
pub mod request_once;

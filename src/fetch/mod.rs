//! Downloads of links: the only folder that opens network connections.
//!
//! `links` fetches several links at once on one thread, while the checking threads work on those that have
//! arrived. At most six links are being fetched or waiting to be checked, because each may hold the pictures of
//! a post. `post` queries the service of a link. `http` downloads the bytes. Bytes are recognised here by their
//! first few and not decoded: they go to the child process like those of a file, after they have been archived.

pub mod address;
pub mod http;
pub mod links;
mod markup;
pub mod post;
pub mod request_once;

//! Where do links lead? The only folder that opens network connections.
//!
//! `links` fetches several links at once on one thread, while the checking threads work on what has arrived. A link waits while six
//! are under way or unread, because each may hold the pictures of a post. `post` asks the service that knows the link. `http` gets the
//! bytes. Bytes are recognised here by their first few and not decoded: they go to the child process like those of a file, after
//! the archive has kept them.

pub mod address;
pub mod http;
pub mod links;
mod markup;
pub mod post;
pub mod request_once;

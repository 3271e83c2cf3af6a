//! Finds the pictures of a link. Each service is one file here and one line in `SERVICES`.

mod bluesky;
mod endpoints;
mod fediverse;
mod service_json;
mod web_page;
mod x;

use std::pin::Pin;

use url::Url;

use super::http::{Fetcher, Refusal};
use crate::model::download::Download;
use crate::model::origin::{Part, Post};
pub use endpoints::{Base, Bases};

/// Result of looking up a link.
pub enum Found {
    /// The link was that of a picture.
    Picture(Box<Download>),
    /// A post or a page, and the pictures to be fetched.
    Post(Post, Vec<Still>),
}

/// A picture that is still to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Still {
    /// Its URLs, the best quality first; each is a fallback for the one before.
    pub urls: Vec<Url>,
    /// Role of the picture in the post.
    pub part: Part,
}

/// Context of a service.
pub struct Web<'a> {
    /// HTTP client.
    pub fetcher: &'a Fetcher,
    /// Base URLs of the services.
    pub bases: &'a Bases,
    /// Returns true if the bytes begin like a picture in a supported format.
    pub is_picture: fn(&[u8]) -> bool,
}

/// Future of a look-up.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<Found, Refusal>> + 'a>>;

/// A service that hosts posts.
pub trait Service: Sync {
    /// Base URL of the service. `None` if it is the site of the link itself.
    fn base(&self) -> Option<Base> {
        None
    }
    /// True if the link has the form of this service's links.
    fn knows(&self, link: &Url) -> bool;
    /// Looks up the pictures of a link.
    fn ask<'a>(&self, link: &'a Url, web: &'a Web<'a>) -> Asking<'a>;
}

/// Services in the order in which they are tried. The last one accepts every link.
static SERVICES: &[&dyn Service] =
    &[&x::Post, &x::Photo, &bluesky::Bluesky, &fediverse::Fediverse, &web_page::Page];

/// Looks a link up with the first service that knows it.
///
/// # Errors
///
/// The reason no picture was found.
pub async fn look_up(link: &Url, web: &Web<'_>) -> Result<Found, Refusal> {
    match SERVICES.iter().find(|service| service.knows(link)) {
        Some(service) => service.ask(link, web).await,
        None => Err(Refusal::NoPicture),
    }
}

/// Path segments of a link that are not empty.
fn path(link: &Url) -> Vec<&str> {
    link.path_segments().map_or_else(Vec::new, |parts| parts.filter(|part| !part.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_asked_and_the_last_knows_every_link() {
        let link: Url = "https://nobody.example/".parse().unwrap();
        let first = SERVICES.iter().position(|service| service.knows(&link));
        assert_eq!(first, Some(SERVICES.len() - 1));
        let files = std::fs::read_dir("src/fetch/post").unwrap();
        let sources = files.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
        // Joined here so that this file does not contain it.
        let mark = ["impl Service", "for "].join(" ");
        let services: usize = sources.map(|source| source.matches(&mark).count()).sum();
        assert_eq!(services, SERVICES.len());
    }
}

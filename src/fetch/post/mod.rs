//! From a link to the pictures behind it. Each service is a file here and a line in `SERVICES`.

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

/// What a service makes of a link.
pub enum Found {
    /// The link was the picture's own.
    Picture(Box<Download>),
    /// A post, or a page, and where its pictures are.
    Post(Post, Vec<Still>),
}

/// A picture that is still to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Still {
    /// Its addresses, the best quality first; each stands in for the one before where that is gone.
    pub urls: Vec<Url>,
    /// What part of the post it is.
    pub part: Part,
}

/// What a service works with.
pub struct Web<'a> {
    /// Asks the network.
    pub fetcher: &'a Fetcher,
    /// Where the services are.
    pub bases: &'a Bases,
    /// Whether bytes begin as a picture does that can be read.
    pub is_picture: fn(&[u8]) -> bool,
}

/// What a service has found, when it is done asking.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<Found, Refusal>> + 'a>>;

/// A service that shows posts.
pub trait Service: Sync {
    /// Where it is asked, where that is not the link's own site.
    fn base(&self) -> Option<Base> {
        None
    }
    /// Whether the link has the form of this service's.
    fn knows(&self, link: &Url) -> bool;
    /// Asks for what the link shows.
    fn ask<'a>(&self, link: &'a Url, web: &'a Web<'a>) -> Asking<'a>;
}

/// The services in the order in which they are asked whether they know a link. The last one takes every link.
static SERVICES: &[&dyn Service] =
    &[&x::Post, &x::Photo, &bluesky::Bluesky, &fediverse::Fediverse, &web_page::Page];

/// Asks the first service that knows the link.
pub async fn look_up(link: &Url, web: &Web<'_>) -> Result<Found, Refusal> {
    match SERVICES.iter().find(|service| service.knows(link)) {
        Some(service) => service.ask(link, web).await,
        None => Err(Refusal::NoPicture),
    }
}

/// The parts of a link's path that are not empty.
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
        // Written apart, or this file would count as one.
        let mark = ["impl Service", "for "].join(" ");
        let services: usize = sources.map(|source| source.matches(&mark).count()).sum();
        assert_eq!(services, SERVICES.len());
    }
}

//! Bluesky, through its public API (AT Protocol, lexicon `app.bsky`). It needs no account.

use serde_json::Value;
use url::Url;

use super::service_json::{self, address, author, list, text, time, words};
use super::{Asking, Base, Found, Service, Still, Web, path};
use crate::fetch::http::Refusal;
use crate::limits;
use crate::model::origin::{Part, Post};

const NAME: &str = "Bluesky";
const BASE: Base = Base { name: "bluesky", address: "https://public.api.bsky.app/" };

/// A post: `/profile/HANDLE/post/KEY`.
pub struct Bluesky;

impl Service for Bluesky {
    fn base(&self) -> Option<Base> {
        Some(BASE)
    }

    fn knows(&self, link: &Url) -> bool {
        link.host_str() == Some("bsky.app") && matches!(path(link)[..], ["profile", _, "post", _])
    }

    fn ask<'a>(&self, link: &'a Url, web: &'a Web<'a>) -> Asking<'a> {
        Box::pin(async move {
            let ["profile", author, "post", key] = path(link)[..] else { return Err(Refusal::Unknown(NAME)) };
            let author =
                if author.starts_with("did:") { author.to_owned() } else { did(author, web).await? };
            let uri = format!("at://{author}/app.bsky.feed.post/{key}");
            let url = web.bases.at(BASE.name, "/xrpc/app.bsky.feed.getPosts", &[("uris", &uri)]);
            let said = service_json::ask(web, url, service_json::JSON, NAME).await?;
            match list(&said, "/posts") {
                [post, ..] => Ok(Found::Post(about(post, link), pictures(post))),
                [] if said.get("posts").is_some() => Err(Refusal::Withheld(String::new())),
                [] => Err(Refusal::Unknown(NAME)),
            }
        })
    }
}

/// The permanent identifier (DID) of the current owner of a handle.
async fn did(handle: &str, web: &Web<'_>) -> Result<String, Refusal> {
    let query = [("handle", handle)];
    let url = web.bases.at(BASE.name, "/xrpc/com.atproto.identity.resolveHandle", &query);
    let said =
        service_json::ask(web, url, service_json::JSON, NAME).await.map_err(|refused| match refused {
            // This status means that the handle does not exist.
            Refusal::Status(400) => Refusal::Withheld(String::new()),
            other => other,
        })?;
    text(&said, "/did", limits::MAX_AUTHOR_BYTES).ok_or(Refusal::Unknown(NAME))
}

fn about(post: &Value, link: &Url) -> Post {
    Post {
        link: link.to_string(),
        author: author(post, "/author/handle").map(|handle| format!("@{handle}")),
        time: time(post, "/record/createdAt"),
        text: words(post, "/record/text"),
    }
}

/// Pictures of a post, including one that quotes another.
fn pictures(post: &Value) -> Vec<Still> {
    let mut stills = Vec::new();
    for embed in ["/embed", "/embed/media"] {
        let still = |url: Url, part| Still { urls: vec![url], part };
        let images = list(post, &format!("{embed}/images")).iter();
        stills.extend(images.filter_map(|i| Some(still(address(i, "/fullsize")?, Part::Picture))));
        if post.pointer(&format!("{embed}/playlist")).is_some() {
            stills
                .extend(address(post, &format!("{embed}/thumbnail")).map(|url| still(url, Part::VideoStill)));
        }
    }
    stills
}

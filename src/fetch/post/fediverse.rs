//! Mastodon and servers with a compatible API, and any server of the fediverse through ActivityPub (W3C).

use serde_json::Value;
use url::Url;

use super::service_json::{self, address, author, list, time, words};
use super::web_page::Page;
use super::{Asking, Found, Service, Still, Web, path};
use crate::fetch::http::Refusal;
use crate::fetch::markup;
use crate::model::origin::{Part, Post};

const NAME: &str = "The server";
const ACTIVITY: &str = "application/activity+json";

/// A status, recognised by the URL forms of the common servers.
pub struct Fediverse;

impl Service for Fediverse {
    fn knows(&self, link: &Url) -> bool {
        match path(link)[..] {
            // Mastodon; its object form; GoToSocial.
            [name, id] | ["web", name, id] if name.starts_with('@') => is_key(id),
            ["users", _, "statuses", id] => is_key(id),
            [name, "statuses", id] if name.starts_with('@') => is_key(id),
            // Pleroma, Misskey, Pixelfed.
            ["notice" | "notes", id] | ["p", _, id] => is_key(id),
            ["objects", id] => is_key(&id.replace('-', "")),
            _ => false,
        }
    }

    fn ask<'a>(&self, link: &'a Url, web: &'a Web<'a>) -> Asking<'a> {
        Box::pin(async move {
            let refused = match status(link, web).await {
                Err(refused) => refused,
                found => return found,
            };
            match note(link, web).await {
                // Pages of other sites may have such URLs, too.
                Err(Refusal::Unknown(_)) if is_stranger(&refused) => match Page.ask(link, web).await {
                    Err(Refusal::NoPicture) => Err(Refusal::NoPicture),
                    asked => asked.map_err(|_| withheld(refused)),
                },
                asked => asked.map_err(|_| withheld(refused)),
            }
        })
    }
}

fn is_key(id: &str) -> bool {
    (4..=64).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric())
        && id.bytes().any(|b| b.is_ascii_digit())
}

/// True if a host responded like one without such an API.
fn is_stranger(refused: &Refusal) -> bool {
    matches!(refused, Refusal::Status(404 | 405) | Refusal::Unknown(_))
}

fn withheld(refused: Refusal) -> Refusal {
    match refused {
        Refusal::Status(401 | 403 | 404 | 410) => Refusal::Withheld(String::new()),
        other => other,
    }
}

/// The post through the Mastodon API.
async fn status(link: &Url, web: &Web<'_>) -> Result<Found, Refusal> {
    let id = path(link).pop().unwrap_or_default().to_owned();
    let url = link.join(&format!("/api/v1/statuses/{id}")).ok();
    let said = service_json::ask(web, url, service_json::JSON, NAME).await?;
    if said.get("media_attachments").is_none() {
        return Err(Refusal::Unknown(NAME));
    }
    let post = Post {
        link: address(&said, "/url").unwrap_or_else(|| link.clone()).to_string(),
        author: author(&said, "/account/acct").map(|name| format!("@{name}")),
        time: time(&said, "/created_at"),
        text: words(&said, "/content").map(|html| markup::words(&html)),
    };
    let stills = list(&said, "/media_attachments").iter().filter_map(|media| {
        let (best, part) = match media.get("type").and_then(Value::as_str)? {
            "image" => ("/url", Part::Picture),
            "video" | "gifv" => ("/preview_url", Part::VideoStill),
            _ => return None,
        };
        // The copy on this server, then the one on the author's server, then a smaller one.
        let mut urls: Vec<Url> = [address(media, best)].into_iter().flatten().collect();
        if part == Part::Picture {
            urls.extend(address(media, "/remote_url"));
            urls.extend(address(media, "/preview_url"));
        }
        Some(Still { urls, part })
    });
    Ok(Found::Post(post, stills.collect()))
}

/// The post as an ActivityPub object.
async fn note(link: &Url, web: &Web<'_>) -> Result<Found, Refusal> {
    let said = service_json::ask(web, Some(link.clone()), ACTIVITY, NAME).await?;
    if said.get("attributedTo").is_none() {
        return Err(Refusal::Unknown(NAME));
    }
    let post = Post {
        link: address(&said, "/url").unwrap_or_else(|| link.clone()).to_string(),
        author: author(&said, "/attributedTo"),
        time: time(&said, "/published"),
        text: words(&said, "/content").map(|html| markup::words(&html)),
    };
    let stills = list(&said, "/attachment").iter().filter_map(|media| {
        let kind = media.get("mediaType").and_then(Value::as_str).unwrap_or_default();
        let is_picture = kind.starts_with("image/")
            || (kind.is_empty() && media.get("type").and_then(Value::as_str) == Some("Image"));
        let picture = || Some(Still { urls: vec![address(media, "/url")?], part: Part::Picture });
        let still = || Some(Still { urls: vec![address(media, "/icon/url")?], part: Part::VideoStill });
        if is_picture { picture() } else { still() }
    });
    Ok(Found::Post(post, stills.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_common_servers_are_known() {
        for (link, known) in [
            ("https://social.example/@someone/109348723481", true),
            ("https://social.example/@someone@other.example/109348723481", true),
            ("https://social.example/users/someone/statuses/109348723481", true),
            ("https://social.example/@someone/statuses/01H8ZQ3V7T", true),
            ("https://social.example/notice/AdZx9tKw", true),
            ("https://social.example/notes/9abc12de", true),
            ("https://social.example/objects/0c9d2a3e-0000-4000-8000-000000000000", true),
            ("https://social.example/p/someone/1234567", true),
            ("https://social.example/@someone", false),
            ("https://news.example/notes/readme", false),
            ("https://blog.example/@someone/a-story-0a1b2c", false),
            ("https://news.example/2026/05/a-story", false),
        ] {
            assert_eq!(Fediverse.knows(&Url::parse(link).unwrap()), known, "{link}");
        }
    }
}

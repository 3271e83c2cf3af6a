//! X, through the public endpoint for posts embedded in other pages (syndication). It needs no account.

use std::f64::consts::PI;

use serde_json::Value;
use url::Url;

use super::service_json::{self, address, author, list, time, words};
use super::{Asking, Base, Found, Service, Still, Web, path, web_page};
use crate::fetch::http::Refusal;
use crate::model::origin::{self, Part};

const NAME: &str = "X";
const POSTS: Base = Base { name: "x", address: "https://cdn.syndication.twimg.com/" };
const PHOTOS: Base = Base { name: "x-photos", address: "https://pbs.twimg.com/" };
const RADIX: f64 = 36.0;
/// Sizes of a photo, the best first. The original may be gone while a smaller one is available.
const SIZES: [&str; 5] = ["orig", "4096x4096", "large", "medium", "small"];

/// A post: `/NAME/status/NUMBER`, at X or at one of the many sites that show X's posts under the same path.
pub struct Post;

impl Service for Post {
    fn base(&self) -> Option<Base> {
        Some(POSTS)
    }

    fn knows(&self, link: &Url) -> bool {
        number(link).is_some()
    }

    fn ask<'a>(&self, link: &'a Url, web: &'a Web<'a>) -> Asking<'a> {
        Box::pin(async move {
            let id = number(link).unwrap_or_default();
            match embedded(id, web).await {
                Ok(found) => Ok(found),
                // Fall back to the page as shown to visitors who are not logged in.
                Err(refused) => web_page::card(link, web).await.map_err(|_| refused),
            }
        })
    }
}

/// A photo: a URL at X's photo host, in any size.
pub struct Photo;

impl Service for Photo {
    fn base(&self) -> Option<Base> {
        Some(PHOTOS)
    }

    fn knows(&self, link: &Url) -> bool {
        link.host_str() == Some("pbs.twimg.com") && path(link).first() == Some(&"media")
    }

    fn ask<'a>(&self, link: &'a Url, web: &'a Web<'a>) -> Asking<'a> {
        Box::pin(async move {
            let mut refused = Refusal::NoPicture;
            for url in sizes(link, web) {
                match web_page::Page.ask(&url, web).await {
                    Err(Refusal::Status(status)) => refused = Refusal::Status(status),
                    asked => return asked,
                }
            }
            Err(refused)
        })
    }
}

async fn embedded(id: &str, web: &Web<'_>) -> Result<Found, Refusal> {
    let query = [("id", id), ("token", &token(id)), ("lang", "en")];
    let url = web.bases.at(POSTS.name, "/tweet-result", &query);
    let said =
        service_json::ask(web, url, service_json::JSON, NAME).await.map_err(|refused| match refused {
            Refusal::Status(404 | 410) | Refusal::Empty => Refusal::Withheld(String::new()),
            other => other,
        })?;
    if let Some(tombstone) = said.get("tombstone") {
        return Err(Refusal::Withheld(words(tombstone, "/text/text").unwrap_or_default()));
    }
    match said.get("id_str") {
        Some(_) => Ok(Found::Post(post(&said, id), pictures(&said, web))),
        // An empty object means that the post does not exist.
        None if said.as_object().is_some_and(serde_json::Map::is_empty) => {
            Err(Refusal::Withheld(String::new()))
        }
        None => Err(Refusal::Unknown(NAME)),
    }
}

fn post(said: &Value, id: &str) -> origin::Post {
    let author = author(said, "/user/screen_name");
    let link = format!("https://x.com/{}/status/{id}", author.as_deref().unwrap_or("i"));
    origin::Post {
        link,
        author: author.map(|name| format!("@{name}")),
        time: time(said, "/created_at"),
        text: words(said, "/text"),
    }
}

fn pictures(said: &Value, web: &Web<'_>) -> Vec<Still> {
    let still = |media: &Value| {
        let url = address(media, "/media_url_https")?;
        let part = match media.get("type").and_then(Value::as_str) {
            Some("photo") => Part::Picture,
            _ => Part::VideoStill,
        };
        Some(Still { urls: sizes(&url, web), part })
    };
    list(said, "/mediaDetails").iter().filter_map(still).collect()
}

/// URLs of a photo in all sizes, the best first; another URL is returned unchanged.
fn sizes(url: &Url, web: &Web<'_>) -> Vec<Url> {
    if url.host_str() != Some("pbs.twimg.com") {
        return vec![url.clone()];
    }
    let (stem, ending) = url.path().rsplit_once('.').unwrap_or((url.path(), ""));
    let asked = url.query_pairs().find(|(name, _)| name == "format").map(|(_, format)| format.into_owned());
    let format = asked.unwrap_or_else(|| if ending.is_empty() { "jpg".into() } else { ending.to_owned() });
    let size = |name| web.bases.at(PHOTOS.name, stem, &[("format", &format), ("name", name)]);
    // The URL without a size is the last fallback.
    let plain = web.bases.at(PHOTOS.name, url.path(), &[]);
    SIZES.iter().filter_map(|name| size(name)).chain(plain).collect()
}

/// Number of a post, if the link has one.
fn number(link: &Url) -> Option<&str> {
    let path = path(link);
    let is_number = |id: &&str| id.len() <= 20 && id.bytes().all(|b| b.is_ascii_digit());
    let is_name =
        |name: &str| name.len() <= 15 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    match path[..] {
        [name, "status" | "statuses", id, ..] if is_name(name) => Some(id).filter(is_number),
        ["i", "web", "status", id, ..] => Some(id).filter(is_number),
        _ => None,
    }
}

/// Token that the embedding script sends with a post's number: `(id / 1e15 * PI).toString(36)` without zeros
/// and the point.
fn token(id: &str) -> String {
    let value = id.parse::<f64>().unwrap_or_default() / 1e15 * PI;
    in_radix_36(value).chars().filter(|c| *c != '0' && *c != '.').collect()
}

/// A positive number as formatted by ECMAScript's `toString(36)` in common engines: with as many digits as
/// distinguish it from its neighbours (V8, `DoubleToRadixCString`).
fn in_radix_36(value: f64) -> String {
    let digit = |d: f64| char::from_digit(d as u32, 36).unwrap_or('0');
    let (mut whole, mut fraction) = (value.trunc(), value.fract());
    let mut delta = 0.5 * (value.next_up() - value);
    let mut digits = Vec::new();
    while fraction >= delta && fraction > 0.0 {
        fraction *= RADIX;
        delta *= RADIX;
        let next = fraction.trunc();
        fraction -= next;
        digits.push(next);
        if (fraction > 0.5 || (fraction == 0.5 && next % 2.0 == 1.0)) && fraction + delta > 1.0 {
            // Rounded up: a digit that overflows carries over to the one before.
            while digits.last() == Some(&(RADIX - 1.0)) {
                digits.pop();
            }
            match digits.last_mut() {
                Some(last) => *last += 1.0,
                None => whole += 1.0,
            }
            break;
        }
    }
    let mut text = Vec::new();
    while whole >= 1.0 {
        text.push(digit(whole % RADIX));
        whole = (whole / RADIX).trunc();
    }
    text.reverse();
    let text: String = text.into_iter().collect();
    text + "." + &digits.into_iter().map(digit).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_those_of_the_embedding_script() {
        // Computed with Node.js 18.
        for (id, expected) in [
            ("1", "bhi2ay3f28n"),
            ("20", "6dq1a2xwd93"),
            ("1234567890", "6iio5bzbwyw"),
            ("999999999999999", "353i5ab8p54"),
            ("9007199254740993", "saoujnx4as"),
            ("461320000000000000", "149a29f84v9"),
            ("1000000000000000000", "2f9lc2ug9mm"),
            ("1234567890123456789", "2zqic77uqyk"),
            ("1683920951807971329", "42y6zv7ufp"),
            ("1846987139428634858", "4h6hbo73epi"),
        ] {
            assert_eq!(token(id), expected, "{id}");
        }
    }

    #[test]
    fn status_links_are_known_wherever_they_are() {
        for (link, id) in [
            ("https://x.com/someone/status/1234567890", Some("1234567890")),
            ("https://mobile.twitter.com/some_one/status/12/photo/2?s=20", Some("12")),
            ("https://twitter.com/i/web/status/12", Some("12")),
            ("https://nitter.example/someone/status/12#m", Some("12")),
            ("https://x.com/someone/statuses/12/", Some("12")),
            ("https://x.com/someone", None),
            ("https://x.com/someone/status/abc", None),
            ("https://social.example/@someone/status/12", None),
            ("https://social.example/users/someone/statuses/12", None),
        ] {
            assert_eq!(number(&Url::parse(link).unwrap()), id, "{link}");
        }
    }
}

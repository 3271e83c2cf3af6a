//! Any other link: a picture, or a page with a preview picture (Open Graph and X cards).

use url::Url;

use super::{Asking, Found, Service, Still, Web};
use crate::fetch::http::{ANYTHING, Refusal};
use crate::fetch::markup;
use crate::limits;
use crate::model::origin::{Part, Post};

/// Names of preview pictures in the metadata; all entries of the first name found are used.
const PICTURES: [&str; 5] =
    ["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"];

/// Any URL.
pub struct Page;

impl Service for Page {
    fn knows(&self, _: &Url) -> bool {
        true
    }

    fn ask<'a>(&self, link: &'a Url, web: &'a Web<'a>) -> Asking<'a> {
        Box::pin(async move {
            let got = web.fetcher.get(link, ANYTHING).await?;
            if (web.is_picture)(&got.bytes) {
                return Ok(Found::Picture(Box::new(got)));
            }
            if !is_markup(&got.bytes) {
                return Err(Refusal::NotAPicture);
            }
            let page = got.hops.last().map_or(link, |hop| &hop.url);
            announced(&got.bytes, page)
        })
    }
}

/// The preview picture of a page.
///
/// # Errors
///
/// If the link is not that of a page, or the page has no picture.
pub async fn card(link: &Url, web: &Web<'_>) -> Result<Found, Refusal> {
    match Page.ask(link, web).await? {
        Found::Picture(_) => Err(Refusal::NoPicture),
        page => Ok(page),
    }
}

fn announced(html: &[u8], page: &Url) -> Result<Found, Refusal> {
    let meta = markup::meta(html);
    let first = |names: &[&str], most: usize| {
        let said = names.iter().flat_map(|name| named(&meta, name)).find(|content| !content.is_empty())?;
        Some(said[..said.floor_char_boundary(most)].to_owned())
    };
    let pictures =
        PICTURES.iter().map(|name| addresses(named(&meta, name), page)).find(|found| !found.is_empty());
    let still = |url| Still { urls: vec![url], part: Part::Card };
    let stills: Vec<Still> = pictures.into_iter().flatten().map(still).collect();
    if stills.is_empty() {
        return Err(Refusal::NoPicture);
    }
    let post = Post {
        link: page.to_string(),
        author: first(&["article:author", "author", "twitter:creator"], limits::MAX_AUTHOR_BYTES),
        time: first(&["article:published_time", "og:published_time", "date"], limits::MAX_AUTHOR_BYTES),
        text: first(&["og:title", "twitter:title", "og:description"], limits::MAX_POST_TEXT_BYTES),
    };
    Ok(Found::Post(post, stills))
}

fn named<'a>(meta: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    meta.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
}

/// Absolute URLs from a page, without duplicates. On an https page, http URLs are changed to https.
fn addresses<'a>(said: impl Iterator<Item = &'a str>, page: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    for mut url in said.filter_map(|address| page.join(address).ok()) {
        if page.scheme() == "https" && url.scheme() == "http" && url.set_scheme("https").is_err() {
            continue;
        }
        if !found.contains(&url) {
            found.push(url);
        }
    }
    found
}

/// True if the bytes begin like markup, whatever the content type is.
fn is_markup(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    head.starts_with('<')
        && ["<!doctype html", "<html", "<head", "<meta", "<body", "<title", "<!--", "<?xml"]
            .iter()
            .any(|mark| head.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announced_pictures_of_a_page() {
        let page = Url::parse("https://news.example/a/b").unwrap();
        let html = br#"<html><meta property="og:title" content="A memo"><meta name="twitter:image" content="/t.png">
            <meta property="og:image" content="../one.png"><meta property="og:image" content="http://cdn.example/2.png">
            <meta property="og:image" content="../one.png"><meta property="og:image" content="http://[">"#;
        let Ok(Found::Post(post, stills)) = announced(html, &page) else { panic!("it has pictures") };
        let urls: Vec<&str> = stills.iter().map(|still| still.urls[0].as_str()).collect();
        assert_eq!(urls, ["https://news.example/one.png", "https://cdn.example/2.png"]);
        assert_eq!((post.text.as_deref(), post.author), (Some("A memo"), None));
        assert!(matches!(announced(b"<html><p>no", &page), Err(Refusal::NoPicture)));
    }
}

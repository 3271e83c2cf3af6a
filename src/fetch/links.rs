//! Fetches several links at once, so that one is checked while the next is downloaded.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::http::resolver::System;
use super::http::{ANYTHING, Fetcher, Manner, Refusal};
use super::post::{Bases, Found, Still, Web, look_up};
use crate::custody::archive::{Evidence, Kept};
use crate::limits;
use crate::model::download::Download;
use crate::model::origin::{Origin, Part, Post};

/// Settings for fetching links.
pub struct Settings {
    /// True if nothing may be fetched.
    pub offline: bool,
    /// Options for requests.
    pub manner: Manner,
    /// Base URLs of the services.
    pub bases: Bases,
    /// Returns true if the bytes begin like a picture in a supported format.
    pub is_picture: fn(&[u8]) -> bool,
    /// Archive folder for pictures as they came, created with the first one. Without it nothing is fetched.
    pub keep: Option<PathBuf>,
}

/// A picture that was fetched but not decoded.
pub struct Picture {
    /// The bytes as received.
    pub bytes: Vec<u8>,
    /// Its origin.
    pub origin: Origin,
    /// Where it was archived.
    pub kept: Kept,
}

/// Result of a link: a picture, or all pictures of a post, each possibly replaced by a reason.
pub struct Arrival {
    /// At least one.
    pub pictures: Vec<Result<Picture, Refusal>>,
    /// Permit of the semaphore: no further link begins while it is held, because waiting pictures take memory.
    _room: Option<OwnedSemaphorePermit>,
}

/// Fetches links and calls `take` with the number and the result of each as it arrives, until all are done or
/// `take` returns false. Opens no connection if there is no link or the settings say offline.
pub fn fetch_all(links: &[(usize, &str)], settings: &Settings, mut take: impl FnMut(usize, Arrival) -> bool) {
    if links.is_empty() {
        return;
    }
    if let Err(refusal) = fetch(links, settings, &mut take) {
        for (slot, _) in links {
            take(*slot, Arrival { pictures: vec![Err(refusal.clone())], _room: None });
        }
    }
}

fn fetch(
    links: &[(usize, &str)],
    settings: &Settings,
    take: &mut impl FnMut(usize, Arrival) -> bool,
) -> Result<(), Refusal> {
    if settings.offline {
        return Err(Refusal::Offline);
    }
    let Some(folder) = &settings.keep else { return Err(Refusal::NoFolder) };
    let evidence = Evidence::new(folder);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Refusal::NoClient(e.to_string()))?;
    let fetcher = Fetcher::new(settings.manner.clone(), Arc::new(System))?;
    let web = Web { fetcher: &fetcher, bases: &settings.bases, is_picture: settings.is_picture };
    let room = Arc::new(Semaphore::new(limits::LINKS_AHEAD));
    runtime.block_on(async {
        let arrivals = stream::iter(links).map(|(slot, link)| {
            let (web, evidence, room) = (&web, &evidence, Arc::clone(&room));
            async move {
                // The semaphore is never closed, so a permit is available eventually.
                let room = room.acquire_owned().await.ok();
                (*slot, Arrival { pictures: follow(link, web, evidence).await, _room: room })
            }
        });
        let mut arrivals = arrivals.buffer_unordered(limits::LINKS_AHEAD);
        while let Some((slot, arrival)) = arrivals.next().await {
            if !take(slot, arrival) {
                break;
            }
        }
    });
    // Do not wait for a name server that does not respond.
    runtime.shutdown_background();
    Ok(())
}

/// All pictures of a link, or the reason there is none.
async fn follow(link: &str, web: &Web<'_>, evidence: &Evidence) -> Vec<Result<Picture, Refusal>> {
    let found = match Url::parse(link) {
        Ok(url) => look_up(&url, web).await,
        Err(e) => Err(Refusal::NotALink(e.to_string())),
    };
    match found {
        Ok(Found::Picture(got)) => {
            let origin = origin(&got, None, Part::Picture, (1, 1), web);
            vec![kept(link, *got, origin, evidence)]
        }
        Ok(Found::Post(_, stills)) if stills.is_empty() => vec![Err(Refusal::NoPicture)],
        Ok(Found::Post(post, stills)) => {
            let got = all_of(post, &stills, web).await;
            got.into_iter()
                .map(|got| got.and_then(|(got, origin)| kept(link, got, origin, evidence)))
                .collect()
        }
        Err(refusal) => vec![Err(refusal)],
    }
}

async fn all_of(post: Post, stills: &[Still], web: &Web<'_>) -> Vec<Result<(Download, Origin), Refusal>> {
    let mut left = limits::MAX_POST_BYTES;
    let mut pictures = Vec::new();
    for (i, still) in stills.iter().take(limits::MAX_POST_PICTURES).enumerate() {
        let got = best(still, web).await.and_then(|got| {
            left = left.checked_sub(got.bytes.len()).ok_or(Refusal::TooLarge(limits::MAX_POST_BYTES))?;
            let origin = origin(&got, Some(post.clone()), still.part, (i + 1, stills.len()), web);
            Ok((got, origin))
        });
        pictures.push(got);
    }
    if stills.len() > pictures.len() {
        pictures.push(Err(Refusal::TooMany(stills.len() - pictures.len())));
    }
    pictures
}

/// The first URL of a picture that can be downloaded.
async fn best(still: &Still, web: &Web<'_>) -> Result<Download, Refusal> {
    let mut refused = Refusal::NoPicture;
    for url in &still.urls {
        match web.fetcher.get(url, ANYTHING).await {
            Ok(got) if (web.is_picture)(&got.bytes) => return Ok(got),
            Ok(_) => refused = Refusal::NotAPicture,
            Err(Refusal::Status(status)) => refused = Refusal::Status(status),
            Err(other) => return Err(other),
        }
    }
    Err(refused)
}

/// Archives a picture before it is examined.
fn kept(link: &str, got: Download, mut origin: Origin, evidence: &Evidence) -> Result<Picture, Refusal> {
    let kept = evidence.keep(link, &got, &origin).map_err(|e| Refusal::NotKept(e.to_string()))?;
    origin.kept = Some(kept.picture.clone());
    Ok(Picture { bytes: got.bytes, origin, kept })
}

fn origin(
    got: &Download,
    post: Option<Post>,
    part: Part,
    (number, of): (usize, usize),
    web: &Web<'_>,
) -> Origin {
    let manner = web.fetcher.manner();
    Origin {
        url: got.hops.last().map(|hop| hop.url.to_string()).unwrap_or_default(),
        // Whole seconds, as in HTTP dates.
        at: format!("{:.0}", got.at),
        part,
        number,
        of,
        post,
        kept: None,
        private: manner.allow_private,
        proxied: manner.proxy.is_some(),
    }
}

//! The history of checks, and the index.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use url::form_urlencoded;

use super::super::catalogue::Catalogue;
use super::super::history::{self, Found, Sought};
use super::super::queue::Remark;
use super::super::refusal::Refusal;
use super::super::upload::Sent;
use super::super::{Server, api, submit};
use super::frame::Page;
use super::refused;
use crate::custody::log::{Check, Entry};
use crate::index::{Index, Listed};
use crate::model::answer::Verdict;
use crate::report::{escape, json, messages};

/// Most documents, and most parts that could not be read, that are listed at once.
const MOST_LISTED: usize = 500;

/// What is sought, as the address says it.
pub fn sought(query: Option<&str>) -> Sought {
    let mut sought = Sought::default();
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match &*name {
            "q" => sought.words = value.into_owned(),
            "verdict" => sought.verdict = value.into_owned(),
            "before" => sought.before = value.parse().ok(),
            _ => {}
        }
    }
    sought
}

/// Seeks in the log of the server.
///
/// # Errors
///
/// If there is none, or it cannot be read.
pub async fn found(server: &Arc<Server>, sought: Sought) -> Result<Found, Refusal> {
    let log = server.settings.log.clone().ok_or(Refusal::Nothing)?;
    let found = tokio::task::spawn_blocking(move || history::seek(&log, &sought)).await;
    found.unwrap_or_else(|e| Err(Refusal::Failed(e.to_string())))
}

/// `GET /history`: what was checked, and the way to check it again.
pub async fn history(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Response {
    let catalogue = Catalogue::of(&fields);
    let sought = sought(query.as_deref());
    let listed = match found(&server, sought.clone()).await {
        Ok(found) => found_entries(catalogue, &sought, &found),
        Err(Refusal::Nothing) => html! { p { (catalogue.say("no_log")) } },
        Err(refusal) => return refused(&refusal, &fields),
    };
    let main = html! {
        main id="main" {
            h1 { (catalogue.say("menu_history")) }
            form class="search" role="search" {
                label for="q" { (catalogue.say("search")) }
                input id="q" name="q" type="search" value=(escape::html(&sought.words));
                label for="verdict" { (catalogue.say("verdict")) }
                select id="verdict" name="verdict" {
                    option value="" { (catalogue.say("every_verdict")) }
                    @for verdict in Verdict::ALL {
                        option value=(verdict.code()) selected[sought.verdict == verdict.code()] {
                            (messages::sign(verdict)) " " (catalogue.say(&format!("verdict_{}", verdict.code())))
                        }
                    }
                }
                button { (catalogue.say("search")) }
            }
            (listed)
        }
    };
    Page {
        title: html! { (catalogue.say("menu_history")) },
        catalogue,
        is_known: true,
        is_waiting: false,
        main,
    }
    .respond(StatusCode::OK)
}

fn found_entries(catalogue: &Catalogue, sought: &Sought, found: &Found) -> Markup {
    html! {
        @if found.breaks > 0 { p role="alert" { strong { (catalogue.say("broken_log")) } } }
        @if found.entries.is_empty() { p { (catalogue.say("nothing_found")) } }
        @else {
            div class="wide" tabindex="0" role="region" aria-label=(catalogue.say("menu_history")) {
                table {
                    thead { tr {
                        @for key in ["time", "picture", "verdict", "page", "who", "remark", "again"] {
                            th scope="col" { (catalogue.say(key)) }
                        }
                    } }
                    tbody { @for entry in &found.entries { @if let Some(check) = history::check(entry) {
                        (entry_row(catalogue, entry, check))
                    } } }
                }
            }
        }
        @if let (true, Some(last)) = (found.more, found.entries.back()) {
            form {
                input type="hidden" name="q" value=(escape::html(&sought.words));
                input type="hidden" name="verdict" value=(escape::html(&sought.verdict));
                input type="hidden" name="before" value=(last.number);
                button { (catalogue.say("earlier")) }
            }
        }
    }
}

fn entry_row(catalogue: &Catalogue, entry: &Entry, check: &Check) -> Markup {
    let verdict = Verdict::of_code(&check.verdict);
    html! {
        tr {
            td { time datetime=(escape::html(&entry.time)) { (escape::html(&entry.time)) } }
            th scope="row" { (escape::html(&check.input)) }
            td {
                @if let Some(verdict) = verdict {
                    (messages::sign(verdict)) " " (catalogue.say(&format!("verdict_{}", verdict.code())))
                }
            }
            td { @for page in &check.pages { (escape::html(&page.document)) ", " (page.page) br; } }
            td { (escape::html(check.by.as_deref().unwrap_or_default())) }
            td { (escape::html(check.note.as_deref().unwrap_or_default())) }
            td {
                @if check.kept.is_some() {
                    form method="post" action=(format!("/history/{}/again", entry.number)) {
                        button { (catalogue.say("again")) span class="unseen" { " " (escape::html(&check.input)) } }
                    }
                } @else { (catalogue.say("not_kept")) }
            }
        }
    }
}

/// `POST /history/{number}/again`: checks the archived picture of an entry again.
pub async fn again(
    State(server): State<Arc<Server>>,
    Path(number): Path<u64>,
    fields: HeaderMap,
) -> Response {
    match repeated(&server, number).await {
        Ok(batch) => Redirect::to(&format!("/batches/{batch}")).into_response(),
        Err(refusal) => refused(&refusal, &fields),
    }
}

async fn repeated(server: &Arc<Server>, number: u64) -> Result<String, Refusal> {
    let log = server.settings.log.clone().ok_or(Refusal::Nothing)?;
    let folders: Vec<_> =
        [&server.settings.keep, &server.settings.links.keep].into_iter().flatten().cloned().collect();
    let read = tokio::task::spawn_blocking(move || history::archived(&log, number, &folders)).await;
    let (name, bytes) = read.unwrap_or_else(|e| Err(Refusal::Failed(e.to_string())))?;
    let blob = server
        .spool
        .keep(&bytes)
        .map_err(|e| Refusal::Failed(format!("The picture could not be kept: {e}.")))?;
    let batch = server.batches.begin()?;
    submit::add(server, &batch, Sent::Picture(name, blob), Remark::default())?;
    Ok(batch.id.clone())
}

/// `GET /index`: what the index holds, and what could not be read and why.
pub async fn index(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Response {
    let catalogue = Catalogue::of(&fields);
    let words = sought(query.as_deref()).words;
    let read = tokio::task::spawn_blocking(move || {
        let held = api::held(&server, true)?;
        let paths = &server.settings.index;
        let documents = Index::open_any(paths).and_then(|index| index.documents());
        Ok((held, documents.map_err(|e| paths.failed(e).to_string())?))
    });
    match read.await.unwrap_or_else(|e| Err(e.to_string())) {
        Ok((held, documents)) => {
            let main = index_main(catalogue, &words, &held, &documents);
            let title = html! { (catalogue.say("menu_index")) };
            Page { title, catalogue, is_known: true, is_waiting: false, main }.respond(StatusCode::OK)
        }
        Err(why) => refused(&Refusal::Failed(why), &fields),
    }
}

fn index_main(catalogue: &Catalogue, words: &str, held: &json::Holds, documents: &[Listed]) -> Markup {
    let lower = words.to_lowercase();
    let fitting: Vec<&Listed> =
        documents.iter().filter(|one| one.name.to_lowercase().contains(&lower)).collect();
    let lost = held.lost().count();
    html! {
        main id="main" {
            h1 { (catalogue.say("menu_index")) }
            @if held.summary.is_unfinished { p { span lang="en" { (messages::UNFINISHED) } } }
            dl {
                dt { (catalogue.say("file")) } dd { (escape::html(&held.summary.path)) ", " (messages::size(held.bytes)) }
                dt { (catalogue.say("documents")) } dd { (messages::number(held.summary.documents)) }
                dt { (catalogue.say("pages")) } dd { (messages::number(held.summary.pages)) }
                dt { (catalogue.say("not_read")) } dd { (messages::number(held.summary.unread)) }
                dt { (catalogue.say("digest")) } dd { code { (escape::html(&held.summary.digest)) } }
                @for folder in &held.folders { dt { (catalogue.say("folder")) } dd { (escape::html(folder)) } }
            }
            h2 { (catalogue.say("not_read")) }
            @if lost == 0 { p { (catalogue.say("all_read")) } }
            ul {
                @for part in held.lost().take(MOST_LISTED) {
                    li {
                        strong { (escape::html(&part.document)) }
                        @if let Some(page) = part.page { ", " (page) }
                        ": " span lang="en" { (escape::html(&part.reason)) }
                    }
                }
            }
            (more(catalogue, lost))
            h2 { (catalogue.say("documents")) }
            form class="search" role="search" {
                label for="q" { (catalogue.say("search")) }
                input id="q" name="q" type="search" value=(escape::html(words));
                button { (catalogue.say("search")) }
            }
            div class="wide" tabindex="0" role="region" aria-label=(catalogue.say("documents")) {
                table {
                    thead { tr {
                        th scope="col" { (catalogue.say("document")) }
                        th scope="col" { (catalogue.say("format")) }
                        th scope="col" class="number" { (catalogue.say("pages")) }
                        th scope="col" class="number" { (catalogue.say("not_read")) }
                        th scope="col" class="number" { (catalogue.say("size")) }
                    } }
                    tbody { @for one in fitting.iter().take(MOST_LISTED) { tr {
                        th scope="row" { (escape::html(&one.name)) }
                        td { (escape::html(one.format.as_deref().unwrap_or("–"))) }
                        td class="number" { (messages::number(one.pages.into())) }
                        td class="number" { (messages::number(one.unread.into())) }
                        td class="number" { (messages::size(one.bytes)) }
                    } } }
                }
            }
            (more(catalogue, fitting.len()))
        }
    }
}

/// Says how many are not listed.
fn more(catalogue: &Catalogue, all: usize) -> Markup {
    let more = all.saturating_sub(MOST_LISTED);
    let number = messages::number(more as u64);
    html! { @if more > 0 { p { (catalogue.with("and_more", &[("number", &number)])) } } }
}

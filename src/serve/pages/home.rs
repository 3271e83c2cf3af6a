//! The page on which pictures are dropped, with a row for each.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::super::batches::{Batch, Row};
use super::super::catalogue::Catalogue;
use super::super::{Server, api};
use super::answer::tools;
use super::frame::Page;
use super::is_going_on;
use crate::limits::MAX_UPLOAD_BYTES;
use crate::report::{escape, messages};

/// Formats that the file dialogue of a browser offers; the server looks at the bytes.
const ACCEPTED: &str = "image/*,.heic,.heif,.avif,.jxl,.tif,.tiff";

/// The page, with the rows of a batch if there is one.
pub async fn page(server: &Arc<Server>, catalogue: &Catalogue, batch: Option<&Batch>) -> Response {
    let rows = batch.map(Batch::rows).unwrap_or_default();
    let id = batch.map_or("", |batch| &batch.id);
    let main = html! {
        main id="main" data-batch=(id) data-most=(MAX_UPLOAD_BYTES) data-sentences=(catalogue.for_script()) {
            @if rows.is_empty() { h1 { (catalogue.say("purpose")) } }
            @else { h1 { (catalogue.say("answers")) } }
            (form(server, catalogue))
            p class="where" { (compared_with(server, catalogue).await) " " (catalogue.say("stays")) }
            section aria-labelledby="answers" {
                h2 id="answers" class=@if !rows.is_empty() { "unseen" } { (catalogue.say("answers")) }
                div class="course" {
                    p id="progress" role="status" {
                        @if rows.is_empty() { (catalogue.say("none_yet")) }
                    }
                    button type="button" id="stop" hidden { (catalogue.say("stop")) }
                    button type="button" id="go-on" hidden { (catalogue.say("go_on")) }
                    a id="all" href=(format!("/batches/{id}/dossier")) download hidden[rows.is_empty()] {
                        (catalogue.say("download_all"))
                    }
                }
                p class="keys where" hidden { (catalogue.say("keys")) }
                ol id="rows" {
                    @for (number, one) in rows.iter().enumerate() { (row(server, catalogue, id, number, one)) }
                }
            }
            template id="row" { (blank(catalogue)) }
        }
    };
    let is_waiting = rows.iter().any(|row| is_going_on(row.step));
    Page { title: html! { (catalogue.say("title")) }, catalogue, is_known: true, is_waiting, main }
        .respond(StatusCode::OK)
}

fn form(server: &Server, catalogue: &Catalogue) -> Markup {
    html! {
        form id="check" class="drop" method="post" action="/check" enctype="multipart/form-data" {
            p class="large" { (catalogue.say("drop")) }
            div class="fields" {
                label for="picture" class="unseen" { (catalogue.say("choose")) }
                input id="picture" type="file" name="picture" multiple accept=(ACCEPTED);
                button type="button" id="choose-folder" hidden { (catalogue.say("choose_folder")) }
                input id="folder" type="file" multiple webkitdirectory hidden tabindex="-1" aria-hidden="true";
            }
            @if !server.settings.links.offline {
                div class="fields" {
                    label for="link" { (catalogue.say("link")) }
                    input id="link" name="link" type="url" inputmode="url" autocomplete="off" placeholder="https://";
                }
            }
            @if server.settings.log.is_some() {
                div class="fields" {
                    label for="by" { (catalogue.say("by")) }
                    input id="by" name="by" autocomplete="name";
                    label for="note" { (catalogue.say("note")) }
                    input id="note" name="note" autocomplete="off";
                }
            }
            button class="main" { (catalogue.say("send")) }
        }
    }
}

/// The index that pictures are compared with, in a sentence.
async fn compared_with(server: &Arc<Server>, catalogue: &Catalogue) -> Markup {
    let server = Arc::clone(server);
    let held = tokio::task::spawn_blocking(move || api::summary(&server)).await;
    match held.unwrap_or_else(|e| Err(e.to_string())) {
        Ok(summary) => {
            let [documents, pages, unread] =
                [summary.documents, summary.pages, summary.unread].map(messages::number);
            let values = [
                ("index", escape::text(&summary.path)),
                ("documents", documents),
                ("pages", pages),
                ("unread", unread),
            ];
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            html! { (escape::html(&catalogue.with("compared_with", &values))) }
        }
        Err(why) => html! { strong lang="en" { (escape::html(&why)) } },
    }
}

/// A row. Its answer opens in its place with script, and on a page of its own without.
fn row(server: &Server, catalogue: &Catalogue, id: &str, number: usize, row: &Row) -> Markup {
    let worst = row.worst();
    let place = row.ticket.and_then(|ticket| server.queue.place(ticket));
    let state = format!("state_{}", row.step.code());
    html! {
        li class=(format!("row {}", worst.as_ref().map_or("", |(verdict, _)| verdict.code())))
            data-number=(number + 1) data-state=(row.step.code()) data-sentence=(escape::html_lines(&row.sentences())) {
            p class="line" {
                span class="sign" aria-hidden="true" { (worst.as_ref().map_or("·", |(verdict, _)| messages::sign(*verdict))) }
                span class="name" { (escape::html(&row.name)) }
                " "
                span class="state" {
                    @if let Some((_, headline)) = &worst { span lang="en" { (escape::html(headline)) "." } }
                    @else if let Some(why) = &row.failure { span lang="en" { (escape::html(why)) } }
                    @else if let Some(place) = place { (catalogue.with("script_place", &[("place", &place.to_string())])) }
                    @else { (catalogue.say(&state)) }
                }
                " "
                a class="open" href=(format!("/batches/{id}/answers/{}", number + 1)) hidden[worst.is_none()] {
                    (catalogue.say("open")) span class="unseen" { " " (escape::html(&row.name)) }
                }
            }
            div class="shown" hidden {}
        }
    }
}

/// The row that the script fills in.
fn blank(catalogue: &Catalogue) -> Markup {
    html! {
        li class="row" {
            p class="line" {
                span class="sign" aria-hidden="true" { "·" }
                span class="name" {}
                " "
                span class="state" {}
                " "
                a class="open" href="" hidden { (catalogue.say("open")) span class="unseen" {} }
            }
            div class="shown" hidden {}
        }
        (tools(catalogue, "", 0, ""))
    }
}

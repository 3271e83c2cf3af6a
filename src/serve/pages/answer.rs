//! An answer on a page of its own, and the dossier of a batch.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped, html};

use super::super::batches::Row;
use super::super::catalogue::Catalogue;
use super::super::refusal::Refusal;
use super::super::{Server, api};
use super::frame::Page;
use super::{is_going_on, refused};
use crate::report::escape;
use crate::report::html::{Contents, Place, closing, opening};

/// `GET /batches/{id}/answers/{number}`: an answer.
pub async fn answer(
    State(server): State<Arc<Server>>,
    Path((id, number)): Path<(String, usize)>,
    fields: HeaderMap,
) -> Response {
    match found(&server, &id, number) {
        Ok((row, sections)) => page(Catalogue::of(&fields), (&id, number), &row, &sections),
        Err(refusal) => refused(&refusal, &fields),
    }
}

/// A row by its number, from 1, and the sections of its answers.
fn found(server: &Server, id: &str, number: usize) -> Result<(Row, String), Refusal> {
    let batch = server.batches.named(id)?;
    let row = number.checked_sub(1).and_then(|number| batch.row(number)).ok_or(Refusal::Nothing)?;
    let sections = api::sections(&row)?;
    Ok((row, sections))
}

fn page(catalogue: &Catalogue, (id, number): (&str, usize), row: &Row, sections: &str) -> Response {
    let is_waiting = is_going_on(row.step);
    let main = html! {
        main id="main" data-sentences=(catalogue.for_script()) {
            p { a href=(format!("/batches/{id}")) { (catalogue.say("back")) } }
            h1 { (escape::html(&row.name)) }
            @if is_waiting { p role="status" { (catalogue.say("not_yet")) } }
            @if let Some(why) = &row.failure { p lang="en" { (escape::html(why)) } }
            @if !row.answers.is_empty() {
                (tools(catalogue, id, number, &row.sentences()))
                div class="shown" lang="en" { (PreEscaped(sections)) }
            }
        }
    };
    let title = html! { (escape::html(&row.name)) " · " (catalogue.say("title")) };
    Page { title, catalogue, is_known: true, is_waiting, main }.respond(StatusCode::OK)
}

/// What can be done with an answer of a batch.
pub fn tools(catalogue: &Catalogue, id: &str, number: usize, sentence: &str) -> Markup {
    let json = format!("/api/batches/{id}/answers/{number}");
    html! {
        div class="tools" role="group" aria-label=(catalogue.say("save_as")) {
            a class="dossier" href=(format!("/batches/{id}/dossier?number={number}")) download { (catalogue.say("dossier")) }
            a class="evidence" href=(format!("{json}?evidence")) download="evidence.png" { (catalogue.say("evidence")) }
            a class="json" href=(json) download="answer.json" { (catalogue.say("json")) }
            button type="button" class="copy" hidden { (catalogue.say("copy")) }
            p class="sentence" { (catalogue.say("sentence")) ": " q lang="en" { (escape::html_lines(sentence)) } }
        }
    }
}

/// `GET /batches/{id}/dossier`: all answers of a batch, or with `?number=` one of them, as one file to keep.
pub async fn dossier(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Response {
    let number = query.as_deref().and_then(|query| query.strip_prefix("number=")?.parse().ok());
    match bound(&server, &id, number) {
        Ok(file) => {
            let named = "attachment; filename=\"verify-shot-dossier.html\"";
            let fields =
                [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_DISPOSITION, named)];
            (fields, file).into_response()
        }
        Err(refusal) => refused(&refusal, &fields),
    }
}

fn bound(server: &Server, id: &str, only: Option<usize>) -> Result<String, Refusal> {
    let rows = server.batches.named(id)?.rows();
    let chosen = rows
        .iter()
        .enumerate()
        .filter(|(number, row)| !row.answers.is_empty() && only.is_none_or(|only| only == number + 1));
    let (mut contents, mut sections, mut index) = (Contents::default(), String::new(), None);
    for (number, row) in chosen {
        for (part, kept) in row.answers.iter().enumerate() {
            contents.enter(&Place { number, part }, &kept.answer);
            index = Some(&kept.answer.index);
        }
        sections += &api::sections(row)?;
    }
    let index = index.ok_or(Refusal::Nothing)?;
    let paths = if index.paths.is_empty() { std::slice::from_ref(&index.path) } else { &index.paths };
    let repeat = format!("verify-shot check PICTURE --index {}", paths.join(" --index "));
    Ok(opening(&contents) + &sections + &closing(index, &repeat))
}

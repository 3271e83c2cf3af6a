//! What programs ask: a check, a batch and its answers, the index.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use url::form_urlencoded;

use super::batches::{Batch, Row};
use super::openapi::DOCUMENT;
use super::outcome::{Outcome, lines};
use super::queue::{Queue, Remark, Wanted};
use super::refusal::Refusal;
use super::upload::{Received, Sent, received};
use super::{Server, pages, submit};
use crate::index::Index;
use crate::model::answer::{Answer, IndexSummary};
use crate::report::{escape, json, messages};

/// Type of a response of one JSON object.
const JSON: &str = "application/json";
/// Type of a response of several, one a line.
const LINES: &str = "application/x-ndjson";
/// Type of a section of the dossier.
const HTML: &str = "text/html; charset=utf-8";

/// The part of an address behind the question mark.
struct Asked {
    form: Wanted,
    /// Name of the picture that is the body.
    name: Option<String>,
    /// Which picture of a link, from 1.
    part: usize,
    remark: Remark,
    /// Whether what could not be read is listed.
    unread: bool,
}

impl Asked {
    fn of(query: Option<&str>) -> Result<Self, Refusal> {
        let mut asked =
            Self { form: Wanted::Json, name: None, part: 1, remark: Remark::default(), unread: false };
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let given = Some(value.clone().into_owned()).filter(|value| !value.is_empty());
            match &*name {
                "html" if asked.form == Wanted::Json => asked.form = Wanted::Section,
                "evidence" if asked.form == Wanted::Json => asked.form = Wanted::Evidence,
                "name" => asked.name = given,
                "by" => asked.remark.by = given,
                "note" => asked.remark.note = given,
                "unread" => asked.unread = true,
                "part" => {
                    let number = value.parse().ok().filter(|number| *number > 0);
                    let wrong = || Refusal::Request("part is the number of a picture, from 1.".into());
                    asked.part = number.ok_or_else(wrong)?;
                }
                other => {
                    let other = escape::text(other);
                    return Err(Refusal::Request(format!(
                        "{other}: no such parameter here, or one too many."
                    )));
                }
            }
        }
        Ok(asked)
    }

    /// What is said in the request itself comes before what its address says.
    fn remark(&self, said: Remark) -> Remark {
        let Remark { by, note } = self.remark.clone();
        Remark { by: said.by.or(by), note: said.note.or(note) }
    }
}

/// The one picture or link of a request.
fn one(received: Received) -> Result<(Sent, Remark), Refusal> {
    let Received { mut sent, remark, .. } = received;
    match (sent.pop(), sent.is_empty()) {
        (Some(one), true) => Ok((one, remark)),
        (Some(_), false) => Err(Refusal::Request("Send one picture or one link a request.".into())),
        (None, _) => Err(Refusal::Request(
            "Send a picture as the body, as the field `picture` of a form, or a link as JSON.".into(),
        )),
    }
}

/// `POST /api/check`: checks one picture or one link.
pub async fn check(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let asked = Asked::of(query.as_deref())?;
    let (sent, said) = one(received(&server, asked.name.clone(), request).await?)?;
    let outcomes = submit::answers(&server, sent, asked.remark(said), asked.form).await?;
    match asked.form {
        Wanted::Json => Ok(of_answers(outcomes.iter().map(|outcome| &outcome.answer))),
        Wanted::Section => {
            let sections: String = outcomes.into_iter().map(|outcome| outcome.section).collect();
            Ok(([(header::CONTENT_TYPE, HTML)], sections).into_response())
        }
        Wanted::Evidence => sheet(outcomes, asked.part),
    }
}

/// Schema-1 objects: one, or one a line.
fn of_answers<'a>(answers: impl ExactSizeIterator<Item = &'a Answer>) -> Response {
    let kind = if answers.len() == 1 { JSON } else { LINES };
    ([(header::CONTENT_TYPE, kind)], lines(answers)).into_response()
}

/// The evidence sheet of one of the answers.
fn sheet(outcomes: Vec<Outcome>, part: usize) -> Result<Response, Refusal> {
    let outcome = outcomes.into_iter().nth(part - 1).ok_or(Refusal::Nothing)?;
    let unseen =
        || Refusal::Request("The picture could not be looked at: there is no evidence sheet.".into());
    let png = outcome.evidence.ok_or_else(unseen)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
}

#[derive(Serialize)]
struct BatchLine<'a> {
    schema: u32,
    batch: &'a str,
    pictures: Vec<RowLine>,
}

/// A picture of a batch in JSON. `label`, `headline` and `sentence` are safe to be shown.
#[derive(Serialize)]
struct RowLine {
    number: usize,
    name: String,
    label: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

fn row_line(queue: &Queue, number: usize, row: &Row) -> RowLine {
    let worst = row.worst();
    RowLine {
        number: number + 1,
        name: row.name.clone(),
        label: escape::text(&row.name),
        state: row.step.code(),
        place: row.ticket.and_then(|ticket| queue.place(ticket)),
        verdict: worst.as_ref().map(|(verdict, _)| verdict.code()),
        sign: worst.as_ref().map(|(verdict, _)| messages::sign(*verdict)),
        sentence: worst.as_ref().map(|_| row.sentences()),
        headline: worst.map(|(_, headline)| escape::text(&headline)),
        error: row.failure.as_deref().map(escape::text),
    }
}

/// JSON of a picture of a batch, one line without line end.
pub fn row(queue: &Queue, number: usize, row: &Row) -> String {
    line(&row_line(queue, number, row))
}

fn line(value: &impl Serialize) -> String {
    escape::json(&serde_json::to_string(value).unwrap_or_default())
}

fn as_json(status: StatusCode, line: String) -> Response {
    (status, [(header::CONTENT_TYPE, JSON)], line + "\n").into_response()
}

/// `POST /api/batches`: begins a batch.
pub async fn begin(State(server): State<Arc<Server>>) -> Result<Response, Refusal> {
    let batch = server.batches.begin()?;
    let line = line(&BatchLine { schema: 1, batch: &batch.id, pictures: Vec::new() });
    let mut response = as_json(StatusCode::CREATED, line);
    if let Ok(place) = HeaderValue::from_str(&format!("/api/batches/{}", batch.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// `GET /api/batches/{id}`: the state of every picture.
pub async fn batch(State(server): State<Arc<Server>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let batch = server.batches.named(&id)?;
    let rows = batch.rows();
    let pictures =
        rows.iter().enumerate().map(|(number, row)| row_line(&server.queue, number, row)).collect();
    Ok(as_json(StatusCode::OK, line(&BatchLine { schema: 1, batch: &id, pictures })))
}

/// `DELETE /api/batches/{id}`: stops and forgets a batch.
pub async fn forget(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    server.batches.forget(&id)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/batches/{id}/pictures`: adds one picture or one link.
pub async fn add(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let asked = Asked::of(query.as_deref())?;
    let batch = server.batches.named(&id)?;
    let (sent, said) = one(received(&server, asked.name.clone(), request).await?)?;
    let (number, _) = submit::add(&server, &batch, sent, asked.remark(said))?;
    let added = batch.row(number).ok_or(Refusal::Nothing)?;
    Ok(as_json(StatusCode::ACCEPTED, row(&server.queue, number, &added)))
}

/// `GET /api/batches/{id}/pictures/{number}`: the state of a picture.
pub async fn picture(
    State(server): State<Arc<Server>>,
    Path((id, number)): Path<(String, usize)>,
) -> Result<Response, Refusal> {
    let batch = server.batches.named(&id)?;
    let number = number.checked_sub(1).ok_or(Refusal::Nothing)?;
    let found = batch.row(number).ok_or(Refusal::Nothing)?;
    Ok(as_json(StatusCode::OK, row(&server.queue, number, &found)))
}

/// The answered row of this number, from 1.
fn answered(batch: &Batch, number: usize) -> Result<Row, Refusal> {
    let row = number.checked_sub(1).and_then(|number| batch.row(number)).ok_or(Refusal::Nothing)?;
    match (&row.failure, row.answers.is_empty()) {
        (Some(why), _) => Err(Refusal::Failed(why.clone())),
        (None, true) => Err(Refusal::Request("It is not answered yet.".into())),
        (None, false) => Ok(row),
    }
}

/// `GET /api/batches/{id}/answers/{number}`: an answer.
pub async fn answer(
    State(server): State<Arc<Server>>,
    Path((id, number)): Path<(String, usize)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Asked::of(query.as_deref())?;
    let row = answered(&*server.batches.named(&id)?, number)?;
    match asked.form {
        Wanted::Json => Ok(of_answers(row.answers.iter().map(|kept| &*kept.answer))),
        Wanted::Section => {
            let sections = sections(&row)?;
            Ok(([(header::CONTENT_TYPE, HTML)], sections).into_response())
        }
        Wanted::Evidence => {
            let again = "The picture of a link is not kept here: check it again with ?evidence.";
            let blob = row.picture.ok_or_else(|| Refusal::Request(again.into()))?;
            let sent = Sent::Picture(row.name, blob);
            sheet(submit::answers(&server, sent, asked.remark, Wanted::Evidence).await?, asked.part)
        }
    }
}

/// The sections of a row's answers.
///
/// # Errors
///
/// If they cannot be read from the disk.
pub fn sections(row: &Row) -> Result<String, Refusal> {
    let read = row.answers.iter().map(|kept| kept.section.read());
    let all = read.collect::<std::io::Result<Vec<_>>>();
    let all = all.map_err(|e| Refusal::Failed(format!("The answer could not be read again: {e}.")))?;
    Ok(String::from_utf8_lossy(&all.concat()).into_owned())
}

/// `GET /api/index`: what the index holds, as `index status --json` prints it.
pub async fn index(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Asked::of(query.as_deref())?;
    let held = tokio::task::spawn_blocking(move || held(&server, asked.unread)).await;
    let held = held.unwrap_or_else(|e| Err(e.to_string())).map_err(Refusal::Failed)?;
    Ok(as_json(StatusCode::OK, json::status(&held)))
}

/// `GET /api/log`: what was checked, the last one first.
pub async fn log(State(server): State<Arc<Server>>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let found = pages::found(&server, pages::sought(query.as_deref())).await?;
    Ok(as_json(StatusCode::OK, found.line()))
}

/// `GET /api/openapi.json`: the description of the API.
pub async fn openapi() -> Response {
    as_json(StatusCode::OK, DOCUMENT.clone())
}

/// What the index holds.
///
/// # Errors
///
/// If it cannot be read: a sentence.
pub fn held(server: &Server, unread: bool) -> Result<json::Holds, String> {
    let paths = &server.settings.index;
    let held = Index::open_any(paths).and_then(|index| json::Holds::of(&index, unread));
    held.map_err(|e| paths.failed(e).to_string())
}

/// Summary of the index.
///
/// # Errors
///
/// If it cannot be read: a sentence.
pub fn summary(server: &Server) -> Result<IndexSummary, String> {
    let paths = &server.settings.index;
    let read = Index::open_any(paths).and_then(|index| index.summary().cloned());
    read.map_err(|e| paths.failed(e).to_string())
}

//! What people see: pages that need no script, and are quicker with it.

mod answer;
mod entry;
mod frame;
mod home;
mod records;

use std::sync::Arc;

use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use super::batches::Batch;
use super::catalogue::{Catalogue, LANGUAGE_COOKIE};
use super::guard::Known;
use super::queue::Step;
use super::refusal::Refusal;
use super::upload::{Received, plain_form, received};
use super::{Server, submit};
use crate::report::html::style_of_sections;
pub use answer::{answer, dossier};
pub use entry::refused;
pub use records::{again, found, history, index, sought};

const STYLE: &str = include_str!("../style.css");
const SCRIPT: &str = include_str!("../app.js");
const ICON: &str = include_str!("../icon.svg");

/// `GET /style.css`.
pub async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], style_of_sections() + STYLE).into_response()
}

/// `GET /app.js`.
pub async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response()
}

/// `GET /icon.svg`.
pub async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml")], ICON).into_response()
}

/// Goes to another page, with a cookie.
fn go_to(place: &str, cookie: &str) -> Response {
    let mut response = Redirect::to(place).into_response();
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// `GET /`: the page on which pictures are dropped. With the token it is entered, with a language it changes to that.
pub async fn home(
    State(server): State<Arc<Server>>,
    Extension(Known(is_known)): Extension<Known>,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
) -> Response {
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match (&*name, Catalogue::named(&value)) {
            ("token", _) if server.gate.lets_in(&value) => return go_to("/", &server.gate.cookie()),
            ("token", _) => return refused(&Refusal::Token, &fields),
            ("language", Some(catalogue)) => {
                let language = catalogue.language;
                return go_to(
                    "/",
                    &format!("{LANGUAGE_COOKIE}={language}; Path=/; SameSite=Strict; Max-Age=31536000"),
                );
            }
            _ => {}
        }
    }
    let catalogue = Catalogue::of(&fields);
    if is_known { home::page(&server, catalogue, None).await } else { entry::page(catalogue, StatusCode::OK) }
}

/// `POST /`: enters by a token that was typed.
pub async fn enter(State(server): State<Arc<Server>>, fields: HeaderMap, request: Request) -> Response {
    match plain_form(request).await {
        Ok(Received { token: Some(token), .. }) if server.gate.lets_in(&token) => {
            go_to("/", &server.gate.cookie())
        }
        _ => refused(&Refusal::Token, &fields),
    }
}

/// `POST /check`: the form without script. Makes a batch and goes to its page.
pub async fn check(State(server): State<Arc<Server>>, fields: HeaderMap, request: Request) -> Response {
    match checked(&server, request).await {
        Ok(batch) => Redirect::to(&format!("/batches/{}", batch.id)).into_response(),
        Err(refusal) => refused(&refusal, &fields),
    }
}

async fn checked(server: &Arc<Server>, request: Request) -> Result<Arc<Batch>, Refusal> {
    let Received { sent, remark, .. } = received(server, None, request).await?;
    if sent.is_empty() {
        return Err(Refusal::Request("No picture was chosen, and no link was given.".into()));
    }
    let batch = server.batches.begin()?;
    for one in sent {
        if let Err(refusal) = submit::add(server, &batch, one, remark.clone()) {
            server.batches.forget(&batch.id)?;
            return Err(refusal);
        }
    }
    Ok(batch)
}

/// `GET /batches/{id}`: the same page, with what was sent before.
pub async fn batch(State(server): State<Arc<Server>>, Path(id): Path<String>, fields: HeaderMap) -> Response {
    match server.batches.named(&id) {
        Ok(batch) => home::page(&server, Catalogue::of(&fields), Some(&batch)).await,
        Err(refusal) => refused(&refusal, &fields),
    }
}

/// Whether a check is not answered yet, and will be.
fn is_going_on(step: Step) -> bool {
    matches!(step, Step::Fetching | Step::Waiting | Step::Reading | Step::Comparing)
}

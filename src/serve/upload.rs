//! What a request sends: a picture as its body, a form with pictures, or a link as JSON. Pictures go to the server's memory on
//! disk as they come, and no further than their limit.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use futures_util::StreamExt;
use serde::Deserialize;
use tokio::time::timeout;

use super::Server;
use super::queue::Remark;
use super::refusal::Refusal;
use super::spool::Blob;
use crate::limits::{
    MAX_DISCARDED_BYTES, MAX_NOTE_BYTES, MAX_REQUEST_BYTES, MAX_UPLOAD_BYTES, MAX_UPLOAD_NAME_BYTES,
    MAX_WAITING_CHECKS, STALL_TIME, UPLOAD_TIME,
};

/// Name of a picture that was sent without one, as by a paste.
const NAMELESS: &str = "picture";
/// Field of a form with a picture.
const PICTURE: &str = "picture";

/// Something to check.
pub enum Sent {
    /// A picture, with its name.
    Picture(String, Blob),
    /// A link.
    Link(String),
}

/// What a request sent.
#[derive(Default)]
pub struct Received {
    /// What is to be checked.
    pub sent: Vec<Sent>,
    /// What is said of it.
    pub remark: Remark,
    /// The token, if somebody signs in by it.
    pub token: Option<String>,
}

#[derive(Deserialize)]
struct LinkLine {
    link: String,
    by: Option<String>,
    note: Option<String>,
}

/// Takes what a request sends. `named` is the name of a picture that is the body itself.
///
/// # Errors
///
/// If it is too large or too slow, or cannot be understood.
pub async fn received(
    server: &Arc<Server>,
    named: Option<String>,
    request: Request,
) -> Result<Received, Refusal> {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let taken = match kind.as_str() {
        "application/json" => link(request).await,
        "application/x-www-form-urlencoded" => plain_form(request).await,
        "multipart/form-data" => {
            timeout(UPLOAD_TIME, form(server, request)).await.map_err(|_| Refusal::TooSlow)?
        }
        _ => {
            let began = announced(&request);
            let mut stream = request.into_body().into_data_stream();
            let blob = match began {
                Ok(()) => picture(server, &mut stream).await,
                Err(refusal) => Err(refusal),
            };
            if blob.is_err() {
                discard(&mut stream).await;
            }
            let name = named.map_or(NAMELESS.to_owned(), cut);
            blob.map(|blob| Received { sent: vec![Sent::Picture(name, blob)], ..Received::default() })
        }
    }?;
    let is_long = |words: &Option<String>| words.as_ref().is_some_and(|words| words.len() > MAX_NOTE_BYTES);
    if is_long(&taken.remark.by) || is_long(&taken.remark.note) {
        return Err(Refusal::Request(format!("A note has at most {} KiB.", MAX_NOTE_BYTES >> 10)));
    }
    Ok(taken)
}

/// Refuses a body that says itself that it is too large.
fn announced(request: &Request) -> Result<(), Refusal> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let is_too_large =
        length.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > MAX_UPLOAD_BYTES);
    if is_too_large { Err(Refusal::TooLarge) } else { Ok(()) }
}

async fn picture(server: &Arc<Server>, stream: &mut BodyDataStream) -> Result<Blob, Refusal> {
    let began = Instant::now();
    let mut blob = Blob::default();
    while let Some(piece) = timeout(STALL_TIME, stream.next()).await.map_err(|_| Refusal::TooSlow)? {
        if began.elapsed() > UPLOAD_TIME {
            return Err(Refusal::TooSlow);
        }
        keep(
            server,
            &mut blob,
            &piece.map_err(|e| Refusal::Request(format!("The picture broke off: {e}.")))?,
        )?;
    }
    if blob.length() == 0 {
        return Err(Refusal::Request(
            "The picture is empty. Send its bytes as the body of the request.".into(),
        ));
    }
    Ok(blob)
}

fn keep(server: &Arc<Server>, blob: &mut Blob, piece: &Bytes) -> Result<(), Refusal> {
    if blob.length() + piece.len() as u64 > MAX_UPLOAD_BYTES {
        return Err(Refusal::TooLarge);
    }
    server
        .spool
        .append(blob, piece)
        .map_err(|e| Refusal::Failed(format!("The picture could not be kept: {e}.")))
}

/// Reads on after a refusal: somebody who is still sending would not read it otherwise.
async fn discard(stream: &mut BodyDataStream) {
    let mut left = MAX_DISCARDED_BYTES;
    while let Ok(Some(Ok(piece))) = timeout(STALL_TIME, stream.next()).await {
        left = left.saturating_sub(piece.len() as u64);
        if left == 0 {
            return;
        }
    }
}

/// A whole small body.
async fn small(body: Body) -> Result<Bytes, Refusal> {
    let read = timeout(STALL_TIME, axum::body::to_bytes(body, MAX_REQUEST_BYTES)).await;
    let read = read.map_err(|_| Refusal::TooSlow)?;
    read.map_err(|_| {
        Refusal::Request(format!("A form or a link has at most {} KiB.", MAX_REQUEST_BYTES >> 10))
    })
}

async fn link(request: Request) -> Result<Received, Refusal> {
    let bytes = small(request.into_body()).await?;
    let line: Result<LinkLine, _> = serde_json::from_slice(&bytes);
    let LinkLine { link, by, note } =
        line.map_err(|_| Refusal::Request("As JSON, a link is sent: {\"link\": \"https://…\"}.".into()))?;
    Ok(Received { sent: vec![Sent::Link(link)], remark: Remark { by, note }, token: None })
}

/// Takes a small form without pictures.
///
/// # Errors
///
/// If it is too large or too slow.
pub async fn plain_form(request: Request) -> Result<Received, Refusal> {
    let bytes = small(request.into_body()).await?;
    let mut received = Received::default();
    url::form_urlencoded::parse(&bytes).for_each(|(name, value)| received.field(&name, value.into_owned()));
    Ok(received)
}

/// A form whose pictures may be many: each has the limit for itself.
async fn form(server: &Arc<Server>, request: Request) -> Result<Received, Refusal> {
    let broken = |e: &dyn std::fmt::Display| Refusal::Request(format!("The form cannot be read: {e}."));
    let mut form = Multipart::from_request(request, &()).await.map_err(|e| broken(&e))?;
    let mut received = Received::default();
    while let Some(field) = next(&mut form).await? {
        let name = field.name().unwrap_or_default().to_owned();
        if received.sent.len() >= MAX_WAITING_CHECKS {
            return Err(Refusal::Full);
        }
        if name == PICTURE {
            let file = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
            let is_nameless = file.is_none();
            let blob = field_bytes(server, field).await?;
            // A form in which no file was chosen sends an empty one.
            if !(is_nameless && blob.length() == 0) {
                received.sent.push(Sent::Picture(file.map_or(NAMELESS.to_owned(), cut), blob));
            }
        } else {
            let blob = field_bytes(server, field).await?;
            if blob.length() > MAX_REQUEST_BYTES as u64 {
                return Err(Refusal::Request(format!(
                    "A field has at most {} KiB.",
                    MAX_REQUEST_BYTES >> 10
                )));
            }
            let bytes = blob.read().map_err(|e| broken(&e))?;
            received.field(&name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(received)
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, Refusal> {
    let next = timeout(STALL_TIME, form.next_field()).await.map_err(|_| Refusal::TooSlow)?;
    next.map_err(|e| Refusal::Request(format!("The form cannot be read: {e}.")))
}

async fn field_bytes(server: &Arc<Server>, mut field: Field<'_>) -> Result<Blob, Refusal> {
    let mut blob = Blob::default();
    while let Some(piece) =
        timeout(STALL_TIME, field.chunk()).await.map_err(|_| Refusal::TooSlow)?.transpose()
    {
        let piece = piece.map_err(|e| Refusal::Request(format!("The form broke off: {e}.")))?;
        keep(server, &mut blob, &piece)?;
    }
    Ok(blob)
}

impl Received {
    fn field(&mut self, name: &str, value: String) {
        let value = value.trim().to_owned();
        match name {
            _ if value.is_empty() => {}
            "link" => self.sent.push(Sent::Link(value)),
            "by" => self.remark.by = Some(value),
            "note" => self.remark.note = Some(value),
            "token" => self.token = Some(value),
            _ => {}
        }
    }
}

/// The beginning of a long name.
fn cut(name: String) -> String {
    let mut end = name.len().min(MAX_UPLOAD_NAME_BYTES);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].to_owned()
}

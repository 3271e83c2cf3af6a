//! What a request is refused with: a status, a stable code for programs, and a sentence for people.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::limits::{MAX_BATCH_PICTURES, MAX_UPLOAD_BYTES, MAX_WAITING_CHECKS};
use crate::report::escape;

/// Seconds after which a full queue may be asked again.
const RETRY_SECONDS: &str = "2";

/// Reason a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The host of the request is not one of the server's.
    Host,
    /// The request comes from another page.
    Origin,
    /// The token is missing or another.
    Token,
    /// There is nothing at this address.
    Nothing,
    /// The address knows other methods.
    Method,
    /// The request cannot be understood: what to send instead.
    Request(String),
    /// The picture is too large.
    TooLarge,
    /// The picture came too slowly.
    TooSlow,
    /// Too many checks wait already.
    Full,
    /// The batch holds no more pictures.
    BatchFull,
    /// The server is ending.
    Closing,
    /// The server could not do it: a sentence.
    Failed(String),
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    schema: u32,
    error: &'a str,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<usize>,
}

impl Refusal {
    /// Status of the response.
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::Host | Refusal::Origin => StatusCode::FORBIDDEN,
            Refusal::Token => StatusCode::UNAUTHORIZED,
            Refusal::Nothing => StatusCode::NOT_FOUND,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Request(_) => StatusCode::BAD_REQUEST,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Refusal::Full | Refusal::BatchFull => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Closing => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Host => "host",
            Refusal::Origin => "origin",
            Refusal::Token => "token",
            Refusal::Nothing => "nothing_here",
            Refusal::Method => "method",
            Refusal::Request(_) => "request",
            Refusal::TooLarge => "too_large",
            Refusal::TooSlow => "too_slow",
            Refusal::Full => "queue_full",
            Refusal::BatchFull => "batch_full",
            Refusal::Closing => "closing",
            Refusal::Failed(_) => "failed",
        }
    }

    /// Sentence for people.
    pub fn sentence(&self) -> String {
        match self {
            Refusal::Host => {
                "This server is not known by this name. Use the address that it printed, or name it \
                with --name."
                    .into()
            }
            Refusal::Origin => "The request comes from another page, and is not answered.".into(),
            Refusal::Token => {
                "The token is missing or wrong. Use the address that the server printed, or send \
                `Authorization: Bearer TOKEN`."
                    .into()
            }
            Refusal::Nothing => "There is nothing at this address, or it was forgotten.".into(),
            Refusal::Method => "This address knows other methods; see /api/openapi.json.".into(),
            Refusal::Request(sentence) | Refusal::Failed(sentence) => sentence.clone(),
            Refusal::TooLarge => {
                format!("The picture has more than {} MiB. Save it smaller.", MAX_UPLOAD_BYTES >> 20)
            }
            Refusal::TooSlow => "The picture did not arrive in time. Send it again.".into(),
            Refusal::Full => {
                format!("{MAX_WAITING_CHECKS} checks wait already. Send it again in a few seconds.")
            }
            Refusal::BatchFull => {
                format!("A batch has at most {MAX_BATCH_PICTURES} pictures. Begin another one.")
            }
            Refusal::Closing => "The server is ending. Start it again.".into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let sentence = self.sentence();
        let waiting = (self == Refusal::Full).then_some(MAX_WAITING_CHECKS);
        let line = ErrorLine { schema: 1, error: &sentence, code: self.code(), waiting };
        let body = serde_json::to_string(&line).map(|json| escape::json(&json)).unwrap_or_default();
        let mut response =
            (self.status(), [(header::CONTENT_TYPE, "application/json")], body + "\n").into_response();
        let fields = response.headers_mut();
        match self {
            Refusal::Full => {
                drop(fields.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS)))
            }
            Refusal::Token => {
                drop(fields.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            _ => {}
        }
        response
    }
}

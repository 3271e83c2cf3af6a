//! JSON responses of services, which are untrusted: every value is validated and limited in length.

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::Web;
use crate::fetch::http::Refusal;
use crate::limits;

/// `Accept` header for JSON.
pub const JSON: &str = "application/json";

/// Requests JSON from a service.
///
/// # Errors
///
/// The reason for refusing the response.
pub async fn ask(
    web: &Web<'_>,
    url: Option<Url>,
    accept: &str,
    service: &'static str,
) -> Result<Value, Refusal> {
    let url = url.ok_or(Refusal::Unknown(service))?;
    let answer = web.fetcher.get(&url, accept).await?;
    serde_json::from_slice(&answer.bytes).map_err(|_| Refusal::Unknown(service))
}

/// Text at a JSON pointer, truncated to `most` bytes. Returns `None` if it is missing or empty.
pub fn text(value: &Value, pointer: &str, most: usize) -> Option<String> {
    let text = value.pointer(pointer)?.as_str()?;
    let cut = text.floor_char_boundary(most);
    (!text.is_empty()).then(|| text[..cut].to_owned())
}

/// The author's handle at a JSON pointer.
pub fn author(value: &Value, pointer: &str) -> Option<String> {
    text(value, pointer, limits::MAX_AUTHOR_BYTES)
}

/// The post's text at a JSON pointer.
pub fn words(value: &Value, pointer: &str) -> Option<String> {
    text(value, pointer, limits::MAX_POST_TEXT_BYTES)
}

/// The time at a JSON pointer, converted to UTC if it is in RFC 3339 form.
pub fn time(value: &Value, pointer: &str) -> Option<String> {
    let said = text(value, pointer, limits::MAX_AUTHOR_BYTES)?;
    Some(said.parse::<Timestamp>().map_or(said, |time| time.to_string()))
}

/// The list at a JSON pointer; empty if there is none.
pub fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The URL at a JSON pointer.
pub fn address(value: &Value, pointer: &str) -> Option<Url> {
    Url::parse(value.pointer(pointer)?.as_str()?).ok()
}

//! The description of the API for programs, with the schema of an answer in it.

use std::sync::LazyLock;

use serde_json::Value;

const API: &str = include_str!("openapi.json");
const ANSWER: &str = include_str!("../../docs/answer.schema.json");

/// OpenAPI 3.1. A test reads both files.
pub static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let read = |text| serde_json::from_str::<Value>(text).unwrap_or_default();
    let mut document = read(API);
    document["components"]["schemas"]["Answer"] = read(ANSWER);
    document.to_string()
});

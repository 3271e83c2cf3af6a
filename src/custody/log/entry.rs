//! What an entry says, and how it becomes a line and an entry again.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical;
use super::head_signature::Signature;
use crate::custody::stamp::Stamp;
use crate::model::origin::Origin;

/// The version of an entry's form.
const SCHEMA: u32 = 1;

/// An entry of the log. Its own digest stands beside it in the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The version of this form.
    pub schema: u32,
    /// Counts from 1.
    pub number: u64,
    /// When it was written, in UTC (RFC 3339).
    pub time: String,
    /// The program that wrote it, with its version.
    pub program: String,
    /// The digest of the entry before; [`super::BEGINNING`] in the first.
    pub previous: String,
    /// SHA-256 of a line that was torn behind the entry before, and was set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub torn: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A picture was checked.
    Check(Box<Check>),
    /// The entry before was signed.
    Signature(Signature),
    /// The entry before was stamped.
    Stamp(Stamp),
}

/// A check. Paths are spelled so that they can be had back: bytes that are not UTF-8 as `\xNN`, a backslash twice; they
/// count from `folder` where they are relative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The input as given: a path, a link, or `-`.
    pub input: String,
    /// The folder in which the check ran.
    pub folder: String,
    /// SHA-256 of the input's bytes, where they could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Where it came from, where it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Origin>,
    /// Where it was kept, where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<KeptThen>,
    /// The index that was asked.
    pub index: IndexThen,
    /// Languages in which words were read.
    pub lang: Option<String>,
    /// The verdict, as in JSON.
    pub verdict: String,
    /// The pages shown.
    pub pages: Vec<PageThen>,
    /// Reasons, one sentence each.
    pub why: Vec<String>,
    /// SHA-256 of the answer's line of JSON without its `took_ms`.
    pub answer: String,
    /// Who checked, in their own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What a person wished to be noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Where an input was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptThen {
    /// Its bytes.
    pub picture: String,
    /// The record of this time.
    pub record: String,
    /// SHA-256 of the record.
    pub record_sha256: String,
}

/// The index that was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexThen {
    /// Its path.
    pub path: String,
    /// Digest over its content; empty where it could not be read.
    pub digest: String,
}

/// A page that was shown, boxes in pixels of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageThen {
    /// Path under the folder that was added.
    pub document: String,
    /// Counts from 1.
    pub page: u32,
    /// The part of the picture that shows it.
    pub region: [i64; 4],
    /// Where it differs.
    pub differences: Vec<PlaceThen>,
    /// What is covered or marked.
    pub hidden: Vec<PlaceThen>,
}

/// A place in the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceThen {
    /// Left, top, right, bottom.
    #[serde(rename = "box")]
    pub bounds: [i64; 4],
    /// How it differs, or by what it is hidden.
    pub kind: String,
}

impl Entry {
    /// An entry behind another, written now by this program.
    pub(super) fn new(number: u64, previous: String, torn: Option<String>, event: Event) -> Self {
        Self {
            schema: SCHEMA,
            number,
            // Whole seconds: clocks of two machines agree no better.
            time: format!("{:.0}", jiff::Timestamp::now()),
            program: concat!("verify-shot ", env!("CARGO_PKG_VERSION")).into(),
            previous,
            torn,
            event,
        }
    }

    /// Its line with the line's end, and its digest.
    pub(super) fn line(&self) -> (String, String) {
        let mut value = serde_json::to_value(self).expect("plain values have a JSON form");
        let digest = canonical::digest(canonical::form(value.clone()).as_bytes());
        value["digest"] = digest.clone().into();
        (canonical::form(value) + "\n", digest)
    }
}

/// A line that can be read.
pub(super) struct Line {
    /// The digest that it says it has.
    pub digest: String,
    /// The digest of the line before.
    pub previous: String,
    /// Its number.
    pub number: u64,
    /// What it says, or why it is not what was written.
    pub entry: Result<Entry, &'static str>,
}

/// Reads a line, without its end. Fails with what is wrong where not even its place in the chain can be read.
pub(super) fn parse(line: &[u8]) -> Result<Line, &'static str> {
    let text = std::str::from_utf8(line).map_err(|_| "is no text")?;
    let mut value: Value = serde_json::from_str(text).map_err(|_| "is no JSON")?;
    let is_canonical = canonical::form(value.clone()) == text;
    let stated = value.as_object_mut().and_then(|members| members.remove("digest"));
    let Some(Value::String(digest)) = stated else { return Err("is no entry of a log") };
    let (Some(previous), Some(number)) = (value["previous"].as_str(), value["number"].as_u64()) else {
        return Err("is no entry of a log");
    };
    let (previous, number) = (previous.to_owned(), number);
    let entry = match canonical::digest(canonical::form(value.clone()).as_bytes()) == digest {
        _ if !is_canonical => Err("is not in the form in which entries are written"),
        false => Err("is not what was written: its digest is another"),
        true => {
            serde_json::from_value(value).map_err(|_| "says what this version of the program does not know")
        }
    };
    Ok(Line { digest, previous, number, entry })
}

//! Entries of the log, and their conversion to and from lines.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical;
use super::head_signature::Signature;
use crate::custody::stamp::Stamp;
use crate::model::origin::Origin;

/// Schema version of an entry.
const SCHEMA: u32 = 1;

/// An entry of the log. Its line also has its own digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Schema version.
    pub schema: u32,
    /// Number, from 1.
    pub number: u64,
    /// Time of writing, in UTC (RFC 3339).
    pub time: String,
    /// Name and version of the program that wrote it.
    pub program: String,
    /// Digest of the previous entry; [`super::BEGINNING`] in the first.
    pub previous: String,
    /// SHA-256 of a truncated line that followed the previous entry and was moved aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub torn: Option<String>,
    /// The event.
    #[serde(flatten)]
    pub event: Event,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A picture was checked.
    Check(Box<Check>),
    /// The previous entry was signed.
    Signature(Signature),
    /// The previous entry was time-stamped.
    Stamp(Stamp),
}

/// A check. Paths are encoded reversibly: bytes that are not UTF-8 as `\xNN`, a backslash doubled. Relative
/// ones are relative to `folder`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The input as given: a path, a link, or `-`.
    pub input: String,
    /// Working directory of the check.
    pub folder: String,
    /// SHA-256 of the input. `None` if it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Origin of the picture, if it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Origin>,
    /// Where it was archived, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<KeptThen>,
    /// The index that was used.
    pub index: IndexThen,
    /// OCR languages.
    pub lang: Option<String>,
    /// The verdict, as in JSON.
    pub verdict: String,
    /// Pages shown.
    pub pages: Vec<PageThen>,
    /// Reasons, one sentence each.
    pub why: Vec<String>,
    /// SHA-256 of the answer's JSON line without `took_ms`.
    pub answer: String,
    /// Name of the person who checked, as entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Note of that person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Archive location of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptThen {
    /// Path of the picture.
    pub picture: String,
    /// Path of the record of this time.
    pub record: String,
    /// SHA-256 of the record.
    pub record_sha256: String,
}

/// The index that was used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexThen {
    /// Its path; those of several files that were searched as one, with commas between them.
    pub path: String,
    /// The path of each file, if there were several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Digest of its content; empty if it could not be read.
    pub digest: String,
}

/// A page shown; boxes are in pixels of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageThen {
    /// Path relative to the folder that was added.
    pub document: String,
    /// Page number, from 1.
    pub page: u32,
    /// Part of the picture that shows it.
    pub region: [i64; 4],
    /// Differences.
    pub differences: Vec<PlaceThen>,
    /// Covered or marked places.
    pub hidden: Vec<PlaceThen>,
}

/// A place in the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceThen {
    /// Left, top, right, bottom.
    #[serde(rename = "box")]
    pub bounds: [i64; 4],
    /// Kind of the difference, cover or mark.
    pub kind: String,
}

impl Entry {
    /// Creates an entry with the current time and this program.
    pub(super) fn new(number: u64, previous: String, torn: Option<String>, event: Event) -> Self {
        Self {
            schema: SCHEMA,
            number,
            // Whole seconds: the clocks of two machines do not agree better.
            time: format!("{:.0}", jiff::Timestamp::now()),
            program: concat!("verify-shot ", env!("CARGO_PKG_VERSION")).into(),
            previous,
            torn,
            event,
        }
    }

    /// Its line with line end, and its digest.
    pub(super) fn line(&self) -> (String, String) {
        let mut value = serde_json::to_value(self).expect("plain values have a JSON form");
        let digest = canonical::digest(canonical::form(value.clone()).as_bytes());
        value["digest"] = digest.clone().into();
        (canonical::form(value) + "\n", digest)
    }
}

/// A line that was parsed.
pub(super) struct Line {
    /// Its digest according to the line.
    pub digest: String,
    /// Digest of the previous line.
    pub previous: String,
    /// Its number.
    pub number: u64,
    /// The entry, or the reason it is not intact.
    pub entry: Result<Entry, &'static str>,
}

/// Parses a line without line end. Fails, with the end of a sentence, if not even its place in the chain can be
/// read.
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

//! JSON output of an evaluation, and of the ground truth of each saved picture.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Column, Section, sections};
use crate::evaluate::Made;
use crate::model::answer::IndexSummary;
use crate::model::interval::wilson;
use crate::model::precision::rounded;
use crate::model::trial::{Edit, Kind, Outcome, Trial, Way};
use crate::report::json;

/// Number of hits, and the ends of the confidence interval of their share.
#[derive(Serialize)]
struct Share {
    hits: u64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct TrialLine<'a> {
    schema: u32,
    index: json::IndexEntry<'a>,
    #[serde(flatten)]
    trial: &'a Trial,
    shares: Vec<ShareEntry>,
}

#[derive(Serialize)]
struct ShareEntry {
    kind: Kind,
    of: &'static str,
    pictures: u64,
    #[serde(flatten)]
    shares: BTreeMap<&'static str, Share>,
}

/// JSON object of an evaluation, one line without line end.
pub fn object(trial: &Trial, index: &IndexSummary) -> String {
    let mut shares = Vec::new();
    for Section { kind, columns, rows, .. } in sections(trial) {
        for row in rows {
            let entry = |(column, hits): (&Column, &u64)| {
                let (low, high) = wilson(*hits, row.pictures)?;
                Some((column.1, Share { hits: *hits, low, high }))
            };
            let of_row = columns.iter().zip(&row.hits).filter_map(entry).collect();
            shares.push(ShareEntry { kind, of: row.name, pictures: row.pictures, shares: of_row });
        }
    }
    json::line(&TrialLine { schema: json::SCHEMA, index: json::index(index), trial, shares })
}

#[derive(Serialize)]
struct TruthLine<'a> {
    picture: &'a str,
    document: &'a str,
    page: u32,
    kind: Kind,
    way: Way,
    #[serde(skip_serializing_if = "Option::is_none")]
    edit: Option<Edit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeEntry<'a>>,
    verdict: &'static str,
    outcome: Outcome,
}

#[derive(Serialize)]
struct ChangeEntry<'a> {
    #[serde(rename = "box")]
    bounds: [i64; 4],
    letter: f64,
    original: Option<&'a str>,
    shown: Option<&'a str>,
}

/// JSON object with the ground truth and the outcome for a saved picture, one line without line end.
pub fn truth(made: &Made, picture: &str) -> String {
    let change = made.change.map(|change| ChangeEntry {
        bounds: json::pixels(&change.bounds),
        letter: rounded(change.letter, 10.0),
        original: change.was.as_deref(),
        shown: change.now.as_deref(),
    });
    json::line(&TruthLine {
        picture,
        document: &made.page.document,
        page: made.page.page,
        kind: made.kind,
        way: made.way,
        edit: made.edit,
        change,
        verdict: made.answer.finding.verdict.code(),
        outcome: made.outcome,
    })
}

//! Answers for programs: one JSON object a line, schema 1.

use serde::Serialize;

use super::escape;
use crate::index::{Counts, UnreadPart};
use crate::model::geometry::Rect;
use crate::model::origin::Origin;
use crate::model::trial::Trial;
use crate::model::verdict::{Answer, Difference, Hidden, IndexSummary, PageAnswer, PageRef};

pub(super) const SCHEMA: u32 = 1;
/// The smallest chance that is written: below it numbers lose digits and then become 0, which nothing is.
const SMALLEST_CHANCE: f64 = 1e-300;

#[derive(Serialize)]
struct AnswerLine<'a> {
    schema: u32,
    input: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fetched: Option<&'a Origin>,
    sha256: Option<&'a str>,
    size: Option<(u32, u32)>,
    verdict: &'static str,
    pages: Vec<PageEntry<'a>>,
    also: Vec<PageName<'a>>,
    why: &'a [String],
    index: IndexEntry<'a>,
    took_ms: u64,
}

#[derive(Serialize)]
struct PageEntry<'a> {
    document: &'a str,
    page: u32,
    basis: Vec<&'static str>,
    region: [i64; 4],
    transform: [[f64; 3]; 3],
    compared: f64,
    chance: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_text: Option<f64>,
    differences: Vec<DifferenceEntry<'a>>,
    hidden: Vec<HiddenEntry>,
}

#[derive(Serialize)]
struct DifferenceEntry<'a> {
    #[serde(rename = "box")]
    bounds: [i64; 4],
    kind: &'static str,
    original: Option<&'a str>,
    shown: Option<&'a str>,
    page_box: [f64; 4],
    deviation: f64,
}

#[derive(Serialize)]
struct HiddenEntry {
    #[serde(rename = "box")]
    bounds: [i64; 4],
    kind: &'static str,
    page_box: [f64; 4],
}

#[derive(Serialize)]
struct PageName<'a> {
    document: &'a str,
    page: u32,
}

#[derive(Serialize)]
pub(super) struct IndexEntry<'a> {
    path: &'a str,
    digest: &'a str,
    documents: u64,
    pages: u64,
    unread: u64,
}

#[derive(Serialize)]
struct StatusLine<'a> {
    schema: u32,
    index: IndexEntry<'a>,
    files: u64,
    refused: u64,
    attachments: u64,
    attachments_refused: u64,
    without_rendition: u64,
    folders: &'a [String],
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<TrialEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<Vec<UnreadEntry<'a>>>,
}

/// What the last trial counted, and whether it was of this very content and program.
#[derive(Serialize)]
struct TrialEntry<'a> {
    holds: bool,
    #[serde(flatten)]
    trial: &'a Trial,
}

#[derive(Serialize)]
struct UnreadEntry<'a> {
    document: &'a str,
    page: Option<u32>,
    reason: &'a str,
}

/// The answer about one input, as one line without its end.
pub fn answer(answer: &Answer) -> String {
    let finding = &answer.finding;
    line(&AnswerLine {
        schema: SCHEMA,
        input: &answer.input,
        fetched: answer.fetched.as_ref(),
        sha256: answer.sha256.as_deref(),
        size: answer.size,
        verdict: finding.verdict.code(),
        pages: finding.pages.iter().map(page).collect(),
        also: finding.also.iter().map(name).collect(),
        why: &finding.why,
        index: index(&answer.index),
        took_ms: answer.took_ms,
    })
}

/// What is in an index, as one line without its end; `unread` where its parts are to be listed.
pub fn status(
    summary: &IndexSummary,
    counts: Counts,
    folders: &[String],
    bytes: u64,
    trial: Option<&Trial>,
    unread: Option<&[UnreadPart]>,
) -> String {
    let Counts { files, refused, attachments, attachments_refused, without_rendition } = counts;
    let unread = unread.map(|parts| parts.iter().map(unread_entry).collect());
    line(&StatusLine {
        schema: SCHEMA,
        index: index(summary),
        files,
        refused,
        attachments,
        attachments_refused,
        without_rendition,
        folders,
        bytes,
        trial: trial.map(|trial| TrialEntry { holds: trial.holds_for(&summary.digest), trial }),
        unread,
    })
}

pub(super) fn line(value: &impl Serialize) -> String {
    escape::json(&serde_json::to_string(value).expect("plain values have a JSON form"))
}

fn page(p: &PageAnswer) -> PageEntry<'_> {
    PageEntry {
        document: &p.page.document,
        page: p.page.page,
        basis: p.basis.iter().map(|b| b.code()).collect(),
        region: pixels(&p.region),
        transform: p.transform.0,
        compared: rounded(p.compared, 1000.0),
        chance: p.chance.max(SMALLEST_CHANCE),
        smallest_text: p.smallest_text.map(|s| rounded(s, 10.0)),
        differences: p.differences.iter().map(difference).collect(),
        hidden: p.hidden.iter().map(hidden).collect(),
    }
}

fn difference(d: &Difference) -> DifferenceEntry<'_> {
    DifferenceEntry {
        bounds: pixels(&d.bounds),
        kind: d.kind.code(),
        original: d.original.as_deref(),
        shown: d.shown.as_deref(),
        page_box: units(&d.on_page),
        deviation: rounded(d.deviation, 10.0),
    }
}

fn hidden(h: &Hidden) -> HiddenEntry {
    HiddenEntry { bounds: pixels(&h.bounds), kind: h.kind.code(), page_box: units(&h.on_page) }
}

fn unread_entry(part: &UnreadPart) -> UnreadEntry<'_> {
    UnreadEntry { document: &part.document, page: part.page, reason: &part.reason }
}

fn name(page: &PageRef) -> PageName<'_> {
    PageName { document: &page.document, page: page.page }
}

pub(super) fn index(summary: &IndexSummary) -> IndexEntry<'_> {
    let IndexSummary { path, digest, documents, pages, unread, trial: _ } = summary;
    IndexEntry { path, digest, documents: *documents, pages: *pages, unread: *unread }
}

/// Whole pixels that hold the box.
pub(super) fn pixels(r: &Rect) -> [i64; 4] {
    [r.x0.floor() as i64, r.y0.floor() as i64, r.x1.ceil() as i64, r.y1.ceil() as i64]
}

fn units(r: &Rect) -> [f64; 4] {
    [r.x0, r.y0, r.x1, r.y1].map(|edge| rounded(edge, 100.0))
}

pub(super) fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

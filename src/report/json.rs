//! JSON output of schema 1: one object per line.

mod holdings;

use crate::report::reasons;
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::escape;
use super::form::{Flag, Form, Said};
use crate::check::verdict::certainty::{comparison, is_page_certain};
use crate::model::answer::{
    Answer, Difference, Finding, Hidden, IndexSummary, PageAnswer, PageKind, PageRef,
};
use crate::model::cited::{Cited, Marks};
use crate::model::coverage::{Accounts, Coverage};
use crate::model::file_metadata::FileMetadata;
use crate::model::geometry::Rect;
use crate::model::hex::hex;
use crate::model::origin::Origin;
use crate::model::quotation::Quotation;
use crate::model::signature::Signed;
use crate::model::trial::Band;
pub use holdings::{Holds, document, key, status};

pub(super) const SCHEMA: u32 = 1;

#[derive(Serialize, Deserialize)]
pub(super) struct AnswerLine<'a> {
    pub schema: u32,
    pub input: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched: Option<Cow<'a, Origin>>,
    pub sha256: Option<Cow<'a, str>>,
    pub size: Option<(u32, u32)>,
    pub verdict: Cow<'a, str>,
    pub pages: Vec<PageEntry<'a>>,
    pub also: Vec<PageName<'a>>,
    pub why: Vec<String>,
    /// Stable code of each reason; missing in older answers.
    #[serde(default)]
    pub why_codes: Vec<Cow<'a, str>>,
    /// True if the pages are certain; absent if no page is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_certain: Option<bool>,
    /// Extent of the comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageEntry>,
    /// What is quoted, if the input is a quotation in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotation: Option<Cow<'a, Quotation>>,
    /// What the file says of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Cow<'a, FileMetadata>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PageEntry<'a> {
    pub document: Cow<'a, str>,
    pub page: u32,
    /// What people call the page; absent for a page of a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'a, str>>,
    pub basis: Vec<Cow<'a, str>>,
    pub region: [i64; 4],
    pub transform: [[f64; 3]; 3],
    pub compared: f64,
    pub chance: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smallest_text: Option<f64>,
    pub differences: Vec<DifferenceEntry<'a>>,
    pub hidden: Vec<HiddenEntry<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_by: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub signatures: Cow<'a, [Signed]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_sha256: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct DifferenceEntry<'a> {
    #[serde(rename = "box")]
    pub bounds: [i64; 4],
    pub kind: Cow<'a, str>,
    pub original: Option<Cow<'a, str>>,
    pub shown: Option<Cow<'a, str>>,
    /// The line of the original; absent if it has no other words, and in older answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Cow<'a, str>>,
    pub page_box: [f64; 4],
    pub deviation: f64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct HiddenEntry<'a> {
    #[serde(rename = "box")]
    pub bounds: [i64; 4],
    pub kind: Cow<'a, str>,
    pub page_box: [f64; 4],
}

#[derive(Serialize, Deserialize)]
pub(super) struct PageName<'a> {
    pub document: Cow<'a, str>,
    pub page: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct IndexEntry<'a> {
    pub path: Cow<'a, str>,
    /// The paths of several files that are searched as one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<Cow<'a, str>>,
    pub digest: Cow<'a, str>,
    pub documents: u64,
    pub pages: u64,
    pub unread: u64,
    /// Whether a change of it did not finish.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfinished: bool,
    /// In an answer: the share of the evaluation that applies to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial: Option<CitedEntry<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CitedEntry<'a> {
    pub share: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letters: Option<Band>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marks: Option<Marks>,
    pub hits: u64,
    pub pictures: u64,
    pub low: f64,
    pub high: f64,
}

/// Form for programs: one JSON object for each answer.
#[derive(Debug)]
pub struct Json;

impl Form for Json {
    fn flag(&self) -> Option<&'static Flag> {
        Some(&Flag {
            name: "json",
            short: None,
            help: "Print one JSON object a line for each input",
            more: None,
            is_rare: false,
            help_of_watch: "Print one JSON object a line for each picture",
        })
    }

    fn is_for_programs(&self) -> bool {
        true
    }

    fn answer(&self, said: &Said) -> String {
        answer(said.answer) + "\n"
    }
}

/// JSON of an answer, one line without line end, rounded to the printed precision.
pub fn answer(answer: &Answer) -> String {
    let finding = answer.finding.clone().in_words();
    let trial = answer.cited.as_ref().map(cited);
    let (index, took_ms) = (Some(IndexEntry { trial, ..index(&answer.index) }), Some(answer.took_ms));
    let file = answer.file.as_ref().map(Cow::Borrowed);
    line(&AnswerLine { file, index, took_ms, ..lasting_line(answer, &finding) })
}

/// Reproducible part of an answer's JSON: without `file`, `index` and `took_ms`, its last members. What a file says
/// of itself follows from its SHA-256, and is no part of what was found.
pub fn lasting(answer: &Answer) -> String {
    line(&lasting_line(answer, &answer.finding.clone().in_words()))
}

fn lasting_line<'a>(answer: &'a Answer, finding: &'a Finding) -> AnswerLine<'a> {
    AnswerLine {
        schema: SCHEMA,
        input: answer.input.as_str().into(),
        fetched: answer.fetched.as_ref().map(Cow::Borrowed),
        sha256: answer.sha256.as_deref().map(Cow::Borrowed),
        size: answer.size,
        verdict: finding.verdict.code().into(),
        pages: finding.pages.iter().map(page).collect(),
        also: finding.also.iter().map(name).collect(),
        why: reasons::sentences(&finding.why, answer.size),
        why_codes: finding.why.iter().map(|why| why.code().into()).collect(),
        page_certain: is_page_certain(finding),
        comparison: comparison(finding).map(|comparison| comparison.code().into()),
        coverage: CoverageEntry::of(&finding.coverage),
        quotation: answer.quotation.as_ref().map(Cow::Borrowed),
        file: None,
        index: None,
        took_ms: None,
    }
}

/// Classification of everything shown; amounts are pixels of ink, or words.
#[derive(Serialize, Deserialize)]
pub(super) struct CoverageEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ink: Option<AccountsEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<AccountsEntry>,
    #[serde(default)]
    pub words_beside: usize,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AccountsEntry {
    pub agrees: usize,
    pub differs: usize,
    pub covered: usize,
    pub marked: usize,
    pub unclear: usize,
    pub not_read: usize,
}

impl CoverageEntry {
    /// Returns `None` if nothing was compared.
    fn of(coverage: &Coverage) -> Option<Self> {
        let entry = |accounts: &Accounts| {
            let Accounts { agrees, differs, covered, marked, unclear, not_read } = *accounts;
            (accounts.total() > 0).then_some(AccountsEntry {
                agrees,
                differs,
                covered,
                marked,
                unclear,
                not_read,
            })
        };
        let (ink, words) = (entry(&coverage.ink), entry(&coverage.words));
        (*coverage != Coverage::default()).then_some(Self { ink, words, words_beside: coverage.words_beside })
    }

    /// Converts back to the model type.
    pub(super) fn meant(self) -> Coverage {
        let accounts = |entry: Option<AccountsEntry>| {
            entry.map_or(Accounts::default(), |entry| {
                let AccountsEntry { agrees, differs, covered, marked, unclear, not_read } = entry;
                Accounts { agrees, differs, covered, marked, unclear, not_read }
            })
        };
        Coverage { ink: accounts(self.ink), words: accounts(self.words), words_beside: self.words_beside }
    }
}

/// Serialises a value as one line, with control characters escaped.
pub(super) fn line(value: &impl Serialize) -> String {
    escape::json(&serde_json::to_string(value).expect("plain values have a JSON form"))
}

fn page(p: &PageAnswer) -> PageEntry<'_> {
    PageEntry {
        document: p.page.document.as_str().into(),
        page: p.page.page,
        kind: (p.kind != PageKind::Page).then(|| p.kind.code().into()),
        basis: p.basis.iter().map(|b| b.code().into()).collect(),
        region: pixels(&p.region),
        transform: p.transform.0,
        compared: p.compared,
        chance: p.chance,
        smallest_text: p.smallest_text,
        differences: p.differences.iter().map(difference).collect(),
        hidden: p.hidden.iter().map(hidden).collect(),
        drawn_by: p.drawn_by.as_deref().map(Cow::Borrowed),
        signatures: p.signatures.as_slice().into(),
        document_sha256: p.namesake.map(|sha256| hex(&sha256).into()),
    }
}

fn difference(d: &Difference) -> DifferenceEntry<'_> {
    DifferenceEntry {
        bounds: pixels(&d.bounds),
        kind: d.kind.code().into(),
        original: d.original.as_deref().map(Cow::Borrowed),
        shown: d.shown.as_deref().map(Cow::Borrowed),
        line: d.line.as_deref().map(Cow::Borrowed),
        page_box: units(&d.on_page),
        deviation: d.deviation,
    }
}

fn hidden(h: &Hidden) -> HiddenEntry<'_> {
    HiddenEntry { bounds: pixels(&h.bounds), kind: h.kind.code().into(), page_box: units(&h.on_page) }
}

fn name(page: &PageRef) -> PageName<'_> {
    PageName { document: page.document.as_str().into(), page: page.page }
}

pub(super) fn index(summary: &IndexSummary) -> IndexEntry<'_> {
    let IndexSummary { path, paths, digest, documents, pages, unread, is_unfinished, trial: _ } = summary;
    let (path, digest) = (path.as_str().into(), digest.as_str().into());
    let paths = paths.iter().map(|path| path.as_str().into()).collect();
    let (documents, pages, unread, unfinished) = (*documents, *pages, *unread, *is_unfinished);
    IndexEntry { path, paths, digest, documents, pages, unread, unfinished, trial: None }
}

fn cited(cited: &Cited) -> CitedEntry<'_> {
    let Cited { share, letters, marks, hits, pictures } = *cited;
    let (low, high) = cited.interval().unwrap_or((0.0, 1.0));
    CitedEntry { share: share.code().into(), letters, marks, hits, pictures, low, high }
}

/// Smallest box of whole pixels that contains the box.
pub fn pixels(r: &Rect) -> [i64; 4] {
    let Rect { x0, y0, x1, y1 } = r.in_whole_units();
    [x0, y0, x1, y1].map(|edge| edge as i64)
}

fn units(r: &Rect) -> [f64; 4] {
    [r.x0, r.y0, r.x1, r.y1]
}

//! JSON output of schema 1: one object per line.

use crate::report::reasons;
use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::escape;
use crate::index::{Counts, DrawnCounts, Listed, RedrawnCounts, UnreadPart, WordCounts};
use crate::model::answer::{Answer, Difference, Finding, Hidden, IndexSummary, PageAnswer, PageRef};
use crate::model::cited::Cited;
use crate::model::coverage::{Accounts, Coverage};
use crate::model::geometry::Rect;
use crate::model::hex::hex;
use crate::model::origin::Origin;
use crate::model::signature::{KeyName, Signed};
use crate::model::trial::{Band, Trial};

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
    /// True if coincidence is excluded for the pages; absent if no page is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_certain: Option<bool>,
    /// Extent of the comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<IndexEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PageEntry<'a> {
    pub document: Cow<'a, str>,
    pub page: u32,
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
    pub digest: Cow<'a, str>,
    pub documents: u64,
    pub pages: u64,
    pub unread: u64,
    /// In an answer: the share of the evaluation that applies to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trial: Option<CitedEntry<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CitedEntry<'a> {
    pub share: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letters: Option<Band>,
    pub hits: u64,
    pub pictures: u64,
    pub low: f64,
    pub high: f64,
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
    words: WordsEntry,
    ocr: &'a [String],
    drawn: DrawnEntry,
    drawn_by: &'a [String],
    folders: &'a [String],
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<TrialEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<Vec<UnreadEntry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread_words: Option<Vec<UnreadEntry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undrawn: Option<Vec<UnreadEntry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undrawn_words: Option<Vec<UnreadEntry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redrawn: Option<RedrawnEntry<'a>>,
}

/// PDFs rendered a second time, and the programs used.
#[derive(Serialize)]
struct RedrawnEntry<'a> {
    redrawn: u64,
    failed: u64,
    unlike_pages: u64,
    by: &'a [String],
}

/// Office files by state of their render.
#[derive(Serialize)]
struct DrawnEntry {
    drawn: u64,
    failed: u64,
    undrawn: u64,
}

/// Pages by source of their words.
#[derive(Serialize)]
struct WordsEntry {
    own: u64,
    ocr: u64,
    failed: u64,
    unread: u64,
    none: u64,
}

/// Result of the last evaluation, and whether it applies to this content and program version.
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

#[derive(Serialize)]
struct DocumentLine<'a> {
    schema: u32,
    document: &'a str,
    folder: &'a str,
    format: Option<&'a str>,
    pages: u32,
    unread: u32,
    bytes: u64,
    sha256: String,
    attached_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn_by: Option<&'a str>,
    words: WordsEntry,
}

#[derive(Serialize)]
struct KeyLine<'a> {
    schema: u32,
    domain: &'a str,
    selector: &'a str,
    signatures: u64,
    given: bool,
}

/// JSON of an answer, one line without line end, rounded to the printed precision.
pub fn answer(answer: &Answer) -> String {
    let finding = answer.finding.clone().in_words();
    let trial = answer.cited.as_ref().map(cited);
    let (index, took_ms) = (Some(IndexEntry { trial, ..index(&answer.index) }), Some(answer.took_ms));
    line(&AnswerLine { index, took_ms, ..lasting_line(answer, &finding) })
}

/// Reproducible part of an answer's JSON: without `index` and `took_ms`, its last members.
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
        why: reasons::sentences(&finding.why),
        why_codes: finding.why.iter().map(|why| why.code().into()).collect(),
        page_certain: finding.is_page_certain(),
        comparison: finding.comparison().map(|comparison| comparison.code().into()),
        coverage: CoverageEntry::of(&finding.coverage),
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

/// Content of a `status` report.
pub struct Holds<'a> {
    /// Summary of the index.
    pub summary: &'a IndexSummary,
    /// Numbers of files and pages.
    pub counts: Counts,
    /// Number of pages by source of their words.
    pub words: WordCounts,
    /// OCR programs used.
    pub readers: &'a [String],
    /// Number of office files by state of their render.
    pub drawn: DrawnCounts,
    /// Programs that rendered them.
    pub drawers: &'a [String],
    /// Folders that were added.
    pub folders: &'a [String],
    /// Size of the index file in bytes.
    pub bytes: u64,
    /// The last evaluation.
    pub trial: Option<&'a Trial>,
    /// Parts that could not be read, if they are to be listed.
    pub unread: Option<&'a [UnreadPart]>,
    /// Pages for which OCR failed, if they are to be listed.
    pub unread_words: Option<&'a [UnreadPart]>,
    /// Office files whose rendering failed, if they are to be listed.
    pub undrawn: Option<&'a [UnreadPart]>,
    /// Pages with words that their rendition does not show, if they are to be listed.
    pub undrawn_words: Option<&'a [UnreadPart]>,
    /// Number of PDFs by state of their second render.
    pub redrawn: RedrawnCounts,
    /// Programs used for the second render.
    pub redrawers: &'a [String],
}

/// JSON of a `status` report, one line without line end.
pub fn status(holds: &Holds) -> String {
    let Counts { files, refused, attachments, attachments_refused, without_rendition } = holds.counts;
    let DrawnCounts { drawn, failed, undrawn } = holds.drawn;
    line(&StatusLine {
        schema: SCHEMA,
        index: index(holds.summary),
        files,
        refused,
        attachments,
        attachments_refused,
        without_rendition,
        words: words(holds.words),
        ocr: holds.readers,
        drawn: DrawnEntry { drawn, failed, undrawn },
        drawn_by: holds.drawers,
        folders: holds.folders,
        bytes: holds.bytes,
        trial: holds.trial.map(|trial| TrialEntry { holds: trial.holds_for(&holds.summary.digest), trial }),
        unread: holds.unread.map(unread_entries),
        unread_words: holds.unread_words.map(unread_entries),
        undrawn: holds.undrawn.map(unread_entries),
        undrawn_words: holds.undrawn_words.map(unread_entries),
        redrawn: redrawn(holds),
    })
}

fn redrawn<'a>(holds: &Holds<'a>) -> Option<RedrawnEntry<'a>> {
    let RedrawnCounts { redrawn, failed, unlike } = holds.redrawn;
    let entry = RedrawnEntry { redrawn, failed, unlike_pages: unlike, by: holds.redrawers };
    (holds.redrawn != RedrawnCounts::default()).then_some(entry)
}

/// JSON of a document of the index, one line without line end.
pub fn document(document: &Listed) -> String {
    let Listed {
        folder,
        name,
        format,
        pages,
        unread,
        bytes,
        sha256,
        attached_to,
        drawn_by,
        words: counts,
        ..
    } = document;
    line(&DocumentLine {
        schema: SCHEMA,
        document: name,
        folder,
        format: format.as_deref(),
        pages: *pages,
        unread: *unread,
        bytes: *bytes,
        sha256: hex(sha256),
        attached_to: attached_to.as_deref(),
        drawn_by: drawn_by.as_deref(),
        words: words(*counts),
    })
}

/// JSON of a key that signatures need, one line without line end.
pub fn key(name: &KeyName, signatures: u64, given: bool) -> String {
    line(&KeyLine { schema: SCHEMA, domain: &name.domain, selector: &name.selector, signatures, given })
}

/// Serialises a value as one line, with control characters escaped.
pub(super) fn line(value: &impl Serialize) -> String {
    escape::json(&serde_json::to_string(value).expect("plain values have a JSON form"))
}

fn page(p: &PageAnswer) -> PageEntry<'_> {
    PageEntry {
        document: p.page.document.as_str().into(),
        page: p.page.page,
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
        page_box: units(&d.on_page),
        deviation: d.deviation,
    }
}

fn hidden(h: &Hidden) -> HiddenEntry<'_> {
    HiddenEntry { bounds: pixels(&h.bounds), kind: h.kind.code().into(), page_box: units(&h.on_page) }
}

fn unread_entries(parts: &[UnreadPart]) -> Vec<UnreadEntry<'_>> {
    parts
        .iter()
        .map(|UnreadPart { document, page, reason }| UnreadEntry { document, page: *page, reason })
        .collect()
}

fn words(counts: WordCounts) -> WordsEntry {
    let WordCounts { own, read, failed, unread, none } = counts;
    WordsEntry { own, ocr: read, failed, unread, none }
}

fn name(page: &PageRef) -> PageName<'_> {
    PageName { document: page.document.as_str().into(), page: page.page }
}

pub(super) fn index(summary: &IndexSummary) -> IndexEntry<'_> {
    let IndexSummary { path, digest, documents, pages, unread, trial: _ } = summary;
    let (path, digest) = (path.as_str().into(), digest.as_str().into());
    IndexEntry { path, digest, documents: *documents, pages: *pages, unread: *unread, trial: None }
}

fn cited(cited: &Cited) -> CitedEntry<'_> {
    let Cited { share, letters, hits, pictures } = *cited;
    let (low, high) = cited.interval().unwrap_or((0.0, 1.0));
    CitedEntry { share: share.code().into(), letters, hits, pictures, low, high }
}

/// Smallest box of whole pixels that contains the box.
pub fn pixels(r: &Rect) -> [i64; 4] {
    let Rect { x0, y0, x1, y1 } = r.in_whole_units();
    [x0, y0, x1, y1].map(|edge| edge as i64)
}

fn units(r: &Rect) -> [f64; 4] {
    [r.x0, r.y0, r.x1, r.y1]
}

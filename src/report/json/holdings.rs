//! JSON output about an index: its status, its documents, and the keys that its signatures need.

use serde::Serialize;

use super::{IndexEntry, SCHEMA, index as index_entry, line};
use crate::index::{self, Counts, DrawnCounts, Index, Listed, RedrawnCounts, UnreadPart, WordCounts};
use crate::model::answer::IndexSummary;
use crate::model::hex::hex;
use crate::model::signature::KeyName;
use crate::model::trial::Trial;

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
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unfinished: &'a [String],
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

/// Content of a `status` report.
pub struct Holds {
    /// Summary of the index.
    pub summary: IndexSummary,
    /// Numbers of files and pages.
    pub counts: Counts,
    /// Number of pages by source of their words.
    pub words: WordCounts,
    /// OCR programs used.
    pub readers: Vec<String>,
    /// Number of office files by state of their render.
    pub drawn: DrawnCounts,
    /// Programs that rendered them.
    pub drawers: Vec<String>,
    /// Folders that were added.
    pub folders: Vec<String>,
    /// Files and folders whose `add` did not finish, or still goes on.
    pub unfinished: Vec<String>,
    /// Size of the index file, or of all of them, in bytes.
    pub bytes: u64,
    /// The last evaluation.
    pub trial: Option<Trial>,
    /// Parts that could not be read, if they are to be listed.
    pub unread: Option<Vec<UnreadPart>>,
    /// Pages for which OCR failed, if they are to be listed.
    pub unread_words: Option<Vec<UnreadPart>>,
    /// Office files whose rendering failed, if they are to be listed.
    pub undrawn: Option<Vec<UnreadPart>>,
    /// Pages with words that their rendition does not show, if they are to be listed.
    pub undrawn_words: Option<Vec<UnreadPart>>,
    /// PDFs whose second render failed, if they are to be listed.
    pub not_redrawn: Option<Vec<UnreadPart>>,
    /// Number of PDFs by state of their second render.
    pub redrawn: RedrawnCounts,
    /// Programs used for the second render.
    pub redrawers: Vec<String>,
}

impl Holds {
    /// Reads the content of an index; lists what could not be read if `unread` is true.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn of(index: &Index, unread: bool) -> Result<Self, index::Error> {
        let summary = index.summary()?.clone();
        // An index that is open has a size.
        let bytes = |path| std::fs::metadata(path).map_or(0, |about| about.len());
        let bytes = index.paths().iter().map(bytes).sum();
        Ok(Self {
            counts: index.counts()?,
            words: index.word_counts()?,
            readers: index.readers()?,
            drawn: index.drawn_counts()?,
            drawers: index.drawers()?,
            folders: index.roots()?,
            unfinished: index.unfinished_adds()?,
            bytes,
            trial: index.trial()?,
            unread: unread.then(|| index.unread()).transpose()?,
            unread_words: unread.then(|| index.failed_readings()).transpose()?,
            undrawn: unread.then(|| index.failed_drawings()).transpose()?,
            undrawn_words: unread.then(|| index.undrawn_words()).transpose()?,
            not_redrawn: unread.then(|| index.failed_redrawings()).transpose()?,
            redrawn: index.redrawn_counts()?,
            redrawers: index.redrawers()?,
            summary,
        })
    }

    /// Every part that is listed, in the order of the kinds.
    pub fn lost(&self) -> impl Iterator<Item = &UnreadPart> {
        let all = [&self.unread, &self.unread_words, &self.undrawn, &self.undrawn_words, &self.not_redrawn];
        all.into_iter().flatten().flatten()
    }
}

/// JSON of a `status` report, one line without line end.
pub fn status(holds: &Holds) -> String {
    let Counts { files, refused, attachments, attachments_refused, without_rendition } = holds.counts;
    let DrawnCounts { drawn, failed, undrawn } = holds.drawn;
    line(&StatusLine {
        schema: SCHEMA,
        index: index_entry(&holds.summary),
        files,
        refused,
        attachments,
        attachments_refused,
        without_rendition,
        words: words(holds.words),
        ocr: &holds.readers,
        drawn: DrawnEntry { drawn, failed, undrawn },
        drawn_by: &holds.drawers,
        folders: &holds.folders,
        unfinished: &holds.unfinished,
        bytes: holds.bytes,
        trial: holds
            .trial
            .as_ref()
            .map(|trial| TrialEntry { holds: trial.holds_for(&holds.summary.digest), trial }),
        unread: holds.unread.as_deref().map(unread_entries),
        unread_words: holds.unread_words.as_deref().map(unread_entries),
        undrawn: holds.undrawn.as_deref().map(unread_entries),
        undrawn_words: holds.undrawn_words.as_deref().map(unread_entries),
        redrawn: redrawn(holds),
    })
}

fn redrawn(holds: &Holds) -> Option<RedrawnEntry<'_>> {
    let RedrawnCounts { redrawn, failed, unlike } = holds.redrawn;
    let entry = RedrawnEntry { redrawn, failed, unlike_pages: unlike, by: &holds.redrawers };
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

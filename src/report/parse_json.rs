//! Parses answers from JSON. The input is untrusted: whatever could not be an answer is refused.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde_json::Deserializer;

use super::json::CoverageEntry;
use super::json::{
    AnswerLine, CitedEntry, DifferenceEntry, HiddenEntry, IndexEntry, PageEntry, PageName, SCHEMA,
};
use crate::limits::{MAX_ANSWER_BYTES, MAX_COORDINATE};
use crate::model::answer::{
    Answer, Basis, Difference, DifferenceKind, Finding, Hidden, HiddenKind, IndexSummary, PageAnswer,
    PageKind, PageRef, Verdict,
};
use crate::model::cited::{Cited, Share};
use crate::model::coverage::Coverage;
use crate::model::file_metadata::FileMetadata;
use crate::model::geometry::{Homography, Rect};
use crate::model::hex::bytes_of;
use crate::model::reason::Reason;

/// Parses one answer.
///
/// # Errors
///
/// A sentence that says what is wrong with it.
pub fn answer(json: &str) -> Result<Answer, String> {
    let line = serde_json::from_str(json).map_err(|e| not_an_answer(&e))?;
    meant(line)
}

/// Parses the answers of a file one by one, each on one line or over several; only one is in memory at a time.
/// The iterator ends after the first that cannot be parsed.
pub fn answers(file: impl Read) -> impl Iterator<Item = Result<Answer, String>> {
    let left = Rc::new(Cell::new(MAX_ANSWER_BYTES));
    let reader = Allowance { inner: BufReader::new(file), left: Rc::clone(&left) };
    let mut lines = Deserializer::from_reader(reader).into_iter::<AnswerLine>();
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        left.set(MAX_ANSWER_BYTES);
        let answer = lines.next()?.map_err(|e| not_an_answer(&e)).and_then(meant);
        is_over = answer.is_err();
        Some(answer)
    })
}

/// Reader that fails after a number of bytes.
struct Allowance<R> {
    inner: BufReader<R>,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Allowance<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(to)?;
        match self.left.get().checked_sub(read as u64) {
            Some(left) => self.left.set(left),
            None => {
                return Err(io::Error::other(format!("it is longer than {} MiB", MAX_ANSWER_BYTES >> 20)));
            }
        }
        Ok(read)
    }
}

fn not_an_answer(e: &serde_json::Error) -> String {
    if e.is_io() {
        return format!("it cannot be read: {e}.");
    }
    format!("it holds something else than an answer of `verify-shot --json` ({e}).")
}

/// Converts a line to an answer, if its values are possible.
fn meant(line: AnswerLine) -> Result<Answer, String> {
    if line.schema != SCHEMA {
        return Err(format!(
            "it is of schema {}, and this verify-shot reads schema {SCHEMA}; use the one that wrote it.",
            line.schema
        ));
    }
    let finding = Finding {
        verdict: one_of(Verdict::ALL, Verdict::code, &line.verdict)?,
        pages: line.pages.into_iter().map(page).collect::<Result<_, _>>()?,
        also: line.also.into_iter().map(name).collect(),
        coverage: line.coverage.map_or(Coverage::default(), CoverageEntry::meant),
        why: reasons(line.why, line.why_codes),
    };
    let (Some(index), Some(took_ms)) = (line.index, line.took_ms) else {
        return Err("it is no whole answer: `index` or `took_ms` is missing.".into());
    };
    let IndexEntry { path, paths, digest, documents, pages, unread, unfinished: is_unfinished, trial } =
        index;
    let paths = paths.into_iter().map(Cow::into_owned).collect();
    let (path, digest) = (path.into_owned(), digest.into_owned());
    Ok(Answer {
        input: line.input.into_owned(),
        sha256: line.sha256.map(Cow::into_owned),
        size: line.size,
        finding,
        quotation: line.quotation.map(Cow::into_owned),
        fetched: line.fetched.map(Cow::into_owned),
        file: line.file.map(|said| file(said.into_owned())).transpose()?,
        index: IndexSummary { path, paths, digest, documents, pages, unread, is_unfinished, trial: None },
        cited: trial.map(cited).transpose()?,
        took_ms,
    })
}

fn file(said: FileMetadata) -> Result<FileMetadata, String> {
    let is_possible = said.is_possible();
    is_possible.then_some(said).ok_or_else(|| "its `file` says what no file does.".into())
}

/// Reasons of a line: their sentences, each with its code if the line has codes.
fn reasons(sentences: Vec<String>, codes: Vec<Cow<str>>) -> Vec<Reason> {
    let mut codes = codes.into_iter().map(Cow::into_owned);
    sentences.into_iter().map(|sentence| Reason::Recorded { code: codes.next(), sentence }).collect()
}

fn page(entry: PageEntry) -> Result<PageAnswer, String> {
    let one_basis = |code: &Cow<str>| one_of(Basis::ALL, Basis::code, code);
    Ok(PageAnswer {
        page: PageRef { document: entry.document.into_owned(), page: entry.page },
        kind: entry.kind.map_or(Ok(PageKind::Page), |code| one_of(PageKind::ALL, PageKind::code, &code))?,
        basis: entry.basis.iter().map(one_basis).collect::<Result<_, _>>()?,
        region: rect(entry.region.map(|edge| edge as f64))?,
        transform: transform(entry.transform)?,
        compared: within(entry.compared, 1.0)?,
        chance: within(entry.chance, f64::MAX)?,
        smallest_text: entry.smallest_text.map(|height| within(height, MAX_COORDINATE)).transpose()?,
        differences: entry.differences.into_iter().map(difference).collect::<Result<_, _>>()?,
        hidden: entry.hidden.into_iter().map(hidden).collect::<Result<_, _>>()?,
        drawn_by: entry.drawn_by.map(Cow::into_owned),
        signatures: entry.signatures.into_owned(),
        namesake: entry.document_sha256.map(|digits| sha256(&digits)).transpose()?,
    })
}

fn sha256(digits: &str) -> Result<[u8; 32], String> {
    let bytes = bytes_of(digits).and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| format!("it says `{digits}`, which is no SHA-256."))
}

fn cited(entry: CitedEntry) -> Result<Cited, String> {
    let CitedEntry { share, letters, marks, hits, pictures, .. } = entry;
    if hits > pictures {
        return Err(format!("its trial counts {hits} of {pictures} pictures."));
    }
    Ok(Cited { share: one_of(Share::ALL, Share::code, &share)?, letters, marks, hits, pictures })
}

fn difference(entry: DifferenceEntry) -> Result<Difference, String> {
    Ok(Difference {
        bounds: rect(entry.bounds.map(|edge| edge as f64))?,
        on_page: rect(entry.page_box)?,
        kind: one_of(DifferenceKind::ALL, DifferenceKind::code, &entry.kind)?,
        deviation: within(entry.deviation, f64::MAX)?,
        original: entry.original.map(Cow::into_owned),
        shown: entry.shown.map(Cow::into_owned),
        line: entry.line.map(Cow::into_owned),
    })
}

fn hidden(entry: HiddenEntry) -> Result<Hidden, String> {
    Ok(Hidden {
        bounds: rect(entry.bounds.map(|edge| edge as f64))?,
        on_page: rect(entry.page_box)?,
        kind: one_of(HiddenKind::ALL, HiddenKind::code, &entry.kind)?,
    })
}

fn name(entry: PageName) -> PageRef {
    PageRef { document: entry.document.into_owned(), page: entry.page }
}

/// Value with this code.
fn one_of<T: Copy>(
    all: impl IntoIterator<Item = T>,
    code: fn(T) -> &'static str,
    said: &str,
) -> Result<T, String> {
    let found = all.into_iter().find(|one| code(*one) == said);
    found.ok_or_else(|| format!("it says `{said}`, which no answer of this verify-shot does."))
}

fn within(value: f64, most: f64) -> Result<f64, String> {
    if (0.0..=most).contains(&value) { Ok(value) } else { Err(absurd(value)) }
}

fn rect(edges: [f64; 4]) -> Result<Rect, String> {
    let absurdest = edges.iter().find(|edge| edge.abs().is_nan() || edge.abs() > MAX_COORDINATE);
    if let Some(edge) = absurdest {
        return Err(absurd(*edge));
    }
    let [x0, y0, x1, y1] = edges;
    if x0 <= x1 && y0 <= y1 { Ok(Rect { x0, y0, x1, y1 }) } else { Err(absurd(x0)) }
}

/// An invertible homography.
fn transform(rows: [[f64; 3]; 3]) -> Result<Homography, String> {
    let map = Homography(rows);
    let is_sane = rows.iter().flatten().all(|v| v.abs() <= MAX_COORDINATE) && map.inverse().is_some();
    if is_sane { Ok(map) } else { Err("its `transform` cannot be one.".into()) }
}

fn absurd(value: f64) -> String {
    format!("it holds a number that no answer has ({value}).")
}

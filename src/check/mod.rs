//! The way of a picture: one picture in, one answer out.
//!
//! The picture is loaded and decoded in the sandbox, like an original. Then:
//!
//! ```text
//! identical? → view → recall → register → align → extent → detect, text → verdict
//! ```
//!
//! - `view`: how is the picture looked at?
//! - `recall`: which pages could be shown?
//! - `register`: where exactly is each of them?
//! - `align`: what would the picture show if it were this page?
//! - `extent`: which part of the page is shown, and how much of it can be compared?
//! - `detect`: what differs?
//! - `text`: what do the words say, where the look settles nothing?
//! - `verdict`: what follows from all this?
//!
//! `strategy` runs these stages for the views of a picture, and `search` decides in which order the kinds of evidence are asked.
//! Equal bytes or equal pixels end the search. Otherwise each view is asked for pages by the arrangement of its words. Then, if
//! the index has messages, the words themselves are read, because words decide there. Then keypoints are asked. If the index
//! has only pages with a look, words come last and only if nothing else is found: reading takes longest, and words then say no
//! more than where to look.
//!
//! `registered_page` holds one candidate together with its placement. `readings` gives each difference the words of the original
//! and the words read in the picture. The reader must be sure, and must not read what the original has. These words explain a
//! difference; for office pages and for places that the file leaves open, they also decide whether it stands.
//!
//! A picture that moves, or is transparent, has several looks. Each look that is unlike those before it goes through all stages, and
//! the worst of what is said counts (`verdict::looks`).
//!
//! The caller supplies what the stages need from outside (`context`): an image of a page, from the index or drawn again from an
//! unchanged original; a reader of words; and a trace (`tracer`). `page_facts` adds what the index knows of the pages that are named, and
//! `unchecked` says why nothing could be checked. Without `-v` the trace costs nothing: not even the clock is
//! read. With `--resume` the checker first asks a cache of answers (`answer_cache`), by the SHA-256 of the picture, and stores each answer as it is
//! found.

pub mod align;
pub mod answer_cache;
pub mod context;
pub mod detect;
pub mod extent;
pub mod page_facts;
pub mod quotation;
pub mod readings;
pub mod recall;
pub mod register;
pub mod registered_page;
pub mod search;
pub mod strategy;
pub mod text;
pub mod tracer;
pub mod unchecked;
pub mod verdict;
pub mod view;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::features;
use crate::index::{self, Index, IndexPaths, PageId, StoredPage};
use crate::load::redraw::Originals;
use crate::load::{self, Input, Reader, Refusal};
use crate::model::answer::{Answer, Basis, Finding, IndexSummary, PageAnswer};
use crate::model::cited::Cited;
use crate::model::file_metadata::FileMetadata;
use crate::model::hex::hex;
use crate::model::origin::Origin;
use crate::model::original::{Face, Look, Original};
use crate::model::raster::{Picture, Raster};
use crate::model::reason::Reason;
use crate::model::shot::Shot;
use crate::model::trace::{Found, Step};
use crate::ocr::{OcrEngine, Tesseract};
pub use answer_cache::AnswerCache;
use answer_cache::Cache;
use context::CheckContext;
use page_facts::completed;
use tracer::Trace;
pub use unchecked::not_checked;
use unchecked::{index_failed, why_not};
pub use verdict::contradiction::contradiction;
use verdict::looks;

/// Checks pictures against one index. Use one checker per thread.
pub struct Checker {
    index: Index,
    summary: IndexSummary,
    reader: Reader,
    words: Box<dyn OcrEngine + Send>,
    originals: Originals,
    cache: Option<Cache>,
    /// Whether each check records its steps.
    is_traced: bool,
    /// Whether answers give the place that a file says.
    has_places: bool,
    /// Called when a picture is decoded and its comparison begins.
    decoded: Option<Box<dyn FnMut() + Send>>,
}

/// Options of a [`Checker`].
pub struct CheckerBuilder<'a> {
    index: IndexPaths,
    languages: Option<&'a str>,
    ocr: Option<Box<dyn OcrEngine + Send>>,
    is_traced: bool,
    has_places: bool,
}

impl<'a> CheckerBuilder<'a> {
    /// Languages of the words in pictures, as Tesseract names them, joined by `+`; `None` for all that are installed.
    pub fn languages(self, languages: Option<&'a str>) -> Self {
        Self { languages, ..self }
    }

    /// Sets another OCR engine than Tesseract.
    pub fn ocr(self, engine: Box<dyn OcrEngine + Send>) -> Self {
        Self { ocr: Some(engine), ..self }
    }

    /// Sets whether each answer has the steps of its check.
    pub fn trace(self, is_traced: bool) -> Self {
        Self { is_traced, ..self }
    }

    /// Sets whether answers give the place that a file says; else they only say that there is one.
    pub fn places(self, has_places: bool) -> Self {
        Self { has_places, ..self }
    }

    /// Opens the index.
    ///
    /// # Errors
    ///
    /// If the index cannot be opened, is damaged, or was made by another version.
    pub fn build(self) -> Result<Checker, index::Error> {
        let index = Index::open(&self.index, &features::versions())?;
        self.of(index)
    }

    /// The checker of an index that is open.
    fn of(self, index: Index) -> Result<Checker, index::Error> {
        let summary = index.summary()?.clone();
        let ocr = self.ocr.unwrap_or_else(|| Box::new(Tesseract::new(self.languages)));
        Ok(Checker {
            index,
            summary,
            reader: Reader::new(),
            words: ocr,
            originals: Originals::default(),
            cache: None,
            is_traced: self.is_traced,
            has_places: self.has_places,
            decoded: None,
        })
    }
}

/// An identifier of everything that answers depend on besides the index: this program, and the OCR engine with its
/// languages, as in [`Checker::open`].
pub fn engine_id(languages: Option<&str>) -> String {
    format!("verify-shot {}, {}", env!("CARGO_PKG_VERSION"), Tesseract::new(languages).described())
}

/// A sentence that says what to install if one of these languages, as Tesseract names them, is missing here. Without
/// Tesseract nothing is missing: pictures then say so themselves.
pub fn missing_language(languages: &str) -> Option<String> {
    Tesseract::new(Some(languages)).missing_language()
}

impl Checker {
    /// The builder of a checker of an index, or of several that are searched as one.
    pub fn builder<'a>(index: impl Into<IndexPaths>) -> CheckerBuilder<'a> {
        CheckerBuilder {
            index: index.into(),
            languages: None,
            ocr: None,
            is_traced: false,
            has_places: false,
        }
    }

    /// Opens an index, with Tesseract for words in these languages, as Tesseract names them; `None` for all that are
    /// installed.
    ///
    /// # Errors
    ///
    /// If the index cannot be opened, is damaged, or was made by another version.
    pub fn open(index: impl Into<IndexPaths>, languages: Option<&str>) -> Result<Self, index::Error> {
        Self::builder(index).languages(languages).build()
    }

    /// Checkers with the same options, one for each of a number of threads. What is held in memory of the index they have
    /// in common.
    ///
    /// # Errors
    ///
    /// If the index cannot be opened, is damaged, or was made by another version.
    pub fn for_threads<'a>(
        threads: usize,
        options: impl Fn() -> CheckerBuilder<'a>,
    ) -> Result<Vec<Self>, index::Error> {
        let indexes = Index::open_for_threads(&options().index, &features::versions(), threads)?;
        indexes.into_iter().map(|index| options().of(index)).collect()
    }

    /// The same checker with a cache: what was answered before is not computed again. `with_pictures` if pictures are
    /// shown beside the answers.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn cached(self, answers: Arc<dyn AnswerCache>, with_pictures: bool) -> Result<Self, index::Error> {
        let is_whole = self.index.counts()?.without_rendition == 0;
        Ok(Self { cache: Some(Cache { answers, with_pictures, is_whole }), ..self })
    }

    /// Summary of the index.
    pub fn summary(&self) -> &IndexSummary {
        &self.summary
    }

    /// Sets what is called when a picture is decoded and its comparison begins.
    pub fn when_decoded(&mut self, decoded: Option<Box<dyn FnMut() + Send>>) {
        self.decoded = decoded;
    }

    /// The answer about one file. If the file cannot be read, the answer says so.
    pub fn answer(&mut self, path: &Path) -> CheckResult {
        self.answer_to(path, load::load)
    }

    /// The answer about a picture that was fetched from a link.
    pub fn answer_fetched(&mut self, link: &str, bytes: Vec<u8>, origin: Origin) -> CheckResult {
        let looked = self.answer_bytes(Path::new(link), bytes);
        CheckResult { answer: Answer { fetched: Some(origin), ..looked.answer }, ..looked }
    }

    /// The answer about a picture in memory, under any name.
    pub fn answer_bytes(&mut self, name: &Path, bytes: Vec<u8>) -> CheckResult {
        let began = Instant::now();
        self.look(&Input { path: name.into(), sha256: load::digest(&bytes), bytes }, began)
    }

    /// The answer about a quotation in words, under any name.
    pub fn quotation(&mut self, name: &str, text: &str) -> Answer {
        let began = Instant::now();
        let mut answer = not_checked(Path::new(name), Vec::new(), self.summary.clone());
        answer.sha256 = Some(hex(&load::digest(text.as_bytes())));
        (answer.finding, answer.quotation) =
            quotation::check(text, &self.index).unwrap_or_else(|e| (index_failed(&self.index, &e), None));
        answer.finding = completed(&self.index, &self.summary, answer.finding);
        answer.took_ms = began.elapsed().as_millis() as u64;
        answer
    }

    /// Hides the document of this page from later checks; `None` shows all documents again.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn without_document_of(&mut self, page: Option<PageId>) -> Result<(), index::Error> {
        self.index.hide_document_of(page)
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The answer about an input of this name, which `load` reads into memory.
    pub fn answer_to(
        &mut self,
        path: &Path,
        load: impl FnOnce(&Path) -> Result<Input, Refusal>,
    ) -> CheckResult {
        let began = Instant::now();
        match load(path) {
            Err(refusal) => {
                let answer =
                    not_checked(path, vec![Reason::NotDecoded(refusal.reason)], self.summary.clone());
                CheckResult { answer, picture: None, steps: Vec::new() }
            }
            Ok(input) => self.look(&input, began),
        }
    }

    fn look(&mut self, input: &Input, began: Instant) -> CheckResult {
        let mut answer = not_checked(&input.path, Vec::new(), self.summary.clone());
        answer.sha256 = Some(hex(&input.sha256));
        if let Some(known) = self.recalled(&answer, input, began) {
            return known;
        }
        let trace = if self.is_traced { Trace::asked() } else { Trace::default() };
        let decoding = trace.begin();
        let shot = self
            .reader
            .faces(&input.bytes)
            .map_err(|refusal| answer.finding.why.push(Reason::NotDecoded(refusal.reason)))
            .ok();
        // For a picture with several looks, a cached answer does not say which look it is about.
        let is_plain = shot.as_ref().is_none_or(|shot| shot.faces.len() == 1 && shot.left_out.is_none());
        let picture = shot.map(|mut shot| {
            trace.record(decoding, || Found::Decoded);
            self.decoded.iter_mut().for_each(|tell| tell());
            answer.file = self.sayable(shot.says.take());
            let (picture, finding) = self.of_looks(shot, input, &trace);
            answer.size = Some((picture.width as u32, picture.height as u32));
            answer.finding = completed(&self.index, &self.summary, finding);
            answer.cited = cited(&answer);
            picture
        });
        answer.took_ms = began.elapsed().as_millis() as u64;
        let is_new = is_plain && !self.summary.is_unfinished;
        if let Some(cache) = self.cache.as_ref().filter(|r| is_new && r.is_lasting(&answer)) {
            cache.answers.keep(&answer);
        }
        CheckResult { answer, picture, steps: trace.steps() }
    }

    /// The cached answer about the same bytes. `blank` is the answer that has no finding yet. Returns `None` if there
    /// is no such answer, or if it may not be used again.
    fn recalled(&mut self, blank: &Answer, input: &Input, began: Instant) -> Option<CheckResult> {
        let cache = self.cache.as_ref().filter(|_| !self.summary.is_unfinished)?;
        let known = cache.answers.recall(blank.sha256.as_deref()?)?;
        let lacks_place = |said: &FileMetadata| said.has_place && said.place.is_none();
        if !cache.is_lasting(&known) || self.has_places && known.file.as_ref().is_some_and(lacks_place) {
            return None;
        }
        let picture = if cache.with_pictures { Some(self.reader.shot(&input.bytes).ok()?) } else { None };
        let Answer { size, finding, took_ms, file, .. } = known;
        let mut answer = Answer { size, finding, took_ms, file: self.sayable(file), ..blank.clone() };
        answer.cited = cited(&answer);
        let kept = Step { found: Found::Kept, took: began.elapsed() };
        Some(CheckResult { answer, picture, steps: if self.is_traced { vec![kept] } else { Vec::new() } })
    }

    /// What a file says of itself, without the place unless that is asked for.
    fn sayable(&self, said: Option<FileMetadata>) -> Option<FileMetadata> {
        if self.has_places { said } else { said.map(FileMetadata::without_place) }
    }

    /// What can be shown of each page of an answer, in their order.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn originals(&mut self, answer: &Answer) -> Result<Vec<Option<Original>>, index::Error> {
        answer.finding.pages.iter().map(|page| self.original(page)).collect()
    }

    /// What can be shown of a page. Returns `None` if the page is ambiguous, or if this index does not have it.
    fn original(&mut self, page: &PageAnswer) -> Result<Option<Original>, index::Error> {
        let named = self.index.pages_named(&page.page)?.into_iter().map(|id| self.index.page(id));
        let mut named = named.collect::<Result<Vec<_>, _>>()?;
        match page.namesake {
            Some(sha256) => named.retain(|stored| stored.sha256 == sha256),
            None if named.len() > 1 => return Ok(None),
            None => {}
        }
        let Some(stored) = named.into_iter().next() else { return Ok(None) };
        let face = match self.index.text(stored.id)? {
            Some(text) => Some(Face::Words(text)),
            None => {
                let kept = self.index.rendition(stored.id)?;
                let rendition = kept.or_else(|| self.originals.draw(&mut self.reader, &stored));
                rendition.map(|rendition| Face::Look(Look { raster: rendition.grey, size: stored.size }))
            }
        };
        Ok(Some(Original { sha256: hex(&stored.sha256), face }))
    }

    /// The finding on a picture with one look or several, and the look that decides.
    fn of_looks(&mut self, shot: Shot, input: &Input, trace: &Trace) -> (Picture, Finding) {
        let mut found = Vec::new();
        for face in &shot.faces {
            let finding = self.finding(&face.picture, input, trace);
            // For the same file there is nothing to add.
            let is_same_file = finding.pages.iter().any(|page| page.basis == [Basis::Bytes]);
            found.push((face.shown, finding));
            if is_same_file {
                break;
            }
        }
        let is_same_file = found.iter().any(|(_, f)| f.pages.iter().any(|page| page.basis == [Basis::Bytes]));
        let (which, mut finding) = looks::worst(found);
        if let Some(why) = shot.left_out.filter(|_| !is_same_file) {
            looks::left_out(&mut finding, why);
        }
        let picture = shot.faces.into_iter().nth(which).map(|face| face.picture).unwrap_or_default();
        (picture, finding)
    }

    fn finding(&mut self, picture: &Picture, input: &Input, trace: &Trace) -> Finding {
        let Self { index, reader, originals, words, .. } = self;
        let mut failed = None;
        let mut renditions = |page: &StoredPage| {
            let kept = index.rendition(page.id).unwrap_or_else(|e| {
                failed = Some(e);
                None
            });
            kept.or_else(|| originals.draw(reader, page))
        };
        let mut read = |raster: &Raster| {
            let began = trace.begin();
            let read = words.read(raster);
            trace.record(began, || Found::Read(read.as_ref().map_or(0, Vec::len)));
            read
        };
        let context = CheckContext { renditions: &mut renditions, read: &mut read, trace };
        // A fault of the program costs this answer and no other.
        let check = || strategy::check(picture, &input.sha256, index, context);
        match (catch_unwind(AssertUnwindSafe(check)), failed) {
            (Err(_), _) => why_not(vec![Reason::ProgramFailed]),
            (Ok(Ok(finding)), None) => finding,
            (Ok(Err(e)), _) | (_, Some(e)) => index_failed(&self.index, &e),
        }
    }
}

/// An answer, and what it is about.
pub struct CheckResult {
    /// The answer.
    pub answer: Answer,
    /// The picture, if it could be decoded.
    pub picture: Option<Picture>,
    /// The steps of the check, if they were recorded.
    pub steps: Vec<Step>,
}

/// The rates that the evaluation stored in the index gives for such an answer.
fn cited(answer: &Answer) -> Option<Cited> {
    answer.index.trial.as_ref().and_then(|trial| trial.cited(&answer.finding))
}

#[cfg(test)]
mod tests;

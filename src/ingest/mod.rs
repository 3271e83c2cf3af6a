//! Building the index: from original files to indexed pages.
//!
//! 1. `walk` lists the files under the given paths, in a stable order, and follows no symbolic link. `plan`
//!    compares each with the index: unchanged by size and time, to be read, or vanished.
//! 2. Each of several threads takes a file and loads it; a mailbox or a store is not loaded into memory. A file
//!    whose SHA-256 is in the index is skipped. A child process decodes it. A page that crashes the child costs
//!    that page; the reason is stored.
//! 3. `file` extracts from each page: the keys of each kind of feature, a grey image, the lines of words with
//!    their letter height, and the words of the file with their boxes. The full page image is dropped at once.
//! 4. One thread writes. A document is one transaction. After a kill, the next `add` continues after the last
//!    one.
//!
//! Every file is either read or refused. A refused file is a row of the index, too: it is counted, named by
//! `index status --unread`, and weakens every later "not found".
//!
//! **Pages without a look.** The text, sheet or slide of an office file, and a message, are pages of words. An
//! attachment is returned as bytes and requested as a file of its own. So every attachment is read with its own
//! limits and has its own row.
//!
//! **Mailboxes and stores** (`mailbox`). They may be larger than memory. Their messages come one after the
//! other from a child of their own; attachments are read by the other child. A thousand messages, or 8 MiB to
//! be stored, are a batch and a transaction. Until its end, a container is in the index as far as it was read,
//! and its last loss says so. It has no modification time until then, so no `add` takes it for unchanged.
//! Before each batch the file is checked for changes (size, and the times of its bytes and its directory
//! entry); if it changed, nothing of it is kept.
//!
//! **Office pages** (`render`). When all files are in the index, `add --office-pages` renders those office
//! files of these paths that were not rendered before, on all cores. An attached file is extracted from its
//! message again. The rendered pages take the place of the document, because "page 3 of offer.docx" is what a
//! person sees, and the words of the file become a document below it, `offer.docx/words`. A sheet is one page:
//! page breaks would cut what a screen shows as one piece. Rendering is optional because it takes seconds per
//! file and gives an index another digest on each machine.
//!
//! **Second rendering** (`second_render`). Poppler renders PDFs once more; only pages and places that it
//! renders differently are stored.
//!
//! **Words of scans** (`ocr`). `add --ocr` reads pages that seem to have words but whose file has hardly any,
//! from their stored images, on all cores, one transaction per page. A failure is stored, too, and the page is
//! tried again.

mod attachment_names;
mod file;
mod mailbox;
mod ocr;
mod plan;
mod render;
mod second_render;
pub mod walk;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::error::Error;
use crate::features;
use crate::index::{self, Index, Listed, Making, NewDocument, RootId, UnreadPart, Writer, name_of};
use crate::limits;
use crate::model::document::Unread;
use crate::model::signature::PublishedKey;
use file::Outcome;
use mailbox::Readers;
pub use ocr::Ocr;
use plan::{Job, Place, Plan};
pub use render::Office;
pub use second_render::Redrawer;

/// Options of [`add`].
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Remove documents whose files no longer exist.
    pub prune: bool,
    /// Store renditions in addition to the fingerprints.
    pub renditions: bool,
    /// Number of threads that read files or pages.
    pub threads: usize,
    /// Render the pages of office files.
    pub office: Option<&'a Office>,
    /// Render PDFs a second time, with another program.
    pub redrawer: Option<&'a Redrawer>,
    /// Read the words of pages without words of their own by OCR.
    pub ocr: Option<&'a Ocr>,
}

/// Receives the progress of [`add`]; called from several threads.
pub trait Progress: Sync {
    /// Number of files to be read.
    fn planned(&self, files: usize);
    /// A page was read.
    fn page(&self);
    /// A file was completed.
    fn file(&self);
    /// Progress within the mailbox or store of this name, which may take hours.
    fn container(&self, _name: &str, _stage: Stage) {}
    /// Number of office files to be rendered.
    fn to_be_drawn(&self, _files: usize) {}
    /// An office file was rendered, or failed.
    fn drawn(&self) {}
    /// Number of PDFs to be rendered a second time.
    fn to_be_redrawn(&self, _files: usize) {}
    /// A PDF was rendered a second time, or failed.
    fn redrawn(&self) {}
    /// Number of pages to be read by OCR.
    fn to_be_read(&self, _pages: usize) {}
    /// A page was read by OCR, or failed.
    fn page_read(&self) {}
}

/// Progress within a mailbox or store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its digest is being computed.
    Digest {
        /// Bytes processed.
        bytes: u64,
        /// Bytes in total.
        of: u64,
    },
    /// Its messages are being counted.
    Count {
        /// Bytes processed.
        bytes: u64,
        /// Bytes in total.
        of: u64,
    },
    /// Its messages are being read.
    Messages {
        /// The last message completed.
        number: u32,
        /// Messages in total.
        of: u32,
    },
}

/// Result of [`add`], or its forecast by [`dry_run`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files with at least one page in the index.
    pub read: u64,
    /// Files of which nothing could be read.
    pub refused: u64,
    /// Of the files seen, those new to the index.
    pub new: u64,
    /// Of the files seen, those that changed.
    pub changed: u64,
    /// Of the files seen, those already in the index and unchanged.
    pub unchanged: u64,
    /// Documents removed because their files no longer exist.
    pub dropped: u64,
    /// Documents kept although their files no longer exist.
    pub vanished: u64,
    /// Pages read now.
    pub pages: u64,
    /// Number of parts that could not be read now.
    pub lost: u64,
    /// The first of those parts, at most [`limits::MAX_LOSSES_AT_ONCE`].
    pub unread: Vec<UnreadPart>,
    /// Office files rendered now.
    pub drawn: u64,
    /// Office files whose rendering failed.
    pub drawn_failed: Vec<UnreadPart>,
    /// PDFs rendered a second time now.
    pub redrawn: u64,
    /// PDFs whose second rendering failed.
    pub redrawn_failed: Vec<UnreadPart>,
    /// Pages read by OCR now.
    pub ocr: u64,
    /// Pages for which OCR failed.
    pub ocr_failed: Vec<UnreadPart>,
}

impl Summary {
    /// Files seen: read or refused.
    pub fn seen(&self) -> u64 {
        self.read + self.refused
    }

    fn count_unchanged(&mut self, known: &index::Known) {
        self.unchanged += 1;
        *(if known.pages > 0 { &mut self.read } else { &mut self.refused }) += 1;
    }

    fn count_file(&mut self, job: &Job, is_read: bool) {
        *(if is_read { &mut self.read } else { &mut self.refused }) += 1;
        *(if job.known.is_some() { &mut self.changed } else { &mut self.new }) += 1;
    }

    fn count_document(&mut self, document: &NewDocument) {
        self.count_parts(&document.name, document.pages.len(), &document.unread, &document.attachments);
    }

    /// Counts pages read and parts lost of a document and all its attachments.
    fn count_parts(&mut self, name: &str, pages: usize, unread: &[Unread], attachments: &[NewDocument]) {
        self.pages += pages as u64;
        self.lost += unread.len() as u64;
        let room = limits::MAX_LOSSES_AT_ONCE.saturating_sub(self.unread.len());
        self.unread.extend(unread.iter().take(room).map(|u| UnreadPart {
            document: name.to_owned(),
            page: u.page,
            reason: u.reason.clone(),
        }));
        attachments.iter().for_each(|attachment| self.count_document(attachment));
    }
}

/// Adds files and folders to an index, which is created if it does not exist.
///
/// If it is killed at any moment, the index keeps every document written so far, and the same call continues
/// from there.
///
/// # Errors
///
/// If a path does not exist or the index cannot be written.
pub fn add(
    paths: &[PathBuf],
    index: &Path,
    options: Options<'_>,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    exist(paths)?;
    let failed = Error::index(index);
    let mut writer = Writer::open(index, &features::versions()).map_err(&failed)?;
    let mut added = Vec::new();
    // Twice, because a later folder may move the root of an earlier one.
    for path in paths.iter().chain(paths) {
        let about = Error::path(path, std::fs::symlink_metadata(path))?;
        added.push(name_of(&plan::absolute(path, &about)?));
        writer.root(&name_of(&plan::folder_of(path, &about)?)).map_err(&failed)?;
    }
    let plan = plan::plan(paths, index, options.renditions, &mut |folder| {
        let (root, below) = writer.root(folder).map_err(&failed)?;
        Ok(Place { root: Some(root), below, known: writer.known(root).map_err(&failed)? })
    })?;
    let mut summary = Summary::default();
    plan.unchanged.iter().for_each(|known| summary.count_unchanged(known));
    progress.planned(plan.jobs.len());
    if !plan.jobs.is_empty() {
        writer.begin_adding(&added).map_err(&failed)?;
    }
    let mut open = HashMap::new();
    read_all(plan.jobs, options, progress, &mut |job, outcome| {
        let root = job.root.expect("a writer gives every folder a root");
        write(&mut writer, (root, &mut open), job, outcome, &mut summary).map_err(&failed)
    })?;
    let files = plan.files.into_iter().filter_map(|(root, name)| Some((root?, name))).collect();
    if let Some(office) = options.office {
        render::draw(index, &mut writer, &files, (office, options), progress, &mut summary)
            .map_err(&failed)?;
        summary.drawn_failed.sort();
    }
    if let Some(redrawer) = options.redrawer {
        second_render::draw(index, &mut writer, &files, (redrawer, options), progress, &mut summary)
            .map_err(&failed)?;
        summary.redrawn_failed.sort();
    }
    // After the office files, because their rendered pages may have pictures of words.
    if let Some(ocr) = options.ocr {
        ocr::read(index, &mut writer, &files, (ocr, options), progress, &mut summary).map_err(&failed)?;
        summary.ocr_failed.sort();
    }
    for (root, known) in &plan.vanished {
        if options.prune {
            let root = root.expect("a writer gives every folder a root");
            writer.remove(root, &known.name).map_err(&failed)?;
        }
        *(if options.prune { &mut summary.dropped } else { &mut summary.vanished }) += 1;
    }
    writer.end_adding(&added).map_err(&failed)?;
    writer.finish().map_err(&failed)?;
    summary.unread.sort();
    Ok(summary)
}

/// Removes documents from an index, with their attachments. The files are not touched.
///
/// # Errors
///
/// If the index cannot be written.
pub fn remove(index: &Path, documents: &[&Listed]) -> Result<(), Error> {
    let failed = Error::index(index);
    let mut writer = Writer::open(index, &features::versions()).map_err(&failed)?;
    for document in documents {
        writer.remove(document.root, &document.name).map_err(&failed)?;
    }
    writer.finish().map_err(&failed)
}

/// Stores public keys in an index, to verify the signatures of its messages.
///
/// # Errors
///
/// If the index cannot be written.
pub fn keep_keys(index: &Path, keys: &[PublishedKey]) -> Result<(), Error> {
    let failed = Error::index(index);
    let mut writer = Writer::open(index, &features::versions()).map_err(&failed)?;
    writer.keep_keys(keys).map_err(&failed)
}

/// Forecast of [`add`] from sizes and times only; nothing is read or written.
///
/// # Errors
///
/// If a path does not exist or the index cannot be read.
pub fn dry_run(paths: &[PathBuf], index: &Path, options: Options) -> Result<Summary, Error> {
    exist(paths)?;
    let failed = Error::index(index);
    let reader = match Index::open(index, &features::versions()) {
        Err(index::Error::Missing) => None,
        opened => Some(opened.map_err(&failed)?),
    };
    let plan = plan::plan(paths, index, options.renditions, &mut |folder| {
        let (below, known) = match &reader {
            Some(reader) => reader.known(folder).map_err(&failed)?,
            None => Default::default(),
        };
        Ok(Place { root: None, below, known })
    })?;
    Ok(foretold(&plan, options))
}

fn foretold(plan: &Plan, options: Options) -> Summary {
    let mut summary = Summary::default();
    plan.unchanged.iter().for_each(|known| summary.count_unchanged(known));
    for job in &plan.jobs {
        *(if job.refused.is_some() { &mut summary.refused } else { &mut summary.read }) += 1;
        *(if job.known.is_some() { &mut summary.changed } else { &mut summary.new }) += 1;
        if let Some(reason) = &job.refused {
            summary.lost += 1;
            let (document, reason) = (job.name.clone(), reason.clone());
            summary.unread.push(UnreadPart { document, page: None, reason });
        }
    }
    *(if options.prune { &mut summary.dropped } else { &mut summary.vanished }) = plan.vanished.len() as u64;
    summary
}

/// Fails on the first path that does not exist: a typing error must not look like an empty folder.
fn exist(paths: &[PathBuf]) -> Result<(), Error> {
    paths.iter().try_for_each(|path| Error::path(path, std::fs::symlink_metadata(path)).map(|_| ()))
}

/// Writes a result of reading a file; `open` has the unfinished containers, by root and name.
fn write(
    writer: &mut Writer,
    (root, open): (RootId, &mut HashMap<(RootId, String), Making>),
    job: &Job,
    outcome: Outcome,
    summary: &mut Summary,
) -> Result<(), index::Error> {
    let key = (root, job.name.clone());
    match outcome {
        Outcome::Same => {
            let known = job.known.as_ref().expect("only what the index has can be the same");
            writer.touch(root, &job.name, job.modified)?;
            summary.count_unchanged(known);
        }
        Outcome::Read(document) => {
            open.remove(&key);
            writer.put(root, &document)?;
            summary.count_file(job, !document.pages.is_empty());
            summary.count_document(&document);
        }
        Outcome::Begun(about, first) => {
            let resumed = if first > 1 { writer.resume_container(root, &job.name, &about)? } else { None };
            let making = match resumed.filter(|making| making.next() == first) {
                None if first > 1 => return Err(index::Error::Overtaken),
                None => writer.begin_container(root, &job.name, &about)?,
                Some(making) => making,
            };
            open.insert(key, making);
        }
        Outcome::Part(part) => {
            let making = open.get_mut(&key).expect("parts come behind a beginning");
            writer.append(making, &part)?;
            summary.count_parts(&job.name, part.pages.len(), &part.unread, &part.attachments);
        }
        Outcome::Ended => {
            let making = open.remove(&key).expect("an end comes behind a beginning");
            summary.count_file(job, making.pages() > 0);
            writer.end_container(making, job.modified)?;
        }
    }
    Ok(())
}

/// Reads files on several threads and hands their results to this thread, in order of completion.
fn read_all(
    jobs: Vec<Job>,
    options: Options,
    progress: &dyn Progress,
    done: &mut dyn FnMut(&Job, Outcome) -> Result<(), Error>,
) -> Result<(), Error> {
    let threads = options.threads.clamp(1, jobs.len().max(1));
    let jobs = Mutex::new(jobs.into_iter());
    thread::scope(|scope| {
        let (sender, receiver): (SyncSender<(Arc<Job>, Outcome)>, Receiver<_>) = sync_channel(threads);
        for _ in 0..threads {
            let (sender, jobs) = (sender.clone(), &jobs);
            scope.spawn(move || {
                let mut readers = Readers::default();
                let mut heard = true;
                while let Some(job) = next(jobs).map(Arc::new).filter(|_| heard) {
                    file::read(&mut readers, &job, options.renditions, progress, &mut |outcome| {
                        // Nobody listens any more if writing failed.
                        heard = sender.send((Arc::clone(&job), outcome)).is_ok();
                        heard
                    });
                }
            });
        }
        drop(sender);
        for (job, outcome) in receiver {
            let is_last = outcome.is_last();
            done(&job, outcome)?;
            if is_last {
                progress.file();
            }
        }
        Ok(())
    })
}

fn next<T>(waiting: &Mutex<std::vec::IntoIter<T>>) -> Option<T> {
    waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).next()
}

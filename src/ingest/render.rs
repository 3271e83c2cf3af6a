//! Rendering of office files by an office program, file by file, after all files are in the index.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::file::{Room, fill, fingerprint, of_text};
use super::{Options, Progress, Summary, attachment_names, next};
use crate::convert::libreoffice::LibreOffice;
use crate::error::Error;
use crate::index::{self, Index, NewDocument, NewPage, RootId, Undrawn, UnreadPart, Writer};
use crate::limits;
use crate::load::{self, Reader};
use crate::model::document::{Format, WITHOUT_WORDS, Word};
use crate::model::format::OfficeKind;
use crate::model::text::Text;

/// Message for a file that is not the one that was added.
const NOT_FOUND: &str =
    "Its pages could not be drawn: its file is not where it was, or has changed. Add it again.";
/// Name of the document with the words of an office file, below that file.
const WORDS: &str = "words";

/// An office program that is ready to use.
#[derive(Clone, Debug)]
pub struct Office {
    program: LibreOffice,
}

impl Office {
    /// LibreOffice.
    ///
    /// # Errors
    ///
    /// If it is not installed: a sentence that says what to do.
    pub fn ready() -> Result<Self, Error> {
        Ok(Self { program: LibreOffice::ready().map_err(Error::Request)? })
    }

    /// Name and version of the program.
    pub fn program(&self) -> &str {
        self.program.version()
    }

    /// True if the system cuts it off from the network, in addition to its own settings.
    pub fn is_cut_off(&self) -> bool {
        self.program.is_cut_off()
    }
}

/// Renders the office files that came in these files and were not rendered before. Each result is stored at
/// once, so that the same call continues from there after an interruption.
pub(super) fn draw(
    index: &Path,
    writer: &mut Writer,
    files: &HashSet<(RootId, String)>,
    (office, options): (&Office, Options),
    progress: &dyn Progress,
    summary: &mut Summary,
) -> Result<(), index::Error> {
    let mut undrawn = Index::open_any(index)?.undrawn()?;
    undrawn.retain(|file| files.contains(&(file.root, file.file.clone())));
    progress.to_be_drawn(undrawn.len());
    let lots: Vec<Vec<Undrawn>> =
        undrawn.chunk_by(|a, b| (a.root, &a.file) == (b.root, &b.file)).map(<[_]>::to_vec).collect();
    let threads = options.threads.clamp(1, lots.len().max(1));
    let lots = Mutex::new(lots.into_iter());
    thread::scope(|scope| {
        let (sender, receiver): (SyncSender<(Undrawn, Drawn)>, Receiver<_>) = sync_channel(threads);
        for _ in 0..threads {
            let (sender, lots) = (sender.clone(), &lots);
            scope.spawn(move || {
                let mut hand = Hand { office, reader: Reader::new() };
                while let Some(lot) = next(lots) {
                    // Nobody listens any more if writing failed.
                    if !hand.draw_all(lot, &mut |undrawn, drawn| sender.send((undrawn, drawn)).is_ok()) {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (undrawn, drawn) in receiver {
            let kept = drawn.as_ref().map_err(String::as_str);
            writer.keep_drawing(&undrawn, office.program(), kept)?;
            summary.count_drawing(&undrawn, drawn);
            progress.drawn();
        }
        Ok(())
    })
}

/// A document with rendered pages, or the reason there is none.
type Drawn = Result<NewDocument, String>;

impl Summary {
    fn count_drawing(&mut self, undrawn: &Undrawn, drawn: Drawn) {
        match drawn {
            Ok(document) => {
                self.drawn += 1;
                let losses = self.unread.len();
                self.unread.retain(|part| part.document != undrawn.name);
                self.lost -= (losses - self.unread.len()) as u64;
                let before = self.pages;
                self.count_document(&document);
                // The words in the document below were already counted when they were first read.
                self.pages = before + document.pages.len() as u64;
                if undrawn.is_refused && undrawn.name == undrawn.file {
                    self.refused -= 1;
                    self.read += 1;
                }
            }
            Err(reason) => {
                let document = undrawn.name.clone();
                self.drawn_failed.push(UnreadPart { document, page: None, reason });
            }
        }
    }
}

/// Rendering worker of one thread.
struct Hand<'a> {
    office: &'a Office,
    reader: Reader,
}

/// Stores the result for a file. Returns false if nobody listens any more.
type Keep<'a> = dyn FnMut(Undrawn, Drawn) -> bool + 'a;

impl Hand<'_> {
    /// Renders the office files that came in one file. Returns false if nobody listens any more.
    fn draw_all(&mut self, lot: Vec<Undrawn>, keep: &mut Keep) -> bool {
        let path = lot.first().map(|undrawn| undrawn.path.clone()).unwrap_or_default();
        let mut wanted: HashMap<String, Undrawn> =
            lot.into_iter().map(|undrawn| (undrawn.name.clone(), undrawn)).collect();
        let listened = self.draw_in(&path, &mut wanted, keep);
        // Sorted by name, so that runs are reproducible.
        let mut left: Vec<Undrawn> = wanted.into_values().collect();
        left.sort_by(|a, b| a.name.cmp(&b.name));
        listened && left.into_iter().all(|undrawn| keep(undrawn, Err(NOT_FOUND.into())))
    }

    fn draw_in(&mut self, path: &Path, wanted: &mut HashMap<String, Undrawn>, keep: &mut Keep) -> bool {
        let Some(file) = wanted.values().next().map(|undrawn| undrawn.file.clone()) else { return true };
        match load::load(path) {
            Ok(input) => self.draw_bytes(&file, &input.bytes, 0, wanted, keep),
            // The wanted documents in it are then reported as not found.
            Err(_) => true,
        }
    }

    /// Renders a file with this name if it is wanted, or the wanted ones among its attachments.
    fn draw_bytes(
        &mut self,
        name: &str,
        bytes: &[u8],
        depth: u32,
        wanted: &mut HashMap<String, Undrawn>,
        keep: &mut Keep,
    ) -> bool {
        if let Some(undrawn) = wanted.remove(name) {
            let drawn = match load::digest(bytes) == undrawn.sha256 {
                true => self.drawn(name, bytes),
                false => Err(NOT_FOUND.into()),
            };
            return keep(undrawn, drawn);
        }
        let inside = format!("{name}/");
        if depth > limits::MAX_ATTACHMENT_DEPTH || !wanted.keys().any(|name| name.starts_with(&inside)) {
            return true;
        }
        let read = self.reader.document(bytes, &mut |_| {});
        let mut names = HashSet::new();
        for attachment in read.attachments {
            let name = attachment_names::name(name, &attachment, &mut names);
            let Ok(bytes) = attachment.content else { continue };
            if !self.draw_bytes(&name, &bytes, depth + 1, wanted, keep) {
                return false;
            }
        }
        true
    }

    /// The document with its rendered pages, and below it the words of the file itself.
    fn drawn(&mut self, name: &str, bytes: &[u8]) -> Drawn {
        let format = load::sniff(bytes).filter(|format| format.is_office()).ok_or(NOT_FOUND)?;
        let pdf = self.office.program.draw(bytes, format)?;
        if load::sniff(&pdf) != Some(Format::Pdf) {
            return Err("Its pages could not be drawn: what LibreOffice made of it is no PDF.".into());
        }
        // They cannot be rendered again from the file alone, so their renditions are always stored.
        let mut document = NewDocument { format: Some(format), renditions: true, ..NewDocument::default() };
        let pages = &mut document.pages;
        let read = self.reader.document(&pdf, &mut |page| pages.push(fingerprint(page, true)));
        if document.pages.is_empty() {
            let why = read.unread.into_iter().next().map_or("It has no page.".into(), |unread| unread.reason);
            return Err(format!("What LibreOffice drew of it could not be read: {why}"));
        }
        (document.announced, document.unread) = (read.announced, read.unread);
        let mut words = self.words(name, bytes);
        if format.is_only_drawn() {
            words.pages = words_of(format, &document.pages);
        }
        match words.pages.is_empty() {
            true => document.unread.append(&mut words.unread),
            false => document.attachments.push(words),
        }
        Ok(document)
    }

    /// Words of an office file itself, as a document below it; having none is no loss if the file is rendered.
    fn words(&mut self, name: &str, bytes: &[u8]) -> NewDocument {
        let mut words = NewDocument {
            name: format!("{name}/{WORDS}"),
            bytes: bytes.len() as u64,
            sha256: load::digest(bytes),
            renditions: true,
            ..NewDocument::default()
        };
        fill(&mut self.reader, bytes, &mut words, 0, &mut Room::new(&|| {}));
        let is_drawn = words.format.is_some_and(Format::is_only_drawn);
        words.unread.retain(|unread| !is_drawn && unread.reason != WITHOUT_WORDS);
        words
    }
}

/// Words of a file that is not decoded here, from its render: those of a text document on a single page, as for
/// other text documents.
fn words_of(format: Format, drawn: &[NewPage]) -> Vec<NewPage> {
    let page = |(number, body): (u32, String)| {
        let text = Text { fields: Vec::new(), body };
        of_text(number, (1.0, 1.0), text)
    };
    let bodies = drawn.iter().map(|page| (page.number, in_lines(&page.words)));
    let pages: Vec<(u32, String)> = match format.office() {
        Some(OfficeKind::Text) => vec![(1, bodies.map(|(_, body)| body).collect::<Vec<_>>().join("\n"))],
        _ => bodies.collect(),
    };
    let has_words = |body: &str| body.chars().any(char::is_alphanumeric);
    pages.into_iter().filter(|(_, body)| has_words(body)).map(page).collect()
}

/// Words of a page in order, with a line break where a new line begins.
fn in_lines(words: &[Word]) -> String {
    let mut said = String::new();
    let mut last: Option<&Word> = None;
    for word in words {
        let is_beside = |last: &Word| {
            last.bounds.x0 <= word.bounds.x0
                && word.bounds.y0 < last.bounds.y1
                && last.bounds.y0 < word.bounds.y1
        };
        match last.map(is_beside) {
            Some(true) => said.push(' '),
            Some(false) => said.push('\n'),
            None => {}
        }
        said += &word.text;
        last = Some(word);
    }
    said.truncate(said.floor_char_boundary(limits::MAX_BODY_BYTES));
    said
}

//! OCR of pages without words of their own, page by page, after all files are in the index.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{Options, Progress, Summary, next};
use crate::error::Error;
use crate::features::shingles;
use crate::imaging::resize::lanczos;
use crate::index::{self, Index, PageId, RootId, UnreadPart, Wordless, Writer};
use crate::load::Reader;
use crate::load::redraw::Originals;
use crate::model::document::{Reading, Word};
use crate::model::geometry::Homography;
use crate::model::raster::Raster;
use crate::model::text::{SeenWord, Text};
use crate::ocr::input_size;
use crate::ocr::{OcrEngine, Tesseract};

/// Message for a page whose image is not available.
const NOT_SEEN: &str = "Its words could not be read: the index keeps no rendition of it, and its file is not where it was, or has changed.";

/// An OCR engine that is ready to use.
#[derive(Clone, Debug)]
pub struct Ocr {
    tesseract: Tesseract,
    /// Name and version of the program.
    pub program: String,
}

impl Ocr {
    /// Tesseract with these languages, in its notation; with `None`, the installed ones.
    ///
    /// # Errors
    ///
    /// If Tesseract or a language is not installed: a sentence that says what to do.
    pub fn ready(languages: Option<&str>) -> Result<Self, Error> {
        let tesseract = Tesseract::new(languages);
        let program = tesseract.ready().map_err(Error::Request)?;
        Ok(Self { tesseract, program })
    }

    /// Languages in use, joined by `+`.
    pub fn languages(&self) -> &str {
        self.tesseract.languages()
    }
}

/// Reads those pages of these files that have no words of their own and were not read before. Each result is
/// stored at once, so that the same call continues from there after an interruption.
pub(super) fn read(
    index: &Path,
    writer: &mut Writer,
    files: &HashSet<(RootId, String)>,
    (ocr, options): (&Ocr, Options),
    progress: &dyn Progress,
    summary: &mut Summary,
) -> Result<(), index::Error> {
    let mut pages = Index::open_any(index)?.wordless()?;
    pages.retain(|page| files.contains(&(page.root, page.file.clone())));
    progress.to_be_read(pages.len());
    let threads = options.threads.clamp(1, pages.len().max(1));
    let pages = Mutex::new(pages.into_iter());
    thread::scope(|scope| {
        let (sender, receiver): (SyncSender<(Wordless, _)>, Receiver<_>) = sync_channel(threads);
        for _ in 0..threads {
            let (sender, pages, mut eye) = (sender.clone(), &pages, Eye::new(index, ocr));
            scope.spawn(move || {
                while let Some(page) = next(pages) {
                    let reading = eye.reading(page.page);
                    // Nobody listens any more if writing failed.
                    if sender.send((page, reading)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (page, reading) in receiver {
            keep(writer, page, &reading?, summary)?;
            progress.page_read();
        }
        Ok(())
    })
}

fn keep(
    writer: &mut Writer,
    page: Wordless,
    reading: &Reading,
    summary: &mut Summary,
) -> Result<(), index::Error> {
    let mut keys = Vec::new();
    match &reading.words {
        Ok(read) => {
            summary.ocr += 1;
            keys = shingles::keys(&Text::in_a_row(read));
        }
        Err(reason) => summary.ocr_failed.push(UnreadPart {
            document: page.name.document,
            page: Some(page.name.page),
            reason: reason.clone(),
        }),
    }
    writer.keep_reading(page.page, reading, (&keys, shingles::VERSION))
}

/// OCR worker of one thread.
struct Eye {
    index: PathBuf,
    ocr: Ocr,
    reader: Reader,
    originals: Originals,
}

impl Eye {
    fn new(index: &Path, ocr: &Ocr) -> Self {
        let (index, ocr) = (index.to_owned(), ocr.clone());
        Self { index, ocr, reader: Reader::new(), originals: Originals::default() }
    }

    fn reading(&mut self, page: PageId) -> Result<Reading, index::Error> {
        // Open a new snapshot per page: one held for hours would keep the WAL from being truncated.
        let index = Index::open_any(&self.index)?;
        let stored = index.page(page)?;
        let seen = match index.rendition(page)? {
            Some(kept) => Some(kept),
            None => self.originals.draw(&mut self.reader, &stored),
        };
        let lines = index.lines(page)?;
        let lines = lines.iter().map(|line| (f64::from(line.letter), usize::from(line.words)));
        let words = match seen {
            Some(seen) => self.words(&seen.grey, lines, stored.size),
            None => Err(NOT_SEEN.to_owned()),
        };
        Ok(Reading { program: self.ocr.program.clone(), languages: self.ocr.languages().to_owned(), words })
    }

    /// Words of a page of this size, in its own units.
    fn words(
        &mut self,
        seen: &Raster,
        lines: impl Iterator<Item = (f64, usize)>,
        size: (f64, f64),
    ) -> Result<Vec<Word>, String> {
        let (width, height) = input_size::size(lines, seen);
        let read = self.ocr.tesseract.read(&lanczos(seen, width, height))?;
        let to_page = Homography::scale_shift(size.0 / width as f64, size.1 / height as f64, 0.0, 0.0);
        let placed = |SeenWord { text, bounds, .. }| Word { text, bounds: to_page.apply_rect(&bounds) };
        Ok(read.into_iter().map(placed).collect())
    }
}

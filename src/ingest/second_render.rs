//! Second rendering of PDFs by another program, file by file, after all files are in the index.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{Options, Progress, Summary, next};
use crate::convert::poppler::{Folder, Poppler};
use crate::index;
use crate::index::second_drawing;
use crate::index::{Index, PageId, RootId, Singly, StoredPage, UnreadPart, Writer};
use crate::limits;
use crate::load;

/// Message for a file that is not the one that was added.
const NOT_FOUND: &str =
    "It could not be drawn a second time: its file is not where it was, or has changed. Add it again.";
/// Points per inch; sizes of pages are in points.
const POINTS: f64 = 72.0;

/// A program for the second rendering.
#[derive(Clone, Debug)]
pub struct Redrawer {
    program: Poppler,
}

impl Redrawer {
    /// Poppler. Returns `None` if it is not installed.
    pub fn found() -> Option<Self> {
        Poppler::found().map(|program| Self { program })
    }

    /// Name and version of the program.
    pub fn program(&self) -> &str {
        self.program.version()
    }
}

/// Differences of the second render from the first, page by page, or the reason there is none.
type Redrawn = Result<Vec<(PageId, Vec<u8>)>, String>;
/// A file with its result, on the way to the writer thread.
type Drawn = (Singly, Result<Redrawn, index::Error>);

/// Renders those PDFs among these files a second time that were not yet. Each result is stored at once.
pub(super) fn draw(
    index: &Path,
    writer: &mut Writer,
    files: &HashSet<(RootId, String)>,
    (redrawer, options): (&Redrawer, Options),
    progress: &dyn Progress,
    summary: &mut Summary,
) -> Result<(), index::Error> {
    let mut singly = Index::open_any(index)?.singly_drawn()?;
    singly.retain(|file| files.contains(&(file.root, file.name.clone())));
    progress.to_be_redrawn(singly.len());
    let threads = options.threads.clamp(1, singly.len().max(1));
    let singly = Mutex::new(singly.into_iter());
    thread::scope(|scope| {
        let (sender, receiver): (SyncSender<Drawn>, Receiver<Drawn>) = sync_channel(threads);
        for _ in 0..threads {
            let (sender, singly) = (sender.clone(), &singly);
            scope.spawn(move || {
                while let Some(file) = next(singly) {
                    let redrawn = redrawn(index, &redrawer.program, &file);
                    // Nobody listens any more if writing failed.
                    if sender.send((file, redrawn)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (file, redrawn) in receiver {
            let redrawn = redrawn?;
            let kept = redrawn.as_ref().map(Vec::as_slice).map_err(String::as_str);
            writer.keep_redrawing(&file, redrawer.program(), kept)?;
            match redrawn {
                Ok(_) => summary.redrawn += 1,
                Err(reason) => {
                    summary.redrawn_failed.push(UnreadPart { document: file.name, page: None, reason });
                }
            }
            progress.redrawn();
        }
        Ok(())
    })
}

fn redrawn(index: &Path, program: &Poppler, file: &Singly) -> Result<Redrawn, index::Error> {
    let Some(input) = load::load(&file.path).ok().filter(|input| input.sha256 == file.sha256) else {
        return Ok(Err(NOT_FOUND.into()));
    };
    let folder = match Folder::with(&input.bytes) {
        Ok(folder) => folder,
        Err(e) => return Ok(Err(format!("It could not be drawn a second time ({e})."))),
    };
    // Open a new snapshot per file: one held for long would keep the WAL from being truncated.
    let index = Index::open_any(index)?;
    let pages = index.pages_of(file)?.into_iter().map(|id| index.page(id)).collect::<Result<Vec<_>, _>>()?;
    let mut kept = Vec::new();
    for lot in pages.chunk_by(go_together).flat_map(|pages| pages.chunks(limits::REDRAWN_AT_ONCE)) {
        let first = &lot[0];
        let size = (first.raster.0 as usize, first.raster.1 as usize);
        let dots = (POINTS * size.0 as f64 / first.size.0, POINTS * size.1 as f64 / first.size.1);
        let drawn = match program.draw(&folder, first.number..=lot[lot.len() - 1].number, dots, size) {
            Ok(drawn) => drawn,
            Err(why) => return Ok(Err(why)),
        };
        for (number, drawn) in drawn {
            let Some(page) = lot.iter().find(|page| page.number == number) else { continue };
            let Some(first) = index.rendition(page.id)? else { continue };
            kept.extend(second_drawing::packed(&first.grey, &drawn).map(|packed| (page.id, packed)));
        }
    }
    Ok(Ok(kept))
}

/// True if two pages are consecutive and of one size, so that they can be rendered in one call.
fn go_together(a: &StoredPage, b: &StoredPage) -> bool {
    a.number + 1 == b.number && a.size == b.size && a.raster == b.raster
}

//! Reading one original file into the form stored in the index.

use std::collections::HashSet;

use super::Progress;
use super::attachment_names;
use super::mailbox::{self, Readers};
use super::plan::Job;
use crate::features::binarize::ink_map;
use crate::features::word_boxes::{self, Line};
use crate::features::{self, shingles};
use crate::index::{self, rendition};
use crate::index::{NewDocument, NewPage, Part};
use crate::limits;
use crate::load::{self, Original, Reader};
use crate::model::document::{Attachment, Page, Unread};
use crate::model::raster::Picture;
use crate::model::text::Text;

/// Result of reading a file, or a part of it.
pub(super) enum Outcome {
    /// Its bytes are those already in the index.
    Same,
    /// A document to store.
    Read(NewDocument),
    /// It is a container; its messages follow in batches, starting with this number.
    Begun(index::Container, u32),
    /// The next batch of messages.
    Part(Part),
    /// The container is complete.
    Ended,
}

impl Outcome {
    /// True if no further result follows for the file.
    pub(super) fn is_last(&self) -> bool {
        !matches!(self, Outcome::Begun(..) | Outcome::Part(_))
    }
}

/// Reads a file and hands its results on. Stops early if nobody listens any more.
pub(super) fn read(
    readers: &mut Readers,
    job: &Job,
    renditions: bool,
    progress: &dyn Progress,
    hand_on: &mut dyn FnMut(Outcome) -> bool,
) {
    let opened = match &job.refused {
        Some(reason) => Err(reason.clone()),
        None => load::open(&job.path).map_err(|refusal| refusal.reason),
    };
    let outcome = match opened {
        Ok(Original::Container(container)) => {
            return mailbox::read(readers, (job, &container), renditions, progress, hand_on);
        }
        Ok(Original::Whole(input)) => {
            let each_page = || progress.page();
            of_whole(&mut readers.files, job, &input, renditions, &each_page)
        }
        Err(reason) => Outcome::Read(refused(job, renditions, reason)),
    };
    hand_on(outcome);
}

fn of_whole(
    reader: &mut Reader,
    job: &Job,
    input: &load::Input,
    renditions: bool,
    each_page: &dyn Fn(),
) -> Outcome {
    if job.known.as_ref().is_some_and(|k| k.sha256 == input.sha256 && (k.renditions || !renditions)) {
        return Outcome::Same;
    }
    let mut document = NewDocument { sha256: input.sha256, ..empty(job, renditions) };
    fill(reader, &input.bytes, &mut document, 0, &mut Room::new(each_page));
    Outcome::Read(document)
}

fn empty(job: &Job, renditions: bool) -> NewDocument {
    NewDocument {
        name: job.name.clone(),
        bytes: job.bytes,
        modified: job.modified,
        renditions,
        ..Default::default()
    }
}

/// A file of which nothing was read.
pub(super) fn refused(job: &Job, renditions: bool, reason: String) -> NewDocument {
    NewDocument { unread: vec![Unread { page: None, reason }], ..empty(job, renditions) }
}

/// What may still be read of the files within one file or message.
pub(super) struct Room<'a> {
    files: u32,
    bytes: u64,
    /// Called for each page.
    each_page: &'a dyn Fn(),
}

impl<'a> Room<'a> {
    pub(super) fn new(each_page: &'a dyn Fn()) -> Self {
        Self { files: limits::MAX_NESTED_FILES, bytes: limits::MAX_NESTED_BYTES, each_page }
    }

    /// Takes the room for a file of so many bytes. Returns false if there is none.
    fn take(&mut self, bytes: u64) -> bool {
        let fits = self.files > 0 && bytes <= self.bytes;
        if fits {
            (self.files, self.bytes) = (self.files - 1, self.bytes - bytes);
        }
        fits
    }
}

/// Adds the content of the bytes to a document, and attachments `depth` levels below the file.
pub(super) fn fill(
    reader: &mut Reader,
    bytes: &[u8],
    document: &mut NewDocument,
    depth: u32,
    room: &mut Room,
) {
    let renditions = document.renditions;
    // The page image is dropped here: a document of a thousand pages is never in memory as images.
    let file = reader.document(bytes, &mut |page| {
        document.pages.push(fingerprint(page, renditions));
        (room.each_page)();
    });
    document.format = file.format;
    document.announced = file.announced;
    document.unread = file.unread;
    // Messages have no rendition, so theirs is not missing.
    let without_look = |page: &NewPage| page.text.is_some();
    document.renditions |= !document.pages.is_empty() && document.pages.iter().all(without_look);
    if document.pages.is_empty() && document.unread.is_empty() {
        document.unread.push(Unread { page: None, reason: "It holds no page.".into() });
    }
    let mut names = HashSet::new();
    for attachment in file.attachments {
        let folder = match document.format {
            Some(format) if format.is_container() => format!("{}/{}", document.name, attachment.page),
            _ => document.name.clone(),
        };
        let name = attachment_names::name(&folder, &attachment, &mut names);
        document.attachments.push(read_attached(reader, name, attachment, depth + 1, room));
    }
}

/// Reads an attachment like a file.
pub(super) fn read_attached(
    reader: &mut Reader,
    name: String,
    attachment: Attachment,
    depth: u32,
    room: &mut Room,
) -> NewDocument {
    // Its pages cannot be rendered again from a file, so their renditions are always stored.
    let mut document = NewDocument { name, renditions: true, ..Default::default() };
    let refused = match attachment.content {
        Ok(bytes) => {
            (document.bytes, document.sha256) = (bytes.len() as u64, load::digest(&bytes));
            let most = limits::MAX_ATTACHMENT_DEPTH;
            if depth > most {
                format!("It is attached to an attachment, {depth} levels deep; at most {most} are followed.")
            } else if !room.take(document.bytes) {
                let (files, most) = (limits::MAX_NESTED_FILES, limits::MAX_NESTED_BYTES >> 30);
                format!(
                    "Of the files within one file, over all levels, at most {files} and {most} GiB are read. \
                     Save it and add that."
                )
            } else {
                fill(reader, &bytes, &mut document, depth, room);
                return document;
            }
        }
        Err(reason) => reason,
    };
    document.unread.push(Unread { page: None, reason: refused });
    document
}

/// Extracts what the index stores of a page.
pub(super) fn fingerprint(page: Page, renditions: bool) -> NewPage {
    let page = match page.picture {
        Some(ref picture) => of_picture(&page, picture, renditions),
        None => {
            let text = page.text.unwrap_or_default();
            NewPage { signatures: page.signatures, ..of_text(page.number, page.size, text) }
        }
    };
    // Compress on the reader threads instead of the writer thread.
    page.squeezed();
    page
}

pub(super) fn of_text(number: u32, size: (f64, f64), text: Text) -> NewPage {
    let keys = vec![(shingles::ID, shingles::keys(&text))];
    NewPage { number, size, view: (1, 1), raster: (1, 1), keys, text: Some(text), ..NewPage::default() }
}

fn of_picture(page: &Page, picture: &Picture, renditions: bool) -> NewPage {
    let luma = picture.luma();
    let rendition = rendition::of(picture, &luma);
    let raster = &rendition.grey;
    // Use the stored grey levels, as when comparing a picture: with full depth, one page in four has another
    // letter height.
    let lines = word_boxes::lines(&ink_map(&rendition::levelled(raster)));
    let mut keys = features::keys(picture, &luma);
    if !page.words.is_empty() {
        keys.push((shingles::ID, shingles::keys(&Text::in_a_row(&page.words))));
    }
    NewPage {
        number: page.number,
        size: page.size,
        view: (picture.width as u32, picture.height as u32),
        raster: (raster.width as u32, raster.height as u32),
        rendition: renditions.then(|| rendition::encode(&rendition)),
        words: page.words.clone(),
        unsettled: page.unsettled.clone(),
        lines: lines.iter().map(Line::outline).collect(),
        keys,
        ..NewPage::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_files_within_files_have_an_end() {
        let mut room = Room::new(&|| {});
        assert!((0..limits::MAX_NESTED_FILES).all(|_| room.take(1)) && !room.take(1));
        let mut room = Room::new(&|| {});
        assert!(room.take(limits::MAX_NESTED_BYTES - 1) && !room.take(2) && room.take(1));
    }
}

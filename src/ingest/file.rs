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
    fill(reader, &input.bytes, &mut document, 0, each_page);
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

/// Adds the content of the bytes to a document, and attachments `depth` levels below the file.
pub(super) fn fill(
    reader: &mut Reader,
    bytes: &[u8],
    document: &mut NewDocument,
    depth: u32,
    each_page: &dyn Fn(),
) {
    let renditions = document.renditions;
    // The page image is dropped here: a document of a thousand pages is never in memory as images.
    let file = reader.document(bytes, &mut |page| {
        document.pages.push(fingerprint(page, renditions));
        each_page();
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
        document.attachments.push(read_attached(reader, name, attachment, depth + 1, each_page));
    }
}

/// Reads an attachment like a file.
pub(super) fn read_attached(
    reader: &mut Reader,
    name: String,
    attachment: Attachment,
    depth: u32,
    each_page: &dyn Fn(),
) -> NewDocument {
    // Its pages cannot be rendered again from a file, so their renditions are always stored.
    let mut document = NewDocument { name, renditions: true, ..Default::default() };
    let refused = match attachment.content {
        Ok(bytes) => {
            (document.bytes, document.sha256) = (bytes.len() as u64, load::digest(&bytes));
            if depth <= limits::MAX_ATTACHMENT_DEPTH {
                fill(reader, &bytes, &mut document, depth, each_page);
                return document;
            }
            let most = limits::MAX_ATTACHMENT_DEPTH;
            format!("It is attached to an attachment, {depth} levels deep; at most {most} are followed.")
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

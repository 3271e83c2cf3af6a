//! One original file turned into what the index keeps of it.

use super::plan::Job;
use crate::index::{NewDocument, NewPage};
use crate::intake::{self, Reader};
use crate::model::document::{Page, Unread};
use crate::track::ink::ink_map;
use crate::track::marks::{self, Line};
use crate::{rendition, track};

/// What came of a file.
pub(super) enum Outcome {
    /// Its bytes are those that the index has.
    Same,
    /// What is to be kept of it.
    Read(NewDocument),
}

/// Reads a file. `each_page` is called as pages come.
pub(super) fn read(reader: &mut Reader, job: &Job, renditions: bool, each_page: &dyn Fn()) -> Outcome {
    let mut document = NewDocument {
        name: job.name.clone(),
        bytes: job.bytes,
        modified: job.modified,
        renditions,
        ..Default::default()
    };
    if let Some(reason) = &job.refused {
        document.unread.push(Unread { page: None, reason: reason.clone() });
        return Outcome::Read(document);
    }
    let input = match intake::load(&job.path) {
        Ok(input) => input,
        Err(refusal) => {
            document.unread.push(Unread { page: None, reason: refusal.reason });
            return Outcome::Read(document);
        }
    };
    if job.known.as_ref().is_some_and(|k| k.sha256 == input.sha256 && (k.renditions || !renditions)) {
        return Outcome::Same;
    }
    document.sha256 = input.sha256;
    // A page's picture is dropped here: a document of a thousand pages is never held as pictures.
    let file = reader.document(&input.bytes, &mut |page| {
        document.pages.push(fingerprint(&page, renditions));
        each_page();
    });
    document.format = file.format;
    document.announced = file.announced;
    document.unread = file.unread;
    if document.pages.is_empty() && document.unread.is_empty() {
        document.unread.push(Unread { page: None, reason: "It holds no page.".into() });
    }
    Outcome::Read(document)
}

/// What the index keeps of a page.
pub(super) fn fingerprint(page: &Page, renditions: bool) -> NewPage {
    let luma = page.picture.luma();
    let rendition = rendition::of(&page.picture, &luma);
    let raster = &rendition.grey;
    // In the greys that a picture is held against: with all of them the letters of one page in four have another height.
    let lines = marks::lines(&ink_map(&rendition::levelled(raster)));
    NewPage {
        number: page.number,
        size: page.size,
        view: (page.picture.width as u32, page.picture.height as u32),
        raster: (raster.width as u32, raster.height as u32),
        rendition: renditions.then(|| rendition::encode(&rendition)),
        words: page.words.clone(),
        lines: lines.iter().map(Line::outline).collect(),
        keys: track::keys(&page.picture, &luma),
    }
}

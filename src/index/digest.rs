//! Digests of what an index stores: of a document, of a page, and of what was found out about them later.
//!
//! Each document has a digest over everything stored of it; `set_digest` has that of the index.

use sha2::{Digest, Sha256};

use super::office_renders::PackedDrawing;
use super::write::{NewDocument, NewPage};
use crate::model::feature_key::{FeatureKind, Key};

/// Hash of a list of parts. Each part is preceded by its length, so that no two lists give the same input.
#[derive(Clone)]
pub(super) struct Parts(Sha256);

impl Parts {
    pub fn new(domain: &str) -> Self {
        Parts(Sha256::new()).with(domain.as_bytes())
    }

    pub fn with(mut self, part: &[u8]) -> Self {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    pub fn done(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Digest of a document under construction: everything stored of it except name and position.
#[derive(Clone)]
pub(super) struct OfDocument(Parts);

impl OfDocument {
    /// Starts with the attributes of its file.
    pub fn new(sha256: &[u8], format: Option<&str>, announced: u32) -> Self {
        let parts = Parts::new("document").with(sha256).with(format.unwrap_or_default().as_bytes());
        Self(parts.with(&announced.to_le_bytes()))
    }

    /// Adds the digest of the next page.
    pub fn page(self, page: &[u8; 32]) -> Self {
        Self(self.0.with(page))
    }

    /// Adds the next part that could not be read.
    pub fn unread(self, page: Option<u32>, reason: &str) -> Self {
        Self(self.0.with(&page.unwrap_or(0).to_le_bytes()).with(reason.as_bytes()))
    }

    pub fn done(self) -> [u8; 32] {
        self.0.done()
    }
}

/// Stored values of a page, without its keys; empty if there are none.
pub(super) struct Packed<'a> {
    pub number: u32,
    pub size: (f64, f64),
    pub view: (u32, u32),
    pub raster: (u32, u32),
    pub rendition: &'a [u8],
    pub words: &'a [u8],
    pub lines: &'a [u8],
    pub text: &'a [u8],
    pub signatures: &'a [u8],
    pub unsettled: &'a [u8],
}

/// Digest of a page, including the digests of its keys, feature by feature.
pub(super) fn of_page<'a>(page: &Packed, keys: impl IntoIterator<Item = &'a [u8; 32]>) -> [u8; 32] {
    let mut parts = Parts::new("page").with(&page.number.to_le_bytes());
    for side in [page.size.0, page.size.1] {
        parts = parts.with(&side.to_bits().to_le_bytes());
    }
    for side in [page.view.0, page.view.1, page.raster.0, page.raster.1] {
        parts = parts.with(&side.to_le_bytes());
    }
    for kept in [page.rendition, page.words, page.lines, page.text, page.signatures] {
        parts = parts.with(kept);
    }
    // Only if there are some: pages without any keep the digests of earlier versions.
    if !page.unsettled.is_empty() {
        parts = parts.with(b"unsettled").with(page.unsettled);
    }
    keys.into_iter().fold(parts, |parts, keys| parts.with(keys)).done()
}

/// Stored values of a page read by OCR, without its keys, and the digest of its document.
pub(super) struct PackedReading<'a> {
    pub document: &'a [u8],
    pub number: u32,
    pub program: &'a str,
    pub languages: &'a str,
    pub failed: Option<&'a str>,
    pub words: &'a [u8],
}

/// Digest of an OCR result, including that of its keys if it has any.
pub(super) fn of_reading(reading: &PackedReading, keys: Option<&[u8; 32]>) -> [u8; 32] {
    let PackedReading { document, number, program, languages, failed, words } = reading;
    let parts = Parts::new("reading").with(document).with(&number.to_le_bytes());
    let parts = parts.with(program.as_bytes()).with(languages.as_bytes());
    let parts = parts.with(&[u8::from(failed.is_some())]).with(failed.unwrap_or_default().as_bytes());
    keys.into_iter().fold(parts.with(words), |parts, keys| parts.with(keys)).done()
}

/// Digest of an OCR result that is about to be stored.
pub(super) fn of_new_reading(reading: &PackedReading, keys: &[Key]) -> [u8; 32] {
    let keys = (!keys.is_empty()).then(|| of_keys(FeatureKind::Reading, keys));
    of_reading(reading, keys.as_ref())
}

/// Digest of an office render.
pub(super) fn of_drawing(drawing: &PackedDrawing) -> [u8; 32] {
    let PackedDrawing { document, program, failed } = drawing;
    let parts = Parts::new("drawing").with(document).with(program.as_bytes());
    parts.with(&[u8::from(failed.is_some())]).with(failed.unwrap_or_default().as_bytes()).done()
}

/// Digest of a second render, including what is stored for each page on which it differs from the first, by
/// page number.
pub(super) fn of_redrawing<'a>(
    drawing: &PackedDrawing,
    pages: impl IntoIterator<Item = (u32, &'a [u8])>,
) -> [u8; 32] {
    let PackedDrawing { document, program, failed } = drawing;
    let parts = Parts::new("redrawing").with(document).with(program.as_bytes());
    let parts = parts.with(&[u8::from(failed.is_some())]).with(failed.unwrap_or_default().as_bytes());
    let page = |parts: Parts, (number, packed): (u32, &[u8])| parts.with(&number.to_le_bytes()).with(packed);
    pages.into_iter().fold(parts, page).done()
}

/// Digest of a page's keys of one feature, under construction: keys are added in order. A feature without keys
/// has none.
pub(super) struct OfKeys(Sha256);

impl OfKeys {
    pub fn new(track: FeatureKind) -> Self {
        Self(Parts::new("keys").with(&[track as u8]).0)
    }

    /// Adds the next key. All keys of a feature have the same length, so no separator is needed.
    pub fn push(&mut self, key: &Key) {
        match key {
            Key::Digest(digest) => self.0.update(digest),
            Key::Near(hash) => self.0.update(hash.to_le_bytes()),
            Key::Token(token, place) => {
                self.0.update(token.to_le_bytes());
                [place.x, place.y, place.length].iter().for_each(|side| self.0.update(side.to_le_bytes()));
            }
        }
    }

    pub fn done(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Digest of a document that is about to be stored, without name and position.
pub(super) fn of_new(document: &NewDocument) -> [u8; 32] {
    let format = document.format.map(|format| format.name());
    let mut digest = OfDocument::new(&document.sha256, format, document.announced);
    for page in &document.pages {
        digest = digest.page(&of_new_page(page));
    }
    for unread in &document.unread {
        digest = digest.unread(unread.page, &unread.reason);
    }
    digest.done()
}

/// Digest of a page that is about to be stored.
pub(super) fn of_new_page(page: &NewPage) -> [u8; 32] {
    let squeezed = page.squeezed();
    let packed = Packed {
        number: page.number,
        size: page.size,
        view: page.view,
        raster: page.raster,
        rendition: page.rendition.as_deref().unwrap_or_default(),
        words: &squeezed.words,
        lines: &squeezed.lines,
        text: &squeezed.text,
        signatures: &squeezed.signatures,
        unsettled: &squeezed.unsettled,
    };
    let mut tracks: Vec<_> = page.keys.iter().filter(|(_, keys)| !keys.is_empty()).collect();
    tracks.sort_unstable_by_key(|(track, _)| *track);
    let keys: Vec<_> = tracks.into_iter().map(|(track, keys)| of_keys(*track, keys)).collect();
    of_page(&packed, &keys)
}

fn of_keys(track: FeatureKind, keys: &[Key]) -> [u8; 32] {
    let mut sorted: Vec<&Key> = keys.iter().collect();
    sorted.sort_unstable();
    let mut digest = OfKeys::new(track);
    sorted.into_iter().for_each(|key| digest.push(key));
    digest.done()
}

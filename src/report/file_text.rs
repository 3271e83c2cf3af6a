//! What the file of a picture says of itself, in sentences: as its words, never as ours.

use super::text::{capitalised, shortened};
use crate::model::file_metadata::{Block, FileMetadata, Place};

/// Said below what a file says.
const NO_PROOF: &str = "Anyone can write this into a file, and most services take it out: it proves nothing";

/// What a file says, a sentence for each kind, and that it proves nothing. At most six, for a list shows so many.
pub fn sentences(file: &FileMetadata) -> Vec<String> {
    let mut all: Vec<String> = said(file).iter().map(|sentence| capitalised(sentence)).collect();
    if file.says_something() {
        all.push(NO_PROOF.into());
    }
    all
}

/// The same without the last sentence.
pub fn said(file: &FileMetadata) -> Vec<String> {
    let parts = [by_whom(file), words(file), place(file), sizes(file), stored(file)];
    parts.into_iter().flatten().collect()
}

/// When, with and by what it was made.
fn by_whom(file: &FileMetadata) -> Option<String> {
    let at = |time: &Option<String>| time.as_deref().map(moment);
    let mut parts = Vec::new();
    match (at(&file.taken), &file.camera) {
        (Some(time), Some(camera)) => parts.push(format!("taken {time} with a {camera}")),
        (Some(time), None) => parts.push(format!("taken {time}")),
        (None, Some(camera)) => parts.push(format!("taken with a {camera}")),
        (None, None) => {}
    }
    if let Some(time) = at(&file.digitised).filter(|time| Some(time) != at(&file.taken).as_ref()) {
        parts.push(format!("digitised {time}"));
    }
    if let Some(time) = at(&file.modified).filter(|time| Some(time) != at(&file.taken).as_ref()) {
        parts.push(format!("last changed {time}"));
    }
    match file.programs.as_slice() {
        [] => {}
        [program] => parts.push(format!("last saved by {program}")),
        programs => parts.push(format!("saved by {}", programs.join(", "))),
    }
    (!parts.is_empty()).then(|| format!("says: {}", parts.join("; ")))
}

/// A time for people: without seconds, and with its offset from UTC if it has one.
fn moment(time: &str) -> String {
    let (Some(day), Some(minute)) = (time.get(..10), time.get(11..16)) else { return time.to_owned() };
    match time.get(19..) {
        None | Some("") => format!("{day} {minute}"),
        Some("Z") => format!("{day} {minute} (UTC)"),
        Some(offset) => format!("{day} {minute} (UTC{offset})"),
    }
}

fn words(file: &FileMetadata) -> Option<String> {
    let texts = [("title", &file.title), ("description", &file.description), ("comment", &file.comment)];
    let quoted = |(name, text): (&str, &Option<String>)| {
        text.as_ref().map(|text| format!("{name} \"{}\"", shortened(text)))
    };
    let parts: Vec<String> = texts.into_iter().filter_map(quoted).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn place(file: &FileMetadata) -> Option<String> {
    match file.place {
        Some(Place { latitude, longitude }) => {
            Some(format!("place: latitude {latitude:.5}, longitude {longitude:.5}"))
        }
        None => file.has_place.then(|| "has a place, which is not shown: --exif-place shows it".into()),
    }
}

/// Sizes that are not those of the picture.
fn sizes(file: &FileMetadata) -> Option<String> {
    let noted = file.noted_size.map(|(w, h)| {
        format!("notes a picture of {w} x {h} pixels, and it has others: cropped or scaled since")
    });
    let shape = file.thumbnail.map(|(w, h)| {
        format!("its thumbnail ({w} x {h}) has another shape: cropped or turned after it was taken")
    });
    let parts: Vec<String> = [noted, shape].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// How the pixels are stored, and what is there that is not checked.
fn stored(file: &FileMetadata) -> Option<String> {
    let quality = file.jpeg_quality.map(|quality| format!("a JPEG of quality {quality}, by its tables"));
    let own = file.jpeg_own_tables.then(|| "a JPEG with tables of its program's own".to_owned());
    let manifest = "has a C2PA manifest (Content Credentials), which was not checked";
    let manifest = file.blocks.contains(&Block::C2pa).then(|| manifest.to_owned());
    let parts: Vec<String> = [quality, own, manifest].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

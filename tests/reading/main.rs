//! From a path to decoded pages, through the public interface.

mod children;
mod compressed;
mod documents;
mod hostile;
mod made;
mod paths;
mod pdf;
mod pictures;

use std::path::Path;

use verify_shot::load::{FileRead, Patience, Reader};
use verify_shot::model::document::Page;
use verify_shot::model::raster::Picture;

fn reader() -> Reader {
    Reader::with_program(Path::new(env!("CARGO_BIN_EXE_verify-shot")), Patience::default())
}

/// A whole file and its pages.
fn read(bytes: &[u8]) -> (FileRead, Vec<Page>) {
    let mut pages = Vec::new();
    let file = reader().document(bytes, &mut |page| pages.push(page));
    (file, pages)
}

/// The one page of a file that has nothing to complain of.
fn only_page(bytes: &[u8]) -> Page {
    let (file, mut pages) = read(bytes);
    assert_eq!((file.announced, file.read, &file.unread), (1, 1, &vec![]));
    pages.remove(0)
}

/// The page drawn.
fn look(page: &Page) -> &Picture {
    page.picture.as_ref().expect("the page has a picture")
}

fn testdata(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/reading").join(name)).unwrap()
}

/// Nothing is lost in silence: every announced page was read or is named once, in order.
fn assert_accounted(file: &FileRead, what: &str) {
    let named = file.unread.iter().filter(|u| u.page.is_some()).count() as u32;
    assert_eq!(file.announced, file.read + named, "{what}: {file:?}");
    assert!(file.read > 0 || !file.unread.is_empty(), "{what}: {file:?}");
    assert!(file.unread.iter().all(|u| u.reason.ends_with('.')), "{what}: {file:?}");
}

//! What is measured on: the project's own originals and pictures of them, or a folder that the environment names.
//!
//! `VERIFY_SHOT_BENCH_SET` may name a folder with `docs/`, `shots/` and `truth.jsonl` (one object a line with `shot`,
//! and `doc` and `page` where the picture shows a page of `docs/`).
#![allow(dead_code, reason = "each benchmark uses its own part of it")]

pub mod large;
pub mod press;
pub mod scribe;
pub mod timeline;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use criterion::Criterion;
use serde_json::Value;
use verify_shot::ingest::walk::walk;
use verify_shot::ingest::{Options, Progress, Summary, add};
use verify_shot::load::{Reader, load};
use verify_shot::model::document::Page;
use verify_shot::model::raster::Picture;
use verify_shot::model::text::Text;
use verify_shot::sandbox;

/// A picture and the page that it shows.
pub struct Shot {
    /// The picture's file.
    pub path: PathBuf,
    /// Its page: document and number.
    pub page: (String, u64),
}

/// Runs benchmarks; or serves as the reading child, for that child is always the running program itself.
pub fn run(benchmarks: &[fn(&mut Criterion)]) {
    if sandbox::is_child() {
        sandbox::serve();
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    benchmarks.iter().for_each(|benchmark| benchmark(&mut criterion));
    criterion.final_summary();
}

fn set() -> Option<PathBuf> {
    std::env::var_os("VERIFY_SHOT_BENCH_SET").map(PathBuf::from)
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// The folder of originals.
pub fn originals() -> PathBuf {
    set().map_or(testdata().join("originals"), |set| set.join("docs"))
}

/// A folder for what is made to be measured, kept from one time to the next.
pub fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// Pictures that show a page of the originals.
pub fn shots() -> Vec<Shot> {
    match set() {
        Some(set) => {
            let truth =
                fs::read_to_string(set.join("truth.jsonl")).expect("a folder of pictures has its truth");
            let rows = truth.lines().map(|line| serde_json::from_str(line).expect("a line is an object"));
            let shot = |row: Value| Some(set.join("shots").join(row["shot"].as_str()?));
            rows.filter_map(|row: Value| Some(Shot { page: page_of(&row, "doc")?, path: shot(row)? }))
                .collect()
        }
        None => {
            let pictures = walk(&[testdata().join("shots")], &|_| false).files.into_iter();
            let pictures =
                pictures.map(|found| found.path).filter(|p| p.with_file_name("expected.json") != *p);
            pictures
                .filter_map(|path| {
                    let expected = fs::read_to_string(path.with_file_name("expected.json")).ok()?;
                    let page = page_of(&serde_json::from_str(&expected).ok()?, "document")?;
                    Some(Shot { path, page })
                })
                .collect()
        }
    }
}

fn page_of(row: &Value, document: &str) -> Option<(String, u64)> {
    Some((row[document].as_str()?.to_owned(), row["page"].as_u64()?))
}

/// The messages among the originals.
pub fn messages() -> Vec<Text> {
    let is_mail = |path: &Path| path.extension().is_some_and(|end| end == "eml" || end == "mbox");
    let mut messages = Vec::new();
    read(usize::MAX, &is_mail, &mut |page| messages.extend(page.text));
    messages
}

/// The pages of the originals; at most so many that are drawn, for a message has no look.
pub fn drawn(most: usize, each: &mut dyn FnMut(Page)) {
    read(most, &|_| true, each);
}

fn read(most: usize, wanted: &dyn Fn(&Path) -> bool, each: &mut dyn FnMut(Page)) {
    let mut left = most;
    let mut reader = Reader::new();
    for file in walk(&[originals()], &|_| false).files.into_iter().filter(|file| wanted(&file.path)) {
        let Ok(input) = load(&file.path) else { continue };
        reader.document(&input.bytes, &mut |page| {
            if left > 0 {
                left -= usize::from(page.picture.is_some());
                each(page);
            }
        });
        if left == 0 {
            return;
        }
    }
}

/// The picture in a file.
pub fn picture(path: &Path) -> Picture {
    let input = load(path).unwrap_or_else(|e| panic!("{}: {}", path.display(), e.reason));
    Reader::new().shot(&input.bytes).unwrap_or_else(|e| panic!("{}: {}", path.display(), e.reason))
}

/// A picture scaled to this size: what is usual on a timeline is 1080 x 1350.
pub fn scaled(picture: &Picture, width: u32, height: u32) -> Picture {
    use fast_image_resize::images::{Image, ImageRef};
    use fast_image_resize::{PixelType, ResizeOptions, Resizer};
    let size = (picture.width as u32, picture.height as u32);
    let from = ImageRef::new(size.0, size.1, &picture.rgb, PixelType::U8x3).expect("three bytes a pixel");
    let mut to = Image::new(width, height, PixelType::U8x3);
    Resizer::new().resize(&from, &mut to, &ResizeOptions::default()).expect("both are of one kind");
    Picture { width: width as usize, height: height as usize, rgb: to.into_vec() }
}

/// Adds the originals to an index on all cores; what was done, and the seconds it took.
pub fn build(index: &Path, renditions: bool) -> (Summary, f64) {
    add_all(&originals(), index, renditions)
}

/// Adds a folder.
pub fn add_all(folder: &Path, index: &Path, renditions: bool) -> (Summary, f64) {
    struct Silent;
    impl Progress for Silent {
        fn planned(&self, _: usize) {}
        fn page(&self) {}
        fn file(&self) {}
    }
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    let began = Instant::now();
    let summary = add(
        &[folder.to_owned()],
        index,
        Options { prune: false, renditions, threads, office: None, redrawer: None, ocr: None },
        &Silent,
    )
    .unwrap_or_else(|e| panic!("{e}"));
    (summary, began.elapsed().as_secs_f64())
}

/// Bytes of an index file.
pub fn bytes(index: &Path) -> u64 {
    fs::metadata(index).expect("an index that was built is there").len()
}

//! Recall against indexes of 10^4, 10^5 and, with `VERIFY_SHOT_BENCH_MILLION` set, 10^6 simulated pages.
//!
//! The originals are in the same index, and the pictures asked about show them: of each it is told whether the right
//! page is still among the candidates. An index that was filled is kept and asked again.

mod pages;

use std::cell::LazyCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode};
use pages::Shot;
use pages::press::Press;
use verify_shot::index::{Index, NewDocument, NewPage, Writer};
use verify_shot::model::document::Format;
use verify_shot::model::key::TrackId;
use verify_shot::track;
use verify_shot::track::ink::ink_map;
use verify_shot::track::layout::arrangements_of;
use verify_shot::track::marks::{Line, lines};
use verify_shot::track::token::Token;
use verify_shot::verify::recall::by_layout;

/// Pages of a simulated document.
const A_DOCUMENT: u64 = 5_000;
/// Candidates among which the right page must be.
const FIRST: usize = 8;

fn main() {
    pages::run(&[recall]);
}

fn recall(criterion: &mut Criterion) {
    let asked: Vec<(Shot, Vec<Token>)> = pages::shots()
        .into_iter()
        .map(|shot| {
            let luma = pages::picture(&shot.path).luma();
            (shot, arrangements_of(&lines(&ink_map(&luma))))
        })
        .collect();
    let million = std::env::var_os("VERIFY_SHOT_BENCH_MILLION").is_some();
    let models: LazyCell<_> = LazyCell::new(models as fn() -> _);
    let sizes = [10_000, 100_000, 1_000_000];
    let mut group = criterion.benchmark_group("recall");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(5));
    for pages in sizes.into_iter().filter(|pages| *pages < 1_000_000 || million) {
        let path = filled(pages, &models);
        let index = Index::open(&path, &track::versions()).unwrap_or_else(|e| panic!("{e}"));
        report(pages, &path, &index, &asked);
        let mut next = asked.iter().cycle();
        group.bench_function(format!("{pages} pages"), |b| {
            b.iter(|| by_layout(&next.next().expect("a cycle has no end").1, &index));
        });
    }
    group.finish();
}

/// Asks for every picture twice and prints what came of it.
fn report(pages: u64, path: &Path, index: &Index, asked: &[(Shot, Vec<Token>)]) {
    for turn in ["first", "second"] {
        let (mut found, mut took) = (0, Vec::new());
        for (shot, arrangements) in asked {
            let began = Instant::now();
            let candidates = by_layout(arrangements, index).unwrap_or_else(|e| panic!("{e}"));
            took.push(began.elapsed().as_secs_f64() * 1e3);
            let named = candidates.iter().take(FIRST).filter_map(|c| index.page(c.page).ok());
            found += usize::from(
                named
                    .into_iter()
                    .any(|page| page.document == shot.page.0 && u64::from(page.number) == shot.page.1),
            );
        }
        took.sort_by(f64::total_cmp);
        let mean = took.iter().sum::<f64>() / took.len() as f64;
        println!(
            "{pages} pages, {turn} time: {found} of {} pictures have their page among {FIRST}; mean {mean:.1} ms, \
             median {:.1} ms, longest {:.1} ms; file {} MiB, {}",
            asked.len(),
            took[took.len() / 2],
            took[took.len() - 1],
            pages::bytes(path) >> 20,
            peak()
        );
    }
}

/// The most memory that this process has held, as the system tells it.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("memory not known".into(), |kib| format!("memory at most {}", kib.trim()))
}

/// An index of the originals and so many simulated pages after them; made where it is not there.
fn filled(pages: u64, models: &LazyCell<Vec<Vec<Line>>>) -> PathBuf {
    let path = pages::scratch().join(format!("recall-{pages}.db"));
    if path.exists() {
        return path;
    }
    let making = path.with_extension("making");
    fs::copy(originals(), &making).unwrap_or_else(|e| panic!("{e}"));
    let mut press = Press::new(models.to_vec());
    let began = Instant::now();
    let mut writer = Writer::open(&making, &track::versions()).unwrap_or_else(|e| panic!("{e}"));
    let (root, _) = writer.root("/simulated").unwrap_or_else(|e| panic!("{e}"));
    for number in 0..pages.div_ceil(A_DOCUMENT) {
        let left = (pages - number * A_DOCUMENT).min(A_DOCUMENT);
        writer.put(root, &document(&mut press, number, left)).unwrap_or_else(|e| panic!("{e}"));
    }
    let set = began.elapsed().as_secs_f64();
    writer.finish().unwrap_or_else(|e| panic!("{e}"));
    println!("{pages} pages set in {set:.0} s, tidied in {:.0} s", began.elapsed().as_secs_f64() - set);
    fs::rename(&making, &path).unwrap_or_else(|e| panic!("{e}"));
    path
}

/// An index of the originals alone.
fn originals() -> PathBuf {
    let path = pages::scratch().join("recall-originals.db");
    pages::build(&path, false);
    path
}

/// The lines of the originals' pages.
fn models() -> Vec<Vec<Line>> {
    let mut models = Vec::new();
    pages::drawn(2_000, &mut |page| {
        models.extend(page.picture.map(|picture| lines(&ink_map(&picture.luma()))))
    });
    models
}

fn document(press: &mut Press, number: u64, pages: u64) -> NewDocument {
    let page = |number| {
        let arrangements = arrangements_of(&press.page());
        let keys = arrangements.iter().map(Token::key).collect();
        let keys = vec![(TrackId::Layout, keys)];
        let (size, view) = ((612.0, 792.0), (1275, 1650));
        NewPage { number, size, view, raster: view, keys, ..Default::default() }
    };
    NewDocument {
        name: format!("{number}.pdf"),
        format: Some(Format::Pdf),
        announced: pages as u32,
        pages: (1..=pages as u32).map(page).collect(),
        ..Default::default()
    }
}

//! What a check of one picture costs, from its file to the verdict, of a page and of mail, and each stage of it alone.

mod pages;

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use criterion::{Criterion, SamplingMode};
use pages::timeline::{index, pictures};
use pages::{picture, shots};
use verify_shot::check::Checker;
use verify_shot::check::extent::explained_words::shown_lines;
use verify_shot::check::recall::by_look::{Candidate, by_layout};
use verify_shot::check::register::target::Target;
use verify_shot::check::registered_page::{Drawings, register_page};
use verify_shot::check::view::views::turned;
use verify_shot::features;
use verify_shot::features::binarize::ink_map;
use verify_shot::features::layout::arrangements_of;
use verify_shot::features::word_boxes::lines;
use verify_shot::index::Index;
use verify_shot::load::{Reader, load};
use verify_shot::model::raster::{Picture, Rendition};

fn main() {
    pages::run(&[whole, mail, stages]);
}

fn whole(criterion: &mut Criterion) {
    let paths: Vec<PathBuf> = pictures(200).into_iter().map(|(path, _)| path).collect();
    checks(criterion, "decode to verdict, 1080 x 1350", &paths);
}

/// Pictures of mail in the size that they have: their words are read, and these decide.
fn mail(criterion: &mut Criterion) {
    let shots = shots().into_iter().filter(|shot| shot.page.0.ends_with(".eml"));
    let paths: Vec<PathBuf> = shots.map(|shot| shot.path).collect();
    let pixels: usize = paths.iter().map(|path| picture(path)).map(|p| p.width * p.height).sum();
    println!("pictures of mail: {} pixels in the mean", pixels / paths.len().max(1));
    checks(criterion, "decode to verdict, mail", &paths);
}

/// Checks each of the pictures once, then some of them again and again.
fn checks(criterion: &mut Criterion, name: &str, pictures: &[PathBuf]) {
    let mut checker = Checker::open(&index(), Some("eng")).unwrap_or_else(|e| panic!("{e}"));
    let mut took: Vec<u64> = Vec::new();
    let mut verdicts = std::collections::BTreeMap::new();
    for path in pictures {
        let answer = checker.answer(path).answer;
        took.push(answer.took_ms);
        *verdicts.entry(answer.finding.verdict.code()).or_insert(0) += 1;
    }
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    println!(
        "{} pictures, each once: median {} ms, nine of ten within {} ms, longest {} ms; {verdicts:?}",
        took.len(),
        at(0.5),
        at(0.9),
        at(1.0)
    );
    let mut group = criterion.benchmark_group("check");
    group.sampling_mode(SamplingMode::Flat).sample_size(20).measurement_time(Duration::from_secs(10));
    let mut next = pictures.iter().cycle();
    group.bench_function(name, |b| b.iter(|| checker.answer(next.next().expect("a cycle has no end"))));
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let index = Index::open(&index(), &features::versions()).unwrap_or_else(|e| panic!("{e}"));
    let pictures = pictures(40);
    let recalled = |picture: &Picture| -> Option<(Target, Candidate, Rendition)> {
        let luma = picture.luma();
        let arrangements = arrangements_of(&lines(&ink_map(&luma)));
        let first = by_layout(&arrangements, &index).ok()?.into_iter().next()?;
        let rendition = index.rendition(first.page).ok()??;
        Some((Target::new(picture), first, rendition))
    };
    let (path, picture, (target, first, rendition)) = pictures
        .iter()
        .find_map(|(path, picture)| Some((path, picture, recalled(picture)?)))
        .expect("one of the pages is found again");
    let luma = picture.luma();
    let marks = lines(&ink_map(&luma));
    let shown = shown_lines(&marks, &turned(&luma, 0));
    let arrangements = arrangements_of(&marks);
    let page = index.page(first.page).unwrap_or_else(|e| panic!("{e}"));
    let page_lines = index.lines(first.page).unwrap_or_else(|e| panic!("{e}"));
    let drawings = || Drawings { first: rendition.clone(), second: None, fields: Vec::new() };
    let held = || register_page(page.clone(), drawings(), &target, first.clone(), 1_000);
    let placed = held().expect("a page lies on its own picture");
    let input = load(path).unwrap_or_else(|e| panic!("{}", e.reason));
    let mut reader = Reader::new();

    let mut group = criterion.benchmark_group("stage");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    group.bench_function("decode, in the child", |b| b.iter(|| reader.shot(&input.bytes)));
    group.bench_function("ink", |b| b.iter(|| ink_map(black_box(&luma))));
    group.bench_function("marks", |b| {
        let map = ink_map(&luma);
        b.iter(|| lines(black_box(&map)));
    });
    group.bench_function("tokens", |b| b.iter(|| arrangements_of(black_box(&marks))));
    group.bench_function("recall", |b| b.iter(|| by_layout(black_box(&arrangements), &index)));
    group.bench_function("rendition", |b| b.iter(|| index.rendition(first.page)));
    group.bench_function("target", |b| b.iter(|| Target::new(picture)));
    group.bench_function("registration", |b| b.iter(held));
    group.bench_function("comparison", |b| {
        b.iter(|| placed.compare(&target, &shown, &page_lines, &mut || None))
    });
    group.finish();
}

//! Large indexes: the originals and many simulated pages after them, and how recall fares there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode};
use verify_shot::features;
use verify_shot::index::{NewDocument, NewPage, Writer};
use verify_shot::model::feature_key::{FeatureKind, Key};

/// Pages of a simulated document.
const A_DOCUMENT: u64 = 5_000;

/// Numbers of simulated pages: a million only with `VERIFY_SHOT_BENCH_MILLION` set, for filling takes long.
pub fn sizes() -> impl Iterator<Item = u64> {
    let million = std::env::var_os("VERIFY_SHOT_BENCH_MILLION").is_some();
    [10_000, 100_000, 1_000_000].into_iter().filter(move |pages| *pages < 1_000_000 || million)
}

/// A group of benchmarks that asks such indexes.
pub fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(5));
    group
}

/// An index that holds all of `base` and so many simulated pages, each with keys of this track; made where it is not there.
pub fn filled(base: &Path, pages: u64, track: FeatureKind, next: &mut dyn FnMut() -> Vec<Key>) -> PathBuf {
    let name = base.file_stem().and_then(|stem| stem.to_str()).expect("an index has a name");
    let path = base.with_file_name(format!("{name}-{pages}.db"));
    if path.exists() {
        return path;
    }
    let making = path.with_extension("making");
    fs::copy(base, &making).unwrap_or_else(|e| panic!("{e}"));
    let began = Instant::now();
    let mut writer = Writer::open(&making, &features::versions()).unwrap_or_else(|e| panic!("{e}"));
    let (root, _) = writer.root("/simulated").unwrap_or_else(|e| panic!("{e}"));
    for number in 0..pages.div_ceil(A_DOCUMENT) {
        let left = (pages - number * A_DOCUMENT).min(A_DOCUMENT);
        writer.put(root, &document(number, left, track, next)).unwrap_or_else(|e| panic!("{e}"));
    }
    let set = began.elapsed().as_secs_f64();
    writer.finish().unwrap_or_else(|e| panic!("{e}"));
    println!("{pages} pages set in {set:.0} s, tidied in {:.0} s", began.elapsed().as_secs_f64() - set);
    fs::rename(&making, &path).unwrap_or_else(|e| panic!("{e}"));
    path
}

fn document(number: u64, pages: u64, track: FeatureKind, next: &mut dyn FnMut() -> Vec<Key>) -> NewDocument {
    let mut page = |number| {
        let (size, view) = ((612.0, 792.0), (1275, 1650));
        NewPage { number, size, view, raster: view, keys: vec![(track, next())], ..Default::default() }
    };
    NewDocument {
        name: format!("{number}.simulated"),
        announced: pages as u32,
        pages: (1..=pages as u32).map(&mut page).collect(),
        ..Default::default()
    }
}

/// Asks for each twice, whether its page is found, and prints what came of it.
pub fn report<T>(pages: u64, path: &Path, asked: &[T], finds: &dyn Fn(&T) -> bool) {
    for turn in ["first", "second"] {
        let (mut found, mut took) = (0, Vec::new());
        for one in asked {
            let began = Instant::now();
            found += usize::from(finds(one));
            took.push(began.elapsed().as_secs_f64() * 1e3);
        }
        took.sort_by(f64::total_cmp);
        let mean = took.iter().sum::<f64>() / took.len() as f64;
        println!(
            "{pages} pages, {turn} time: {found} of {} have their page among the first; mean {mean:.1} ms, median {:.1} ms, \
             longest {:.1} ms; file {} MiB, {}",
            asked.len(),
            took[took.len() / 2],
            took[took.len() - 1],
            super::bytes(path) >> 20,
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

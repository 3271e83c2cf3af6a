//! How fast an index is built, and how large it becomes, with and without renditions.

mod pages;

use std::time::Duration;

use criterion::{Criterion, SamplingMode, Throughput};
use tempfile::tempdir;

fn main() {
    pages::run(&[build]);
}

fn build(criterion: &mut Criterion) {
    let folder = tempdir().unwrap_or_else(|e| panic!("{e}"));
    let mut group = criterion.benchmark_group("build");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(20));
    for (name, renditions) in [("with renditions", true), ("fingerprints alone", false)] {
        let index = folder.path().join("once.db");
        let (summary, seconds) = pages::build(&index, renditions);
        let (each, rate) = (pages::bytes(&index) / summary.pages.max(1), summary.pages as f64 / seconds);
        println!("{name}: {} pages, {rate:.1} pages/s, {each} bytes a page", summary.pages);
        std::fs::remove_file(&index).unwrap_or_else(|e| panic!("{e}"));
        // The originals of the project are built anew again and again; a large set is measured once.
        if summary.pages > 200 {
            continue;
        }
        group.throughput(Throughput::Elements(summary.pages));
        group.bench_function(name, |b| {
            b.iter(|| {
                pages::build(&index, renditions);
                std::fs::remove_file(&index).unwrap_or_else(|e| panic!("{e}"));
            });
        });
    }
    group.finish();
}

//! How fast an index is built, and how large it becomes, with and without renditions.

mod pages;

use std::fs;
use std::time::Duration;

use criterion::{BatchSize, Criterion, SamplingMode, Throughput};
use pages::scribe::Scribe;
use tempfile::tempdir;

/// Messages that are simulated.
const MESSAGES: u64 = 3_000;

fn main() {
    pages::run(&[build, messages]);
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
        fs::remove_file(&index).unwrap_or_else(|e| panic!("{e}"));
        // The originals of the project are built anew again and again; a large set is measured once.
        if summary.pages > 200 {
            continue;
        }
        group.throughput(Throughput::Elements(summary.pages));
        group.bench_function(name, |b| {
            b.iter(|| {
                pages::build(&index, renditions);
                fs::remove_file(&index).unwrap_or_else(|e| panic!("{e}"));
            });
        });
    }
    group.finish();
}

/// Simulated messages, each a file of its own, and all in one mailbox.
fn messages(criterion: &mut Criterion) {
    let folder = tempdir().unwrap_or_else(|e| panic!("{e}"));
    let (apart, together) = (folder.path().join("apart"), folder.path().join("together"));
    for folder in [&apart, &together] {
        fs::create_dir(folder).unwrap_or_else(|e| panic!("{e}"));
    }
    let mut scribe = Scribe::new(pages::messages());
    let mut mailbox = String::new();
    for number in 0..MESSAGES {
        let message = scribe.message();
        let header: String =
            message.fields.iter().map(|f| format!("{}: {}\n", f.kind.name(), f.text)).collect();
        let message = format!("{header}\n{}", message.body);
        mailbox += &format!(
            "From MAILER-DAEMON Mon Jan  1 00:00:00 2024\n{}\n",
            message.replace("\nFrom ", "\n>From ")
        );
        fs::write(apart.join(format!("{number}.eml")), message).unwrap_or_else(|e| panic!("{e}"));
    }
    fs::write(together.join("all.mbox"), mailbox).unwrap_or_else(|e| panic!("{e}"));
    let mut group = criterion.benchmark_group("messages");
    group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_secs(10));
    group.throughput(Throughput::Elements(MESSAGES));
    for (name, folder) in [("a file each", &apart), ("one mailbox", &together)] {
        group.bench_function(name, |b| {
            b.iter_batched(
                || tempdir().unwrap_or_else(|e| panic!("{e}")),
                |index| {
                    let (summary, _) = pages::add_all(folder, &index.path().join("once.db"), true);
                    assert_eq!(summary.pages, MESSAGES, "every message is taken in");
                    index
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

//! Recall against indexes of 10^4, 10^5 and, with `VERIFY_SHOT_BENCH_MILLION` set, 10^6 simulated pages.
//!
//! The originals are in the same index, and the pictures asked about show them: of each it is told whether the right
//! page is still among the candidates. An index that was filled is kept and asked again.

mod pages;

use std::cell::LazyCell;

use criterion::Criterion;
use pages::press::Press;
use pages::{Shot, large};
use verify_shot::check::recall::by_look::by_layout;
use verify_shot::features;
use verify_shot::features::binarize::ink_map;
use verify_shot::features::layout::arrangements_of;
use verify_shot::features::visual_word::Token;
use verify_shot::features::word_boxes::{Line, lines};
use verify_shot::index::Index;
use verify_shot::model::feature_key::FeatureKind;

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
    let base = pages::scratch().join("recall.db");
    pages::build(&base, false);
    let models: LazyCell<Vec<Vec<Line>>> = LazyCell::new(models);
    let mut group = large::group(criterion, "recall");
    for pages in large::sizes() {
        let mut press = None;
        let path = large::filled(&base, pages, FeatureKind::Layout, &mut || {
            let press = press.get_or_insert_with(|| Press::new(models.to_vec()));
            arrangements_of(&press.page()).iter().map(Token::key).collect()
        });
        let index = Index::open(&path, &features::versions()).unwrap_or_else(|e| panic!("{e}"));
        large::report(pages, &path, &asked, &|(shot, arrangements)| {
            let found = by_layout(arrangements, &index).unwrap_or_else(|e| panic!("{e}"));
            let mut named = found.iter().take(FIRST).filter_map(|candidate| index.page(candidate.page).ok());
            named.any(|page| page.document == shot.page.0 && u64::from(page.number) == shot.page.1)
        });
        let mut next = asked.iter().cycle();
        group.bench_function(format!("{pages} pages"), |b| {
            b.iter(|| by_layout(&next.next().expect("a cycle has no end").1, &index));
        });
    }
    group.finish();
}

/// The lines of the originals' pages.
fn models() -> Vec<Vec<Line>> {
    let mut models = Vec::new();
    pages::drawn(2_000, &mut |page| {
        models.extend(page.picture.map(|picture| lines(&ink_map(&picture.luma()))));
    });
    models
}

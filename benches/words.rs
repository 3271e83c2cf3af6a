//! Recall by words against indexes of 10^4, 10^5 and, with `VERIFY_SHOT_BENCH_MILLION` set, 10^6 simulated messages.
//!
//! The messages among the originals are in the same index, and what is asked are their first words, some misread: of each
//! it is told whether its message is still among the candidates. An index that was filled is kept and asked again.

mod pages;

use std::rc::Rc;

use criterion::Criterion;
use pages::large;
use pages::scribe::Scribe;
use verify_shot::check::recall::by_words::by_words;
use verify_shot::check::text::align::ocr_words::OcrText;
use verify_shot::features::{self, shingles};
use verify_shot::index::Index;
use verify_shot::model::geometry::{Homography, Rect};
use verify_shot::model::raster::Raster;
use verify_shot::model::text::{SeenWord, Text};

/// Messages that are asked for, and their words that a picture shows.
const MESSAGES: usize = 200;
const SHOWN: usize = 150;
/// Of so many words one was misread.
const MISREAD: usize = 25;

fn main() {
    pages::run(&[recall]);
}

fn recall(criterion: &mut Criterion) {
    let messages = pages::messages();
    let every = messages.len().div_ceil(MESSAGES);
    let asked: Vec<(&Text, OcrText)> = messages.iter().step_by(every).map(|m| (m, misread(m))).collect();
    let base = pages::scratch().join("recall-words.db");
    pages::build(&base, false);
    let mut group = large::group(criterion, "recall by words");
    for pages in large::sizes() {
        let mut scribe = Scribe::new(messages.clone());
        let path = large::filled(&base, pages, shingles::ID, &mut || shingles::keys(&scribe.message()));
        let index = Index::open(&path, &features::versions()).unwrap_or_else(|e| panic!("{e}"));
        large::report(pages, &path, &asked, &|(message, seen)| {
            let found = by_words(seen, &index).unwrap_or_else(|e| panic!("{e}"));
            let text = |page| index.text(page).unwrap_or_else(|e| panic!("{e}"));
            found.iter().any(|candidate| text(candidate.page).as_ref() == Some(message))
        });
        let mut next = asked.iter().cycle();
        group.bench_function(format!("{pages} messages"), |b| {
            b.iter(|| by_words(&next.next().expect("a cycle has no end").1, &index));
        });
    }
    group.finish();
}

/// The first words of a message as a reader might give them.
fn misread(message: &Text) -> OcrText {
    let words = message.body.split_whitespace().take(SHOWN).enumerate().map(|(i, word)| SeenWord {
        text: if i % MISREAD == MISREAD - 1 { format!("{word}x") } else { word.into() },
        bounds: Rect::new(0.0, 0.0, 1.0, 1.0),
        confidence: 90.0,
        line: i / 10,
    });
    let raster = Raster { width: 1, height: 1, grey: vec![255] };
    OcrText::new(Rc::new(raster), Homography::IDENTITY, words.collect())
}

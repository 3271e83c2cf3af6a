//! How often is the program right on the documents of one index?
//!
//! 1. **Sampling** ([`sampling`]). Random pages of the index, each equally likely, in an order that follows from the seed alone. All that
//!    is done to a page follows from the seed and its number, so threads change nothing.
//! 2. **Rendering** ([`rerender`]). A page is drawn again from its unchanged original, by the child, at 220 dots per inch and not at
//!    the 150 of the index: what a picture is compared with must not be what it was made from. If the original is gone, the stored image
//!    is used, and this is counted. A message is laid out as a plain mail program would do ([`mail_layout`]).
//! 3. **Change** ([`edit_sites`], [`tamper`], [`tamper_text`]). Words and letters are boxes of ink. One is covered with another of the
//!    page that has its size, stands like it on its line, and correlates with it below 0.85, or below 0.5 if the file does not say what
//!    they are: a letter for a letter, a digit for a digit. The tone of the paper is brought along. In a message a word or digit of
//!    the text is exchanged, another in the header, and a line is inserted.
//! 4. **Circulation** ([`degrade`], [`post_frame`]). One function per way: smaller, a part, saved three times, dark, in a post. None of
//!    their parameters was chosen by what the program makes of them.
//! 5. **Check** ([`mod@run`]). The bytes of the picture go the way of every picture. For a page held back, the index hides its document
//!    from every look-up; the page itself can still be compared with.
//! 6. **Score** ([`score`], [`duplicates`]). A change is found if a difference meets it and is not page-wide. Another page than the true one
//!    is right only if the stored images are equal, pixel for pixel, in the part that is shown.

pub mod degrade;
pub mod duplicates;
pub mod edit_sites;
pub mod mail_layout;
pub mod post_frame;
pub mod rerender;
pub mod run;
pub mod sampling;
pub mod score;
pub mod tamper;
pub mod tamper_text;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use jiff::Timestamp;

use crate::check::Checker;
use crate::error::Error;
use crate::features;
use crate::index::{self, PageId, Writer};
use crate::model::answer::{Answer, PageRef};
use crate::model::geometry::Rect;
use crate::model::raster::Raster;
use crate::model::trial::{Kind, Outcome, Trial, Way};
use crate::ocr::{OcrEngine, Tesseract};
use run::{Bench, Course};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Pages to draw by lot; all where there are fewer.
    pub pages: usize,
    /// What all choices follow from.
    pub seed: u64,
    /// Pictures that are checked at once.
    pub threads: usize,
    /// Languages of the words, as Tesseract names them; none for those that are installed.
    pub languages: Option<String>,
}

/// Something exchanged on a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where, in pixels of the picture.
    pub bounds: Rect,
    /// Height of the letters there, in pixels of the picture.
    pub letter: f64,
    /// What the original has there, where that is known.
    pub was: Option<String>,
    /// What the picture shows, where that is known.
    pub now: Option<String>,
}

/// A picture that was made and checked.
pub struct Made<'a> {
    /// Number of its page in the sample, from 1.
    pub number: usize,
    /// Its number among the pictures of that page, from 1.
    pub part: usize,
    /// The page.
    pub page: &'a PageRef,
    /// What it is.
    pub kind: Kind,
    /// How it was made.
    pub way: Way,
    /// The file that was checked, a JPEG.
    pub bytes: &'a [u8],
    /// What was exchanged; none where nothing was.
    pub change: Option<&'a Change>,
    /// What was said.
    pub answer: &'a Answer,
    /// What that is worth.
    pub outcome: Outcome,
}

/// What there is to hear of.
pub enum Event<'a> {
    /// A picture was checked.
    Picture(&'a Made<'a>),
    /// A page is done.
    Page,
}

/// Hears of every picture and page as it is done. Threads call it at once; an error ends the trial.
pub type Listener<'a> = dyn Fn(Event) -> Result<(), Error> + Sync + 'a;

/// Makes a trial on an index, until all pages are done or `is_over`: then the result is partial.
pub fn run(
    index: &Path,
    options: &Options,
    is_over: &(dyn Fn() -> bool + Sync),
    listener: &Listener,
) -> Result<Trial, Error> {
    let failed = Error::index(index);
    let checkers = (0..options.threads.max(1)).map(|_| Checker::open(index, options.languages.as_deref()));
    let checkers = checkers.collect::<Result<Vec<_>, _>>().map_err(&failed)?;
    let first = checkers.first().expect("there is at least one thread");
    let all = first.index().all_pages().map_err(&failed)?;
    let mut trial = Trial {
        digest: first.summary().digest.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        seed: options.seed,
        at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        ..Trial::default()
    };
    let course =
        Course { seed: options.seed, can_read: can_read(options.languages.as_deref()), is_over, listener };
    for part in tried(checkers, &sampling::sample(all, options.pages, options.seed), &course) {
        trial.add(&part?);
    }
    trial.partial = is_over();
    Ok(trial)
}

/// Has an index remember a trial of it.
pub fn remember(trial: &Trial, index: &Path) -> Result<(), index::Error> {
    Writer::open(index, &features::versions())?.keep_trial(trial)
}

/// What each thread counted; each takes the next page that is left.
fn tried(checkers: Vec<Checker>, sample: &[PageId], course: &Course) -> Vec<Result<Trial, Error>> {
    let next = AtomicUsize::new(0);
    let work = |checker: Checker| {
        let mut bench = Bench::new(checker, course);
        while !(course.is_over)() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(page) = sample.get(number) else { break };
            // Where one fails the others need not go on.
            bench.page(number, *page).inspect_err(|_| next.store(sample.len(), Ordering::Relaxed))?;
        }
        Ok(bench.done())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = checkers.into_iter().map(|checker| scope.spawn(|| work(checker))).collect();
        let broken = || Error::Request("A thread of the trial failed. Try another seed.".into());
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(broken()))).collect()
    })
}

/// Whether words can be read here: without, a message cannot be found by its picture.
fn can_read(languages: Option<&str>) -> bool {
    Tesseract::new(languages).read(&Raster::filled(64, 64, 255)).is_ok()
}

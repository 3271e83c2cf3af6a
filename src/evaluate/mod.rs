//! Evaluation: how often the program is right on the documents of one index.
//!
//! 1. **Sampling** ([`sampling`]). Random pages of the index, each equally likely, in an order determined by
//!    the seed alone. Everything done to a page follows from the seed and its number, so the number of threads
//!    has no influence.
//! 2. **Rendering** ([`rerender`]). A page is rendered again from its unchanged original, by the child, at 220
//!    dpi instead of the 150 of the index: a picture must not be made from the image it is compared with. If
//!    the original is not available, the stored image is used, and this is counted. A message is laid out as in
//!    a plain mail program ([`mail_layout`]).
//! 3. **Change** ([`edit_sites`], [`tamper`], [`tamper_text`]). Words and letters are boxes of ink. One is
//!    covered with another one of the page that has the same size and baseline offset, and whose correlation
//!    with it is below 0.85, or below 0.5 if the file does not give their text: a letter for a letter, a digit
//!    for a digit. The tone of the paper is matched. In a message a word or digit of the text is replaced,
//!    another in the header, and a line is inserted. Each page also takes some of the other edits ([`edits`]) in
//!    turn: wiped, ringed, underlined, marked, added, headings, points, and the heads of mail. A page without a
//!    place for an edit is counted as not made.
//! 4. **Circulation** ([`degrade`], [`post_frame`]). One function per way: smaller, a part, saved three times,
//!    dark, in a post. None of their parameters was chosen by the program's results.
//! 5. **Check** ([`mod@run`]). The bytes of the picture are checked like any picture. For the absent case, the
//!    index hides the document from every look-up; the page itself can still be compared with.
//! 6. **Score** ([`score`], [`duplicates`]). A change counts as found if a difference overlaps it and is not
//!    much larger. Another page than the true one is right only if the stored images are equal, pixel for
//!    pixel, in the part that is shown.

pub mod degrade;
pub mod duplicates;
pub mod edit_sites;
pub mod edits;
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
use crate::index::{self, IndexPaths, PageId, Writer};
use crate::model::answer::{Answer, PageRef};
use crate::model::geometry::Rect;
use crate::model::raster::Raster;
use crate::model::trial::{Edit, Kind, METHOD, Outcome, Trial, Way};
use crate::ocr::{OcrEngine, Tesseract};
use run::{Bench, Course};

/// Options of an evaluation.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of random pages; all if there are fewer.
    pub pages: usize,
    /// Seed of all random choices.
    pub seed: u64,
    /// Number of pictures checked at once.
    pub threads: usize,
    /// OCR languages in Tesseract's notation; `None` for the installed ones.
    pub languages: Option<String>,
}

/// A change made in a test picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Bounding box in pixels of the picture.
    pub bounds: Rect,
    /// Letter height there, in pixels of the picture.
    pub letter: f64,
    /// Text of the original there, if known.
    pub was: Option<String>,
    /// Text shown by the picture, if known.
    pub now: Option<String>,
}

/// A test picture that was checked.
pub struct Made<'a> {
    /// Number of its page in the sample, from 1.
    pub number: usize,
    /// Its number among the pictures of that page, from 1.
    pub part: usize,
    /// The page.
    pub page: &'a PageRef,
    /// Kind of the picture.
    pub kind: Kind,
    /// How it was made.
    pub way: Way,
    /// What was done to the page, if anything.
    pub edit: Option<Edit>,
    /// The JPEG file that was checked.
    pub bytes: &'a [u8],
    /// The change made in it, if any.
    pub change: Option<&'a Change>,
    /// The answer.
    pub answer: &'a Answer,
    /// Outcome, given the truth.
    pub outcome: Outcome,
}

/// Events of an evaluation.
pub enum Event<'a> {
    /// A picture was checked.
    Picture(&'a Made<'a>),
    /// A page is done.
    Page,
}

/// Receives events; it is called from several threads, and an error ends the evaluation.
pub type Listener<'a> = dyn Fn(Event) -> Result<(), Error> + Sync + 'a;

/// Evaluates an index until all pages are done or `is_over` returns true; the result is then partial.
///
/// # Errors
///
/// If the index cannot be read, or the listener fails.
pub fn run(
    index: &IndexPaths,
    options: &Options,
    is_over: &(dyn Fn() -> bool + Sync),
    listener: &Listener,
) -> Result<Trial, Error> {
    let failed = |e| index.failed(e);
    let of_thread = || Checker::builder(index).languages(options.languages.as_deref());
    let checkers = Checker::for_threads(options.threads.max(1), of_thread).map_err(failed)?;
    let first = checkers.first().expect("there is at least one thread");
    let all = first.index().all_pages().map_err(failed)?;
    let mut trial = Trial {
        digest: first.summary().digest.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        method: METHOD,
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

/// Stores the result of an evaluation in its index.
///
/// # Errors
///
/// If the index cannot be written.
pub fn remember(trial: &Trial, index: &Path) -> Result<(), index::Error> {
    Writer::open(index, &features::versions())?.keep_trial(trial)
}

/// Counts of each thread; each takes the next remaining page.
fn tried(checkers: Vec<Checker>, sample: &[PageId], course: &Course) -> Vec<Result<Trial, Error>> {
    let next = AtomicUsize::new(0);
    let work = |checker: Checker| {
        let mut bench = Bench::new(checker, course);
        while !(course.is_over)() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(page) = sample.get(number) else { break };
            // After a failure the other threads stop, too.
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

/// True if OCR is available: without it, a message cannot be found from a picture.
fn can_read(languages: Option<&str>) -> bool {
    Tesseract::new(languages).read(&Raster::filled(64, 64, 255)).is_ok()
}

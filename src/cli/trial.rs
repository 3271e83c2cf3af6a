//! `verify-shot trial`: measures the accuracy on the documents of an index.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::args::{TrialArgs, threads};
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::output;
use super::progress::Pictures;
use crate::check::Checker;
use crate::error::Error;
use crate::evaluate::{self, Event, Made, Options};
use crate::index::IndexPaths;
use crate::model::trial::Trial;
use crate::report::evaluation as report;

/// File with the ground truth of the saved pictures.
const TRUTH: &str = "truth.jsonl";

/// Runs an evaluation, prints its result, and stores it in the index, if that is one file.
pub fn run(args: &TrialArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    super::has_languages(args.lang.as_deref())?;
    let index = args.searched.paths();
    let checker = Checker::open(&index, args.lang.as_deref()).map_err(|e| index.failed(e))?;
    let summary = checker.summary().clone();
    drop(checker);
    let options = Options {
        pages: args.pages.get(),
        seed: args.seed,
        threads: threads(args.threads),
        languages: args.lang.clone(),
    };
    let pages = options.pages.min(usize::try_from(summary.pages).unwrap_or(usize::MAX));
    let kept = args.keep_pictures.as_deref().map(Kept::begin).transpose()?;
    let bar = Mutex::new(Pictures::of_pages(pages));
    interrupt.ask_first();
    let listener = |event: Event| {
        let mut bar = bar.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Page => bar.step(),
            Event::Picture(made) => bar.note(made.answer.finding.verdict),
        }
        drop(bar);
        match (event, &kept) {
            (Event::Picture(made), Some(kept)) => kept.take(made),
            _ => Ok(()),
        }
    };
    let trial = evaluate::run(&index, &options, &|| interrupt.is_asked(), &listener);
    bar.lock().unwrap_or_else(PoisonError::into_inner).clear();
    kept.map(Kept::done).transpose()?;
    let trial = trial?;
    let said =
        if args.json { report::object(&trial, &summary) + "\n" } else { report::table(&trial, &summary) };
    output::result(&said)?;
    Ok(end(&trial, &index))
}

/// Stores a complete evaluation in the index. Returns the exit code.
fn end(trial: &Trial, index: &IndexPaths) -> Exit {
    if trial.partial {
        output::problem("Stopped: these are the pictures that were done. The index does not remember them.");
        return Exit::Interrupted;
    }
    if trial.pages.used() == 0 {
        output::problem("No picture could be made: the index has no page that can be drawn here.");
        return Exit::NotChecked;
    }
    let Some(index) = index.only() else {
        output::problem("No index remembers this trial: it was made of several, which are searched as one.");
        return Exit::Done;
    };
    if let Err(e) = evaluate::remember(trial, index) {
        output::problem(&format!("{}: the index does not remember this trial: {e}.", index.display()));
    }
    Exit::Done
}

/// Folder in which test pictures are saved.
struct Kept {
    folder: PathBuf,
    /// Ground truth of each picture, one line each.
    truth: Mutex<Vec<String>>,
}

impl Kept {
    /// Creates the folder; it must be empty, so that nothing is overwritten.
    fn begin(folder: &Path) -> Result<Self, Error> {
        Error::path(folder, fs::create_dir_all(folder))?;
        if Error::path(folder, fs::read_dir(folder))?.next().is_some() {
            let name = folder.display();
            return Err(Error::Request(format!(
                "{name}: the folder is not empty; name a new one for the pictures."
            )));
        }
        Ok(Self { folder: folder.to_owned(), truth: Mutex::default() })
    }

    fn take(&self, made: &Made) -> Result<(), Error> {
        let edit = made.edit.map_or(String::new(), |edit| format!("-{}", edit.code()));
        let (number, part, way, kind) = (made.number, made.part, made.way.code(), made.kind.code());
        let name = format!("{number:04}-{part:02}-{way}-{kind}{edit}.jpg");
        self.truth.lock().unwrap_or_else(PoisonError::into_inner).push(report::truth(made, &name));
        let path = self.folder.join(name);
        Error::path(&path, fs::write(&path, made.bytes))
    }

    fn done(self) -> Result<(), Error> {
        let mut truth = self.truth.into_inner().unwrap_or_else(PoisonError::into_inner);
        truth.sort();
        let path = self.folder.join(TRUTH);
        Error::path(&path, fs::write(&path, truth.join("\n") + "\n"))
    }
}

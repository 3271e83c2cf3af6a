//! The threads that check: each has a checker of its own and takes the next check of the queue.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::outcome::Outcome;
use super::queue::{Job, Listener, Remark, Source, Step, Wanted};
use super::{Hooks, Server, Settings};
use crate::check::{CheckResult, Checker, CheckerBuilder, not_checked};
use crate::custody::archive::{self, Kept};
use crate::error::Error;
use crate::index::IndexPaths;
use crate::model::answer::Answer;
use crate::model::reason::Reason;
use crate::report::html::Place;

/// What shows that an index has changed: size and time of each of its files and of their journals.
type Stamp = Vec<Option<(u64, SystemTime)>>;

/// An answer that is about to be given.
pub struct Entering<'a> {
    /// Name of the picture, or the link.
    pub name: &'a Path,
    /// The answer.
    pub answer: &'a Answer,
    /// Where the picture was archived, if it was.
    pub kept: Option<&'a Kept>,
    /// What a person says of it.
    pub remark: &'a Remark,
}

/// A checker, and the state of the index that it has open.
pub struct Worker {
    checker: Checker,
    stamp: Stamp,
}

impl Worker {
    /// Opens the index for all threads.
    ///
    /// # Errors
    ///
    /// If the index cannot be opened.
    pub fn all(settings: &Settings) -> Result<Vec<Self>, Error> {
        let stamp = stamp(&settings.index);
        let checkers = Checker::for_threads(settings.threads, || options(settings));
        let checkers = checkers.map_err(|e| settings.index.failed(e))?.into_iter();
        Ok(checkers.map(|checker| Self { checker, stamp: stamp.clone() }).collect())
    }

    /// Checks until the queue ends.
    pub fn run(mut self, server: &Server, hooks: &Hooks) {
        while let Some(job) = server.queue.take() {
            if !job.listener.is_there() {
                continue;
            }
            let listener = Arc::clone(&job.listener);
            listener.at(Step::Reading);
            // A fault of the program costs this answer and no other.
            let done = catch_unwind(AssertUnwindSafe(|| self.answers(*job, &server.settings, hooks)));
            let done = done.unwrap_or_else(|_| {
                // The next check begins with a new checker.
                self.stamp = Stamp::default();
                Err("A fault of the program stopped this check. Please report it.".into())
            });
            listener.done(done);
        }
    }

    fn answers(&mut self, job: Job, settings: &Settings, hooks: &Hooks) -> Result<Vec<Outcome>, String> {
        let Job { name, source, number, wanted, remark, listener } = job;
        if let Err(e) = self.refresh(settings) {
            return self.unusable(&name, &e, &remark, number, hooks).map(|outcome| vec![outcome]);
        }
        self.checker.when_decoded(Some(told(listener)));
        let results: Vec<(CheckResult, Option<Kept>)> = match source {
            Source::Sent(blob) => {
                let bytes = blob.read().map_err(|e| format!("The picture could not be kept: {e}."))?;
                let kept = kept(settings, &name, &bytes)?;
                vec![(self.checker.answer_bytes(&name, bytes), kept)]
            }
            Source::Fetched(pictures) => {
                let link = name.to_string_lossy();
                let answered = pictures.into_iter().map(|picture| match picture {
                    Ok(got) => (self.checker.answer_fetched(&link, got.bytes, got.origin), Some(got.kept)),
                    Err(why) => (self.refused(&name, why.to_string()), None),
                });
                answered.collect()
            }
        };
        self.checker.when_decoded(None);
        let enter = |(part, (result, kept)): (usize, (CheckResult, Option<Kept>))| {
            let answer = &result.answer;
            // What is given is in the log.
            (hooks.enter)(&Entering { name: &name, answer, kept: kept.as_ref(), remark: &remark })
                .map_err(|e| e.to_string())?;
            Ok(Outcome::of(
                &mut self.checker,
                result,
                Place { number, part },
                (wanted, settings.no_originals),
            ))
        };
        results.into_iter().enumerate().map(enter).collect()
    }

    /// Opens the index again if it has changed.
    fn refresh(&mut self, settings: &Settings) -> Result<(), Error> {
        let stamp = stamp(&settings.index);
        if stamp != self.stamp {
            let checker = options(settings).build().map_err(|e| settings.index.failed(e))?;
            *self = Self { checker, stamp };
        }
        Ok(())
    }

    fn refused(&self, name: &Path, why: String) -> CheckResult {
        let answer = not_checked(name, vec![Reason::NotDecoded(why)], self.checker.summary().clone());
        CheckResult { answer, picture: None, steps: Vec::new() }
    }

    /// The answer while the index cannot be opened.
    fn unusable(
        &mut self,
        name: &Path,
        error: &Error,
        remark: &Remark,
        number: usize,
        hooks: &Hooks,
    ) -> Result<Outcome, String> {
        let summary = self.checker.index().paths().unopened();
        let answer = not_checked(name, vec![Reason::IndexUnusable(error.to_string())], summary);
        (hooks.enter)(&Entering { name, answer: &answer, kept: None, remark }).map_err(|e| e.to_string())?;
        let result = CheckResult { answer, picture: None, steps: Vec::new() };
        Ok(Outcome::of(&mut self.checker, result, Place { number, part: 0 }, (Wanted::Section, false)))
    }
}

fn options(settings: &Settings) -> CheckerBuilder<'_> {
    let builder = Checker::builder(&settings.index);
    builder.languages(settings.languages.as_deref()).places(settings.has_places)
}

/// Archives a picture that was sent, if that is asked for, before it is checked.
fn kept(settings: &Settings, name: &Path, bytes: &[u8]) -> Result<Option<Kept>, String> {
    let Some(folder) = &settings.keep else { return Ok(None) };
    let kept = archive::Evidence::new(folder).keep_file(&name.to_string_lossy(), bytes);
    kept.map(Some)
        .map_err(|e| format!("It could not be kept as evidence: {e}. Name another folder with --keep."))
}

fn told(listener: Arc<dyn Listener>) -> Box<dyn FnMut() + Send> {
    Box::new(move || listener.at(Step::Comparing))
}

fn stamp(index: &IndexPaths) -> Stamp {
    let state = |file: &Path| {
        let about = fs::metadata(file).ok()?;
        // Readers, too, make a journal that is empty.
        (about.len() > 0).then(|| about.modified().ok().map(|at| (about.len(), at)))?
    };
    let of_file = |path: &Path| {
        let mut journal = path.as_os_str().to_owned();
        journal.push("-wal");
        [state(path), state(Path::new(&journal))]
    };
    index.iter().flat_map(of_file).collect()
}

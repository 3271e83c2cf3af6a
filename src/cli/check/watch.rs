//! `verify-shot watch DIR`: checks pictures as they are saved.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::batch::Job;
use super::evidence_files::{Evidence, highest_number};
use super::inputs::{Input, is_picture_file};
use super::output_plan::{Plan, Seen};
use super::printer::Printer;
use super::terminal::Terminal;
use crate::check::Checker;
use crate::cli::args::WatchArgs;
use crate::cli::exit::Exit;
use crate::cli::has_languages;
use crate::cli::interrupt::Interrupt;
use crate::cli::logbook::{Checked, Logbook};
use crate::cli::output;
use crate::error::Error;
use crate::ingest::walk::walk;
use crate::report::messages::counted;

/// A file is complete if it has not changed for this time.
const QUIET: Duration = Duration::from_secs(1);
/// Interval at which completed files and Ctrl-C are polled.
const LOOK: Duration = Duration::from_millis(200);
/// Extensions of unfinished downloads.
const UNDONE: [&str; 5] = ["part", "crdownload", "download", "tmp", "partial"];

/// Events of a watched folder.
type News = Receiver<notify::Result<notify::Event>>;
/// Attributes that show whether a file has changed: size and modification time.
type State = (u64, Option<SystemTime>);

/// Files that are being saved.
#[derive(Default)]
struct Arriving {
    /// State of each file, and the time since which it has been the same.
    waiting: BTreeMap<PathBuf, (State, Instant)>,
    /// State in which each file was checked.
    checked: BTreeMap<PathBuf, State>,
}

/// Watches until Ctrl-C.
pub fn run(args: &WatchArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    has_languages(args.pictures.lang.as_deref())?;
    let mut logbook = Logbook::of(&args.log, args.pictures.lang.as_deref())?;
    // Report an unusable index at once instead of with the first picture.
    let index = args.searched.paths();
    let builder = || {
        Checker::builder(&index)
            .languages(args.pictures.lang.as_deref())
            .trace(args.verbose)
            .places(args.pictures.exif_place)
    };
    let open = || builder().build().map_err(|e| index.failed(e));
    open()?;
    let mut shown = Shown::of(args)?;
    let (_watcher, events) = watched(&args.folder)?;
    let printer = Printer::new(args.form.chosen, &args.only);
    printer.begin()?;
    interrupt.ask_first();
    output::problem(&format!("watching {}; Ctrl-C ends it.", args.folder.display()));
    let is_printed_alone = args.evidence.is_none() && args.keep.is_none() && logbook.is_none();
    let (mut arriving, mut exit) = (Arriving::default(), Exit::Interrupted);
    while !(interrupt.is_asked() || is_printed_alone && output::is_gone()) {
        if !args.folder.is_dir() {
            output::problem(&format!(
                "{}: the folder is gone; begin anew when it is back.",
                args.folder.display()
            ));
            exit = Exit::NotChecked;
            break;
        }
        arriving.take_in(&events, args)?;
        let whole = arriving.whole(args);
        if whole.is_empty() {
            continue;
        }
        // Opened again, because originals may have been added since.
        let mut checker = open()?;
        for path in whole {
            let seen = shown.looked_at(&path, args, &mut checker)?;
            seen.iter().try_for_each(|seen| tell(&path, seen, &printer, &mut logbook))?;
        }
    }
    output::problem(&format!("{} checked.", counted(shown.number, "picture")));
    logbook.and_then(|logbook| logbook.closing()).iter().for_each(|said| output::problem(said));
    Ok(exit)
}

/// Logs an answer, then prints it.
fn tell(path: &Path, seen: &Seen, printer: &Printer, logbook: &mut Option<Logbook>) -> Result<(), Error> {
    if let Some(logbook) = logbook {
        logbook.enter(&Checked { input: path, answer: &seen.answer, kept: seen.kept.as_ref() })?;
    }
    printer.print(&seen.answer, &seen.steps)?;
    seen.drawn.as_deref().map_or(Ok(()), output::result)
}

/// Watches a folder for as long as the watcher lives.
fn watched(folder: &Path) -> Result<(RecommendedWatcher, News), Error> {
    if !Error::path(folder, fs::metadata(folder))?.is_dir() {
        return Err(Error::Request(format!("{}: it is no folder; name the one to watch.", folder.display())));
    }
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event| {
        // Nobody listens any more when the program ends.
        let _ = sender.send(event);
    })
    .map_err(|e| cannot(folder, &e))?;
    watcher.watch(folder, RecursiveMode::Recursive).map_err(|e| cannot(folder, &e))?;
    Ok((watcher, events))
}

/// Outputs, and the number of pictures so far.
struct Shown {
    terminal: Option<Terminal>,
    number: usize,
    /// Highest number of an evidence image that existed before.
    before: usize,
}

impl Shown {
    fn of(args: &WatchArgs) -> Result<Self, Error> {
        let mut before = 0;
        if let Some(folder) = &args.evidence {
            Error::path(folder, fs::create_dir_all(folder))?;
            before = Error::path(folder, highest_number(folder))?;
        }
        Ok(Self { terminal: if args.show { Terminal::here() } else { None }, number: 0, before })
    }

    fn looked_at(
        &mut self,
        path: &Path,
        args: &WatchArgs,
        checker: &mut Checker,
    ) -> Result<Vec<Seen>, Error> {
        let inputs = [Input::Picture(path.to_owned())];
        let evidence = args.evidence.as_deref().map(|to| Evidence::new(to, &inputs, checker.index().paths()));
        let evidence = evidence.transpose()?;
        let keep = args.keep.as_deref().map(crate::custody::archive::Evidence::new);
        let plan = Plan {
            evidence,
            terminal: self.terminal,
            has_dossier: false,
            no_originals: args.pictures.no_originals,
            only: &args.only,
            keep,
            first: self.before + self.number,
        };
        self.number += 1;
        Ok(plan.look(checker, &inputs, Job::Read(0)))
    }
}

fn cannot(folder: &Path, e: &notify::Error) -> Error {
    Error::Request(format!("{}: it cannot be watched ({e}).", folder.display()))
}

impl Arriving {
    /// Handles an event, waiting briefly for one.
    fn take_in(&mut self, events: &News, args: &WatchArgs) -> Result<(), Error> {
        match events.recv_timeout(LOOK) {
            Ok(Ok(event)) if matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_)) => {
                let now = Instant::now();
                for path in event.paths.into_iter().filter(|path| is_wanted(path, args)) {
                    self.waiting.entry(path).or_insert((Default::default(), now));
                }
                Ok(())
            }
            Ok(Ok(_)) | Err(RecvTimeoutError::Timeout) => Ok(()),
            Ok(Err(e)) => Err(cannot(&args.folder, &e)),
            Err(RecvTimeoutError::Disconnected) => {
                Err(Error::Request(format!("{}: it is watched no more; begin anew.", args.folder.display())))
            }
        }
    }

    /// Completed pictures, by name. Files that vanished or are no pictures are forgotten; new folders are
    /// searched.
    fn whole(&mut self, args: &WatchArgs) -> Vec<PathBuf> {
        let (mut whole, mut folders, now) = (Vec::new(), Vec::new(), Instant::now());
        let checked = &mut self.checked;
        self.waiting.retain(|path, (before, since)| {
            let Ok(about) = fs::symlink_metadata(path) else { return false };
            let state = state(&about);
            if about.is_dir() {
                let is_quiet = now.duration_since(*since) >= QUIET;
                folders.extend(is_quiet.then(|| path.clone()));
                return !is_quiet;
            }
            if !about.is_file() || checked.get(path) == Some(&state) {
                return false;
            }
            if state != *before {
                (*before, *since) = (state, now);
                return true;
            }
            if now.duration_since(*since) < QUIET {
                return true;
            }
            if is_picture_file(path) {
                checked.insert(path.clone(), state);
                whole.push(path.clone());
            }
            false
        });
        // Files saved in a new folder before it was watched gave no event.
        let found = walk(&folders, &|_| false).files.into_iter().map(|found| found.path);
        for path in found.filter(|path| is_wanted(path, args)) {
            self.waiting.entry(path).or_insert((Default::default(), now));
        }
        whole
    }
}

fn state(about: &Metadata) -> State {
    (about.len(), about.modified().ok())
}

/// True if a file with this name may be a picture that was saved.
fn is_wanted(path: &Path, args: &WatchArgs) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let is_undone = path.extension().is_some_and(|ending| UNDONE.iter().any(|undone| ending == *undone));
    let mut own = [&args.evidence, &args.keep].into_iter().flatten();
    let is_ours = own.any(|folder| path.parent().is_some_and(|at| same(at, folder)));
    !is_hidden && !is_undone && !is_ours
}

fn same(a: &Path, b: &Path) -> bool {
    fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

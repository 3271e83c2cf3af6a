//! `verify-shot watch DIR`: pictures are checked as they are saved.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::{EventKind, RecursiveMode, Watcher};

use super::batch::Job;
use super::evidence::Evidence;
use super::inputs::{Input, is_picture_file};
use super::printer::{Form, Printer};
use super::shown::{Plan, Seen};
use crate::check::Checker;
use crate::cli::args::WatchArgs;
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::logbook::{Checked, Logbook};
use crate::cli::out;
use crate::error::Error;
use crate::report::wording::counted;
use crate::source;
use crate::source::walk::walk;

/// A file is whole when it has not changed for so long.
const QUIET: Duration = Duration::from_secs(1);
/// How often files that may be whole, and Ctrl-C, are looked for.
const LOOK: Duration = Duration::from_millis(200);
/// Endings of files that a browser has not done with.
const UNDONE: [&str; 5] = ["part", "crdownload", "download", "tmp", "partial"];

/// What tells whether a file has changed.
type State = (u64, Option<SystemTime>);

/// Files on their way.
#[derive(Default)]
struct Arriving {
    /// Each with its state and since when it has that.
    waiting: BTreeMap<PathBuf, (State, Instant)>,
    /// The state in which each was checked.
    checked: BTreeMap<PathBuf, State>,
}

/// Watches until Ctrl-C.
pub fn run(args: &WatchArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    let mut logbook = Logbook::of(&args.log, args.lang.as_deref())?;
    // An index that cannot be used is said at once, and not with the first picture.
    let open = || Checker::open(&args.index, args.lang.as_deref()).map_err(Error::index(&args.index));
    open()?;
    if let Some(folder) = &args.evidence {
        Error::path(folder, fs::create_dir_all(folder))?;
    }
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event| {
        // Nobody listens any more when the program ends.
        let _ = sender.send(event);
    })
    .map_err(|e| cannot(&args.folder, &e))?;
    watcher.watch(&args.folder, RecursiveMode::Recursive).map_err(|e| cannot(&args.folder, &e))?;
    let printer = Printer::new(Form::chosen(args.json, args.csv, args.quiet), &args.only);
    printer.begin()?;
    interrupt.ask_first();
    out::problem(&format!("watching {}; Ctrl-C ends it.", args.folder.display()));
    let (mut arriving, mut number) = (Arriving::default(), 0);
    while !interrupt.is_asked() {
        arriving.take_in(&events, args)?;
        let whole = arriving.whole(args);
        if whole.is_empty() {
            continue;
        }
        // Opened anew: originals may have been added since.
        let mut checker = open()?;
        for path in whole {
            for seen in looked_at(&path, args, &mut checker)? {
                if let Some(logbook) = &mut logbook {
                    let (input, kept) = (path.as_path(), seen.kept.as_ref());
                    logbook.enter(&Checked { input, answer: &seen.answer, kept })?;
                }
                printer.print(&seen.answer, &seen.steps)?;
            }
            number += 1;
        }
    }
    out::problem(&format!("{} checked.", counted(number, "picture")));
    logbook.and_then(|logbook| logbook.closing()).iter().for_each(|said| out::problem(said));
    Ok(Exit::Interrupted)
}

fn looked_at(path: &Path, args: &WatchArgs, checker: &mut Checker) -> Result<Vec<Seen>, Error> {
    let inputs = [Input::Picture(path.to_owned())];
    let evidence = args.evidence.as_deref().map(|to| Evidence::new(to, &inputs, &args.index)).transpose()?;
    let keep = args.keep.as_deref().map(source::evidence::Evidence::new);
    let plan = Plan {
        evidence,
        terminal: None,
        has_dossier: false,
        no_originals: args.no_originals,
        only: &args.only,
        keep,
    };
    Ok(plan.look(checker, &inputs, Job::Read(0)))
}

fn cannot(folder: &Path, e: &notify::Error) -> Error {
    Error::Request(format!("{}: it cannot be watched ({e}).", folder.display()))
}

impl Arriving {
    /// Waits for news, for a moment.
    fn take_in(
        &mut self,
        events: &Receiver<notify::Result<notify::Event>>,
        args: &WatchArgs,
    ) -> Result<(), Error> {
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

    /// The pictures that are whole, by name. What is gone, or is no picture, is waited for no more; folders that were made are
    /// looked through.
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
        // Files saved in a new folder before that was watched were not told of.
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

/// Whether a file of this name may be a picture that somebody saved.
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

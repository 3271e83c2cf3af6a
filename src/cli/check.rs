//! `verify-shot PICTURE`: the check.

mod answer_journal;
mod batch;
mod dossier_file;
mod evidence_files;
mod excludes;
mod feed;
mod inputs;
pub(super) mod link_options;
mod originals_index;
mod output_plan;
pub(super) mod printer;
mod terminal;
mod watch;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::args::{CheckArgs, threads};
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::logbook::{Checked, Logbook};
use super::output;
use super::progress::Pictures;
use crate::check::{Checker, engine_id, not_checked};
use crate::error::Error;
use crate::fetch::links::Settings;
use crate::index::IndexPaths;
use crate::model::reason::Reason;
use crate::report::summary::Closing;
use answer_journal::Journal;
use batch::{Course, Job};
use dossier_file::Dossier;
use evidence_files::{Evidence, spared};
use inputs::{Input, Own};
use output_plan::{Plan, Seen};
use printer::Printer;
use terminal::Terminal;
pub use watch::run as watch;

/// Message if the HTML report cannot be written any further.
const WITHOUT_DOSSIER: &str = "There will be no report; the answers go on.";

/// Checks every input and prints an answer for each.
pub fn run(args: &CheckArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    if !args.form.chosen.is_for_programs() {
        inputs::are_no_command(&args.inputs)?;
    }
    super::has_languages(args.lang.as_deref())?;
    let settings = link_options::settings(&args.links)?;
    let logbook = Logbook::of(&args.log, args.lang.as_deref())?;
    let index = match &args.originals {
        Some(folder) => (&originals_index::index(folder, threads(args.threads))?).into(),
        None => args.searched.paths(),
    };
    if feed::is_asked(args) {
        return feed::run(args, &Setting { settings, index }, interrupt);
    }
    let inputs = inputs::gather(&args.inputs, args.from.as_deref(), own(args, &index), &args.exclude)?;
    let threads = threads(args.threads).clamp(1, inputs.len().max(1));
    let printer = Printer::new(args.form.chosen, &args.only);
    let builder = || Checker::builder(&index).languages(args.lang.as_deref()).trace(args.verbose);
    match Checker::for_threads(threads, || builder().places(args.exif_place)) {
        Ok(checkers) => {
            tell_emptiness(&checkers, &index);
            let plan = plan(args, &inputs, &index)?;
            let mut checkers = remembering(args, checkers, &inputs, &index)?;
            let dossier =
                args.html.as_deref().map(|to| Dossier::begin(to, in_force(args, &index))).transpose()?;
            printer.begin()?;
            let course = Course {
                settings: &settings,
                in_order: !args.unordered,
                interrupt,
                is_printed_alone: is_printed_alone(args, logbook.is_some()),
            };
            let written = Written { printer: &printer, dossier, logbook, is_lacking: false };
            let told = answer_all(&inputs, &mut checkers, &plan, written, &course)?;
            Ok(told.exit(args.exit_zero))
        }
        Err(e) => {
            let error = index.failed(e);
            give_up(&inputs, &index, &error, &printer, logbook)?;
            Err(error)
        }
    }
}

/// Links and index, the same for all inputs.
struct Setting {
    settings: Settings,
    index: IndexPaths,
}

/// Warns if the index has no pages.
fn tell_emptiness(checkers: &[Checker], index: &IndexPaths) {
    if checkers.first().is_some_and(|checker| checker.summary().pages == 0) {
        output::problem(&format!(
            "{index}: this index holds no page, so nothing is found in it: add originals."
        ));
    }
}

/// Files of the check itself, which are not checked if they are among the inputs.
fn own(args: &CheckArgs, index: &IndexPaths) -> Own {
    let others = [&args.resume, &args.html, &args.evidence, &args.links.keep, &args.log.log];
    Own::new(index.iter().chain(others.into_iter().filter_map(|path| path.as_deref())))
}

/// Options that affect results even when not given on the command line.
fn in_force(args: &CheckArgs, index: &IndexPaths) -> Vec<(&'static str, OsString)> {
    let index = index.iter().filter(|_| args.originals.is_none()).map(|path| ("--index", path.into()));
    index.chain(args.lang.as_ref().map(|lang| ("--lang", lang.into()))).collect()
}

/// True if stdout is the only output.
fn is_printed_alone(args: &CheckArgs, has_log: bool) -> bool {
    let others = [&args.html, &args.evidence, &args.resume, &args.links.keep];
    !has_log && others.into_iter().all(Option::is_none)
}

/// Adds a journal of the answers to the checkers, if one is requested.
fn remembering(
    args: &CheckArgs,
    checkers: Vec<Checker>,
    inputs: &[Input],
    index: &IndexPaths,
) -> Result<Vec<Checker>, Error> {
    let (Some(path), Some(first)) = (&args.resume, checkers.first()) else { return Ok(checkers) };
    spared(path, inputs, index)?;
    let journal = Arc::new(Journal::open(path, engine_id(args.lang.as_deref()), &first.summary().digest)?);
    let with_pictures = args.evidence.is_some() || args.html.is_some() || args.show;
    let remember = |checker: Checker| checker.cached(journal.clone(), with_pictures);
    checkers.into_iter().map(remember).collect::<Result<_, _>>().map_err(|e| index.failed(e))
}

/// Prints and logs an answer for each input even if the index cannot be opened, because programs expect one.
fn give_up(
    inputs: &[Input],
    index: &IndexPaths,
    error: &Error,
    printer: &Printer,
    mut logbook: Option<Logbook>,
) -> Result<(), Error> {
    if printer.is_for_programs() {
        printer.begin()?;
    }
    for input in inputs.iter().map(Input::path) {
        let why = vec![Reason::IndexUnusable(error.to_string())];
        let answer = not_checked(input, why, index.unopened());
        if let Some(logbook) = &mut logbook {
            logbook.enter(&Checked { input, answer: &answer, kept: None })?;
        }
        if printer.is_for_programs() {
            printer.print(&answer, &[])?;
        }
    }
    Ok(())
}

/// Plan of the outputs. Fails if an input would be overwritten.
fn plan<'a>(args: &'a CheckArgs, inputs: &[Input], index: &IndexPaths) -> Result<Plan<'a>, Error> {
    args.html.as_deref().map(|to| spared(to, inputs, index)).transpose()?;
    let evidence = args.evidence.as_deref().map(|to| Evidence::new(to, inputs, index)).transpose()?;
    let has_dossier = args.html.is_some();
    let keep = args.links.keep.as_deref().map(crate::custody::archive::Evidence::new);
    let terminal = if args.show { Terminal::here() } else { None };
    Ok(Plan {
        evidence,
        terminal,
        has_dossier,
        no_originals: args.no_originals,
        only: &args.only,
        keep,
        first: 0,
    })
}

/// Destinations of the answers.
struct Written<'a> {
    printer: &'a Printer<'a>,
    dossier: Option<Dossier>,
    logbook: Option<Logbook<'a>>,
    /// True if a requested output could not be written.
    is_lacking: bool,
}

/// Result of the batch.
struct Told {
    /// Exit code of the answers.
    exit: Exit,
    /// True if a requested output could not be written.
    is_lacking: bool,
}

impl Told {
    /// Exit code of the program: `--exit-zero` hides the verdicts, but not a missing output.
    fn exit(self, zero: bool) -> Exit {
        let answers = if zero && self.exit != Exit::Interrupted { Exit::Done } else { self.exit };
        answers.merge(if self.is_lacking { Exit::NotChecked } else { Exit::Done })
    }
}

impl Written<'_> {
    /// Logs an answer before it is printed: whatever is printed is in the log.
    fn tell(&mut self, mut seen: Seen, input: &Path, bar: &Pictures) -> Result<(), Error> {
        let answer = &seen.answer;
        if let Some(logbook) = &mut self.logbook {
            logbook.enter(&Checked { input, answer, kept: seen.kept.as_ref() })?;
        }
        self.is_lacking |= seen.is_lacking;
        if let (Some(dossier), Some(section)) = (&mut self.dossier, seen.section.take())
            && let Err(e) = dossier.enter(&seen.place, answer, section)
        {
            bar.aside(|| output::problem(&format!("{e} {WITHOUT_DOSSIER}")));
            (self.dossier, self.is_lacking) = (None, true);
        }
        bar.aside(|| {
            self.printer.print(answer, &seen.steps)?;
            seen.drawn.as_deref().map_or(Ok(()), output::result)
        })
    }
}

fn answer_all(
    inputs: &[Input],
    checkers: &mut [Checker],
    plan: &Plan,
    mut written: Written,
    course: &Course,
) -> Result<Told, Error> {
    let began = Instant::now();
    let (mut bar, mut closing, mut exit) = (Pictures::new(inputs.len()), Closing::default(), Exit::Done);
    let index = checkers.first().map(|checker| checker.summary().clone()).unwrap_or_default();
    if inputs.len() > 1 {
        course.interrupt.ask_first();
    }
    let look = |checker: &mut Checker, job: Job| plan.look(checker, inputs, job);
    let told = batch::run(inputs, checkers, course, &look, |all_seen| {
        all_seen.into_iter().try_for_each(|seen: Seen| {
            let verdict = seen.answer.finding.verdict;
            exit = exit.merge(Exit::of(verdict));
            closing.count(&seen.answer);
            bar.count(verdict);
            let input = inputs[seen.place.number].path();
            written.tell(seen, input, &bar)
        })
    });
    bar.clear();
    if told? < inputs.len() {
        exit = Exit::Interrupted;
    }
    let Written { printer, dossier, logbook, mut is_lacking } = written;
    if let Some(Err(e)) = dossier.map(|dossier| dossier.done(&index)) {
        output::problem(&e.to_string());
        is_lacking = true;
    }
    printer.close(&closing, inputs.len(), "picture", began.elapsed())?;
    if let Some(said) = logbook.and_then(|logbook| logbook.closing()).filter(|_| !printer.is_for_programs()) {
        output::problem(&said);
    }
    Ok(Told { exit, is_lacking })
}

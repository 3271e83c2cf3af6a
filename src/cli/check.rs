//! `verify-shot PICTURE`: the check.

mod batch;
mod dossier;
mod evidence;
mod excludes;
mod inputs;
mod journal;
mod links;
mod originals;
mod printer;
mod shown;
mod terminal;
mod watch;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::args::{CheckArgs, threads};
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::logbook::{Checked, Logbook};
use super::out;
use super::progress::Pictures;
use crate::check::{Checker, given_by, not_checked};
use crate::error::Error;
use crate::model::verdict::IndexSummary;
use crate::report::closing::Closing;
use crate::source;
use batch::{Course, Job};
use dossier::Dossier;
use evidence::{Evidence, spared};
use inputs::Input;
use journal::Journal;
use printer::{Form, Printer};
use shown::{Plan, Seen};
use terminal::Terminal;
pub use watch::run as watch;

/// Checks every input and prints an answer for each.
pub fn run(args: &CheckArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    if !args.json && !args.csv {
        inputs::are_no_command(&args.inputs)?;
    }
    let settings = links::settings(&args.links)?;
    let logbook = Logbook::of(&args.log, args.lang.as_deref())?;
    let index = match &args.originals {
        Some(folder) => originals::index(folder, threads(args.threads))?,
        None => args.index.clone(),
    };
    let own: Vec<&Path> = [Some(index.as_path()), args.resume.as_deref()].into_iter().flatten().collect();
    let inputs = inputs::gather(&args.inputs, args.from.as_deref(), &own, &args.exclude)?;
    let threads = threads(args.threads).clamp(1, inputs.len().max(1));
    let printer = Printer::new(Form::of(args), &args.only);
    let open = || Checker::open(&index, args.lang.as_deref()).map(|checker| checker.telling(args.verbose));
    let checkers = (0..threads).map(|_| open()).collect::<Result<Vec<_>, _>>();
    match checkers {
        Ok(checkers) => {
            let plan = plan(args, &inputs, &index)?;
            let checkers = remembering(args, checkers, &inputs, &index)?;
            let dossier = args.html.as_deref().map(Dossier::begin).transpose()?;
            printer.begin()?;
            let course = Course { settings: &settings, in_order: !args.unordered, interrupt };
            let written = Written { printer: &printer, dossier, logbook };
            let exit = answer_all(&inputs, checkers, &plan, written, &course)?;
            Ok(if args.exit_zero && exit != Exit::Interrupted { Exit::Done } else { exit })
        }
        Err(e) => {
            let error = Error::index(&index)(e);
            give_up(&inputs, &index, &error, &printer, logbook)?;
            Err(error)
        }
    }
}

/// The same checkers, with a journal of the answers where one is asked for.
fn remembering(
    args: &CheckArgs,
    checkers: Vec<Checker>,
    inputs: &[Input],
    index: &Path,
) -> Result<Vec<Checker>, Error> {
    let (Some(path), Some(first)) = (&args.resume, checkers.first()) else { return Ok(checkers) };
    spared(path, inputs, index)?;
    let journal = Arc::new(Journal::open(path, given_by(args.lang.as_deref()), &first.summary().digest)?);
    let with_pictures = args.evidence.is_some() || args.html.is_some() || args.show;
    let remember = |checker: Checker| checker.remembering(journal.clone(), with_pictures);
    checkers.into_iter().map(remember).collect::<Result<_, _>>().map_err(Error::index(index))
}

/// Programs, and the log, get an answer for each input even where there is no index to search.
fn give_up(
    inputs: &[Input],
    index: &Path,
    error: &Error,
    printer: &Printer,
    mut logbook: Option<Logbook>,
) -> Result<(), Error> {
    if printer.is_for_programs() {
        printer.begin()?;
    }
    let path = index.to_string_lossy().into_owned();
    for input in inputs.iter().map(Input::path) {
        let summary = IndexSummary { path: path.clone(), ..Default::default() };
        let answer = not_checked(input, vec![error.to_string()], summary);
        if let Some(logbook) = &mut logbook {
            logbook.enter(&Checked { input, answer: &answer, kept: None })?;
        }
        if printer.is_for_programs() {
            printer.print(&answer, &[])?;
        }
    }
    Ok(())
}

/// What is to be shown; nothing that is read is written over.
fn plan<'a>(args: &'a CheckArgs, inputs: &[Input], index: &Path) -> Result<Plan<'a>, Error> {
    args.html.as_deref().map(|to| spared(to, inputs, index)).transpose()?;
    let evidence = args.evidence.as_deref().map(|to| Evidence::new(to, inputs, index)).transpose()?;
    let has_dossier = args.html.is_some();
    let keep = args.links.keep.as_deref().map(source::evidence::Evidence::new);
    let terminal = if args.show { Terminal::here() } else { None };
    Ok(Plan { evidence, terminal, has_dossier, no_originals: args.no_originals, only: &args.only, keep })
}

/// Where answers go.
struct Written<'a> {
    printer: &'a Printer<'a>,
    dossier: Option<Dossier>,
    logbook: Option<Logbook<'a>>,
}

impl Written<'_> {
    /// Enters an answer in the log first: what is printed stands there.
    fn tell(&mut self, seen: &Seen, input: &Path, bar: &Pictures) -> Result<(), Error> {
        let answer = &seen.answer;
        if let Some(logbook) = &mut self.logbook {
            logbook.enter(&Checked { input, answer, kept: seen.kept.as_ref() })?;
        }
        if let (Some(dossier), Some(section)) = (&mut self.dossier, &seen.section) {
            dossier.enter(&seen.place, answer, section)?;
        }
        bar.aside(|| {
            self.printer.print(answer, &seen.steps)?;
            seen.drawn.as_deref().map_or(Ok(()), out::result)
        })
    }
}

fn answer_all(
    inputs: &[Input],
    checkers: Vec<Checker>,
    plan: &Plan,
    mut written: Written,
    course: &Course,
) -> Result<Exit, Error> {
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
            written.tell(&seen, inputs[seen.place.number].path(), &bar)
        })
    });
    bar.clear();
    if told? < inputs.len() {
        exit = Exit::Interrupted;
    }
    let Written { printer, dossier, logbook } = written;
    dossier.map(|dossier| dossier.done(&index)).transpose()?;
    if printer.closes() && inputs.len() > 1 {
        out::result(&closing.said(inputs.len(), began.elapsed()))?;
    }
    if let Some(said) = logbook.and_then(|logbook| logbook.closing()).filter(|_| !printer.is_for_programs()) {
        out::problem(&said);
    }
    Ok(exit)
}

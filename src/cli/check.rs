//! `verify-shot PICTURE`: the check.

mod batch;
mod evidence;
mod inputs;
mod originals;
mod printer;

use std::path::Path;
use std::time::Instant;

use super::args::{CheckArgs, threads};
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::out;
use super::progress::Pictures;
use crate::check::{Checker, Looked, not_checked};
use crate::error::Error;
use crate::model::verdict::{Answer, IndexSummary};
use crate::report::closing::Closing;
use evidence::Evidence;
use inputs::Input;
use printer::{Form, Printer};

/// Checks every input and prints an answer for each.
pub fn run(args: &CheckArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    let index = match &args.originals {
        Some(folder) => originals::index(folder, threads(args.threads))?,
        None => args.index.clone(),
    };
    let inputs = inputs::gather(&args.inputs, args.files_from.as_deref(), &index)?;
    let threads = threads(args.threads).clamp(1, inputs.len().max(1));
    let printer = Printer::new(Form::of(args), &args.only);
    let checkers = (0..threads).map(|_| Checker::open(&index, &args.lang)).collect::<Result<Vec<_>, _>>();
    match checkers {
        Ok(checkers) => {
            let evidence =
                args.evidence.as_deref().map(|to| Evidence::new(to, &inputs, &index)).transpose()?;
            printer.begin()?;
            let look = |checker: &mut Checker, number: usize, input: &Input| {
                let looked = look(checker, input);
                evidence.iter().for_each(|evidence| evidence.draw(number, &looked, checker));
                looked.answer
            };
            let exit = answer_all(&inputs, checkers, args, &printer, &look, interrupt)?;
            Ok(if args.exit_zero && exit != Exit::Interrupted { Exit::Done } else { exit })
        }
        Err(e) => {
            let error = Error::index(&index)(e);
            give_up(&inputs, &index, &error, &printer)?;
            Err(error)
        }
    }
}

/// Programs get an answer for each input even where there is no index to search.
fn give_up(inputs: &[Input], index: &Path, error: &Error, printer: &Printer) -> Result<(), Error> {
    if !printer.is_for_programs() {
        return Ok(());
    }
    printer.begin()?;
    let path = index.to_string_lossy().into_owned();
    for input in inputs {
        let summary = IndexSummary { path: path.clone(), ..Default::default() };
        printer.print(&not_checked(input.path(), vec![error.to_string()], summary))?;
    }
    Ok(())
}

fn answer_all(
    inputs: &[Input],
    checkers: Vec<Checker>,
    args: &CheckArgs,
    printer: &Printer,
    look: &(dyn Fn(&mut Checker, usize, &Input) -> Answer + Sync),
    interrupt: &Interrupt,
) -> Result<Exit, Error> {
    let began = Instant::now();
    let (mut bar, mut closing, mut exit) = (Pictures::new(inputs.len()), Closing::default(), Exit::Done);
    if inputs.len() > 1 {
        interrupt.ask_first();
    }
    let told = batch::run(inputs, checkers, !args.unordered, interrupt, look, |answer| {
        exit = exit.merge(Exit::of(answer.finding.verdict));
        closing.count(&answer);
        bar.count(answer.finding.verdict);
        bar.aside(|| printer.print(&answer))
    });
    bar.clear();
    if told? < inputs.len() {
        exit = Exit::Interrupted;
    }
    if printer.closes() && inputs.len() > 1 {
        out::result(&closing.said(inputs.len(), began.elapsed()))?;
    }
    Ok(exit)
}

fn look(checker: &mut Checker, input: &Input) -> Looked {
    match input {
        Input::Picture(path) => checker.answer(path),
        Input::Stdin => checker.answer_stdin(),
        Input::Refused(path, why) => {
            let answer = not_checked(path, vec![why.clone()], checker.summary().clone());
            Looked { answer, picture: None }
        }
    }
}

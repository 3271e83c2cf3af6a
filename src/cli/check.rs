//! `verify-shot PICTURE`: the check.

mod inputs;
mod originals;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use super::args::{CheckArgs, threads};
use super::exit::Exit;
use super::out;
use crate::check::{Checker, not_checked};
use crate::error::Error;
use crate::model::verdict::{Answer, IndexSummary, Verdict};
use crate::report::{json, text};
use inputs::Input;

/// Checks every input and prints an answer for each, in the order of the inputs.
pub fn run(args: &CheckArgs) -> Result<Exit, Error> {
    let index = match &args.originals {
        Some(folder) => originals::index(folder, threads(args.threads))?,
        None => args.index.clone(),
    };
    let inputs = inputs::gather(&args.inputs, &index);
    let threads = threads(args.threads).clamp(1, inputs.len().max(1));
    let checkers = (0..threads).map(|_| Checker::open(&index, &args.lang)).collect::<Result<Vec<_>, _>>();
    match checkers {
        Ok(checkers) => answer_all(&inputs, checkers, args.json),
        Err(e) => {
            let error = Error::index(&index)(e);
            if args.json {
                give_up(&inputs, &index, &error)?;
            }
            Err(error)
        }
    }
}

/// Programs get a line for each input even where there is no index to search.
fn give_up(inputs: &[Input], index: &Path, error: &Error) -> Result<(), Error> {
    let path = index.to_string_lossy().into_owned();
    for input in inputs {
        let summary = IndexSummary { path: path.clone(), ..Default::default() };
        print(&not_checked(input.path(), vec![error.to_string()], summary), true)?;
    }
    Ok(())
}

fn answer_all(inputs: &[Input], checkers: Vec<Checker>, as_json: bool) -> Result<Exit, Error> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(checkers.len());
        for mut checker in checkers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some((i, input)) = take(inputs, next) {
                    if sender.send((i, answer(&mut checker, input))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting: Vec<Option<Answer>> = vec![None; inputs.len()];
        let (mut printed, mut exit) = (0, Exit::Done);
        for (i, answer) in receiver {
            waiting[i] = Some(answer);
            while let Some(answer) = waiting.get_mut(printed).and_then(Option::take) {
                exit = exit.merge(Exit::of(answer.finding.verdict));
                print(&answer, as_json)?;
                printed += 1;
            }
        }
        Ok(exit)
    })
}

fn take<'a>(inputs: &'a [Input], next: &AtomicUsize) -> Option<(usize, &'a Input)> {
    let i = next.fetch_add(1, Ordering::Relaxed);
    inputs.get(i).map(|input| (i, input))
}

fn answer(checker: &mut Checker, input: &Input) -> Answer {
    match input {
        Input::Picture(path) => checker.answer(path),
        Input::Refused(path, why) => not_checked(path, vec![why.clone()], checker.summary().clone()),
    }
}

/// An answer on stdout; for people, one that could not be given goes to stderr as a sentence.
fn print(answer: &Answer, as_json: bool) -> Result<(), Error> {
    if as_json {
        return out::result(&(json::answer(answer) + "\n"));
    }
    if answer.finding.verdict == Verdict::NotChecked {
        out::problem(&format!("{}: {}", answer.input, answer.finding.why.join(" ")));
        return Ok(());
    }
    out::result(&(text::answer(answer) + "\n"))
}

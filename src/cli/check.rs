//! `verify-shot PICTURE`: the check.

mod inputs;
mod links;
mod originals;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::args::{CheckArgs, threads};
use super::exit::Exit;
use super::out;
use crate::check::{Checker, not_checked};
use crate::error::Error;
use crate::model::verdict::{Answer, IndexSummary, Verdict};
use crate::report::{json, text};
use crate::source::links::{Arrival, Settings, fetch_all};
use inputs::Input;

/// Checks every input and prints an answer for each, in the order of the inputs.
pub fn run(args: &CheckArgs) -> Result<Exit, Error> {
    let settings = links::settings(&args.links)?;
    let listed = args.links.from.as_deref().map(inputs::listed).transpose()?.unwrap_or_default();
    let index = match &args.originals {
        Some(folder) => originals::index(folder, threads(args.threads))?,
        None => args.index.clone(),
    };
    let inputs = inputs::gather(&[args.inputs.as_slice(), listed.as_slice()].concat(), &index);
    let threads = threads(args.threads).clamp(1, inputs.len().max(1));
    let checkers = (0..threads).map(|_| Checker::open(&index, &args.lang)).collect::<Result<Vec<_>, _>>();
    match checkers {
        Ok(checkers) => answer_all(&inputs, checkers, &settings, args.json),
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

fn answer_all(
    inputs: &[Input],
    checkers: Vec<Checker>,
    settings: &Settings,
    as_json: bool,
) -> Result<Exit, Error> {
    let (arrived, arrivals) = channel();
    let work = Work { inputs, next: AtomicUsize::new(0), arrivals: Mutex::new(Some(arrivals)) };
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(checkers.len());
        scope.spawn(move || {
            fetch_all(&links_of(inputs), settings, |i, arrival| arrived.send((i, arrival)).is_ok());
        });
        for mut checker in checkers {
            let (sender, work) = (sender.clone(), &work);
            scope.spawn(move || {
                while let Some((i, job)) = work.take() {
                    if sender.send((i, answer(&mut checker, &inputs[i], job))).is_err() {
                        return work.stop();
                    }
                }
            });
        }
        drop(sender);
        print_in_order(inputs.len(), receiver, as_json)
    })
}

/// Prints answers in the order of the inputs as soon as those before them are there.
fn print_in_order(
    inputs: usize,
    answers: Receiver<(usize, Vec<Answer>)>,
    as_json: bool,
) -> Result<Exit, Error> {
    let mut waiting: Vec<Option<Vec<Answer>>> = vec![None; inputs];
    let (mut printed, mut exit) = (0, Exit::Done);
    for (i, answers) in answers {
        waiting[i] = Some(answers);
        while let Some(answers) = waiting.get_mut(printed).and_then(Option::take) {
            for answer in answers {
                exit = exit.merge(Exit::of(answer.finding.verdict));
                print(&answer, as_json)?;
            }
            printed += 1;
        }
    }
    Ok(exit)
}

/// What is left to be done, for several threads.
struct Work<'a> {
    inputs: &'a [Input],
    next: AtomicUsize,
    /// None when nobody waits for answers any more.
    arrivals: Mutex<Option<Receiver<(usize, Arrival)>>>,
}

/// What is to be done with an input.
enum Job {
    /// A file is to be read.
    Read,
    /// A link is here.
    Check(Arrival),
}

impl Work<'_> {
    /// A link that has arrived, or the next file; when there is none left, the links that are still to come.
    fn take(&self) -> Option<(usize, Job)> {
        let arrived = |(i, arrival)| (i, Job::Check(arrival));
        // Another thread holds them only while there are no files left, or for a moment.
        if let Ok(arrivals) = self.arrivals.try_lock()
            && let Some(Ok(arrival)) = arrivals.as_ref().map(Receiver::try_recv)
        {
            return Some(arrived(arrival));
        }
        loop {
            let i = self.next.fetch_add(1, Ordering::Relaxed);
            match self.inputs.get(i) {
                Some(Input::Link(_)) => {}
                Some(_) => return Some((i, Job::Read)),
                None => break,
            }
        }
        let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        arrivals.as_ref()?.recv().ok().map(arrived)
    }

    /// Lets go of what has arrived, so that fetching ends.
    fn stop(&self) {
        *self.arrivals.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn links_of(inputs: &[Input]) -> Vec<(usize, &str)> {
    let numbered = inputs.iter().enumerate();
    let links = numbered.filter_map(|(i, input)| match input {
        Input::Link(link) => Some((i, link.as_str())),
        _ => None,
    });
    links.collect()
}

fn answer(checker: &mut Checker, input: &Input, job: Job) -> Vec<Answer> {
    match (input, job) {
        (Input::Link(link), Job::Check(arrival)) => answer_link(checker, link, arrival),
        (Input::Refused(path, why), _) => {
            vec![not_checked(path, vec![why.clone()], checker.summary().clone())]
        }
        (other, _) => vec![checker.answer(other.path())],
    }
}

/// An answer for each picture of a link.
fn answer_link(checker: &mut Checker, link: &str, arrival: Arrival) -> Vec<Answer> {
    let mut answers = Vec::new();
    for picture in arrival.pictures {
        answers.push(match picture {
            Ok(picture) => checker.answer_fetched(link, picture.bytes, picture.origin),
            Err(why) => not_checked(Path::new(link), vec![why.to_string()], checker.summary().clone()),
        });
    }
    answers
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

//! A batch of pictures: threads take inputs in turn, answers are reported in the order of the inputs or as they
//! arrive.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::inputs::Input;
use crate::check::Checker;
use crate::cli::interrupt::Interrupt;
use crate::cli::output;
use crate::error::Error;
use crate::fetch::links::{Arrival, Settings, fetch_all};

/// Interval at which a batch checks whether it must end.
const LOOK: Duration = Duration::from_millis(200);

/// Options of a batch.
pub struct Course<'a> {
    /// Settings for fetching links.
    pub settings: &'a Settings,
    /// True if answers are reported in the order of the inputs.
    pub in_order: bool,
    /// State of Ctrl-C.
    pub interrupt: &'a Interrupt,
    /// True if stdout is the only output: if nobody reads it any more, the batch ends.
    pub is_printed_alone: bool,
}

impl Course<'_> {
    fn is_over(&self) -> bool {
        self.interrupt.is_asked() || self.is_printed_alone && output::is_gone()
    }
}

/// A unit of work, with the index of its input.
pub enum Job {
    /// A file, standard input, or a refused input.
    Read(usize),
    /// A link that was fetched.
    Check(usize, Arrival),
}

/// Checks the inputs with one checker per thread, links as they arrive, until all are done, Ctrl-C is pressed,
/// or nobody reads the answers; work in progress is then finished. Returns the number of inputs reported.
pub fn run<T: Send>(
    inputs: &[Input],
    checkers: &mut [Checker],
    course: &Course,
    look: &(dyn Fn(&mut Checker, Job) -> T + Sync),
    tell: impl FnMut(T) -> Result<(), Error>,
) -> Result<usize, Error> {
    let is_over = || inputs.len() > 1 && course.is_over();
    let (arrived, arrivals) = channel();
    let work = Work { inputs, next: AtomicUsize::new(0), arrivals: Mutex::new(Some(arrivals)) };
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(checkers.len());
        scope.spawn(move || {
            fetch_all(&links_of(inputs), course.settings, |i, arrival| arrived.send((i, arrival)).is_ok());
        });
        for checker in checkers {
            let (sender, work) = (sender.clone(), &work);
            scope.spawn(move || {
                while let Some(job) = work.take(&is_over) {
                    let (Job::Read(i) | Job::Check(i, _)) = job;
                    if sender.send((i, look(checker, job))).is_err() {
                        break;
                    }
                }
                work.stop();
            });
        }
        drop(sender);
        tell_all(&receiver, course.in_order, &is_over, tell)
    })
}

fn links_of(inputs: &[Input]) -> Vec<(usize, &str)> {
    let numbered = inputs.iter().enumerate();
    let links = numbered.filter_map(|(i, input)| match input {
        Input::Link(link) => Some((i, link.as_str())),
        _ => None,
    });
    links.collect()
}

fn tell_all<T>(
    receiver: &Receiver<(usize, T)>,
    in_order: bool,
    is_over: &dyn Fn() -> bool,
    mut tell: impl FnMut(T) -> Result<(), Error>,
) -> Result<usize, Error> {
    let (mut waiting, mut told, mut is_said) = (BTreeMap::new(), 0, false);
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok((i, answer)) => {
                waiting.insert(i, answer);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(told),
        }
        while let Some(first) = waiting.first_entry().filter(|first| !in_order || *first.key() == told) {
            tell(first.remove())?;
            told += 1;
        }
        if is_over() && !is_said && !output::is_gone() {
            is_said = true;
            output::problem("Stopping behind the pictures in work; Ctrl-C again ends at once.");
        }
    }
}

/// Remaining work, shared by the threads.
struct Work<'a> {
    inputs: &'a [Input],
    next: AtomicUsize,
    /// `None` when links are no longer waited for.
    arrivals: Mutex<Option<Receiver<(usize, Arrival)>>>,
}

impl Work<'_> {
    /// A fetched link, or the next file; if no file is left, waits for the remaining links.
    fn take(&self, is_over: &dyn Fn() -> bool) -> Option<Job> {
        if is_over() {
            return None;
        }
        // Another thread holds the lock only briefly, or when no file is left.
        if let Ok(arrivals) = self.arrivals.try_lock()
            && let Some(Ok((i, arrival))) = arrivals.as_ref().map(Receiver::try_recv)
        {
            return Some(Job::Check(i, arrival));
        }
        loop {
            let i = self.next.fetch_add(1, Ordering::Relaxed);
            match self.inputs.get(i) {
                Some(Input::Link(_)) => {}
                Some(_) => return Some(Job::Read(i)),
                None => break,
            }
        }
        while !is_over() {
            let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            match arrivals.as_ref()?.recv_timeout(LOOK) {
                Ok((i, arrival)) => return Some(Job::Check(i, arrival)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }

    /// Drops the receiver, so that fetching ends. Called when no work is left or wanted.
    fn stop(&self) {
        *self.arrivals.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

//! The queue of checks: so many may wait, and each knows its place.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::outcome::Outcome;
use super::spool::Blob;
use crate::fetch;
use crate::fetch::links::Picture;
use crate::limits::MAX_WAITING_CHECKS;

/// How far a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Its link is being fetched.
    Fetching,
    /// It waits in the queue.
    Waiting,
    /// Its picture is being decoded.
    Reading,
    /// Its picture is being compared.
    Comparing,
    /// It is answered.
    Done,
    /// It was given up, or never begun.
    Stopped,
}

impl Step {
    /// Code used in JSON, and for the sentence.
    pub fn code(self) -> &'static str {
        match self {
            Step::Fetching => "fetching",
            Step::Waiting => "waiting",
            Step::Reading => "reading",
            Step::Comparing => "comparing",
            Step::Done => "done",
            Step::Stopped => "stopped",
        }
    }
}

/// What is made of an answer beside its JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing.
    Json,
    /// Its section of the dossier.
    Section,
    /// Its evidence sheet.
    Evidence,
}

/// What is checked.
pub enum Source {
    /// A picture that was sent.
    Sent(Blob),
    /// What a link led to.
    Fetched(Vec<Result<Picture, fetch::http::Refusal>>),
}

/// What a person says of a check, for the log.
#[derive(Clone, Debug, Default)]
pub struct Remark {
    /// Who checks.
    pub by: Option<String>,
    /// A note.
    pub note: Option<String>,
}

/// The answers of a check, or a sentence why there are none.
pub type Answers = Result<Vec<Outcome>, String>;

/// Who is told how a check goes on.
pub trait Listener: Send + Sync {
    /// False if nobody waits for the answer any more.
    fn is_there(&self) -> bool;
    /// The check got so far.
    fn at(&self, step: Step);
    /// The answers: one for each picture, or a sentence why there are none.
    fn done(&self, answers: Answers);
}

/// A check to be done.
pub struct Job {
    /// Name of the picture, or the link. It names no file.
    pub name: PathBuf,
    /// The picture.
    pub source: Source,
    /// Number of its section, from 0.
    pub number: usize,
    /// What is made of its answers.
    pub wanted: Wanted,
    /// What a person says of it.
    pub remark: Remark,
    /// Who is told.
    pub listener: Arc<dyn Listener>,
}

/// Why a check was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// So many wait already.
    Full,
    /// The server is ending.
    Closed,
}

/// The queue.
#[derive(Default)]
pub struct Queue {
    waiting: Mutex<Waiting>,
    came: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<(u64, Box<Job>)>,
    last: u64,
    is_closed: bool,
}

impl Queue {
    /// Takes a check. Returns its ticket, by which its place is known. Gives the check back if it is not taken.
    pub fn put(&self, job: Box<Job>) -> Result<u64, (NotTaken, Box<Job>)> {
        let mut waiting = self.locked();
        if waiting.is_closed {
            return Err((NotTaken::Closed, job));
        }
        // Nobody waits any more for those of connections that are gone.
        waiting.jobs.retain(|(_, job)| job.listener.is_there());
        if waiting.jobs.len() >= MAX_WAITING_CHECKS {
            return Err((NotTaken::Full, job));
        }
        waiting.last += 1;
        let ticket = waiting.last;
        waiting.jobs.push_back((ticket, job));
        self.came.notify_one();
        Ok(ticket)
    }

    /// True if a check would not be taken now.
    pub fn is_full(&self) -> bool {
        self.locked().jobs.len() >= MAX_WAITING_CHECKS
    }

    /// True if the server is ending.
    pub fn is_closed(&self) -> bool {
        self.locked().is_closed
    }

    /// The next check; waits for one. Returns `None` if the queue is closed.
    pub fn take(&self) -> Option<Box<Job>> {
        let mut waiting = self.locked();
        loop {
            if waiting.is_closed {
                return None;
            }
            match waiting.jobs.pop_front() {
                Some((_, job)) => return Some(job),
                None => waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Place of a check, from 1. Returns `None` if it waits no more.
    pub fn place(&self, ticket: u64) -> Option<usize> {
        let waiting = self.locked();
        let found = waiting.jobs.binary_search_by_key(&ticket, |(ticket, _)| *ticket);
        found.ok().map(|before| before + 1)
    }

    /// Ends the queue: those that wait are not checked, and their listeners are told.
    pub fn close(&self) {
        let jobs = {
            let mut waiting = self.locked();
            waiting.is_closed = true;
            std::mem::take(&mut waiting.jobs)
        };
        self.came.notify_all();
        jobs.iter().for_each(|(_, job)| job.listener.at(Step::Stopped));
    }

    fn locked(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    struct Nobody(AtomicBool);

    impl Listener for Nobody {
        fn is_there(&self) -> bool {
            self.0.load(Ordering::Relaxed)
        }
        fn at(&self, _: Step) {}
        fn done(&self, _: Answers) {}
    }

    fn job(listener: &Arc<Nobody>) -> Box<Job> {
        let listener: Arc<dyn Listener> = listener.clone();
        let source = Source::Sent(Blob::default());
        let remark = Remark::default();
        Box::new(Job { name: "a".into(), source, number: 0, wanted: Wanted::Json, remark, listener })
    }

    #[test]
    fn a_full_queue_takes_no_more_until_somebody_goes() {
        let queue = Queue::default();
        let (stays, goes) = (Arc::new(Nobody(true.into())), Arc::new(Nobody(true.into())));
        let first = queue.put(job(&goes)).ok().unwrap();
        let tickets: Vec<u64> =
            (1..MAX_WAITING_CHECKS).map(|_| queue.put(job(&stays)).ok().unwrap()).collect();
        assert_eq!((queue.place(first), queue.place(tickets[0])), (Some(1), Some(2)));
        assert_eq!(queue.put(job(&stays)).err().unwrap().0, NotTaken::Full);
        goes.0.store(false, Ordering::Relaxed);
        assert!(queue.put(job(&stays)).is_ok());
        assert_eq!((queue.place(first), queue.place(tickets[0])), (None, Some(1)));
    }

    #[test]
    fn a_closed_queue_gives_and_takes_nothing() {
        let queue = Queue::default();
        let stays = Arc::new(Nobody(true.into()));
        queue.put(job(&stays)).ok().unwrap();
        queue.close();
        assert!(queue.take().is_none());
        assert_eq!(queue.put(job(&stays)).err().unwrap().0, NotTaken::Closed);
    }
}

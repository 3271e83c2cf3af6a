//! Batches: the pictures that a page or a program sent, their state, and their answers.
//!
//! Every change is a line in the batch's list of changes, so that who follows a batch needs no more than how far in that
//! list it has read.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;

use super::outcome::{Outcome, sentence};
use super::queue::{Answers, Listener, Step};
use super::refusal::Refusal;
use super::spool::{Blob, Spool};
use super::token::random_name;
use crate::limits::{MAX_BATCH_PICTURES, MAX_BATCHES, MAX_SPOOL_BYTES};
use crate::model::answer::{Answer, Verdict};
use crate::report::messages;

/// An answer that is remembered.
#[derive(Clone)]
pub struct Kept {
    /// The answer.
    pub answer: Arc<Answer>,
    /// Its section of the dossier.
    pub section: Blob,
}

/// A picture of a batch, or a link.
#[derive(Clone)]
pub struct Row {
    /// Its name as it was sent.
    pub name: String,
    /// How far it is.
    pub step: Step,
    /// Its ticket in the queue, while it waits.
    pub ticket: Option<u64>,
    /// The picture as it was sent; a link has none.
    pub picture: Option<Blob>,
    /// Its answers, when they are there: a link may have several.
    pub answers: Vec<Kept>,
    /// Why there are none.
    pub failure: Option<String>,
}

impl Row {
    /// The verdict that most needs a person, and its headline.
    pub fn worst(&self) -> Option<(Verdict, String)> {
        let rank =
            |kept: &&Kept| Verdict::ALL.iter().position(|verdict| *verdict == kept.answer.finding.verdict);
        let worst = self.answers.iter().min_by_key(rank)?;
        let finding = &worst.answer.finding;
        Some((finding.verdict, messages::headlines(finding)))
    }

    /// Sentences for an editor, one for each answer.
    pub fn sentences(&self) -> String {
        self.answers.iter().map(|kept| sentence(&kept.answer)).collect::<Vec<_>>().join("\n")
    }

    fn bytes(&self) -> u64 {
        let sections: u64 = self.answers.iter().map(|kept| kept.section.length()).sum();
        sections + self.picture.as_ref().map_or(0, Blob::length)
    }
}

/// A batch.
pub struct Batch {
    /// Its name, which cannot be guessed.
    pub id: String,
    content: Mutex<Content>,
    changed: watch::Sender<usize>,
}

#[derive(Default)]
struct Content {
    rows: Vec<Row>,
    /// Numbers of the rows that changed, in the order of the changes.
    changes: Vec<u32>,
    is_forgotten: bool,
}

impl Batch {
    fn new() -> Result<Self, Refusal> {
        let id = random_name().map_err(|e| Refusal::Failed(e.to_string()))?;
        Ok(Self { id, content: Mutex::default(), changed: watch::channel(0).0 })
    }

    fn locked(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a picture or a link. Returns its number, from 0.
    ///
    /// # Errors
    ///
    /// If the batch is full.
    pub fn add(&self, name: String, step: Step, picture: Option<Blob>) -> Result<usize, Refusal> {
        let mut content = self.locked();
        if content.rows.len() >= MAX_BATCH_PICTURES {
            return Err(Refusal::BatchFull);
        }
        content.rows.push(Row { name, step, ticket: None, picture, answers: Vec::new(), failure: None });
        let number = content.rows.len() - 1;
        self.tell(&mut content, number);
        Ok(number)
    }

    /// Changes a row, and tells so.
    pub fn change(&self, number: usize, change: impl FnOnce(&mut Row)) {
        let mut content = self.locked();
        if let Some(row) = content.rows.get_mut(number) {
            change(row);
            self.tell(&mut content, number);
        }
    }

    fn tell(&self, content: &mut Content, number: usize) {
        content.changes.push(number as u32);
        self.changed.send_replace(content.changes.len());
    }

    /// A row.
    pub fn row(&self, number: usize) -> Option<Row> {
        self.locked().rows.get(number).cloned()
    }

    /// Every row.
    pub fn rows(&self) -> Vec<Row> {
        self.locked().rows.clone()
    }

    /// Rows that changed after so many changes, each once, and the number of changes so far. `None` if the batch is
    /// forgotten.
    pub fn changes(&self, after: usize) -> Option<(Vec<(usize, Row)>, usize)> {
        let content = self.locked();
        let mut numbers: Vec<u32> = content.changes.get(after..).unwrap_or_default().to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        let rows = numbers.iter().map(|number| *number as usize);
        let rows = rows.filter_map(|number| Some((number, content.rows.get(number)?.clone()))).collect();
        (!content.is_forgotten).then_some((rows, content.changes.len()))
    }

    /// Rows that wait in the queue, with their tickets.
    pub fn waiting(&self) -> Vec<(usize, u64)> {
        let content = self.locked();
        // Those that wait came last.
        let waits = content.rows.iter().enumerate().rev();
        let waits =
            waits.take(crate::limits::MAX_WAITING_CHECKS * 2).filter(|(_, row)| row.step == Step::Waiting);
        waits.filter_map(|(number, row)| Some((number, row.ticket?))).collect()
    }

    /// Tells of every change.
    pub fn follow(&self) -> watch::Receiver<usize> {
        self.changed.subscribe()
    }

    fn forget(&self) {
        let mut content = self.locked();
        content.is_forgotten = true;
        content.rows.clear();
        content.changes.push(0);
        self.changed.send_replace(content.changes.len());
    }

    fn is_forgotten(&self) -> bool {
        self.locked().is_forgotten
    }

    fn bytes(&self) -> u64 {
        self.locked().rows.iter().map(Row::bytes).sum()
    }
}

/// Every batch that the server remembers, the oldest first.
#[derive(Default)]
pub struct Batches {
    all: Mutex<VecDeque<Arc<Batch>>>,
}

impl Batches {
    fn locked(&self) -> MutexGuard<'_, VecDeque<Arc<Batch>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a batch. The oldest ones are forgotten if there are too many.
    ///
    /// # Errors
    ///
    /// If the system gives no random numbers.
    pub fn begin(&self) -> Result<Arc<Batch>, Refusal> {
        let batch = Arc::new(Batch::new()?);
        let mut all = self.locked();
        all.push_back(Arc::clone(&batch));
        while all.len() > MAX_BATCHES
            || all.len() > 1 && all.iter().map(|b| b.bytes()).sum::<u64>() > MAX_SPOOL_BYTES
        {
            all.pop_front().iter().for_each(|oldest| oldest.forget());
        }
        Ok(batch)
    }

    /// A batch by its name.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn named(&self, id: &str) -> Result<Arc<Batch>, Refusal> {
        self.locked().iter().find(|batch| batch.id == id).cloned().ok_or(Refusal::Nothing)
    }

    /// Forgets a batch, with its pictures and answers. Checks that wait are not begun.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn forget(&self, id: &str) -> Result<(), Refusal> {
        let mut all = self.locked();
        let at = all.iter().position(|batch| batch.id == id).ok_or(Refusal::Nothing)?;
        all.remove(at).iter().for_each(|batch| batch.forget());
        Ok(())
    }
}

/// Tells a batch how the check of one of its rows goes on.
pub struct RowListener {
    /// The batch.
    pub batch: Weak<Batch>,
    /// Number of the row.
    pub number: usize,
    /// Where sections are kept.
    pub spool: Arc<Spool>,
}

impl RowListener {
    fn change(&self, change: impl FnOnce(&mut Row)) {
        if let Some(batch) = self.batch.upgrade() {
            batch.change(self.number, change);
        }
    }
}

impl Listener for RowListener {
    fn is_there(&self) -> bool {
        self.batch.upgrade().is_some_and(|batch| !batch.is_forgotten())
    }

    fn at(&self, step: Step) {
        self.change(|row| (row.step, row.ticket) = (step, None));
    }

    fn done(&self, answers: Answers) {
        let keep = |outcome: Outcome| {
            let section = self.spool.keep(outcome.section.as_bytes());
            let section = section.map_err(|e| format!("The answer could not be kept: {e}."))?;
            Ok(Kept { answer: Arc::new(outcome.answer), section })
        };
        let kept: Result<Vec<Kept>, String> =
            answers.and_then(|answers| answers.into_iter().map(keep).collect());
        self.change(|row| {
            (row.step, row.ticket) = (Step::Done, None);
            match kept {
                Ok(answers) => row.answers = answers,
                Err(why) => row.failure = Some(why),
            }
        });
    }
}

//! From what was sent to a check in the queue. A link is fetched before its check waits, under the address rules of `fetch`.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::sleep;

use super::Server;
use super::batches::{Batch, RowListener};
use super::outcome::Outcome;
use super::queue::{Answers, Job, Listener, NotTaken, Remark, Source, Step, Wanted};
use super::refusal::Refusal;
use super::upload::Sent;
use crate::fetch;
use crate::fetch::links::{Picture, fetch_all};

/// Pause before a fetched link asks the full queue again.
const PAUSE: Duration = Duration::from_millis(200);

/// Somebody who waits for the answer on the connection.
struct Waiting {
    answer: Mutex<Option<oneshot::Sender<Answers>>>,
}

impl Listener for Waiting {
    fn is_there(&self) -> bool {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        answer.as_ref().is_some_and(|answer| !answer.is_closed())
    }

    fn at(&self, step: Step) {
        if step == Step::Stopped {
            self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }

    fn done(&self, answers: Answers) {
        if let Some(answer) = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // Who asked may be gone.
            let _ = answer.send(answers);
        }
    }
}

/// Checks something and waits for its answers.
///
/// # Errors
///
/// If the queue is full, or the check failed.
pub async fn answers(
    server: &Arc<Server>,
    sent: Sent,
    remark: Remark,
    wanted: Wanted,
) -> Result<Vec<Outcome>, Refusal> {
    if server.queue.is_full() {
        return Err(Refusal::Full);
    }
    let (sender, answer) = oneshot::channel();
    let listener: Arc<dyn Listener> = Arc::new(Waiting { answer: Mutex::new(Some(sender)) });
    let (name, source) = match sent {
        Sent::Picture(name, blob) => (name, Source::Sent(blob)),
        Sent::Link(link) => {
            let pictures = fetched(server, &link).await?;
            (link, Source::Fetched(pictures))
        }
    };
    let job = Job { name: PathBuf::from(name), source, number: 0, wanted, remark, listener };
    server.queue.put(Box::new(job)).map_err(|(why, _)| refusal(why))?;
    answer.await.map_err(|_| Refusal::Closing)?.map_err(Refusal::Failed)
}

/// Adds something to a batch and to the queue. Returns its number, from 0, and its place, if it waits already.
///
/// # Errors
///
/// If the queue or the batch is full.
pub fn add(
    server: &Arc<Server>,
    batch: &Arc<Batch>,
    sent: Sent,
    remark: Remark,
) -> Result<(usize, Option<usize>), Refusal> {
    if server.queue.is_full() {
        return Err(Refusal::Full);
    }
    match sent {
        Sent::Picture(name, blob) => {
            let number = batch.add(name.clone(), Step::Waiting, Some(blob.clone()))?;
            let job = job(server, batch, (number, name), Source::Sent(blob), remark);
            let ticket = queued(server, batch, number, job).map_err(|(why, _)| {
                batch.change(number, |row| row.step = Step::Stopped);
                refusal(why)
            })?;
            Ok((number, server.queue.place(ticket)))
        }
        Sent::Link(link) => {
            let number = batch.add(link.clone(), Step::Fetching, None)?;
            let (server, batch) = (Arc::clone(server), Arc::clone(batch));
            tokio::spawn(async move { follow(&server, &batch, (number, link), remark).await });
            Ok((number, None))
        }
    }
}

/// Fetches a link of a batch, and waits for a place in the queue.
async fn follow(server: &Arc<Server>, batch: &Arc<Batch>, (number, link): (usize, String), remark: Remark) {
    let pictures = match fetched(server, &link).await {
        Ok(pictures) => pictures,
        Err(refusal) => {
            let sentence = refusal.sentence();
            return batch.change(number, |row| (row.step, row.failure) = (Step::Done, Some(sentence)));
        }
    };
    let mut job = job(server, batch, (number, link), Source::Fetched(pictures), remark);
    while let Err((why, again)) = queued(server, batch, number, job) {
        if why == NotTaken::Closed || !again.listener.is_there() {
            return batch.change(number, |row| row.step = Step::Stopped);
        }
        job = again;
        sleep(PAUSE).await;
    }
}

fn job(
    server: &Arc<Server>,
    batch: &Arc<Batch>,
    (number, name): (usize, String),
    source: Source,
    remark: Remark,
) -> Box<Job> {
    let listener = RowListener { batch: Arc::downgrade(batch), number, spool: Arc::clone(&server.spool) };
    let listener = Arc::new(listener);
    Box::new(Job { name: PathBuf::from(name), source, number, wanted: Wanted::Section, remark, listener })
}

fn queued(server: &Server, batch: &Batch, number: usize, job: Box<Job>) -> Result<u64, (NotTaken, Box<Job>)> {
    let ticket = server.queue.put(job)?;
    // A thread may have taken it already.
    if server.queue.place(ticket).is_some() {
        batch.change(number, |row| {
            if matches!(row.step, Step::Fetching | Step::Waiting) {
                (row.step, row.ticket) = (Step::Waiting, Some(ticket));
            }
        });
    }
    Ok(ticket)
}

/// The pictures of a link. It is fetched on a thread of its own, so many at once.
async fn fetched(
    server: &Arc<Server>,
    link: &str,
) -> Result<Vec<Result<Picture, fetch::http::Refusal>>, Refusal> {
    let _place = Arc::clone(&server.fetching).acquire_owned().await.map_err(|_| Refusal::Closing)?;
    let (server, link) = (Arc::clone(server), link.to_owned());
    let fetching = tokio::task::spawn_blocking(move || {
        let mut pictures = Vec::new();
        fetch_all(&[(0, &link)], &server.settings.links, |_, arrival| {
            pictures.extend(arrival.pictures);
            true
        });
        pictures
    });
    fetching.await.map_err(|_| Refusal::Failed("A fault of the program stopped the download.".into()))
}

fn refusal(why: NotTaken) -> Refusal {
    match why {
        NotTaken::Full => Refusal::Full,
        NotTaken::Closed => Refusal::Closing,
    }
}

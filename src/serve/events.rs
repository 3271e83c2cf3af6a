//! How a batch goes on, as server-sent events: `row` for each picture that changed, `places` when the queue moved.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use tokio::sync::watch;
use tokio::time::timeout;

use super::batches::Batch;
use super::refusal::Refusal;
use super::{Server, api};

/// Interval at which places in the queue are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Somebody who follows a batch.
struct Follower {
    server: Arc<Server>,
    batch: Arc<Batch>,
    changed: watch::Receiver<usize>,
    /// Changes that were sent.
    seen: usize,
    /// Places that were sent: by number of the picture, from 1.
    places: BTreeMap<usize, usize>,
    waiting: VecDeque<Event>,
    is_over: bool,
}

/// `GET /api/batches/{id}/events`. Who was cut off goes on behind `Last-Event-ID`.
pub async fn events(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    fields: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let batch = server.batches.named(&id)?;
    let last = fields.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let follower = Follower {
        server,
        changed: batch.follow(),
        batch,
        seen: last.unwrap_or(0),
        places: BTreeMap::new(),
        waiting: VecDeque::new(),
        is_over: false,
    };
    let stream = unfold(follower, |mut follower| async {
        let event = follower.next().await?;
        Some((Ok(event), follower))
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()))
}

impl Follower {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.is_over {
                return None;
            }
            self.look();
            if self.waiting.is_empty() && !self.is_over {
                // A batch lives as long as its follower.
                let _ = timeout(LOOK, self.changed.changed()).await;
            }
        }
    }

    fn look(&mut self) {
        self.changed.borrow_and_update();
        let queue = &self.server.queue;
        let Some((rows, seen)) = self.batch.changes(self.seen) else {
            self.is_over = true;
            return self.waiting.push_back(Event::default().event("forgotten").data("{}"));
        };
        self.seen = seen;
        for (number, row) in &rows {
            let event = Event::default().event("row").id(seen.to_string());
            self.waiting.push_back(event.data(api::row(queue, *number, row)));
        }
        let places = self.batch.waiting().into_iter();
        let places: BTreeMap<usize, usize> =
            places.filter_map(|(number, ticket)| Some((number + 1, queue.place(ticket)?))).collect();
        if places != self.places {
            let data = serde_json::to_string(&places).unwrap_or_default();
            self.waiting.push_back(Event::default().event("places").data(data));
            self.places = places;
        }
        self.is_over = queue.is_closed();
    }
}

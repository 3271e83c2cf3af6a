//! The page and the API: the check of the command line, in a browser and for programs.
//!
//! `server` accepts connections, bounded in number and time. `guard` decides who may ask. `routes` lists the addresses:
//! `api` and `events` answer programs, `pages` people. `upload` takes pictures as they come, into `spool`, the server's memory
//! on disk. A check waits in `queue` for one of the threads of `worker`, and `batches` remembers what became of it. What is said
//! and shown of an answer is made by `report`, as on the command line; the sentences of the pages are in `catalogue`.
//!
//! One thread serves all connections, and none of it waits for a check. No path of a request names a file.

mod api;
mod batches;
mod catalogue;
mod events;
mod guard;
mod history;
mod openapi;
mod outcome;
mod pages;
mod queue;
mod refusal;
mod routes;
mod server;
mod spool;
mod submit;
mod token;
mod upload;
mod worker;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use tokio::sync::Semaphore;

use crate::error::Error;
use crate::fetch::links;
use crate::index::IndexPaths;
use crate::limits::LINKS_AHEAD;
use batches::Batches;
use guard::Gate;
use queue::Queue;
use spool::Spool;
pub use token::Token;
pub use worker::Entering;
use worker::Worker;

/// Options of the server.
pub struct Settings {
    /// The index.
    pub index: IndexPaths,
    /// Languages of the words in pictures, as Tesseract names them.
    pub languages: Option<String>,
    /// Whether answers give the place that a file says.
    pub has_places: bool,
    /// Whether pixels and words of the originals are left out of what is shown.
    pub no_originals: bool,
    /// Number of checks at once.
    pub threads: usize,
    /// Address to listen at.
    pub listen: IpAddr,
    /// Port to listen at; 0 for a free one.
    pub port: u16,
    /// Further names, with ports, under which browsers reach the server.
    pub names: Vec<String>,
    /// Folder in which pictures that are sent are archived, if they are.
    pub keep: Option<PathBuf>,
    /// Settings for fetching links.
    pub links: links::Settings,
    /// The log that checks are entered in.
    pub log: Option<PathBuf>,
}

/// What the server's caller does for it.
pub struct Hooks<'a> {
    /// Tells the address of the page when it can be opened.
    pub ready: &'a (dyn Fn(&str) -> Result<(), Error> + Sync),
    /// Enters an answer in the log, before it is given.
    pub enter: &'a (dyn Fn(&Entering) -> Result<(), Error> + Sync),
    /// True when the server has to end.
    pub is_over: &'a (dyn Fn() -> bool + Sync),
}

/// State of the server.
struct Server {
    settings: Settings,
    gate: Gate,
    queue: Queue,
    batches: Batches,
    spool: Arc<Spool>,
    /// Links that are fetched at once.
    fetching: Arc<Semaphore>,
}

/// Serves until it has to end.
///
/// # Errors
///
/// If the index cannot be opened, or nobody can listen at the address.
pub fn run(settings: Settings, token: Token, hooks: &Hooks) -> Result<(), Error> {
    let workers = Worker::all(&settings)?;
    let wanted = SocketAddr::new(settings.listen, settings.port);
    let (listener, at) = server::listen(wanted)?;
    let no_memory = |e| Error::Request(format!("There is no place for temporary files: {e}. Set TMPDIR."));
    let server = Arc::new(Server {
        gate: Gate::new(at, &settings.names, token),
        queue: Queue::default(),
        batches: Batches::default(),
        spool: Arc::new(Spool::new().map_err(no_memory)?),
        fetching: Arc::new(Semaphore::new(LINKS_AHEAD)),
        settings,
    });
    (hooks.ready)(&server.gate.address(at))?;
    thread::scope(|scope| {
        for worker in workers {
            let server = &server;
            scope.spawn(move || worker.run(server, hooks));
        }
        let served = server::serve(listener, &server, hooks.is_over);
        server.queue.close();
        served
    })
}

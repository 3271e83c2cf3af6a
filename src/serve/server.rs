//! Connections: accepted up to a number, cut off when they stall, and ended in order.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Sleep, sleep, timeout};

use super::{Server, routes};
use crate::error::Error;
use crate::limits::{CLOSING_TIME, MAX_CONNECTIONS, MAX_REQUEST_HEAD, REQUEST_HEAD_TIME, STALL_TIME};

/// Interval at which the server looks whether it has to end.
const LOOK: Duration = Duration::from_millis(100);
/// Pause after a connection could not be accepted, as when files have run out.
const BREATH: Duration = Duration::from_millis(200);

/// Listens at an address. Returns also the address with the port that was found.
pub fn listen(wanted: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let listened = TcpListener::bind(wanted).and_then(|listener| {
        listener.set_nonblocking(true)?;
        let at = listener.local_addr()?;
        Ok((listener, at))
    });
    listened.map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => Error::Request(format!(
            "{wanted}: another program listens there. Name another --port, or 0 for a free one."
        )),
        _ => Error::Request(format!(
            "{wanted}: nobody can listen there ({e}). Name another --listen or --port."
        )),
    })
}

/// Serves until it has to end, then ends the connections.
pub fn serve(listener: TcpListener, server: &Arc<Server>, is_over: &dyn Fn() -> bool) -> Result<(), Error> {
    let failed = |e: io::Error| Error::Request(format!("The server cannot run: {e}."));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        accept(&listener, server, is_over).await;
        Ok(())
    });
    // A download in progress is not waited for.
    runtime.shutdown_background();
    served.map_err(failed)
}

async fn accept(listener: &tokio::net::TcpListener, server: &Arc<Server>, is_over: &dyn Fn() -> bool) {
    let app = routes::router(server);
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let (closing, is_closing) = watch::channel(false);
    while !is_over() {
        let Ok(Ok(place)) = timeout(LOOK, Arc::clone(&room).acquire_owned()).await else { continue };
        match timeout(LOOK, listener.accept()).await {
            Ok(Ok((stream, _))) => {
                let (app, is_closing) = (app.clone(), is_closing.clone());
                tokio::spawn(async move {
                    hold(Patient { inner: stream, stalled: None }, app, is_closing).await;
                    drop(place);
                });
            }
            Ok(Err(_)) => sleep(BREATH).await,
            Err(_) => {}
        }
    }
    // Checks and connections in progress may end what they do; what waits is not begun.
    server.queue.close();
    closing.send_replace(true);
    let _ = timeout(CLOSING_TIME, room.acquire_many(MAX_CONNECTIONS as u32)).await;
}

/// Holds a connection until it ends.
async fn hold<S>(stream: S, app: Router, mut is_closing: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_HEAD_TIME)
        .max_buf_size(MAX_REQUEST_HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    tokio::pin!(connection);
    let mut is_told = false;
    loop {
        tokio::select! {
            // Whatever ended it, there is nobody to be told.
            _ = connection.as_mut() => return,
            _ = is_closing.changed(), if !is_told => {
                is_told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// A connection that is cut off if the other side reads nothing for a while.
struct Patient<S> {
    inner: S,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    fn bounded<T>(&mut self, context: &mut Context, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() {
            self.stalled = None;
            return done;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALL_TIME)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context, to: &mut ReadBuf) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, to)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.bounded(context, done)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.inner).poll_flush(context);
        self.bounded(context, done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.inner).poll_shutdown(context);
        self.bounded(context, done)
    }
}

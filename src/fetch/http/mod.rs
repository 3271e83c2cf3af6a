//! HTTP downloads with a record of every step.
//!
//! Only public addresses are contacted (see [`resolver`]): either all addresses of a name are public, or none
//! is contacted. The client queries the resolver for each new connection, so the address that was checked is
//! the address that is contacted. Redirects are followed explicitly, and every response is limited in time and
//! size.

mod backoff;
mod host_locks;
mod refusal;
pub mod resolver;

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client, RequestBuilder, Response, StatusCode, dns::Resolve, redirect};
use rustls::CertificateError;
use url::Url;

use super::address::{is_public, literal};
use crate::limits;
use crate::model::download::{Download, Hop};
use host_locks::Turns;
pub use refusal::Refusal;
use resolver::{Gate, NotPublic};

/// User agent.
const AGENT: &str = concat!("verify-shot/", env!("CARGO_PKG_VERSION"));
/// `Accept` header: supported picture formats, then HTML pages.
pub const ANYTHING: &str =
    "image/png,image/jpeg,image/webp,image/gif,image/bmp,image/tiff,text/html;q=0.9,*/*;q=0.5";

/// Options for fetching links.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Addresses that are not public are permitted.
    pub allow_private: bool,
    /// Proxy for all requests. It resolves names, so their addresses are not checked here.
    pub proxy: Option<Url>,
    /// Timeout for one download.
    pub time: Duration,
}

impl Default for Manner {
    fn default() -> Self {
        Self { allow_private: false, proxy: None, time: limits::LINK_TIME }
    }
}

/// Parameters of a request.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Value of the `Accept` header.
    pub accept: &'a str,
    /// Content type and body to send; redirects receive them, too.
    pub sent: Option<(&'a str, &'a [u8])>,
    /// Most bytes of the response body.
    pub most: usize,
}

/// HTTP client with its connections and host locks.
pub struct Fetcher {
    client: Client,
    manner: Manner,
    turns: Turns,
}

enum Step {
    Moved(Hop, Url),
    Arrived(Hop, Vec<u8>),
}

impl Fetcher {
    /// A client that resolves names with `names`.
    ///
    /// # Errors
    ///
    /// If the HTTP client cannot be created.
    pub fn new(manner: Manner, names: Arc<dyn Resolve>) -> Result<Self, Refusal> {
        // Fails harmlessly if another client in this process has already installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let exempt = manner.proxy.as_ref().and_then(|proxy| proxy.host_str()).map(str::to_owned);
        let names = if manner.allow_private { names } else { Arc::new(Gate { names, exempt }) };
        let builder = Client::builder()
            .user_agent(AGENT)
            .redirect(redirect::Policy::none())
            .connect_timeout(limits::CONNECT_TIME)
            .referer(false)
            .dns_resolver(names)
            .no_proxy();
        let builder = match &manner.proxy {
            Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy.clone()).map_err(no_client)?),
            None => builder,
        };
        Ok(Self { client: builder.build().map_err(no_client)?, manner, turns: Turns::default() })
    }

    /// Its options.
    pub fn manner(&self) -> &Manner {
        &self.manner
    }

    /// Downloads a URL with this `Accept` header.
    ///
    /// # Errors
    ///
    /// The reason for refusing the link, its redirects or the response.
    pub async fn get(&self, url: &Url, accept: &str) -> Result<Download, Refusal> {
        self.ask(url, &Question { accept, sent: None, most: limits::MAX_DOWNLOAD_BYTES }).await
    }

    /// Sends a request to a URL.
    ///
    /// # Errors
    ///
    /// The reason for refusing the link, its redirects or the response.
    pub async fn ask(&self, url: &Url, question: &Question<'_>) -> Result<Download, Refusal> {
        let mut left = self.manner.time;
        let (mut url, mut hops) = (url.clone(), Vec::new());
        loop {
            self.permit(&url)?;
            // Waiting for other requests does not count towards the timeout.
            let turn = self.turns.of(url.host_str().unwrap_or_default()).await;
            let deadline = Instant::now() + left;
            let asked = tokio::time::timeout(left, self.step(&url, question, deadline)).await;
            drop(turn);
            left = deadline.saturating_duration_since(Instant::now());
            match asked.map_err(|_| Refusal::TimedOut(self.manner.time.as_secs()))?? {
                Step::Arrived(hop, bytes) => {
                    hops.push(hop);
                    return Ok(Download { hops, at: Timestamp::now(), bytes });
                }
                Step::Moved(hop, _) if hops.len() == limits::MAX_REDIRECTS => {
                    hops.push(hop);
                    return Err(Refusal::Redirects);
                }
                Step::Moved(hop, next) => {
                    hops.push(hop);
                    url = next;
                }
            }
        }
    }

    /// Checks whether a URL is permitted, as far as its text shows.
    fn permit(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        match literal(url) {
            Some(address) if !self.manner.allow_private && !is_public(address) => {
                Err(Refusal::Private(address))
            }
            _ => Ok(()),
        }
    }

    /// Sends a request, and repeats it if the host is busy and there is time.
    async fn step(&self, url: &Url, question: &Question<'_>, deadline: Instant) -> Result<Step, Refusal> {
        let mut tries = 0;
        loop {
            let answer = self.send(url, question).await?;
            let busy =
                matches!(answer.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
            if !busy {
                return take(answer, url, question.most).await;
            }
            let pause = backoff::before_retry(answer.headers(), tries, Timestamp::now());
            if pause >= deadline.saturating_duration_since(Instant::now()) {
                return Err(Refusal::Status(answer.status().as_u16()));
            }
            // Close the connection: the body of a "busy" response is not read.
            drop(answer);
            tokio::time::sleep(pause).await;
            tries += 1;
        }
    }

    /// Sends a request, and once more if the connection broke before the response began: hosts close idle
    /// connections at any time without notice (RFC 9112, section 9.3.1), and all requests made here are
    /// idempotent.
    async fn send(&self, url: &Url, question: &Question<'_>) -> Result<Response, Refusal> {
        match self.request(url, question).send().await.map_err(|e| refusal_of(&e)) {
            Err(Refusal::Broken(_)) => self.request(url, question).send().await.map_err(|e| refusal_of(&e)),
            done => done,
        }
    }

    fn request(&self, url: &Url, question: &Question<'_>) -> RequestBuilder {
        let request = match question.sent {
            Some((kind, body)) => {
                self.client.post(url.clone()).header(CONTENT_TYPE, kind).body(body.to_vec())
            }
            None => self.client.get(url.clone()),
        };
        request.header(ACCEPT, question.accept)
    }
}

/// Reads a response to its end.
async fn take(answer: Response, url: &Url, most: usize) -> Result<Step, Refusal> {
    let status = answer.status();
    let hop = Hop { url: url.clone(), status: status.as_u16(), headers: fields(answer.headers()) };
    if let (true, Some(to)) = (is_moved(status), answer.headers().get(LOCATION)) {
        let to = std::str::from_utf8(to.as_bytes()).map_err(|e| Refusal::NotALink(e.to_string()))?;
        let next = url.join(to).map_err(|e| Refusal::NotALink(e.to_string()))?;
        if url.scheme() == "https" && next.scheme() == "http" {
            return Err(Refusal::Downgrade);
        }
        return Ok(Step::Moved(hop, next));
    }
    if !status.is_success() {
        return Err(Refusal::Status(hop.status));
    }
    let bytes = body(answer, most).await?;
    if bytes.is_empty() { Err(Refusal::Empty) } else { Ok(Step::Arrived(hop, bytes)) }
}

fn is_moved(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Reads the body; the limit applies after decompression.
async fn body(mut answer: Response, most: usize) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|e| refusal_of(&e))? {
        if bytes.len() + piece.len() > most {
            return Err(Refusal::TooLarge(most));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn fields(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect()
}

fn no_client(error: reqwest::Error) -> Refusal {
    Refusal::NoClient(innermost(&error))
}

fn refusal_of(error: &reqwest::Error) -> Refusal {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(NotPublic(address)) = inner.downcast_ref() {
            return Refusal::Private(*address);
        }
        if let Some(rustls::Error::InvalidCertificate(why)) = made_of(inner).downcast_ref() {
            return Refusal::Certificate(fault(why));
        }
        cause = inner.source();
    }
    match error.is_connect() || error.is_timeout() {
        true => Refusal::Unreachable(innermost(error)),
        false => Refusal::Broken(innermost(error)),
    }
}

/// The inner error of an I/O error, which `source` does not return.
fn made_of<'a>(mut error: &'a (dyn std::error::Error + 'static)) -> &'a (dyn std::error::Error + 'static) {
    while let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        error = inner;
    }
    error
}

/// Description of a certificate error.
fn fault(why: &CertificateError) -> String {
    use CertificateError as Fault;
    match why {
        Fault::Expired | Fault::ExpiredContext { .. } => "its certificate has expired".into(),
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => "its certificate is not valid yet".into(),
        Fault::NotValidForName | Fault::NotValidForNameContext { .. } => {
            "its certificate is that of another host".into()
        }
        Fault::UnknownIssuer => "nobody whom this machine trusts has signed its certificate".into(),
        other => format!("its certificate does not hold ({other})"),
    }
}

/// Innermost cause of an error: the outer layers are not informative.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;

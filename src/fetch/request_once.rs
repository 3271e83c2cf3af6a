//! A single HTTP request.

use std::sync::Arc;

use url::Url;

use super::http::resolver::System;
use super::http::{Fetcher, Manner, Question, Refusal};

/// Sends a request and waits for the response.
///
/// # Errors
///
/// The reason for refusing the URL or the response.
pub fn ask(address: &str, question: &Question, manner: &Manner) -> Result<Vec<u8>, Refusal> {
    let url = Url::parse(address).map_err(|e| Refusal::NotALink(e.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Refusal::NoClient(e.to_string()))?;
    let fetcher = Fetcher::new(manner.clone(), Arc::new(System))?;
    let answer = runtime.block_on(fetcher.ask(&url, question));
    // Do not wait for a name server that does not respond.
    runtime.shutdown_background();
    Ok(answer?.bytes)
}

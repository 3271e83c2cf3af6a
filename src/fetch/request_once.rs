//! One question to one host, and its answer.

use std::sync::Arc;

use url::Url;

use super::http::resolver::System;
use super::http::{Fetcher, Manner, Question, Refusal};

/// Asks the host at an address, and waits for its answer.
pub fn ask(address: &str, question: &Question, manner: &Manner) -> Result<Vec<u8>, Refusal> {
    let url = Url::parse(address).map_err(|e| Refusal::NotALink(e.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Refusal::NoClient(e.to_string()))?;
    let fetcher = Fetcher::new(manner.clone(), Arc::new(System))?;
    let answer = runtime.block_on(fetcher.ask(&url, question));
    // A name server that does not answer would be waited for.
    runtime.shutdown_background();
    Ok(answer?.bytes)
}

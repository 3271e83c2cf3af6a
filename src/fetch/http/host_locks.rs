//! Serialises requests: one at a time per host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// Locks of the hosts contacted so far.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits for the lock of a host. It is released when the guard is dropped.
    pub async fn of(&self, host: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(host.trim_end_matches('.').to_owned()).or_default())
        };
        turn.lock_owned().await
    }
}

//! Ctrl-C: ends the program at once, or asks a batch to finish the work in progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

use super::exit::INTERRUPTED;
use super::output;

/// State of Ctrl-C.
pub struct Interrupt {
    /// True if the next Ctrl-C ends the program; each Ctrl-C sets it.
    at_once: Arc<AtomicBool>,
}

impl Interrupt {
    /// From now on Ctrl-C ends the program at once. Every document written so far is complete in the index, so
    /// nothing must be cleaned up.
    pub fn listen() -> Self {
        let at_once = Arc::new(AtomicBool::new(true));
        // The order matters: the first Ctrl-C of a batch must find the flag unset.
        let registered = flag::register_conditional_shutdown(SIGINT, INTERRUPTED, Arc::clone(&at_once))
            .and_then(|_| flag::register(SIGINT, Arc::clone(&at_once)));
        if let Err(e) = registered {
            output::problem(&format!("Ctrl-C will end the program without its own exit code: {e}."));
        }
        Self { at_once }
    }

    /// From now on the first Ctrl-C is only a request; the second ends the program.
    pub fn ask_first(&self) {
        self.at_once.store(false, Ordering::Relaxed);
    }

    /// True if Ctrl-C was pressed since [`Interrupt::ask_first`].
    pub fn is_asked(&self) -> bool {
        self.at_once.load(Ordering::Relaxed)
    }
}

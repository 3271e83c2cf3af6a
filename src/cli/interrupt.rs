//! Ctrl-C: it ends the program at once, or asks a batch to end what is in work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

use super::exit::INTERRUPTED;
use super::output;

/// Whether Ctrl-C was pressed.
pub struct Interrupt {
    /// True where the next Ctrl-C ends the program; each Ctrl-C makes it true.
    at_once: Arc<AtomicBool>,
}

impl Interrupt {
    /// From now on Ctrl-C ends the program at once. Every document that was written is whole in the index, so there is
    /// nothing to be tidied first.
    pub fn listen() -> Self {
        let at_once = Arc::new(AtomicBool::new(true));
        // In this order: the first Ctrl-C of a batch has to find the flag as it was.
        let registered = flag::register_conditional_shutdown(SIGINT, INTERRUPTED, Arc::clone(&at_once))
            .and_then(|_| flag::register(SIGINT, Arc::clone(&at_once)));
        if let Err(e) = registered {
            output::problem(&format!("Ctrl-C will end the program without its own exit code: {e}."));
        }
        Self { at_once }
    }

    /// From now on the first Ctrl-C only asks, and the second ends the program.
    pub fn ask_first(&self) {
        self.at_once.store(false, Ordering::Relaxed);
    }

    /// Whether it was asked to end, since [`Interrupt::ask_first`].
    pub fn is_asked(&self) -> bool {
        self.at_once.load(Ordering::Relaxed)
    }
}

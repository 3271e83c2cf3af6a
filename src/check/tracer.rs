//! The trace of a check. If nobody asks for it, neither the clock is read nor a step recorded.

use std::cell::RefCell;
use std::time::Instant;

use crate::model::trace::{Found, Step};

/// A trace, recorded or not.
#[derive(Default)]
pub struct Trace {
    steps: Option<RefCell<Vec<Step>>>,
}

impl Trace {
    /// A trace that is recorded.
    pub fn asked() -> Self {
        Self { steps: Some(RefCell::default()) }
    }

    /// Whether the trace is recorded.
    pub fn is_asked(&self) -> bool {
        self.steps.is_some()
    }

    /// The start time of a step. Returns `None` if the trace is not recorded.
    pub fn begin(&self) -> Option<Instant> {
        self.is_asked().then(Instant::now)
    }

    /// Records a step that began at this time.
    pub fn record(&self, began: Option<Instant>, found: impl FnOnce() -> Found) {
        if let (Some(steps), Some(began)) = (&self.steps, began) {
            let took = began.elapsed();
            steps.borrow_mut().push(Step { found: found(), took });
        }
    }

    /// The steps, in the order in which they ended.
    pub fn steps(self) -> Vec<Step> {
        self.steps.map(RefCell::into_inner).unwrap_or_default()
    }
}

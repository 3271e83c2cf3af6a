//! Keeps the trace of a check where somebody asks for it; else neither clock nor step costs anything.

use std::cell::RefCell;
use std::time::Instant;

use crate::model::trace::{Found, Step};

/// An trace that is being kept, or not.
#[derive(Default)]
pub struct Trace {
    steps: Option<RefCell<Vec<Step>>>,
}

impl Trace {
    /// One that somebody asks for.
    pub fn asked() -> Self {
        Self { steps: Some(RefCell::default()) }
    }

    /// Whether somebody asks for it.
    pub fn is_asked(&self) -> bool {
        self.steps.is_some()
    }

    /// When a step begins; none where nobody asks.
    pub fn begin(&self) -> Option<Instant> {
        self.is_asked().then(Instant::now)
    }

    /// Enters a step that began then.
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

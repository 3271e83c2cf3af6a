//! Progress on stderr: files, pages, pages a second, time left. Nothing where stderr is no terminal.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::ingest::Progress;

/// A bar over files, with a count of pages.
pub struct Bar {
    bar: ProgressBar,
    pages: AtomicU64,
    began: Instant,
}

impl Bar {
    /// A bar that shows as soon as the work is known.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} files, {msg}, {eta} left");
        bar.set_style(style.expect("the template is one of ours"));
        Self { bar, pages: AtomicU64::new(0), began: Instant::now() }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn planned(&self, files: usize) {
        self.bar.set_length(files as u64);
        self.bar.enable_steady_tick(Duration::from_millis(250));
    }

    fn page(&self) {
        let pages = self.pages.fetch_add(1, Ordering::Relaxed) + 1;
        let rate = pages as f64 / self.began.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!("{pages} pages, {rate:.1} pages/s"));
    }

    fn file(&self) {
        self.bar.inc(1);
    }
}

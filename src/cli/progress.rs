//! Progress bars on stderr: work done, rate, time left. Nothing is shown if stderr is not a terminal.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::ingest::{Progress, Stage};
use crate::model::answer::Verdict;
use crate::report::{escape, messages};

/// Bar over files with a count of pages, then over office files rendered and pages read by OCR.
pub struct Bar {
    bar: ProgressBar,
    pages: AtomicU64,
    began: Instant,
    /// Time at which progress in a container was last shown, in milliseconds since the start; 0 if never.
    told: AtomicU64,
}

/// Shortest time between two updates for a container, in milliseconds.
const PAUSE: u64 = 200;

impl Bar {
    /// A bar that is shown as soon as the amount of work is known.
    pub fn new() -> Self {
        let bar =
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_message("no page yet");
        bar.set_style(style("{bar:24} {pos}/{len} files, {msg}, {left}"));
        Self { bar, pages: AtomicU64::new(0), began: Instant::now(), told: AtomicU64::new(0) }
    }

    /// Removes the bar.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Restarts the bar for other work, whose rate is unrelated to the one before.
    fn anew(&self, length: usize, template: &str) {
        self.bar.reset();
        self.bar.set_length(length as u64);
        self.bar.set_style(style(template));
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
        self.bar.set_message(format!("{}, {rate:.1} a second", messages::counted(pages as usize, "page")));
    }

    fn file(&self) {
        self.bar.inc(1);
    }

    fn container(&self, name: &str, stage: Stage) {
        let now = self.began.elapsed().as_millis() as u64;
        let told = self.told.load(Ordering::Relaxed);
        // Avoid an update for each of thousands of messages per second.
        if now < told + PAUSE && told > 0 {
            return;
        }
        self.told.store(now.max(1), Ordering::Relaxed);
        let (begun, size) = (escape::text(name), |bytes: u64| format!("{:.1}", bytes as f64 / 1e9));
        let what = match stage {
            Stage::Digest { bytes, of } => format!("SHA-256, {} of {} GB", size(bytes), size(of)),
            Stage::Count { bytes, of } => format!("messages counted in {} of {} GB", size(bytes), size(of)),
            Stage::Messages { number, of } => {
                format!("message {} of {}", messages::number(number.into()), messages::number(of.into()))
            }
        };
        if told == 0 {
            self.bar.set_style(style("{bar:24} {pos}/{len} files, {msg}\n{prefix}"));
        }
        self.bar.set_prefix(format!("{what}: {begun}"));
    }

    fn to_be_drawn(&self, files: usize) {
        self.anew(files, "{bar:24} {pos}/{len} office files drawn, {left}");
    }

    fn drawn(&self) {
        self.bar.inc(1);
    }

    fn to_be_redrawn(&self, files: usize) {
        self.anew(files, "{bar:24} {pos}/{len} PDFs drawn a second time, {left}");
    }

    fn redrawn(&self) {
        self.bar.inc(1);
    }

    fn to_be_read(&self, pages: usize) {
        self.anew(pages, "{bar:24} {pos}/{len} pages read by OCR, {rate} a second, {left}");
    }

    fn page_read(&self) {
        self.bar.inc(1);
    }
}

/// Style for a template of this program; `rate` is the number of items per second, and `left` the time that the others
/// will take. Nothing is known of either before the first item is done.
fn style(template: &str) -> ProgressStyle {
    let rate = |state: &ProgressState, said: &mut dyn Write| {
        // Ignore errors of the terminal.
        let _ = match state.pos() {
            0 => write!(said, "–"),
            _ => write!(said, "{:.1}", state.per_sec()),
        };
    };
    let left = |state: &ProgressState, said: &mut dyn Write| {
        let _ = match state.pos() {
            0 => write!(said, "time left not known yet"),
            _ => write!(said, "{:#} left", HumanDuration(state.eta())),
        };
    };
    let style = ProgressStyle::with_template(template).expect("the template is one of ours");
    style.with_key("rate", rate).with_key("left", left)
}

/// Bar over pictures, or over pages with several pictures each, with the number of each verdict so far.
pub struct Pictures {
    bar: ProgressBar,
    counts: [u64; Verdict::ALL.len()],
}

impl Pictures {
    /// A bar over this number of pictures; it is hidden for a single one.
    pub fn new(pictures: usize) -> Self {
        Self::over(pictures, "{bar:24} {pos}/{len} pictures, {rate} a second, {left}\n{wide_msg}")
    }

    /// A bar over pages, each with several pictures.
    pub fn of_pages(pages: usize) -> Self {
        Self::over(pages, "{bar:24} {pos}/{len} pages, {left}\n{wide_msg}")
    }

    /// The counts have a line of their own, because 80 columns have no room for them beside the rest.
    fn over(length: usize, template: &str) -> Self {
        let target = if length > 1 { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(length as u64), target);
        bar.set_style(style(template));
        bar.enable_steady_tick(Duration::from_millis(250));
        Self { bar, counts: Default::default() }
    }

    /// Counts an answer and advances.
    pub fn count(&mut self, verdict: Verdict) {
        self.note(verdict);
        self.step();
    }

    /// Counts an answer.
    pub fn note(&mut self, verdict: Verdict) {
        let mut said = Vec::new();
        for (one, count) in Verdict::ALL.into_iter().zip(&mut self.counts) {
            *count += u64::from(one == verdict);
            if *count > 0 {
                said.push(format!("{count} {}", messages::verdict(one)));
            }
        }
        self.bar.set_message(said.join(" · "));
    }

    /// Advances by one.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// Prints something while the bar is hidden.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// Removes the bar.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

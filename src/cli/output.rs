//! Results go to stdout, problems to stderr.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;
use crate::report::escape;

/// True if the reader of stdout has gone away.
static IS_GONE: AtomicBool = AtomicBool::new(false);

/// Prints a result. A reader that has gone away (`| head`) is not an error.
pub fn result(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
            IS_GONE.store(true, Ordering::Relaxed);
            Ok(())
        }
        Err(e) => {
            Err(Error::Request(format!("The result could not be written: {e}. Check where the output goes.")))
        }
        Ok(()) => Ok(()),
    }
}

/// True if a previous print found that nobody reads stdout any more.
pub fn is_gone() -> bool {
    IS_GONE.load(Ordering::Relaxed)
}

/// Prints a problem on a line of its own.
pub fn problem(sentence: &str) {
    // If stderr is closed, the message is lost.
    let _ = writeln!(io::stderr().lock(), "verify-shot: {}", escape::text(sentence));
}

/// Prints lines beside the results, on stderr.
pub fn aside(lines: &str) {
    // If stderr is closed, they are lost.
    let _ = io::stderr().lock().write_all(lines.as_bytes());
}

/// True if results go to a terminal that shows colours and links, and nobody asked for none (`NO_COLOR`).
pub fn is_painted() -> bool {
    let has = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    io::stdout().is_terminal() && has("NO_COLOR").is_none() && has("TERM").is_some_and(|term| term != "dumb")
}

/// Width of the terminal to which results go. Returns `None` if they go elsewhere. `COLUMNS` in the environment
/// takes precedence.
pub fn columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let is_seen = io::stdout().is_terminal();
    said.or_else(|| {
        if is_seen { terminal_size::terminal_size() } else { None }.map(|(wide, _)| wide.0.into())
    })
}

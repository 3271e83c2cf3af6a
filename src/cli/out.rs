//! Results to stdout, problems to stderr.

use std::io::{self, Write};

use crate::error::Error;
use crate::report::escape;

/// Prints a result. A reader that has gone away (`| head`) is no error.
pub fn result(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Request(format!("The result could not be written: {e}. Check where the output goes.")))
        }
        _ => Ok(()),
    }
}

/// Says what is wrong, in a line of its own.
pub fn problem(sentence: &str) {
    // Where stderr is gone there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "verify-shot: {}", escape::text(sentence));
}

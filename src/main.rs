//! Entry point of the command-line program and of its child process.

use std::process::ExitCode;

use verify_shot::{cli, sandbox};

fn main() -> ExitCode {
    if sandbox::is_child() {
        return sandbox::serve();
    }
    cli::run()
}

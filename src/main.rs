//! The command line.

use std::process::ExitCode;

use verify_shot::{cli, sandbox};

fn main() -> ExitCode {
    if sandbox::is_child() {
        return sandbox::serve();
    }
    cli::run()
}

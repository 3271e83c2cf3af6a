//! The command line.

use std::process::ExitCode;

use verify_shot::{cli, guard};

fn main() -> ExitCode {
    if guard::is_child() {
        return guard::serve();
    }
    cli::run()
}

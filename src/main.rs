//! The command line.

use std::process::ExitCode;

use verify_shot::guard;

fn main() -> ExitCode {
    if guard::is_child() {
        return guard::serve();
    }
    ExitCode::SUCCESS
}

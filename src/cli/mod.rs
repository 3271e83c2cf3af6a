//! The command line: what was typed, turned into what is meant, done, and said.

mod add;
mod args;
mod check;
mod data;
mod exit;
mod out;
mod progress;
mod status;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Parser;

use args::{Args, Command};
pub use exit::Exit;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    // Every document that was written is whole in the index, so there is nothing to be tidied first.
    let at_once = Arc::new(AtomicBool::new(true));
    let interrupt = signal_hook::consts::SIGINT;
    if let Err(e) = signal_hook::flag::register_conditional_shutdown(interrupt, exit::INTERRUPTED, at_once) {
        out::problem(&format!("Ctrl-C will end the program without its own exit code: {e}."));
    }
    let args = Args::parse();
    let done = match args.command {
        Some(Command::Add(args)) => add::run(&args),
        Some(Command::Status(args)) => status::run(&args),
        None => check::run(&args.check),
    };
    let exit = done.unwrap_or_else(|error| {
        out::problem(&error.to_string());
        Exit::NotChecked
    });
    exit.into()
}

//! The command line: what was typed, turned into what is meant, done, and said.

mod add;
mod args;
mod check;
mod data;
mod exit;
mod interrupt;
mod out;
mod progress;
mod status;
mod trial;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
pub use exit::Exit;
use interrupt::Interrupt;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let interrupt = Interrupt::listen();
    let args = Args::parse();
    let done = match args.command {
        Some(Command::Add(args)) => add::run(&args),
        Some(Command::Status(args)) => status::run(&args),
        Some(Command::Trial(args)) => trial::run(&args, &interrupt),
        None => check::run(&args.check, &interrupt),
    };
    let exit = done.unwrap_or_else(|error| {
        out::problem(&error.to_string());
        Exit::NotChecked
    });
    exit.into()
}

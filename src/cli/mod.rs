//! The command line: what was typed, turned into what is meant, done, and said.

mod add;
mod again;
mod args;
mod audit;
mod check;
mod data;
mod exit;
mod interrupt;
mod logbook;
mod out;
mod progress;
mod sign;
mod status;
mod verify;

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
        Some(Command::Verify(args)) => verify::run(&args),
        Some(Command::Audit(args)) => audit::run(&args),
        Some(Command::Again(args)) => again::run(&args),
        Some(Command::Key(args)) => sign::make(&args),
        Some(Command::Sign(args)) => sign::run(&args),
        None => check::run(&args.check, &interrupt),
    };
    let exit = done.unwrap_or_else(|error| {
        out::problem(&error.to_string());
        Exit::NotChecked
    });
    exit.into()
}

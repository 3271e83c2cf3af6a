//! Command-line front end: parse, execute, print. One file per command.
//!
//! `args` has the options. `config` makes the settings of environment and file their default values, so each
//! value is checked in one place. `interrupt` turns the first Ctrl-C of a batch into a request to finish the
//! work in progress; for that reason decoder processes run in process groups of their own.

mod add;
mod args;
mod atomic_write;
mod audit;
mod check;
mod config;
mod data_dir;
mod dkim_keys;
mod exit;
mod explain;
mod index_verify;
mod interrupt;
mod list;
mod logbook;
mod manual;
mod network;
mod output;
mod pattern;
mod progress;
mod quote;
mod recheck;
mod remove;
mod serve;
mod sign;
mod stamp;
mod status;
mod suggest;
mod trial;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::check::missing_language;
use crate::error::Error;
use args::{Args, Command, IndexCommand};
use config::Config;
pub use exit::Exit;
use interrupt::Interrupt;

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|fault| {
        // What it says may quote a document.
        let place = fault.location().map(|at| format!(" ({}, line {})", at.file(), at.line()));
        output::problem(&format!("a fault of the program{}: please report it", place.unwrap_or_default()));
    }));
    let interrupt = Interrupt::listen();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let done = settings(&arguments).and_then(|config| {
        // Exits if the arguments are not a valid command.
        let typed = config.applied(Args::command()).get_matches_from(&arguments);
        if typed.subcommand_name() != Some("config") {
            config::tell_mistyped();
        }
        run_typed(Args::from_arg_matches(&typed).unwrap_or_else(|e| e.exit()), &config, &interrupt)
    });
    let exit = done.unwrap_or_else(|error| {
        output::problem(&format!("{error}{}", meant(&error)));
        Exit::NotChecked
    });
    exit.into()
}

/// Loads the settings. Help is printed even if they are invalid.
fn settings(arguments: &[OsString]) -> Result<Config, Error> {
    Config::of(arguments).inspect_err(|_| {
        if let Err(shown) = Args::command().try_get_matches_from(arguments)
            && !shown.use_stderr()
        {
            shown.exit()
        }
    })
}

fn run_typed(args: Args, config: &Config, interrupt: &Interrupt) -> Result<Exit, Error> {
    match args.command {
        Some(Command::Add(args)) => add::run(&args, interrupt),
        Some(Command::Check(args)) => check::run(&args, interrupt),
        Some(Command::Quote(args)) => quote::run(&args),
        Some(Command::Index(args)) => run_on_index(args.command),
        Some(Command::Status(args)) => run_on_index(IndexCommand::Status(args)),
        Some(Command::List(args)) => run_on_index(IndexCommand::List(args)),
        Some(Command::Remove(args)) => run_on_index(IndexCommand::Remove(args)),
        Some(Command::Verify(args)) => run_on_index(IndexCommand::Verify(args)),
        Some(Command::DkimKeys(args)) => dkim_keys::run(&args),
        Some(Command::Watch(args)) => check::watch(&args, interrupt),
        Some(Command::Serve(args)) => serve::run(&args, interrupt),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Config) => config::run(config),
        Some(Command::Completions(args)) => manual::completions(&args),
        Some(Command::Man(args)) => manual::page(&args),
        Some(Command::Trial(args)) => trial::run(&args, interrupt),
        Some(Command::Audit(args)) => audit::run(&args),
        Some(Command::Again(args)) => recheck::run(&args),
        Some(Command::Key(args)) => sign::make(&args),
        Some(Command::Sign(args)) => sign::run(&args),
        Some(Command::Stamp(args)) => stamp::run(&args),
        None => check::run(&args.check, interrupt),
    }
}

fn run_on_index(command: IndexCommand) -> Result<Exit, Error> {
    match command {
        IndexCommand::Status(args) => status::run(&args),
        IndexCommand::List(args) => list::run(&args),
        IndexCommand::Remove(args) => remove::run(&args),
        IndexCommand::Verify(args) => index_verify::run(&args),
    }
}

/// Fails at once if Tesseract lacks one of the requested languages, and not with every picture.
fn has_languages(languages: Option<&str>) -> Result<(), Error> {
    languages.and_then(missing_language).map_or(Ok(()), |sentence| Err(Error::Request(sentence)))
}

/// Suggestion for a path that does not exist.
fn meant(error: &Error) -> String {
    match error {
        Error::Path { path, source } if source.kind() == io::ErrorKind::NotFound => {
            suggest::question(suggest::nearest_file(path))
        }
        _ => String::new(),
    }
}

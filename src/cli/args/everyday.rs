//! Options of the everyday commands.

use std::path::PathBuf;

use super::form::{self, FormArgs};
use super::{LogArgs, PictureArgs, SearchedArgs, WrittenArgs, verdicts};
use crate::model::answer::Verdict;

/// Listing documents.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    /// Documents to list [default: all]: names as they are listed, or patterns with *, ? and, through folders, **
    #[arg(value_name = "DOCUMENT")]
    pub documents: Vec<String>,
    /// The index.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// Print one JSON object a line for each document
    #[arg(long)]
    pub json: bool,
}

/// Removing documents.
#[derive(clap::Args, Debug)]
pub struct RemoveArgs {
    /// Documents to remove: names as `list` has them, or patterns with *, ? and, through folders, **
    #[arg(value_name = "DOCUMENT", required = true)]
    pub documents: Vec<String>,
    /// The index to change.
    #[command(flatten)]
    pub written: WrittenArgs,
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Listing keys.
#[derive(clap::Args, Debug)]
pub struct DkimKeysArgs {
    /// The index.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// Print one JSON object a line for each key
    #[arg(long)]
    pub json: bool,
}

/// Checking pictures as they are saved.
#[derive(clap::Args, Debug)]
pub struct WatchArgs {
    /// The folder to watch, with those in it
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The index to search.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// The form of the answers.
    #[command(flatten)]
    pub form: FormArgs<true>,
    /// Tell each step: what it found, and how long it took
    #[arg(short, long, conflicts_with_all = form::names())]
    pub verbose: bool,
    /// Print these answers alone, as altered,inconclusive
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = verdicts())]
    pub only: Vec<Verdict>,
    /// Draw the evidence for each picture in this folder
    #[arg(long, value_name = "DIR")]
    pub evidence: Option<PathBuf>,
    /// Show the picture of the evidence in the terminal, where that can
    #[arg(long, conflicts_with_all = form::names_for_programs())]
    pub show: bool,
    /// How pictures are read and shown.
    #[command(flatten)]
    pub pictures: PictureArgs,
    /// Keep what is checked in this folder, as it came
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// How it is entered in a log.
    #[command(flatten)]
    pub log: LogArgs,
}

/// Saying answers again.
#[derive(clap::Args, Debug)]
pub struct ExplainArgs {
    /// Files that `--json` was written to; `-` is standard input
    #[arg(value_name = "ANSWER.json", required_unless_present = "rules")]
    pub files: Vec<PathBuf>,
    /// Print the rules by which a verdict is made
    #[arg(long)]
    pub rules: bool,
}

/// Completing what is typed.
#[derive(clap::Args, Debug)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// The manual page.
#[derive(clap::Args, Debug)]
pub struct ManArgs {
    /// The page of this command [default: of the program]
    pub command: Option<String>,
}

//! What can be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::model::verdict::Verdict;

/// Is this picture a page of that document set, which page, what part of it, and does anything in it differ?
#[derive(Parser, Debug)]
#[command(
    name = "verify-shot",
    version,
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true
)]
#[command(after_help = "Exit codes: 0 identical, match or done; 1 not found; 2 not checked or wrong usage; \
    3 altered; 4 inconclusive; 130 interrupted. Of several inputs the first of 2, 3, 4, 1, 0 counts.\n\
    A picture called `add`, `status` or `trial` is checked as ./add and so on.")]
pub struct Args {
    /// What to do; a picture is checked when nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to check.
    #[command(flatten)]
    pub check: CheckArgs,
}

/// What can be done beside checking.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Add originals to an index: files and folders of PDFs and pictures
    Add(AddArgs),
    /// Tell what an index holds
    Status(StatusArgs),
    /// Tell how far the program is to be trusted on these documents: make pictures of their pages and check them
    Trial(TrialArgs),
}

/// Checking pictures.
#[derive(clap::Args, Debug)]
pub struct CheckArgs {
    /// Pictures to check, folders of pictures, or links to pictures, posts and pages; `-` is one picture on standard input
    #[arg(value_name = "PICTURE|FOLDER|LINK", required_unless_present = "from")]
    pub inputs: Vec<PathBuf>,
    /// Check what is listed in this file, too: a name or link a line, # begins a comment; or ended by NUL each. `-` is
    /// standard input
    #[arg(long, value_name = "FILE", visible_alias = "files-from")]
    pub from: Option<PathBuf>,
    /// The index to search
    #[arg(long, value_name = "FILE", default_value = "verify-shot.db")]
    pub index: PathBuf,
    /// Search the originals in this folder: their index is kept among the user's data and brought up to date first
    #[arg(long, value_name = "DIR", conflicts_with = "index")]
    pub originals: Option<PathBuf>,
    /// Languages of the words in the pictures, as Tesseract names them, joined by + [default: those installed, up to three;
    /// otherwise eng]
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Print one JSON object a line for each input
    #[arg(long)]
    pub json: bool,
    /// Print a table for spreadsheets, one row for each input
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Print one line for each input
    #[arg(short, long, conflicts_with_all = ["json", "csv"])]
    pub quiet: bool,
    /// Print these answers alone: altered,inconclusive,not_checked,not_found,match,identical
    #[arg(long, value_name = "VERDICT,…", value_delimiter = ',', value_parser = verdict)]
    pub only: Vec<Verdict>,
    /// Print each answer as soon as it is there, not in the order of the inputs
    #[arg(long)]
    pub unordered: bool,
    /// Draw the evidence as a PNG: picture and original beside each other, and each difference enlarged. Of several
    /// pictures each gets a file in this folder
    #[arg(long, value_name = "FILE.png|DIR")]
    pub evidence: Option<PathBuf>,
    /// Write the answers as a dossier: one HTML file without script, to read, print and keep
    #[arg(long, value_name = "FILE.html")]
    pub html: Option<PathBuf>,
    /// Leave pixels and words of the originals out of the dossier and of the pictures of the evidence
    #[arg(long)]
    pub no_originals: bool,
    /// End with 0 whatever the answers are
    #[arg(long)]
    pub exit_zero: bool,
    /// Pictures that are checked at once [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// How links are fetched.
    #[command(flatten)]
    pub links: LinkArgs,
}

/// Fetching links.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Links")]
pub struct LinkArgs {
    /// Keep what is fetched in this folder, as it came [default: evidence, among the user's data]
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Fetch nothing: every link is refused
    #[arg(long)]
    pub offline: bool,
    /// Fetch through this proxy; variables of the environment are not followed
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// Fetch from addresses that are not public, too: for a mirror of your own
    #[arg(long)]
    pub allow_private: bool,
    /// Ask a mirror in a service's place; services: x, x-photos, bluesky
    #[arg(long, value_name = "NAME=URL")]
    pub service: Vec<String>,
    /// Seconds that one download may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

/// Adding originals.
#[derive(clap::Args, Debug)]
pub struct AddArgs {
    /// Files and folders to add
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// The index to add to; it is made where there is none
    #[arg(long, value_name = "FILE", default_value = "verify-shot.db")]
    pub index: PathBuf,
    /// Drop documents of the given folders whose files are no more
    #[arg(long)]
    pub prune: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Keep fingerprints alone; checks then need the originals to compare with
    #[arg(long)]
    pub no_renditions: bool,
    /// Files that are read at once [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// Telling what an index holds.
#[derive(clap::Args, Debug)]
pub struct StatusArgs {
    /// The index
    #[arg(long, value_name = "FILE", default_value = "verify-shot.db")]
    pub index: PathBuf,
    /// Name every file and page that could not be read, and why
    #[arg(long)]
    pub unread: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Trying the program on the pages of an index.
#[derive(clap::Args, Debug)]
pub struct TrialArgs {
    /// The index
    #[arg(long, value_name = "FILE", default_value = "verify-shot.db")]
    pub index: PathBuf,
    /// Pages to draw by lot; about twelve pictures are made of each
    #[arg(long, value_name = "N", default_value = "40")]
    pub pages: NonZeroUsize,
    /// What the lots follow from: the same seed gives the same pictures
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Languages of the words in the pictures, as Tesseract names them, joined by + [default: those installed, up to three;
    /// otherwise eng]
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Keep the pictures in this new or empty folder, with what each is (truth.jsonl). They show your originals
    #[arg(long, value_name = "DIR")]
    pub keep_pictures: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Pictures that are checked at once [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

fn verdict(code: &str) -> Result<Verdict, String> {
    let codes = || Verdict::ALL.map(Verdict::code).join(", ");
    Verdict::of_code(code).ok_or_else(|| format!("one of {}", codes()))
}

/// As many as asked for, or as there are cores.
pub fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

//! Definition of the command line.

mod custody;
mod everyday;
mod form;
mod help;
mod index;
mod quote;
mod serve;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};

use crate::fetch::post::Bases;
use crate::model::answer::Verdict;
use form::FormArgs;

pub use everyday::{CompletionsArgs, DkimKeysArgs, ExplainArgs, ListArgs, ManArgs, RemoveArgs, WatchArgs};

pub use index::{SearchedArgs, WrittenArgs};

pub use quote::QuoteArgs;

pub use serve::ServeArgs;

pub use custody::{AgainArgs, AuditArgs, KeyArgs, LogArgs, SignArgs, StampArgs, VerifyArgs};

/// Is this picture a page of that document set, which page, what part of it, and does anything in it differ?
///
/// Originals become an index once (`add`); then pictures, folders of them and links are checked against it.
#[derive(Parser, Debug)]
#[command(
    name = "verify-shot",
    version,
    about = "Is this picture a page of that document set, and does anything in it differ?",
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true,
    max_term_width = 100,
    override_usage = "verify-shot [OPTIONS] <PICTURE|FOLDER|LINK>...\n       verify-shot <COMMAND> ...",
    after_help = help::SHORT,
    after_long_help = help::LONG
)]
pub struct Args {
    /// What to do; a picture is checked when nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to check.
    #[command(flatten)]
    pub check: CheckArgs,
    /// Take settings from this file
    ///
    /// `verify-shot config` shows what is in force, and from where.
    #[arg(long, value_name = "FILE", global = true, help_heading = WORK, hide_short_help = true)]
    pub config: Option<PathBuf>,
}

/// What can be done beside checking.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Add originals to an index: files and folders
    Add(AddArgs),
    /// Check pictures: what `verify-shot PICTURE` does
    Check(Box<CheckArgs>),
    /// Check quotations in words: which page has them, what differs
    Quote(QuoteArgs),
    /// Look after an index: status, list, remove, verify
    Index(IndexArgs),
    /// Check a log for tampering, with its evidence and its indexes
    Audit(AuditArgs),
    /// Repeat a check of a log: is the answer the same?
    Again(AgainArgs),
    /// Make a key to sign logs with
    Key(KeyArgs),
    /// Sign the last entry of a log, and with it all before
    Sign(SignArgs),
    /// Have a log's last entry stamped with the time by an authority
    Stamp(StampArgs),
    /// List the keys that the signatures of messages need (DKIM)
    DkimKeys(DkimKeysArgs),
    /// Check pictures as they are saved in a folder
    Watch(WatchArgs),
    /// Check pictures in the browser, or by HTTP
    ///
    /// They are dropped on a page. The address of the page, with its token, is printed on stdout.
    Serve(Box<ServeArgs>),
    /// Print saved JSON answers in plain language, or the rules
    ///
    /// The rules are those by which a verdict is made.
    Explain(ExplainArgs),
    /// Show which settings are in force, and from where
    Config,
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
    /// Measure accuracy on your own documents
    ///
    /// Makes pictures of the pages of an index, as they circulate, genuine and changed, and checks them.
    Trial(TrialArgs),
    /// The same as `index status`
    #[command(hide = true)]
    Status(StatusArgs),
    /// The same as `index list`
    #[command(hide = true)]
    List(ListArgs),
    /// The same as `index remove`
    #[command(hide = true)]
    Remove(RemoveArgs),
    /// The same as `index verify`
    #[command(hide = true)]
    Verify(VerifyArgs),
}

/// Looking after an index.
#[derive(clap::Args, Debug)]
pub struct IndexArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: IndexCommand,
}

/// What can be done with an index beside adding to it and searching it.
#[derive(Subcommand, Debug)]
pub enum IndexCommand {
    /// Tell what an index holds, and what could not be read
    Status(StatusArgs),
    /// List the documents of an index
    List(ListArgs),
    /// Remove documents from an index
    Remove(RemoveArgs),
    /// Check an index for damage or tampering
    Verify(VerifyArgs),
}

/// Heading in the long help: output formats.
const FORM: &str = "What is printed";
/// Heading in the long help: evidence.
const SHOWN: &str = "Evidence";
/// Heading in the long help: how checks run.
const WORK: &str = "How it works";
/// Heading in the long help: links.
const LINKS: &str = "Links";
/// Heading in the long help: network.
const NETWORK: &str = "Network";

/// Checking pictures.
#[derive(clap::Args, Debug)]
pub struct CheckArgs {
    /// Pictures to check, folders of pictures, or links to pictures, posts and pages; `-` is one picture on standard input.
    #[arg(value_name = "PICTURE|FOLDER|LINK", required_unless_present = "from", hide_short_help = true)]
    pub inputs: Vec<PathBuf>,
    /// Check what is listed in this file, too
    ///
    /// A name or link a line, # begins a comment; or names ended by NUL each. `-` is standard input.
    #[arg(long, value_name = "FILE", visible_alias = "files-from", hide_short_help = true)]
    pub from: Option<PathBuf>,
    /// Leave out files of the folders that fit this pattern, as in .gitignore
    ///
    /// `.verifyshotignore` files in the folders do the same. What is left out is counted.
    #[arg(long, value_name = "PATTERN", hide_short_help = true)]
    pub exclude: Vec<String>,
    /// The index to search.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// Search the originals in this folder
    ///
    /// Their index is kept among the user's data and brought up to date first.
    #[arg(long, value_name = "DIR", conflicts_with = "index", hide_short_help = true)]
    pub originals: Option<PathBuf>,
    /// Go on where a check was stopped
    ///
    /// Answers are kept in this journal as they are found, and those that it has are not computed again.
    #[arg(long, value_name = "FILE", help_heading = WORK, hide_short_help = true)]
    pub resume: Option<PathBuf>,
    /// The form of the answers.
    #[command(flatten)]
    pub form: FormArgs<false>,
    /// Tell each step: what it found, and how long it took
    ///
    /// Under each answer: which pages were proposed and by what, compared by which rules, and what was read.
    #[arg(short, long, conflicts_with_all = form::names())]
    pub verbose: bool,
    /// Print these answers alone, as altered,inconclusive
    #[arg(long, value_name = "VERDICT", help_heading = FORM, hide_short_help = true, value_delimiter = ',', value_parser = verdicts())]
    pub only: Vec<Verdict>,
    /// Print each answer as soon as it is there, not in the order of the inputs
    #[arg(long, help_heading = FORM, hide_short_help = true)]
    pub unordered: bool,
    /// Draw the evidence: a PNG, or a folder of them
    ///
    /// Picture and original beside each other, and each difference enlarged. Of several pictures each gets a file in this
    /// folder.
    #[arg(long, value_name = "PATH")]
    pub evidence: Option<PathBuf>,
    /// Show the picture of the evidence in the terminal
    ///
    /// In kitty, Ghostty, iTerm2, WezTerm, and those that know sixel (foot, mlterm, Contour).
    #[arg(long, help_heading = SHOWN, hide_short_help = true, conflicts_with_all = form::names_for_programs())]
    pub show: bool,
    /// Write a report to read, print and keep
    ///
    /// One HTML file without script.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Do not include the originals in the report and the pictures of the evidence
    #[arg(long, help_heading = SHOWN, hide_short_help = true)]
    pub no_originals: bool,
    /// Give the place that the file of a picture says (EXIF, XMP)
    ///
    /// Without this option, an answer only says that there is one.
    #[arg(long, help_heading = SHOWN, hide_short_help = true)]
    pub exif_place: bool,
    /// End with 0 whatever the answers are
    #[arg(long, help_heading = FORM, hide_short_help = true)]
    pub exit_zero: bool,
    /// Languages of the words in the pictures, as Tesseract names them, joined by + [default: those installed, up to three;
    /// otherwise eng]
    #[arg(long, value_name = "LANG", help_heading = WORK, hide_short_help = true)]
    pub lang: Option<String>,
    /// Pictures that are checked at once [default: one a core]
    #[arg(long, value_name = "N", help_heading = WORK, hide_short_help = true, value_parser = one_or_more)]
    pub threads: Option<NonZeroUsize>,
    /// How it is entered in a log.
    #[command(flatten)]
    pub log: LogArgs,
    /// How links are fetched.
    #[command(flatten)]
    pub links: LinkArgs,
}

/// How the pictures that come in are read and shown.
#[derive(clap::Args, Debug)]
pub struct PictureArgs {
    /// Leave pixels and words of the originals out of what is shown
    #[arg(long)]
    pub no_originals: bool,
    /// Give the place that the file of a picture says (EXIF, XMP)
    #[arg(long)]
    pub exif_place: bool,
    /// Languages of the words in the pictures, as Tesseract names them, joined by + [default: those installed, up to three;
    /// otherwise eng]
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
}

/// Fetching links.
#[derive(clap::Args, Debug)]
pub struct LinkArgs {
    /// Keep what is checked in this folder, as it came: files, too [default: what is fetched alone, in evidence among the
    /// user's data]
    #[arg(long, value_name = "DIR", help_heading = LINKS, hide_short_help = true)]
    pub keep: Option<PathBuf>,
    /// Mirrors that are asked in a service's place.
    #[arg(long, value_name = "NAME=URL", help = mirrors(), help_heading = LINKS, hide_short_help = true)]
    pub service: Vec<String>,
    /// How the network is asked.
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// Asking the network.
#[derive(clap::Args, Debug)]
pub struct NetworkArgs {
    /// Stay off the network: every link is refused
    #[arg(long, help_heading = NETWORK, hide_short_help = true)]
    pub offline: bool,
    /// Fetch through this proxy; variables of the environment are not followed
    #[arg(long, value_name = "URL", help_heading = NETWORK, hide_short_help = true)]
    pub proxy: Option<String>,
    /// Fetch from addresses that are not public, too: for a mirror of your own
    #[arg(long, help_heading = NETWORK, hide_short_help = true)]
    pub allow_private: bool,
    /// Seconds that one download may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    #[arg(help_heading = NETWORK, hide_short_help = true)]
    pub timeout: u64,
}

/// Adding originals.
#[derive(clap::Args, Debug)]
pub struct AddArgs {
    /// Files and folders to add
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// The index to change.
    #[command(flatten)]
    pub written: WrittenArgs,
    /// Drop documents of the given folders whose files are no more
    #[arg(long)]
    pub prune: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Keep fingerprints alone; checks then need the originals to compare with
    #[arg(long)]
    pub no_renditions: bool,
    /// Hold the signatures of messages (DKIM) against the keys in this folder
    ///
    /// A file for each, named SELECTOR._domainkey.DOMAIN, with the record as it was published. The keys are kept in the
    /// index. The DNS is never asked, and there is no option for it; `verify-shot dkim-keys` lists the keys that are
    /// needed.
    #[arg(long, value_name = "DIR", conflicts_with = "dry_run")]
    pub dkim_keys: Option<PathBuf>,
    /// Have LibreOffice draw the pages of office files, so that pictures of them are compared by their look
    ///
    /// Some seconds a file; DOC, XLS and PPT are read in no other way. It runs without a network and within limits. What was
    /// drawn before is not drawn again, and files that are in the index already are drawn as well.
    #[arg(long, conflicts_with = "dry_run")]
    pub office_pages: bool,
    /// Draw PDFs once
    ///
    /// Where Poppler's `pdftoppm` is installed, it draws each page as well, and where its drawing is not like the program's own (type
    /// that the file does not hold, thin lines, blending), both are kept: only what differs from both is a difference. It runs
    /// without a network and within limits, and makes adding take longer.
    #[arg(long)]
    pub one_drawing: bool,
    /// Read the words of scanned pages and pictures by OCR (Tesseract), so that words can find them, too
    ///
    /// Two to three seconds of a core a page. What was read before is not read again, and files that are in the index already are
    /// read as well.
    #[arg(long, conflicts_with = "dry_run")]
    pub ocr: bool,
    /// Then measure the accuracy on this number of random pages, as `verify-shot trial` does
    ///
    /// Later answers say how often answers like them were right.
    #[arg(long, value_name = "N", conflicts_with = "dry_run", value_parser = one_or_more)]
    pub trial: Option<NonZeroUsize>,
    /// With --ocr: languages of the pages, as Tesseract names them, joined by + [default: those installed, up to three;
    /// otherwise eng]
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Files that are read at once [default: one a core]
    #[arg(long, value_name = "N", value_parser = one_or_more)]
    pub threads: Option<NonZeroUsize>,
}

/// Telling what an index holds.
#[derive(clap::Args, Debug)]
pub struct StatusArgs {
    /// The index.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// Name every file and page that could not be read, and why
    #[arg(long)]
    pub unread: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Seed of a trial for which none is given.
pub const TRIAL_SEED: u64 = 1;

/// Trying the program on the pages of an index.
#[derive(clap::Args, Debug)]
pub struct TrialArgs {
    /// The index.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// Number of random pages; about fifteen pictures are made of each
    #[arg(long, value_name = "N", default_value = "40", value_parser = one_or_more)]
    pub pages: NonZeroUsize,
    /// Seed of the random choice: the same seed gives the same pictures
    #[arg(long, value_name = "N", default_value_t = TRIAL_SEED)]
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
    #[arg(long, value_name = "N", value_parser = one_or_more)]
    pub threads: Option<NonZeroUsize>,
}

/// Parser of verdict codes, which supports shell completion and suggestions.
fn verdicts() -> impl TypedValueParser<Value = Verdict> {
    let codes = PossibleValuesParser::new(Verdict::ALL.map(Verdict::code));
    codes.try_map(|code| Verdict::of_code(&code).ok_or("no verdict"))
}

/// Help of `--service`, with the names of the services.
fn mirrors() -> String {
    format!("Ask a mirror in a service's place; services: {}", Bases::names())
}

/// Parser of a number of threads or pages.
fn one_or_more(typed: &str) -> Result<NonZeroUsize, &'static str> {
    typed.parse().map_err(|_| "it has to be a number, 1 or more")
}

/// The requested number of threads, or the number of cores.
pub fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

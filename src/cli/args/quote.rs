//! Options of `quote`.

use std::ffi::OsString;
use std::path::PathBuf;

use super::SearchedArgs;
use super::form::FormArgs;

/// Checking quotations in words.
#[derive(clap::Args, Debug)]
pub struct QuoteArgs {
    /// Quotations, or text files with one a paragraph; `-` is standard input
    ///
    /// An ellipsis (…, ..., [...]) says that words were left out. Words in [brackets] are the writer's own and are not
    /// compared.
    #[arg(value_name = "QUOTATION|FILE", required_unless_present = "file")]
    pub quotations: Vec<OsString>,
    /// Check the quotations in this text file, too: one a paragraph
    #[arg(long, value_name = "FILE")]
    pub file: Vec<PathBuf>,
    /// The index to search.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// The form of the answers.
    #[command(flatten)]
    pub form: FormArgs<false>,
    /// End with 0 whatever the answers are
    #[arg(long)]
    pub exit_zero: bool,
}

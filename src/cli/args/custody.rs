//! Options for the log, the evidence, and the verification of an index.

use std::path::PathBuf;

use super::{NetworkArgs, SearchedArgs};
use crate::index::IndexPaths;
use crate::model::hex::bytes_of;

/// Entering checks in a log.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Log")]
pub struct LogArgs {
    /// Enter every answer in this log, each entry with the digest of the one before [default: the one that
    /// VERIFY_SHOT_LOG names]
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub log: Option<PathBuf>,
    /// Words to be entered with it
    #[arg(long, value_name = "TEXT", hide_short_help = true)]
    pub note: Option<String>,
    /// Who checks, to be entered with it
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub by: Option<String>,
}

/// Going through an index.
#[derive(clap::Args, Debug)]
pub struct VerifyArgs {
    /// The index.
    #[command(flatten)]
    pub searched: SearchedArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Going through a log.
#[derive(clap::Args, Debug)]
pub struct AuditArgs {
    /// The log [default: the one that VERIFY_SHOT_LOG names]
    #[arg(value_name = "LOG")]
    pub log: Option<PathBuf>,
    /// Where things lie that were moved.
    #[command(flatten)]
    pub moved: MovedArgs,
    /// The public key with which the log has to be signed
    #[arg(long, value_name = "KEY.pub")]
    pub signed_by: Option<PathBuf>,
    /// Certificates that you trust, PEM or DER: the log has to be stamped by an authority that leads to one
    #[arg(long, value_name = "FILE")]
    pub authority_cert: Option<PathBuf>,
    /// A head of the log that was noted, signed or stamped elsewhere: an entry has to have this digest. Can be given
    /// several times
    #[arg(long, value_name = "DIGEST", value_parser = head)]
    pub head: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// A digest of 64 hexadecimal digits.
fn head(given: &str) -> Result<String, String> {
    match bytes_of(given) {
        Some(bytes) if bytes.len() == 32 => Ok(given.to_owned()),
        _ => Err("a digest has 64 digits from 0 to 9 and a to f".into()),
    }
}

/// Making a key.
#[derive(clap::Args, Debug)]
pub struct KeyArgs {
    /// The file of the key, which only you may read; the public key goes beside it, into FILE.pub
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Signing a log.
#[derive(clap::Args, Debug)]
pub struct SignArgs {
    /// The log [default: the one that VERIFY_SHOT_LOG names]
    #[arg(value_name = "LOG")]
    pub log: Option<PathBuf>,
    /// The key to sign with
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
}

/// Having a log stamped.
#[derive(clap::Args, Debug)]
pub struct StampArgs {
    /// The log [default: the one that VERIFY_SHOT_LOG names]
    #[arg(value_name = "LOG")]
    pub log: Option<PathBuf>,
    /// The authority's address (RFC 3161). It gets to know the digest of the last entry, and your address
    #[arg(long, value_name = "URL")]
    pub authority: String,
    /// Certificates that you trust, PEM or DER: a stamp is taken where its authority leads to one
    #[arg(long, value_name = "FILE")]
    pub authority_cert: Option<PathBuf>,
    /// How it is asked.
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// Repeating a check.
#[derive(clap::Args, Debug)]
pub struct AgainArgs {
    /// The number of the entry
    #[arg(value_name = "ENTRY")]
    pub entry: u64,
    /// The log [default: the one that VERIFY_SHOT_LOG names]
    #[arg(long, value_name = "LOG")]
    pub log: Option<PathBuf>,
    /// Where things lie that were moved.
    #[command(flatten)]
    pub moved: MovedArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Where things lie that were moved since they were entered.
#[derive(clap::Args, Debug)]
pub struct MovedArgs {
    /// The folder of the evidence, where it was moved
    // Settings say where evidence is kept from now on, not where it was moved.
    #[arg(id = "moved_keep", long = "keep", value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// The index, where it was moved, or another one to be asked; several are searched as one
    #[arg(id = "moved_index", long = "index", value_name = "FILE")]
    pub index: Vec<PathBuf>,
}

impl MovedArgs {
    /// The index to be asked. Returns `None` if it lies where it was.
    pub fn index(&self) -> Option<IndexPaths> {
        (!self.index.is_empty()).then(|| self.index.clone().into())
    }
}

//! `verify-shot stamp`: has an authority time-stamp the head of the log.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::args::StampArgs;
use super::exit::Exit;
use super::logbook::{named, tell_torn};
use super::network::manner;
use super::output;
use crate::custody::stamp::{MEDIA_TYPES, Roots, stamp};
use crate::error::Error;
use crate::fetch::http::Question;
use crate::fetch::request_once::ask;
use crate::limits::{MAX_CERTIFICATES_BYTES, MAX_STAMP_BYTES};
use crate::report::{custody_text, escape};

/// Advice if the authority returned no stamp.
const TODO: &str = "Nothing was stamped: try again, or name another authority";

/// Time-stamps the head of a log; the stamp becomes an entry of the log.
pub fn run(args: &StampArgs) -> Result<Exit, Error> {
    let log = named(args.log.as_deref())?;
    if args.network.offline {
        return Err(Error::Request(
            "A time stamp comes from an authority on the network, and --offline asks none: `verify-shot sign` needs no network."
                .into(),
        ));
    }
    let roots = args.authority_cert.as_deref().map(roots).transpose()?;
    let manner = manner(&args.network)?;
    let address = &args.authority;
    let (appended, stamped) = stamp(&log, address, roots.as_ref(), |request| {
        let [sent_as, accept] = MEDIA_TYPES;
        let question = Question { accept, sent: Some((sent_as, request)), most: MAX_STAMP_BYTES };
        let answer = ask(address, &question, &manner);
        answer.map_err(|refusal| Error::Request(format!("{address}: {}", refusal.said(TODO))))
    })?;
    tell_torn(&log, &appended);
    let (entry, name) = (appended.number - 1, log.display());
    let authority = custody_text::authority(&stamped.authority, roots.is_some().then_some(true));
    output::result(&escape::lines(&format!(
        "{name}\n  Stamped up to entry {entry}, at {}, by {}.\n  Authority {authority}\n  Head      {}\n",
        stamped.time, stamped.authority, appended.digest
    )))?;
    Ok(Exit::Done)
}

/// The certificates in a file.
pub fn roots(file: &Path) -> Result<Roots, Error> {
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(MAX_CERTIFICATES_BYTES).read_to_end(&mut bytes));
    Error::path(file, read)?;
    let none = || Error::Request(format!("{}: it holds no certificate, in PEM or DER.", file.display()));
    Roots::of_file(&bytes).ok_or_else(none)
}

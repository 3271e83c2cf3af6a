//! `verify-shot audit`: checks log, evidence and indexes.

use super::args::AuditArgs;
use super::exit::Exit;
use super::logbook;
use super::{output, sign, stamp};
use crate::custody::audit::{self, Kind, Places};
use crate::error::Error;
use crate::report::custody_text;

/// Reports whether everything is intact. Exit code: changed things count as a difference, missing ones as not
/// found, and those that a person has to judge as inconclusive.
pub fn run(args: &AuditArgs) -> Result<Exit, Error> {
    let log = logbook::named(args.log.as_deref())?;
    let signed_by = args.signed_by.as_deref().map(sign::public_key).transpose()?;
    let authorities = args.authority_cert.as_deref().map(stamp::roots).transpose()?;
    let (keep, index, heads) = (args.moved.keep.clone(), args.moved.index(), args.head.clone());
    let places = Places { keep, index, signed_by, authorities, heads };
    let found = audit::audit(&log, &places)?;
    let name = log.to_string_lossy();
    output::result(&match args.json {
        true => custody_text::audit_json(&name, &found) + "\n",
        false => custody_text::audit(&name, &found),
    })?;
    let exits = found.misfits.iter().map(|misfit| match misfit.kind {
        Kind::Changed => Exit::Altered,
        Kind::Unclear => Exit::Inconclusive,
        Kind::Missing => Exit::NotFound,
    });
    Ok(exits.fold(Exit::Done, Exit::merge))
}

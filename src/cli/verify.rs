//! `verify-shot verify`: all of an index gone through.

use super::args::VerifyArgs;
use super::exit::Exit;
use super::out;
use crate::error::Error;
use crate::index::recount;
use crate::report::custody;

/// Says whether what an index holds is what was written. What does not fit ends it as a difference does.
pub fn run(args: &VerifyArgs) -> Result<Exit, Error> {
    let found = recount(&args.index).map_err(Error::index(&args.index))?;
    let name = args.index.to_string_lossy();
    out::result(&match args.json {
        true => custody::recount_json(&name, &found) + "\n",
        false => custody::recount(&name, &found),
    })?;
    Ok(if found.faults.is_empty() { Exit::Done } else { Exit::Altered })
}

//! `verify-shot index verify`: checks an index for damage or tampering.

use super::args::VerifyArgs;
use super::exit::Exit;
use super::output;
use crate::error::Error;
use crate::index::recount_all;
use crate::report::custody_text;

/// Reports whether the content of an index is what was written. A damaged index ends with the exit code for a
/// picture that could not be checked, because it proves nothing.
pub fn run(args: &VerifyArgs) -> Result<Exit, Error> {
    let paths = args.searched.paths();
    let found = recount_all(&paths).map_err(|e| paths.failed(e))?;
    let name = paths.to_string();
    output::result(&match args.json {
        true => custody_text::recount_json(&name, &found) + "\n",
        false => custody_text::recount(&name, &found),
    })?;
    Ok(if found.faults.is_empty() { Exit::Done } else { Exit::NotChecked })
}

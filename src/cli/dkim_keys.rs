//! `verify-shot dkim-keys`: lists the keys needed by the signatures of an index's messages.

use super::args::DkimKeysArgs;
use super::exit::Exit;
use super::output;
use crate::dkim;
use crate::error::Error;
use crate::index::{self, Index};
use crate::model::signature::KeyName;
use crate::report::messages::{counted, number};
use crate::report::{escape, json};

/// Lists them, by domain.
pub fn run(args: &DkimKeysArgs) -> Result<Exit, Error> {
    let paths = args.searched.paths();
    let keys = Index::open_any(&paths).and_then(|index| keys(&index)).map_err(|e| paths.failed(e))?;
    if args.json {
        let lines = keys.iter().map(|(name, signatures, given)| json::key(name, *signatures, *given) + "\n");
        output::result(&lines.collect::<String>())?;
        return Ok(Exit::Done);
    }
    let lines: String = keys.iter().map(line).collect();
    let given = keys.iter().filter(|(_, _, given)| *given).count();
    let mut end = format!("{} needed, {} given.\n", counted(keys.len(), "key"), number(given as u64));
    if given < keys.len() {
        end += "Put each, as it was published, into a file of its name: `verify-shot add ... --dkim-keys DIR`.\n";
    }
    output::result(&(lines + &end))?;
    Ok(Exit::Done)
}

/// Each key with the number of signatures that need it, and whether it was added.
fn keys(index: &Index) -> Result<Vec<(KeyName, u64, bool)>, index::Error> {
    let needed = dkim::needed(index)?.into_iter();
    needed.map(|(name, count)| index.key(&name).map(|key| (name, count, key.is_some()))).collect()
}

fn line((name, signatures, given): &(KeyName, u64, bool)) -> String {
    let given = if *given { "given" } else { "missing" };
    let messages = counted(*signatures as usize, "signature");
    escape::text(&format!("{messages:>18}  {given:<7}  {name}")) + "\n"
}

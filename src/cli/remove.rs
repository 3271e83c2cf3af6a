//! `verify-shot index remove`: removes documents from an index.

use super::args::RemoveArgs;
use super::exit::Exit;
use super::pattern::Patterns;
use super::{list, output};
use crate::error::Error;
use crate::index::{Index, Listed};
use crate::ingest;
use crate::report::messages::counted;

/// Removes the named documents and lists them. If one of the names matches nothing, nothing is removed.
pub fn run(args: &RemoveArgs) -> Result<Exit, Error> {
    let index = args.written.path()?;
    let failed = Error::index(index);
    let documents = Index::open_any(index).and_then(|index| index.documents()).map_err(failed)?;
    let patterns = Patterns::new(&args.documents)?;
    let (files, attached): (Vec<Listed>, Vec<Listed>) =
        documents.into_iter().partition(|document| document.attached_to.is_none());
    if let Some((name, message)) =
        patterns.exact(&attached).and_then(|d| Some((&d.name, d.attached_to.as_ref()?)))
    {
        return Err(Error::Request(format!(
            "{name} is attached to {message}, and goes with it: remove that, or nothing."
        )));
    }
    let chosen = patterns.chosen(&files)?;
    if !args.dry_run {
        ingest::remove(index, &chosen)?;
    }
    let gone = chosen.iter().flat_map(|file| std::iter::once(*file).chain(below(file, &attached)));
    let lines: String = gone.map(|document| list::line(document) + "\n").collect();
    let done = if args.dry_run { "would be removed. Nothing was written" } else { "removed" };
    let files = counted(chosen.len(), "file");
    let again = if args.dry_run {
        ""
    } else {
        " `verify-shot add` reads a file again that still lies in its folder."
    };
    output::result(&format!("{lines}{files} {done}.{again}\n"))?;
    Ok(Exit::Done)
}

/// Attachments of a file, at any depth.
fn below<'a>(file: &Listed, attached: &'a [Listed]) -> impl Iterator<Item = &'a Listed> + use<'a> {
    let (root, folder) = (file.root, format!("{}/", file.name));
    attached.iter().filter(move |document| document.root == root && document.name.starts_with(&folder))
}

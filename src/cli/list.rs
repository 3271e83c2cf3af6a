//! `verify-shot index list`: lists the documents of an index.

use super::args::ListArgs;
use super::exit::Exit;
use super::output;
use super::pattern::Patterns;
use crate::error::Error;
use crate::index::{Index, Listed, WordCounts};
use crate::report::messages::{counted, number, of_words, size};
use crate::report::{escape, json};

/// Lists all documents, or those that are named.
pub fn run(args: &ListArgs) -> Result<Exit, Error> {
    let paths = args.searched.paths();
    let read = Index::open_any(&paths).and_then(|index| index.documents());
    let documents = read.map_err(|e| paths.failed(e))?;
    let chosen = Patterns::new(&args.documents)?.chosen(&documents)?;
    if args.json {
        let lines: String = chosen.iter().map(|document| json::document(document) + "\n").collect();
        output::result(&lines)?;
        return Ok(Exit::Done);
    }
    let lines: String = chosen.iter().map(|document| line(document) + "\n").collect();
    let pages: u64 = chosen.iter().map(|document| u64::from(document.pages)).sum();
    let words = chosen.iter().fold(WordCounts::default(), |all, document| all.and(document.words));
    let (documents, pages) = (counted(chosen.len(), "document"), counted(pages as usize, "page"));
    output::result(&format!("{lines}{documents}, {pages}: {}.\n", of_words(words)))?;
    Ok(Exit::Done)
}

/// A document in one line without line end: pages, size, format, name.
pub fn line(document: &Listed) -> String {
    let Listed { pages, bytes, format, name, .. } = document;
    let noun = if *pages == 1 { "page " } else { "pages" };
    let pages = if *pages == 0 { "not read".into() } else { format!("{} {noun}", number(u64::from(*pages))) };
    let kind = format.as_deref().unwrap_or("-");
    escape::text(&format!("{pages:>12}  {:>9}  {kind:<5} {name}", size(*bytes)))
}

//! `verify-shot index status`: prints what an index holds.

use super::add::loss;
use super::args::StatusArgs;
use super::exit::Exit;
use super::output;
use crate::error::Error;
use crate::index::{Counts, DrawnCounts, Index, RedrawnCounts};
use crate::report::messages::{counted, number, of_words};
use crate::report::{escape, evaluation, json};

/// Prints the content of the index, and with `--unread` the parts that could not be read.
pub fn run(args: &StatusArgs) -> Result<Exit, Error> {
    let paths = args.searched.paths();
    let held = Index::open_any(&paths).and_then(|index| json::Holds::of(&index, args.unread));
    let holds = held.map_err(|e| paths.failed(e))?;
    if args.json {
        output::result(&(json::status(&holds) + "\n"))?;
        return Ok(Exit::Done);
    }
    let summary = &holds.summary;
    let Counts { files, refused, attachments, attachments_refused, without_rendition } = holds.counts;
    let mut lines = vec![
        summary.path.clone(),
        format!(
            "  Files      {} seen: {} read, {} refused",
            number(files),
            number(files - refused),
            number(refused)
        ),
        format!("  Pages      {}", number(summary.pages)),
        format!("  Not read   {}", counted(summary.unread as usize, "part")),
        format!("  Words      {}", of_words(holds.words)),
        format!("  Renditions {}", renditions(summary.pages, without_rendition)),
        format!("  Size       {:.1} MB", holds.bytes as f64 / 1e6),
        format!("  Digest     {}", summary.digest),
    ];
    if attachments > 0 {
        let [all, read, refused] =
            [attachments, attachments - attachments_refused, attachments_refused].map(number);
        lines.insert(2, format!("  Attached   {all}: {read} read, {refused} refused"));
    }
    if holds.drawn != DrawnCounts::default() {
        lines.push(format!("  Office     {}", of_drawn(holds.drawn, &holds.drawers)));
    }
    if holds.redrawn != RedrawnCounts::default() {
        lines.push(format!("  Redrawn    {}", of_redrawn(holds.redrawn, &holds.redrawers)));
    }
    lines.extend(holds.readers.iter().map(|reader| format!("  Read by    {reader}")));
    lines.extend(
        holds.trial.iter().map(|trial| format!("  Trial      {}", evaluation::remembered(trial, summary))),
    );
    lines.extend(holds.folders.iter().map(|folder| format!("  Folder     {folder}")));
    if summary.is_unfinished {
        lines.push(format!("  Unfinished {}", unfinished(&holds.unfinished)));
    }
    lines.extend(holds.lost().map(|part| format!("  {}", loss(part))));
    let said: String = lines.iter().map(|line| escape::text(line) + "\n").collect();
    output::result(&said)?;
    Ok(Exit::Done)
}

/// Office files by state of their render, and the programs used.
fn of_drawn(counts: DrawnCounts, drawers: &[String]) -> String {
    let DrawnCounts { drawn, failed, undrawn } = counts;
    let by = if drawers.is_empty() { String::new() } else { format!(" by {}", drawers.join(" and ")) };
    let failed = if failed > 0 { format!(", {} that could not be", number(failed)) } else { String::new() };
    let undrawn = match undrawn {
        0 => String::new(),
        files => format!(", {} that are not (`add --office-pages`)", number(files)),
    };
    format!("{} drawn{by}{failed}{undrawn}", number(drawn))
}

/// PDFs rendered a second time, and the programs used.
fn of_redrawn(counts: RedrawnCounts, redrawers: &[String]) -> String {
    let RedrawnCounts { redrawn, failed, unlike } = counts;
    let by = if redrawers.is_empty() { String::new() } else { format!(" by {}", redrawers.join(" and ")) };
    let failed = if failed > 0 { format!(", {} that could not be", number(failed)) } else { String::new() };
    format!(
        "{} drawn a second time{by}{failed}; both drawings kept of {}",
        counted(redrawn as usize, "PDF"),
        counted(unlike as usize, "page")
    )
}

/// What is still to be added, and what to do.
fn unfinished(paths: &[String]) -> String {
    match paths {
        [] => "A change of this index was stopped or still goes on: run `verify-shot add` again.".into(),
        paths => format!(
            "Adding {} was stopped or still goes on: run `verify-shot add` for it again.",
            paths.join(", ")
        ),
    }
}

fn renditions(pages: u64, without: u64) -> String {
    match without {
        0 => "kept of every page".into(),
        n if n == pages => "none; checks need the originals where they were".into(),
        n => format!("kept of {}, not of {}", counted((pages - n) as usize, "page"), number(n)),
    }
}

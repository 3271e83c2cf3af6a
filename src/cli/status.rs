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
    let failed = Error::index(&args.index);
    let index = Index::open_any(&args.index).map_err(&failed)?;
    let (summary, counts) = (index.summary().map_err(&failed)?, index.counts().map_err(&failed)?);
    let folders = index.roots().map_err(&failed)?;
    let words = index.word_counts().map_err(&failed)?;
    let readers = index.readers().map_err(&failed)?;
    let drawn = index.drawn_counts().map_err(&failed)?;
    let drawers = index.drawers().map_err(&failed)?;
    let unread = args.unread.then(|| index.unread()).transpose().map_err(&failed)?;
    let unread_words = args.unread.then(|| index.failed_readings()).transpose().map_err(&failed)?;
    let undrawn = args.unread.then(|| index.failed_drawings()).transpose().map_err(&failed)?;
    let redrawn = index.redrawn_counts().map_err(&failed)?;
    let redrawers = index.redrawers().map_err(&failed)?;
    let undrawn_words = args.unread.then(|| index.undrawn_words()).transpose().map_err(&failed)?;
    let not_redrawn = args.unread.then(|| index.failed_redrawings()).transpose().map_err(&failed)?;
    let bytes = Error::path(&args.index, std::fs::metadata(&args.index))?.len();
    let trial = index.trial().map_err(&failed)?;
    if args.json {
        let holds = json::Holds {
            summary,
            counts,
            words,
            readers: &readers,
            drawn,
            drawers: &drawers,
            folders: &folders,
            bytes,
            trial: trial.as_ref(),
            unread: unread.as_deref(),
            unread_words: unread_words.as_deref(),
            undrawn: undrawn.as_deref(),
            undrawn_words: undrawn_words.as_deref(),
            redrawn,
            redrawers: &redrawers,
        };
        output::result(&(json::status(&holds) + "\n"))?;
        return Ok(Exit::Done);
    }
    let Counts { files, refused, attachments, attachments_refused, without_rendition } = counts;
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
        format!("  Words      {}", of_words(words)),
        format!("  Renditions {}", renditions(summary.pages, without_rendition)),
        format!("  Size       {:.1} MB", bytes as f64 / 1e6),
        format!("  Digest     {}", summary.digest),
    ];
    if attachments > 0 {
        let [all, read, refused] =
            [attachments, attachments - attachments_refused, attachments_refused].map(number);
        lines.insert(2, format!("  Attached   {all}: {read} read, {refused} refused"));
    }
    if drawn != DrawnCounts::default() {
        lines.push(format!("  Office     {}", of_drawn(drawn, &drawers)));
    }
    if redrawn != RedrawnCounts::default() {
        lines.push(format!("  Redrawn    {}", of_redrawn(redrawn, &redrawers)));
    }
    lines.extend(readers.iter().map(|reader| format!("  Read by    {reader}")));
    lines.extend(trial.map(|trial| format!("  Trial      {}", evaluation::remembered(&trial, summary))));
    lines.extend(folders.iter().map(|folder| format!("  Folder     {folder}")));
    let parts = unread.iter().chain(&unread_words).chain(&undrawn).chain(&undrawn_words).chain(&not_redrawn);
    lines.extend(parts.flatten().map(|part| format!("  {}", loss(part))));
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

fn renditions(pages: u64, without: u64) -> String {
    match without {
        0 => "kept of every page".into(),
        n if n == pages => "none; checks need the originals where they were".into(),
        n => format!("kept of {}, not of {}", counted((pages - n) as usize, "page"), number(n)),
    }
}

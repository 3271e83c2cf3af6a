//! `verify-shot add`: adds originals to an index.

use std::path::Path;

use super::args::{AddArgs, SearchedArgs, TRIAL_SEED, TrialArgs, threads};
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::output;
use super::progress::Bar;
use super::trial;
use crate::dkim;
use crate::error::Error;
use crate::index::{Index, UnreadPart};
use crate::ingest::{self, Ocr, Office, Options, Redrawer, Summary};
use crate::model::signature::PublishedKey;
use crate::report::escape;
use crate::report::messages::{counted, number};

/// Most losses named; `status --unread` names all.
const MOST_NAMED: usize = 10;

/// Adds, or prints what would be added; then tries the program on the index if that is requested.
pub fn run(args: &AddArgs, interrupt: &Interrupt) -> Result<Exit, Error> {
    super::has_languages(args.lang.as_deref())?;
    let index = args.written.path()?;
    let exit = add(args, index)?;
    let Some(pages) = args.trial.filter(|_| exit == Exit::Done) else { return Ok(exit) };
    let trial = TrialArgs {
        searched: SearchedArgs::of(index),
        pages,
        seed: TRIAL_SEED,
        lang: args.lang.clone(),
        keep_pictures: None,
        json: false,
        threads: args.threads,
    };
    output::result("\n")?;
    trial::run(&trial, interrupt)
}

fn add(args: &AddArgs, index: &Path) -> Result<Exit, Error> {
    let office = args.office_pages.then(Office::ready).transpose()?;
    let ocr = args.ocr.then(|| Ocr::ready(args.lang.as_deref())).transpose()?;
    let redrawer = if args.one_drawing || args.dry_run { None } else { Redrawer::found() };
    let options = Options {
        prune: args.prune,
        renditions: !args.no_renditions,
        threads: threads(args.threads),
        office: office.as_ref(),
        redrawer: redrawer.as_ref(),
        ocr: ocr.as_ref(),
    };
    let keys = args.dkim_keys.as_deref().map(dkim::folder::keys).transpose()?;
    let summary = if args.dry_run {
        ingest::dry_run(&args.paths, index, options)?
    } else {
        let bar = Bar::new();
        let summary = ingest::add(&args.paths, index, options, &bar);
        bar.clear();
        summary?
    };
    let signatures = keys.map(|keys| held(index, &keys)).transpose()?.unwrap_or_default();
    let name = index.to_string_lossy();
    let drawn = match office {
        Some(office) => told_of_drawing(&summary, &office),
        None if args.dry_run => String::new(),
        None => told_of_undrawn(index)?,
    };
    let read = match ocr {
        Some(ocr) => told_of_ocr(&summary, &ocr),
        None if args.dry_run => String::new(),
        None => told_of_unread_words(index)?,
    };
    let redrawn = redrawer.map(|redrawer| told_of_redrawing(&summary, &redrawer)).unwrap_or_default();
    output::result(&format!(
        "{}{drawn}{redrawn}{read}{signatures}Index: {}\n",
        told(&summary, args.dry_run),
        escape::text(&name)
    ))?;
    let failed = [summary.drawn_failed, summary.redrawn_failed, summary.ocr_failed].concat();
    let all = summary.lost + failed.len() as u64;
    let losses = [summary.unread, failed].concat();
    name_losses(&losses, all, &name);
    if summary.read > 0 {
        return Ok(Exit::Done);
    }
    output::problem("Nothing could be read: name files or folders of PDFs, pictures or mail.");
    Ok(Exit::NotChecked)
}

/// Stores keys in the index, and reports the result of verifying all its signatures.
fn held(path: &Path, keys: &[PublishedKey]) -> Result<String, Error> {
    ingest::keep_keys(path, keys)?;
    let count = Index::open_any(path).and_then(|index| dkim::count(&index)).map_err(Error::index(path))?;
    let given = counted(keys.len(), "key");
    let [fit, not, without, unchecked] =
        [count.fit, count.do_not_fit, count.no_key, count.not_checked].map(number);
    let unsigned = counted(count.not_signed as usize, "message");
    Ok(format!(
        "{given} given. Signatures: {fit} fit, {not} do not fit, {without} without a key, {unchecked} cannot be checked. \
         {unsigned} not signed.\n"
    ))
}

/// Names the first of `all` losses on stderr, and says how to list the others.
pub fn name_losses(unread: &[UnreadPart], all: u64, index: &str) {
    for part in unread.iter().take(MOST_NAMED) {
        output::problem(&loss(part));
    }
    if all > MOST_NAMED as u64 {
        let more = number(all - MOST_NAMED as u64);
        output::problem(&format!(
            "… and {more} more: `verify-shot status --unread --index {index}` names all."
        ));
    }
}

/// A part that could not be read, in one line.
pub fn loss(part: &UnreadPart) -> String {
    match part.page {
        Some(page) => format!("{}, page {page}: {}", part.document, part.reason),
        None => format!("{}: {}", part.document, part.reason),
    }
}

fn told_of_drawing(s: &Summary, office: &Office) -> String {
    let drawn = counted(s.drawn as usize, "office file");
    let failed = number(s.drawn_failed.len() as u64);
    let kept = if office.is_cut_off() {
        "cut off from the network"
    } else {
        "kept from the network by its settings alone"
    };
    format!("{drawn} drawn now ({}, {kept}); {failed} could not be.\n", escape::text(office.program()))
}

/// Number of office files without a look, because rendering was not requested.
fn told_of_undrawn(path: &Path) -> Result<String, Error> {
    let counts = Index::open_any(path).and_then(|index| index.drawn_counts()).map_err(Error::index(path))?;
    Ok(match counts.undrawn + counts.failed {
        0 => String::new(),
        files => format!(
            "{} of the index without drawn pages; `add --office-pages` has LibreOffice draw them.\n",
            counted(files as usize, "office file")
        ),
    })
}

fn told_of_redrawing(s: &Summary, redrawer: &Redrawer) -> String {
    let failed = number(s.redrawn_failed.len() as u64);
    match s.redrawn as usize + s.redrawn_failed.len() {
        0 => String::new(),
        _ => format!(
            "{} drawn a second time now ({}); {failed} could not be.\n",
            counted(s.redrawn as usize, "PDF"),
            escape::text(redrawer.program())
        ),
    }
}

fn told_of_ocr(s: &Summary, ocr: &Ocr) -> String {
    let read = counted(s.ocr as usize, "page");
    let failed = counted(s.ocr_failed.len(), "page");
    format!(
        "{read} read by OCR now ({}, {}); {failed} could not be.\n",
        escape::text(&ocr.program),
        escape::text(ocr.languages())
    )
}

/// Number of pages that cannot be found by their words, because OCR was not requested.
fn told_of_unread_words(path: &Path) -> Result<String, Error> {
    let words = Index::open_any(path).and_then(|index| index.word_counts()).map_err(Error::index(path))?;
    Ok(match words.unread + words.failed {
        0 => String::new(),
        pages => format!(
            "{} without text, as scans are. Run `add --ocr` to make their words searchable.\n",
            counted(pages as usize, "page")
        ),
    })
}

fn told(s: &Summary, dry_run: bool) -> String {
    let seen = counted(s.seen() as usize, "file");
    let [read, new, changed, unchanged] = [s.read, s.new, s.changed, s.unchanged].map(number);
    let first = if dry_run {
        format!("{seen}: {new} new, {changed} changed, {unchanged} unchanged. Nothing was written.\n")
    } else {
        told_of_reading(s, &seen, &format!("{new} new, {changed} changed, {unchanged} unchanged"), &read)
    };
    let dropped = if dry_run { "would be dropped" } else { "dropped" };
    first
        + &if s.dropped > 0 {
            format!("{} {dropped}.\n", counted(s.dropped as usize, "document"))
        } else {
            String::new()
        }
        + &if s.vanished > 0 {
            let vanished = counted(s.vanished as usize, "document");
            format!("{vanished} in the index without a file any more; `--prune` drops what has vanished.\n")
        } else {
            String::new()
        }
}

/// What became of the files: one line if all are new and read.
fn told_of_reading(s: &Summary, seen: &str, news: &str, read: &str) -> String {
    let pages = counted(s.pages as usize, "page");
    let all_read = s.refused + s.lost == 0;
    if all_read && s.changed + s.unchanged == 0 {
        return format!("Added {seen} ({pages}). Nothing failed.\n");
    }
    let failed = if all_read {
        "Nothing failed.".to_owned()
    } else {
        let (files, parts) = (counted(s.refused as usize, "file"), counted(s.lost as usize, "part"));
        format!("Not read: {files}; {parts} in all. `verify-shot index status --unread` says why.")
    };
    format!("In the index: {read} of {seen}; {news}. {pages} read now.\n{failed}\n")
}

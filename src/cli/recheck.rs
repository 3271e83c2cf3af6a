//! `verify-shot again`: repeats a check of the log.

use std::path::{Path, PathBuf};

use super::args::AgainArgs;
use super::exit::Exit;
use super::logbook::{self, Checked, entry_of};
use super::output;
use crate::check::{CheckResult, Checker};
use crate::custody::audit::Places;
use crate::custody::log::{self, Check, Entry, Event, PageThen};
use crate::error::Error;
use crate::index::path_of;
use crate::load::{self, Input};
use crate::model::hex::hex;
use crate::report::custody_text::{self, Repeated};
use crate::report::messages::counted;

/// Repeats a check with the archived bytes, or with the original file, and reports whether the answer is the
/// same. A different answer has the exit code of a difference.
pub fn run(args: &AgainArgs) -> Result<Exit, Error> {
    let log = logbook::named(args.log.as_deref())?;
    let (entry, check) = entry(&log, args.entry)?;
    let places = Places { keep: args.moved.keep.clone(), index: args.moved.index(), ..Places::default() };
    let input = input(&check, &places)?;
    let index = places.index(&check);
    let mut checker = Checker::open(&index, check.lang.as_deref()).map_err(|e| index.failed(e))?;
    let path = input.path.clone();
    let CheckResult { answer, .. } = match check.fetched.clone() {
        Some(origin) => checker.answer_fetched(&path.to_string_lossy(), input.bytes, origin),
        None => checker.answer_to(&path, |_| Ok(input)),
    };
    let now = entry_of(
        &Checked { input: &path, answer: &answer, kept: None },
        &check.folder,
        check.lang.as_deref(),
    );
    let (different, changed) = (different(&check, &now), changed(&entry, &check, &now));
    let repeated = Repeated {
        entry: entry.number,
        time: &entry.time,
        same: check.answer == now.answer,
        different: &different,
        changed: &changed,
        answer: &answer,
    };
    output::result(&match args.json {
        true => custody_text::repeated_json(&repeated) + "\n",
        false => custody_text::repeated(&repeated),
    })?;
    Ok(if different.is_empty() { Exit::Done } else { Exit::Altered })
}

/// The check with this number, if its log entry is intact.
fn entry(log: &Path, number: u64) -> Result<(Entry, Check), Error> {
    let mut found = None;
    let read = log::read(log, &mut |entry| {
        if entry.number == number {
            found = Some(entry);
        }
    })?;
    let Some(entry) = found else {
        let why = match read.breaks.iter().find(|one| one.line == number) {
            Some(one) => format!("its line {}", one.what),
            None => format!("the log has {}", counted(read.entries as usize, "line")),
        };
        let log = log.display();
        return Err(Error::Request(format!("{log}: there is no entry {number} to repeat: {why}.")));
    };
    match entry.event.clone() {
        Event::Check(check) => Ok((entry, *check)),
        Event::Signature(_) => Err(no_check(number, "signature")),
        Event::Stamp(_) => Err(no_check(number, "time stamp")),
    }
}

fn no_check(number: u64, what: &str) -> Error {
    Error::Request(format!("Entry {number} is a {what} and no check: `verify-shot audit` checks it."))
}

/// The bytes that were checked, under their original name.
fn input(check: &Check, places: &Places) -> Result<Input, Error> {
    let Some(sha256) = &check.sha256 else {
        return Err(Error::Request("Nothing could be read then, so there is nothing to repeat.".into()));
    };
    let kept = check.kept.as_ref().map(|kept| places.kept(check, &kept.picture));
    let Some(from) = kept.or_else(|| Places::input(check)) else {
        return Err(Error::Request(format!(
            "{}: nothing was kept of it; `--keep DIR` keeps what is checked.",
            check.input
        )));
    };
    let from: PathBuf = from;
    let refused = |why: &str| Error::Request(format!("{}: {why}", from.display()));
    let input = load::load(&from).map_err(|refusal| refused(&refusal.reason))?;
    if hex(&input.sha256) != *sha256 {
        return Err(refused("It is not what was checked then: its SHA-256 is another."));
    }
    Ok(Input { path: path_of(&check.input), ..input })
}

/// Differences between the answers, one sentence each.
fn different(then: &Check, now: &Check) -> Vec<String> {
    let mut said = Vec::new();
    if then.verdict != now.verdict {
        said.push(format!("The verdict was {} and is {}.", then.verdict, now.verdict));
    }
    let missing = |pages: &[PageThen], page: &PageThen| pages.iter().all(|other| !is_same_page(page, other));
    for page in then.pages.iter().filter(|page| missing(&now.pages, page)) {
        said.push(format!("Page {} of {} was named and is not.", page.page, page.document));
    }
    for page in now.pages.iter().filter(|page| missing(&then.pages, page)) {
        said.push(format!("Page {} of {} is named and was not.", page.page, page.document));
    }
    for (was, is) in then.pages.iter().flat_map(|was| now.pages.iter().map(move |is| (was, is))) {
        if is_same_page(was, is) {
            said.extend(on_page(was, is));
        }
    }
    if then.why != now.why {
        said.push(format!("The reasons were {:?} and are {:?}.", then.why.join(" "), now.why.join(" ")));
    }
    said
}

fn is_same_page(a: &PageThen, b: &PageThen) -> bool {
    (&a.document, a.page) == (&b.document, b.page)
}

fn on_page(was: &PageThen, is: &PageThen) -> Vec<String> {
    let name = format!("Page {} of {}", was.page, was.document);
    let mut said = Vec::new();
    if was.region != is.region {
        said.push(format!("{name} was shown in {:?} and is in {:?}.", was.region, is.region));
    }
    for (what, was, is) in
        [("difference", &was.differences, &is.differences), ("hidden place", &was.hidden, &is.hidden)]
    {
        if was != is {
            let (was, is) = (counted(was.len(), what), counted(is.len(), what));
            said.push(format!("{name} had {was} and has {is}, not all in the same places."));
        }
    }
    said
}

/// Changes of program and index, one sentence each.
fn changed(entry: &Entry, then: &Check, now: &Check) -> Vec<String> {
    let mut said = Vec::new();
    let program = concat!("verify-shot ", env!("CARGO_PKG_VERSION"));
    if entry.program != program {
        said.push(format!("It was {} and is {program}.", entry.program));
    }
    if then.index.digest != now.index.digest {
        let [was, is] = [&then.index.digest, &now.index.digest].map(|digest| &digest[..12.min(digest.len())]);
        said.push(format!("The index had the digest {was}… and has {is}…: it holds something else."));
    }
    said
}

//! Writes answers to the log.

use std::path::{Path, PathBuf};

use super::args::LogArgs;
use super::output;
use crate::custody::archive::Kept;
use crate::custody::log::{
    self, Appended, Check, Event, IndexThen, KeptThen, PageThen, PlaceThen, canonical,
};
use crate::error::Error;
use crate::index::name_of;
use crate::limits::MAX_NOTE_BYTES;
use crate::model::answer::{Answer, PageAnswer};
use crate::model::geometry::Rect;
use crate::report::json;
use crate::report::reasons;

/// Variable that names the log if no option does.
const LOG_VARIABLE: &str = "VERIFY_SHOT_LOG";

/// The log that is written while inputs are checked.
pub struct Logbook<'a> {
    path: PathBuf,
    args: &'a LogArgs,
    lang: Option<&'a str>,
    folder: String,
    first: Option<u64>,
    last: Option<Appended>,
}

/// A check to be logged.
pub struct Checked<'a> {
    /// Path of the input as given.
    pub input: &'a Path,
    /// The answer.
    pub answer: &'a Answer,
    /// Where the input was archived, if it was.
    pub kept: Option<&'a Kept>,
}

impl<'a> Logbook<'a> {
    /// The log named by an option or the environment. Returns `None` if there is neither.
    pub fn of(args: &'a LogArgs, lang: Option<&'a str>) -> Result<Option<Self>, Error> {
        let Some(path) = typed(args.log.as_deref()) else {
            return match (&args.note, &args.by) {
                (None, None) => Ok(None),
                _ => Err(Error::Request("A note is entered in a log: name one with --log.".into())),
            };
        };
        if [&args.note, &args.by].into_iter().flatten().any(|words| words.len() > MAX_NOTE_BYTES) {
            let most = MAX_NOTE_BYTES >> 10;
            return Err(Error::Request(format!("A note has at most {most} KiB: put the rest into a file.")));
        }
        let folder = std::env::current_dir().map_err(|e| {
            Error::Request(format!("The current folder, which an entry names, cannot be told: {e}."))
        })?;
        Ok(Some(Self { path, args, lang, folder: name_of(&folder), first: None, last: None }))
    }

    /// Path of the log.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Logs an answer. The entry is on disk when this returns.
    pub fn enter(&mut self, checked: &Checked) -> Result<(), Error> {
        self.enter_as(checked, None, None)
    }

    /// Logs an answer with the name of who checked and a note, if they are other than those of the options.
    pub fn enter_as(&mut self, checked: &Checked, by: Option<&str>, note: Option<&str>) -> Result<(), Error> {
        let said =
            |said: Option<&str>, typed: &Option<String>| said.map(str::to_owned).or_else(|| typed.clone());
        let check = Check {
            by: said(by, &self.args.by),
            note: said(note, &self.args.note),
            ..entry_of(checked, &self.folder, self.lang)
        };
        let appended = log::append(&self.path, Event::Check(Box::new(check)))?;
        tell_torn(&self.path, &appended);
        self.first = self.first.or(Some(appended.number));
        self.last = Some(appended);
        Ok(())
    }

    /// Message with the entries written and the head of the log, which should be noted elsewhere. Returns
    /// `None` if nothing was written.
    pub fn closing(&self) -> Option<String> {
        let (first, last) = (self.first?, self.last.as_ref()?);
        let entries = match last.number - first {
            0 => format!("entry {first}"),
            _ => format!("entries {first} to {}", last.number),
        };
        Some(format!("{}: {entries}, head {}", self.path.display(), last.digest))
    }
}

/// Reports where a line truncated by a crash was moved.
pub fn tell_torn(log: &Path, appended: &Appended) {
    if let Some(aside) = &appended.torn {
        output::problem(&format!(
            "{}: its last line was torn, as after a crash. It was put into {}, and all before it stands.",
            log.display(),
            aside.display()
        ));
    }
}

/// The log named by an option or the environment.
pub fn named(asked: Option<&Path>) -> Result<PathBuf, Error> {
    let none = || Error::Request(format!("Name the log, or set {LOG_VARIABLE} to it."));
    typed(asked).ok_or_else(none)
}

fn typed(asked: Option<&Path>) -> Option<PathBuf> {
    let set = || std::env::var_os(LOG_VARIABLE).filter(|log| !log.is_empty()).map(PathBuf::from);
    asked.map(Path::to_owned).or_else(set)
}

/// Log entry of a check that ran in this folder, without a person's name and note.
pub fn entry_of(checked: &Checked, folder: &str, lang: Option<&str>) -> Check {
    let Checked { input, answer, kept } = checked;
    let finding = &answer.finding;
    Check {
        input: name_of(input),
        folder: folder.to_owned(),
        sha256: answer.sha256.clone(),
        fetched: answer.fetched.clone(),
        kept: kept.map(|kept| KeptThen {
            picture: name_of(&kept.picture),
            record: name_of(&kept.record),
            record_sha256: kept.record_sha256.clone(),
        }),
        index: IndexThen {
            path: name_of(Path::new(&answer.index.path)),
            paths: answer.index.paths.iter().map(|path| name_of(Path::new(path))).collect(),
            digest: answer.index.digest.clone(),
        },
        lang: lang.map(str::to_owned),
        verdict: finding.verdict.code().to_owned(),
        pages: finding.pages.iter().map(page).collect(),
        why: reasons::sentences(&finding.why, answer.size),
        answer: canonical::digest(json::lasting(answer).as_bytes()),
        ..Check::default()
    }
}

fn page(page: &PageAnswer) -> PageThen {
    PageThen {
        document: page.page.document.clone(),
        page: page.page.page,
        region: json::pixels(&page.region),
        differences: page.differences.iter().map(|d| place(&d.bounds, d.kind.code())).collect(),
        hidden: page.hidden.iter().map(|h| place(&h.bounds, h.kind.code())).collect(),
    }
}

fn place(bounds: &Rect, kind: &str) -> PlaceThen {
    PlaceThen { bounds: json::pixels(bounds), kind: kind.to_owned() }
}

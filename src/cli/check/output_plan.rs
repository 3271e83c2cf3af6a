//! What is kept of an input, and what is shown of an answer beside its words: the picture of the evidence, and its section
//! of the dossier.

use std::path::Path;

use super::batch::Job;
use super::evidence_files::Evidence;
use super::inputs::Input;
use super::terminal::Terminal;
use crate::check::{CheckResult, Checker, not_checked};
use crate::cli::output;
use crate::custody::archive::{self, Kept};
use crate::fetch::http::Refusal;
use crate::fetch::links;
use crate::load;
use crate::load::Refusal as Unreadable;
use crate::model::answer::{Answer, Verdict};
use crate::model::original::Original;
use crate::model::raster::Picture;
use crate::model::reason::Reason;
use crate::model::trace::Step;
use crate::report::evidence_sheet::sheet;
use crate::report::html::{self, Place};

/// What is to be shown.
pub struct Plan<'a> {
    /// Pictures of the evidence.
    pub evidence: Option<Evidence>,
    /// Where they are shown.
    pub terminal: Option<Terminal>,
    /// Whether there is a dossier.
    pub has_dossier: bool,
    /// Whether pixels and words of the originals stay out of both.
    pub no_originals: bool,
    /// The verdicts that are shown; all where it is empty.
    pub only: &'a [Verdict],
    /// Where files are kept as they came.
    pub keep: Option<archive::Evidence>,
    /// Number of the first input: so many were looked at before.
    pub first: usize,
}

/// An input that was looked at.
pub struct Seen {
    /// Its place among the answers.
    pub place: Place,
    /// The answer.
    pub answer: Answer,
    /// The steps of the check, where they were asked for.
    pub steps: Vec<Step>,
    /// Where the input was kept, where it was.
    pub kept: Option<Kept>,
    /// Its section of the dossier, where there is one.
    pub section: Option<String>,
    /// What draws the evidence in the terminal, where that is to be shown.
    pub drawn: Option<String>,
    /// Whether a picture of the evidence that was asked for could not be written.
    pub is_lacking: bool,
}

/// What is shown of an answer; as in [`Seen`].
#[derive(Default)]
struct Shown {
    section: Option<String>,
    drawn: Option<String>,
    is_lacking: bool,
}

impl Plan<'_> {
    /// Looks at an input, and draws and writes what is to be shown; a link may hold several pictures.
    pub fn look(&self, checker: &mut Checker, inputs: &[Input], job: Job) -> Vec<Seen> {
        let (Job::Read(number) | Job::Check(number, _)) = job;
        let looked = self.keep_and_look(checker, &inputs[number], job);
        let seen = looked.into_iter().enumerate();
        let number = self.first + number;
        seen.map(|(part, looked)| self.see(checker, Place { number, part }, looked)).collect()
    }

    fn see(&self, checker: &mut Checker, place: Place, (looked, kept): (CheckResult, Option<Kept>)) -> Seen {
        let CheckResult { answer, picture, steps } = looked;
        let is_wanted = self.only.is_empty() || self.only.contains(&answer.finding.verdict);
        let draws = self.evidence.is_some() || self.terminal.is_some();
        if !is_wanted || !(draws || self.has_dossier) {
            return Seen { place, answer, steps, kept, section: None, drawn: None, is_lacking: false };
        }
        let originals = checker.originals(&answer).unwrap_or_else(|e| {
            output::problem(&format!("{}: its originals cannot be shown: {e}.", answer.input));
            vec![None; answer.finding.pages.len()]
        });
        let shown = self.show(&place, &answer, picture.as_ref(), originals);
        Seen {
            place,
            answer,
            steps,
            kept,
            section: shown.section,
            drawn: shown.drawn,
            is_lacking: shown.is_lacking,
        }
    }

    fn show(
        &self,
        place: &Place,
        answer: &Answer,
        picture: Option<&Picture>,
        mut originals: Vec<Option<Original>>,
    ) -> Shown {
        let mut answer = answer.clone();
        if self.no_originals {
            originals.iter_mut().flatten().for_each(|original| original.face = None);
            let differences = answer.finding.pages.iter_mut().flat_map(|page| &mut page.differences);
            differences.for_each(|difference| difference.original = None);
        }
        let mut shown = Shown::default();
        if self.evidence.is_some() || self.terminal.is_some() {
            let sheet = picture.map(|picture| sheet(&answer, picture, &originals));
            let is_there = |evidence: &Evidence| evidence.write(place, &answer, sheet.as_ref());
            shown.is_lacking = !self.evidence.as_ref().is_none_or(is_there);
            shown.drawn =
                self.terminal.as_ref().zip(sheet).and_then(|(terminal, sheet)| terminal.shown(&sheet));
        }
        shown.section = self.has_dossier.then(|| html::section(place, &answer, picture, &originals));
        shown
    }

    fn keep_and_look(
        &self,
        checker: &mut Checker,
        input: &Input,
        job: Job,
    ) -> Vec<(CheckResult, Option<Kept>)> {
        match (input, job) {
            (Input::Picture(path), _) => vec![self.file(checker, path, load::load)],
            (Input::Stdin, _) => vec![self.file(checker, input.path(), |_| load::load_stdin())],
            (Input::Refused(path, why), _) => vec![(refused(checker, path, why.clone()), None)],
            (Input::Link(link), Job::Check(_, arrival)) => {
                let answer = |picture: Result<links::Picture, Refusal>| match picture {
                    Ok(links::Picture { bytes, origin, kept }) => {
                        (checker.answer_fetched(link, bytes, origin), Some(kept))
                    }
                    Err(why) => (refused(checker, Path::new(link), why.to_string()), None),
                };
                arrival.pictures.into_iter().map(answer).collect()
            }
            // A link is looked at when it is here.
            (Input::Link(_), Job::Read(_)) => Vec::new(),
        }
    }

    /// Keeps what is read, where that was asked for, before anybody looks at it.
    fn file(
        &self,
        checker: &mut Checker,
        path: &Path,
        load: impl FnOnce(&Path) -> Result<load::Input, Unreadable>,
    ) -> (CheckResult, Option<Kept>) {
        let mut kept = None;
        let looked = checker.answer_to(path, |path| {
            let input = load(path)?;
            if let Some(evidence) = &self.keep {
                let done = evidence.keep_file(&path.to_string_lossy(), &input.bytes);
                kept = Some(done.map_err(|e| Unreadable {
                    reason: format!(
                        "It could not be kept as evidence: {e}. Name another folder with --keep."
                    ),
                })?);
            }
            Ok(input)
        });
        (looked, kept)
    }
}

fn refused(checker: &Checker, path: &Path, why: String) -> CheckResult {
    let answer = not_checked(path, vec![Reason::NotDecoded(why)], checker.summary().clone());
    CheckResult { answer, picture: None, steps: Vec::new() }
}

//! Outputs per input other than text: archived files, evidence images, and sections of the HTML report.

use std::path::Path;

use super::batch::Job;
use super::dossier_file::Section;
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
use crate::model::original::{Original, withhold};
use crate::model::raster::Picture;
use crate::model::reason::Reason;
use crate::model::trace::Step;
use crate::report::evidence_sheet::sheet;
use crate::report::html::{self, Place};

/// Plan of the outputs.
pub struct Plan<'a> {
    /// Evidence images.
    pub evidence: Option<Evidence>,
    /// Terminal in which they are shown.
    pub terminal: Option<Terminal>,
    /// True if an HTML report is written.
    pub has_dossier: bool,
    /// True if pixels and words of the originals are left out of both.
    pub no_originals: bool,
    /// Verdicts for which outputs are made; all if empty.
    pub only: &'a [Verdict],
    /// Archive for files as they came.
    pub keep: Option<archive::Evidence>,
    /// Number of the first input: the number of those checked before.
    pub first: usize,
}

/// An input that was checked.
pub struct Seen {
    /// Its position among the answers.
    pub place: Place,
    /// The answer.
    pub answer: Answer,
    /// Steps of the check, if requested.
    pub steps: Vec<Step>,
    /// Where the input was archived, if it was.
    pub kept: Option<Kept>,
    /// Its section of the HTML report, if there is one.
    pub section: Option<Section>,
    /// Escape sequence that shows the evidence image in the terminal, if requested.
    pub drawn: Option<String>,
    /// True if a requested evidence image could not be written.
    pub is_lacking: bool,
}

/// Outputs of an answer, as in [`Seen`].
#[derive(Default)]
struct Shown {
    section: Option<Section>,
    drawn: Option<String>,
    is_lacking: bool,
}

impl Plan<'_> {
    /// Checks an input and makes its outputs; a link may hold several pictures.
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
            withhold(&mut answer, &mut originals);
        }
        let mut shown = Shown::default();
        if self.evidence.is_some() || self.terminal.is_some() {
            let sheet = picture.map(|picture| sheet(&answer, picture, &originals));
            let is_there = |evidence: &Evidence| evidence.write(place, &answer, sheet.as_ref());
            shown.is_lacking = !self.evidence.as_ref().is_none_or(is_there);
            shown.drawn =
                self.terminal.as_ref().zip(sheet).and_then(|(terminal, sheet)| terminal.shown(&sheet));
        }
        shown.section = self.has_dossier.then(|| Section {
            html: html::section(place, &answer, picture, &originals),
            thumbnail: picture.and_then(html::thumbnail),
        });
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
            // A link is checked once it has been fetched.
            (Input::Link(_), Job::Read(_)) => Vec::new(),
        }
    }

    /// Archives a file, if requested, before it is checked.
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

//! What is shown of an answer beside its words: the picture of the evidence, and its section of the dossier.

use super::evidence::Evidence;
use super::inputs::Input;
use crate::check::{Checker, Looked, not_checked};
use crate::cli::out;
use crate::model::original::Original;
use crate::model::raster::Picture;
use crate::model::verdict::{Answer, Verdict};
use crate::report::html;

/// What is to be shown.
pub struct Plan<'a> {
    /// Pictures of the evidence.
    pub evidence: Option<Evidence>,
    /// Whether there is a dossier.
    pub has_dossier: bool,
    /// Whether pixels and words of the originals stay out of both.
    pub no_originals: bool,
    /// The verdicts that are shown; all where it is empty.
    pub only: &'a [Verdict],
}

/// An input that was looked at.
pub struct Seen {
    /// Its place among the inputs, from 0.
    pub number: usize,
    /// The answer.
    pub answer: Answer,
    /// Its section of the dossier, where there is one.
    pub section: Option<String>,
}

impl Plan<'_> {
    /// Looks at an input, and draws and writes what is to be shown.
    pub fn look(&self, checker: &mut Checker, number: usize, input: &Input) -> Seen {
        let Looked { answer, picture } = look(checker, input);
        let is_wanted = self.only.is_empty() || self.only.contains(&answer.finding.verdict);
        if !is_wanted || (self.evidence.is_none() && !self.has_dossier) {
            return Seen { number, answer, section: None };
        }
        let originals = checker.originals(&answer).unwrap_or_else(|e| {
            out::problem(&format!("{}: its originals cannot be shown: {e}.", answer.input));
            vec![None; answer.finding.pages.len()]
        });
        let section = self.show(number, &answer, picture.as_ref(), originals);
        Seen { number, answer, section }
    }

    fn show(
        &self,
        number: usize,
        answer: &Answer,
        picture: Option<&Picture>,
        mut originals: Vec<Option<Original>>,
    ) -> Option<String> {
        let mut answer = answer.clone();
        if self.no_originals {
            originals.iter_mut().flatten().for_each(|original| original.face = None);
            let differences = answer.finding.pages.iter_mut().flat_map(|page| &mut page.differences);
            differences.for_each(|difference| difference.original = None);
        }
        self.evidence.iter().for_each(|evidence| evidence.draw(number, &answer, picture, &originals));
        self.has_dossier.then(|| html::section(number + 1, &answer, picture, &originals))
    }
}

fn look(checker: &mut Checker, input: &Input) -> Looked {
    match input {
        Input::Picture(path) => checker.answer(path),
        Input::Stdin => checker.answer_stdin(),
        Input::Refused(path, why) => {
            let answer = not_checked(path, vec![why.clone()], checker.summary().clone());
            Looked { answer, picture: None }
        }
    }
}

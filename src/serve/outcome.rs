//! What is made of one answer: the JSON of the command line, the section of the dossier, and the evidence sheet.

use super::queue::Wanted;
use crate::check::{CheckResult, Checker};
use crate::model::answer::{Answer, Verdict};
use crate::model::original::{Original, withhold};
use crate::report::evidence_sheet::sheet;
use crate::report::html::{self, Place};
use crate::report::{escape, json, messages};

/// Schema-1 objects, one a line, as the command line prints them.
pub fn lines<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> String {
    answers.into_iter().map(|answer| json::answer(answer) + "\n").collect()
}

/// A sentence for an editor: which picture, the headline, and what an answer does not say.
pub fn sentence(answer: &Answer) -> String {
    let note = match answer.finding.verdict {
        Verdict::NotFound => messages::NOT_FALSE,
        Verdict::NotChecked => "",
        _ => messages::NOT_JUDGED,
    };
    let said = format!("{}: {}. {note}", answer.input, messages::headlines(&answer.finding));
    escape::text(said.trim_end())
}

/// An answer, and what was made of it.
pub struct Outcome {
    /// The answer, from which its JSON and its headline follow.
    pub answer: Answer,
    /// Section of the dossier; empty if it is not wanted.
    pub section: String,
    /// Evidence sheet as PNG, if it is wanted and the picture could be looked at.
    pub evidence: Option<Vec<u8>>,
}

impl Outcome {
    /// Makes what is wanted of an answer; `no_originals` if pixels and words of originals are left out of what is shown.
    pub fn of(
        checker: &mut Checker,
        result: CheckResult,
        place: Place,
        (wanted, no_originals): (Wanted, bool),
    ) -> Self {
        let CheckResult { answer, picture, .. } = result;
        if wanted == Wanted::Json {
            return Self { answer, section: String::new(), evidence: None };
        }
        // An answer without its originals is an answer.
        let mut originals: Vec<Option<Original>> =
            checker.originals(&answer).unwrap_or_else(|_| vec![None; answer.finding.pages.len()]);
        let mut shown = answer.clone();
        if no_originals {
            withhold(&mut shown, &mut originals);
        }
        if wanted == Wanted::Section {
            let section = html::section(&place, &shown, picture.as_ref(), &originals);
            return Self { answer, section, evidence: None };
        }
        let drawn = picture.as_ref().map(|picture| sheet(&shown, picture, &originals));
        Self { answer, section: String::new(), evidence: drawn.and_then(|sheet| sheet.png().ok()) }
    }
}

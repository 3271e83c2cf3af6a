//! Answers in one line each, for lists.

use super::{escape, messages, reasons};
use crate::model::answer::{Answer, Verdict};

/// Width of the longest verdict.
const VERDICT: usize = 12;

/// The answer about one input, one line without its end: verdict, input, headline, and why where it has to be said.
pub fn answer(answer: &Answer) -> String {
    let finding = &answer.finding;
    let verdict = messages::verdict(finding.verdict);
    let why = match finding.verdict {
        Verdict::Inconclusive | Verdict::NotChecked => {
            format!(" {}", reasons::sentences(&finding.why).join(" "))
        }
        _ => String::new(),
    };
    let said = format!("{}: {}.{why}", answer.input, messages::headline(finding));
    format!("{verdict:<VERDICT$}  {}", escape::text(said.trim_end()))
}

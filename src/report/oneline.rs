//! Answers in one line each, for lists.

use super::{escape, messages, reasons};
use crate::model::answer::{Answer, Verdict};

/// Width of the longest verdict, in characters.
const VERDICT: usize = 12;

/// One line without line end: verdict, input, headline, and the reason if one is needed.
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

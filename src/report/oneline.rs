//! Answers in one line each, for lists.

use super::form::{Flag, Form, Said};
use super::{escape, messages, reasons};
use crate::model::answer::{Answer, Verdict};

/// Width of the longest verdict.
const VERDICT: usize = 12;

/// The form for lists: a line each.
#[derive(Debug)]
pub struct OneLine;

impl Form for OneLine {
    fn flag(&self) -> Option<&'static Flag> {
        Some(&Flag {
            name: "quiet",
            short: Some('q'),
            help: "Print one line for each input",
            more: None,
            is_rare: false,
            help_of_watch: "Print one line for each picture",
        })
    }

    fn answer(&self, said: &Said) -> String {
        answer(said.answer) + "\n"
    }
}

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

//! Answers in one line each, for lists.

use super::form::{Flag, Form, Said};
use super::{escape, messages, paint, quotation_text, reasons};
use crate::model::answer::{Answer, Verdict};

/// Width of the longest verdict, in characters.
const VERDICT: usize = 12;

/// Form for lists: one line for each answer.
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
        let line = answer(said.answer) + "\n";
        if said.is_painted { paint::one_line(&line, said.answer.finding.verdict) } else { line }
    }
}

/// One line without line end: verdict, input, headline with the page, how far the comparison went, and the reason if
/// one is needed.
pub fn answer(answer: &Answer) -> String {
    let finding = &answer.finding;
    let verdict = messages::verdict(finding.verdict);
    let (input, headline) = match &answer.quotation {
        Some(quotation) => {
            (quotation_text::short_title(answer, quotation), quotation_text::headline(finding, quotation))
        }
        None => (answer.input.clone(), messages::headlines(finding)),
    };
    let more = match finding.verdict {
        Verdict::Identical => format!(" It is {}.", messages::pages(finding)),
        Verdict::Match | Verdict::Altered if answer.quotation.is_some() => String::new(),
        Verdict::Match | Verdict::Altered => {
            messages::compared_less(finding).map_or(String::new(), |compared| format!(" {compared}."))
        }
        Verdict::NotFound if !answer.index.is_unfinished => String::new(),
        Verdict::Inconclusive | Verdict::NotChecked | Verdict::NotFound => {
            format!(" {}", reasons::sentences(&finding.why, answer.size).join(" "))
        }
    };
    let said = format!("{input}: {headline}.{more}");
    format!("{verdict:<VERDICT$}  {}", escape::text(said.trim_end()))
}

//! Prints answers on stdout in the requested form.

use std::time::Duration;

use crate::cli::output;
use crate::error::Error;
use crate::model::answer::{Answer, Verdict};
use crate::model::trace::Step;
use crate::report::form::{Form, Said};
use crate::report::reasons;
use crate::report::summary::Closing;

/// Prints answers.
pub struct Printer<'a> {
    form: &'static dyn Form,
    /// Verdicts that are printed; all if empty.
    only: &'a [Verdict],
    /// Width of the terminal.
    columns: Option<usize>,
    /// True if it shows colours and links.
    is_painted: bool,
}

impl<'a> Printer<'a> {
    /// Prints answers with these verdicts in this form; all if none is given.
    pub fn new(form: &'static dyn Form, only: &'a [Verdict]) -> Self {
        Self { form, only, columns: output::columns(), is_painted: output::is_painted() }
    }

    /// True if the form is read by programs.
    pub fn is_for_programs(&self) -> bool {
        self.form.is_for_programs()
    }

    /// Ends a batch: with the summary on stdout beside answers for people, otherwise with its table on stderr. One input
    /// has none.
    pub fn close(&self, closing: &Closing, inputs: usize, noun: &str, took: Duration) -> Result<(), Error> {
        match inputs {
            0 | 1 => Ok(()),
            _ if self.form.is_conversation() => output::result(&closing.said(inputs, noun, took)),
            _ => {
                output::aside(&closing.table(inputs, noun, took));
                Ok(())
            }
        }
    }

    /// Prints the header, if the form has one.
    pub fn begin(&self) -> Result<(), Error> {
        self.form.before_all().map_or(Ok(()), |said| output::result(&said))
    }

    /// Prints an answer on stdout. In the text form, the reason a picture could not be checked goes to stderr,
    /// regardless of `only`. `steps` are those of the check, if they are to be printed.
    pub fn print(&self, answer: &Answer, steps: &[Step]) -> Result<(), Error> {
        let verdict = answer.finding.verdict;
        if self.form.is_conversation() && verdict == Verdict::NotChecked {
            output::problem(&format!(
                "{}: {}",
                answer.input,
                reasons::sentences(&answer.finding.why, answer.size).join(" ")
            ));
            return Ok(());
        }
        if !self.only.is_empty() && !self.only.contains(&verdict) {
            return Ok(());
        }
        output::result(&self.form.answer(&Said {
            answer,
            steps,
            columns: self.columns,
            is_painted: self.is_painted,
        }))
    }
}

//! Prints answers on stdout in the requested form.

use crate::cli::output;
use crate::error::Error;
use crate::model::answer::{Answer, Verdict};
use crate::model::trace::Step;
use crate::report::form::{Form, Said};
use crate::report::reasons;

/// Prints answers.
pub struct Printer<'a> {
    form: &'static dyn Form,
    /// Verdicts that are printed; all if empty.
    only: &'a [Verdict],
    /// Width of the terminal.
    columns: Option<usize>,
}

impl<'a> Printer<'a> {
    /// Prints answers with these verdicts in this form; all if none is given.
    pub fn new(form: &'static dyn Form, only: &'a [Verdict]) -> Self {
        Self { form, only, columns: output::columns() }
    }

    /// True if the form is read by programs.
    pub fn is_for_programs(&self) -> bool {
        self.form.is_for_programs()
    }

    /// True if a batch ends with a summary table.
    pub fn closes(&self) -> bool {
        self.form.is_conversation()
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
                reasons::sentences(&answer.finding.why).join(" ")
            ));
            return Ok(());
        }
        if !self.only.is_empty() && !self.only.contains(&verdict) {
            return Ok(());
        }
        output::result(&self.form.answer(&Said { answer, steps, columns: self.columns }))
    }
}

//! Answers on stdout, in the form that was asked for.

use crate::cli::output;
use crate::error::Error;
use crate::model::answer::{Answer, Verdict};
use crate::model::trace::Step;
use crate::report::form::{Form, Said};
use crate::report::reasons;

/// Prints answers.
pub struct Printer<'a> {
    form: &'static dyn Form,
    /// The verdicts that are printed; all where it is empty.
    only: &'a [Verdict],
    /// Of the terminal.
    columns: Option<usize>,
}

impl<'a> Printer<'a> {
    /// Prints in this form the answers of these verdicts, or all where none is named.
    pub fn new(form: &'static dyn Form, only: &'a [Verdict]) -> Self {
        Self { form, only, columns: output::columns() }
    }

    /// Whether programs read it.
    pub fn is_for_programs(&self) -> bool {
        self.form.is_for_programs()
    }

    /// Whether a table closes a batch.
    pub fn closes(&self) -> bool {
        self.form.is_conversation()
    }

    /// What stands before all answers.
    pub fn begin(&self) -> Result<(), Error> {
        self.form.before_all().map_or(Ok(()), |said| output::result(&said))
    }

    /// An answer on stdout; for people, one that could not be given goes to stderr as a sentence, always.
    /// `steps` are those of the check, where they are to be told.
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

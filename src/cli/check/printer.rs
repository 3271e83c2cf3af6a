//! Prints answers on stdout in the requested form.

use crate::cli::args::CheckArgs;
use crate::cli::output;
use crate::error::Error;
use crate::model::answer::{Answer, Verdict};
use crate::model::trace::Step;
use crate::report::reasons;
use crate::report::{csv, json, oneline, text, trace_text};

/// Form of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people, at most one screen each.
    Text,
    /// One line each.
    Line,
    /// One JSON object each.
    Json,
    /// One CSV row each.
    Csv,
}

impl Form {
    /// The requested form.
    pub fn of(args: &CheckArgs) -> Self {
        Self::chosen(args.json, args.csv, args.quiet)
    }

    /// Form for these three flags, of which at most one is set.
    pub fn chosen(json: bool, csv: bool, quiet: bool) -> Self {
        match (json, csv, quiet) {
            (true, ..) => Form::Json,
            (_, true, _) => Form::Csv,
            (.., true) => Form::Line,
            _ => Form::Text,
        }
    }
}

/// Prints answers.
pub struct Printer<'a> {
    form: Form,
    /// Verdicts that are printed; all if empty.
    only: &'a [Verdict],
    /// Width of the terminal.
    columns: Option<usize>,
}

impl<'a> Printer<'a> {
    /// Prints answers with these verdicts in this form; all if none is given.
    pub fn new(form: Form, only: &'a [Verdict]) -> Self {
        Self { form, only, columns: output::columns() }
    }

    /// True if the form is read by programs.
    pub fn is_for_programs(&self) -> bool {
        matches!(self.form, Form::Json | Form::Csv)
    }

    /// True if a batch ends with a summary table.
    pub fn closes(&self) -> bool {
        self.form == Form::Text
    }

    /// Prints the header, if the form has one.
    pub fn begin(&self) -> Result<(), Error> {
        if self.form == Form::Csv { output::result(&csv::header()) } else { Ok(()) }
    }

    /// Prints an answer on stdout. In the text form, the reason a picture could not be checked goes to stderr,
    /// regardless of `only`. `steps` are those of the check, if they are to be printed.
    pub fn print(&self, answer: &Answer, steps: &[Step]) -> Result<(), Error> {
        let verdict = answer.finding.verdict;
        if self.form == Form::Text && verdict == Verdict::NotChecked {
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
        output::result(&match self.form {
            Form::Text => {
                text::answer_within(answer, self.columns)
                    + &trace_text::told(answer, steps, self.columns)
                    + "\n"
            }
            Form::Line => oneline::answer(answer) + "\n",
            Form::Json => json::answer(answer) + "\n",
            Form::Csv => csv::answer(answer),
        })
    }
}

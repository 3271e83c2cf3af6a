//! Answers on stdout, in the form that was asked for.

use crate::cli::args::CheckArgs;
use crate::cli::output;
use crate::error::Error;
use crate::model::answer::{Answer, Verdict};
use crate::model::trace::Step;
use crate::report::reasons;
use crate::report::{csv, json, oneline, text, trace_text};

/// A form of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For people, at most a screen each.
    Text,
    /// A line each.
    Line,
    /// An object each.
    Json,
    /// A row each.
    Csv,
}

impl Form {
    /// The form that was asked for.
    pub fn of(args: &CheckArgs) -> Self {
        Self::chosen(args.json, args.csv, args.quiet)
    }

    /// The form of these three flags, of which one is set at most.
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
    /// The verdicts that are printed; all where it is empty.
    only: &'a [Verdict],
    /// Of the terminal.
    columns: Option<usize>,
}

impl<'a> Printer<'a> {
    /// Prints in this form the answers of these verdicts, or all where none is named.
    pub fn new(form: Form, only: &'a [Verdict]) -> Self {
        Self { form, only, columns: output::columns() }
    }

    /// Whether programs read it.
    pub fn is_for_programs(&self) -> bool {
        matches!(self.form, Form::Json | Form::Csv)
    }

    /// Whether a table closes a batch.
    pub fn closes(&self) -> bool {
        self.form == Form::Text
    }

    /// What stands before all answers.
    pub fn begin(&self) -> Result<(), Error> {
        if self.form == Form::Csv { output::result(&csv::header()) } else { Ok(()) }
    }

    /// An answer on stdout; for people, one that could not be given goes to stderr as a sentence, always.
    /// `steps` are those of the check, where they are to be told.
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

//! Answers on stdout, in the form that was asked for.

use crate::cli::args::CheckArgs;
use crate::cli::out;
use crate::error::Error;
use crate::model::verdict::{Answer, Verdict};
use crate::report::{csv, json, line, text};

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
        match args {
            CheckArgs { json: true, .. } => Form::Json,
            CheckArgs { csv: true, .. } => Form::Csv,
            CheckArgs { quiet: true, .. } => Form::Line,
            _ => Form::Text,
        }
    }
}

/// Prints answers.
pub struct Printer<'a> {
    form: Form,
    /// The verdicts that are printed; all where it is empty.
    only: &'a [Verdict],
}

impl<'a> Printer<'a> {
    /// Prints in this form the answers of these verdicts, or all where none is named.
    pub fn new(form: Form, only: &'a [Verdict]) -> Self {
        Self { form, only }
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
        if self.form == Form::Csv { out::result(&csv::header()) } else { Ok(()) }
    }

    /// An answer on stdout; for people, one that could not be given goes to stderr as a sentence, always.
    pub fn print(&self, answer: &Answer) -> Result<(), Error> {
        let verdict = answer.finding.verdict;
        if self.form == Form::Text && verdict == Verdict::NotChecked {
            out::problem(&format!("{}: {}", answer.input, answer.finding.why.join(" ")));
            return Ok(());
        }
        if !self.only.is_empty() && !self.only.contains(&verdict) {
            return Ok(());
        }
        out::result(&match self.form {
            Form::Text => text::answer(answer) + "\n",
            Form::Line => line::answer(answer) + "\n",
            Form::Json => json::answer(answer) + "\n",
            Form::Csv => csv::answer(answer),
        })
    }
}

//! `verify-shot quote`: checks quotations in words.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

use super::args::QuoteArgs;
use super::check::printer::Printer;
use super::exit::Exit;
use crate::check::{Checker, not_checked};
use crate::error::Error;
use crate::index::IndexPaths;
use crate::limits::{MAX_QUOTATION_BYTES, MAX_QUOTATIONS_BYTES};
use crate::model::answer::Answer;
use crate::model::quotation::QuotationFault;
use crate::model::reason::Reason;
use crate::report::summary::Closing;

/// A quotation to check.
struct Input {
    /// What the answer calls it: where it comes from, or the quotation itself.
    name: String,
    text: Result<String, QuotationFault>,
}

/// Checks every quotation and prints an answer for each.
pub fn run(args: &QuoteArgs) -> Result<Exit, Error> {
    let began = Instant::now();
    let inputs = gathered(args)?;
    let printer = Printer::new(args.form.chosen, &[]);
    let index = args.searched.paths();
    let mut checker = match Checker::open(&index, None).map_err(|e| index.failed(e)) {
        Ok(checker) => checker,
        Err(e) => {
            give_up(&inputs, &index, &e, &printer)?;
            return Err(e);
        }
    };
    printer.begin()?;
    let (mut closing, mut exit) = (Closing::default(), Exit::Done);
    for input in &inputs {
        let answer = answer(&mut checker, input);
        closing.count(&answer);
        exit = exit.merge(Exit::of(answer.finding.verdict));
        printer.print(&answer, &[])?;
    }
    printer.close(&closing, inputs.len(), "quotation", began.elapsed())?;
    Ok(if args.exit_zero { Exit::Done } else { exit })
}

fn answer(checker: &mut Checker, input: &Input) -> Answer {
    match &input.text {
        Ok(text) => checker.quotation(&input.name, text),
        Err(fault) => {
            let why = vec![Reason::QuotationUnusable(*fault)];
            not_checked(Path::new(&input.name), why, checker.summary().clone())
        }
    }
}

/// Prints an answer for each input even if the index cannot be opened, because programs expect one.
fn give_up(inputs: &[Input], index: &IndexPaths, error: &Error, printer: &Printer) -> Result<(), Error> {
    if !printer.is_for_programs() {
        return Ok(());
    }
    printer.begin()?;
    inputs.iter().try_for_each(|input| {
        let why = vec![Reason::IndexUnusable(error.to_string())];
        printer.print(&not_checked(Path::new(&input.name), why, index.unopened()), &[])
    })
}

/// The quotations of the command line, and those of the files.
fn gathered(args: &QuoteArgs) -> Result<Vec<Input>, Error> {
    let mut inputs = Vec::new();
    for typed in &args.quotations {
        let path = Path::new(typed);
        match typed == "-" || path.is_file() {
            true => inputs.extend(of_file(path)?),
            false if is_one_word(typed) => return Err(no_quotation(typed)),
            false => inputs.push(of_words(typed)),
        }
    }
    for file in &args.file {
        inputs.extend(of_file(file)?);
    }
    Ok(inputs)
}

/// Whether this is one word, which names no page: a file that is not there, or a quotation that the shell took apart.
fn is_one_word(typed: &OsStr) -> bool {
    typed.to_str().is_some_and(|typed| typed.is_ascii() && !typed.trim().contains(char::is_whitespace))
}

fn no_quotation(typed: &OsStr) -> Error {
    Error::Request(format!(
        "{}: it is neither a file that is there nor a quotation of several words; put quotations between quotation marks.",
        typed.display()
    ))
}

/// A quotation that was typed.
fn of_words(typed: &OsStr) -> Input {
    let text = typed.to_str().map(str::to_owned).ok_or(QuotationFault::NotText);
    let name: String = typed.to_string_lossy().chars().take(MAX_QUOTATION_BYTES).collect();
    Input { name, text }
}

/// The quotations of a text file: paragraphs with an empty line between them.
fn of_file(path: &Path) -> Result<Vec<Input>, Error> {
    let (name, source): (_, Box<dyn Read>) = match path == Path::new("-") {
        true => ("standard input".into(), Box::new(io::stdin())),
        false => (path.to_string_lossy().into_owned(), Box::new(Error::path(path, File::open(path))?)),
    };
    let mut bytes = Vec::new();
    Error::path(path, source.take(MAX_QUOTATIONS_BYTES + 1).read_to_end(&mut bytes))?;
    let fault = |fault| Ok(vec![Input { name: name.clone(), text: Err(fault) }]);
    if bytes.len() as u64 > MAX_QUOTATIONS_BYTES {
        return fault(QuotationFault::TooLong);
    }
    let Ok(text) = String::from_utf8(bytes) else { return fault(QuotationFault::NotText) };
    let found = paragraphs(text.trim_start_matches('\u{feff}'));
    if found.is_empty() {
        return fault(QuotationFault::NoWords);
    }
    let is_one = found.len() == 1;
    let named = |(i, text): (usize, String)| Input {
        name: if is_one { name.clone() } else { format!("{name}, quotation {}", i + 1) },
        text: Ok(text),
    };
    Ok(found.into_iter().enumerate().map(named).collect())
}

/// The paragraphs of a text.
fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let paragraphs = lines.split(|line| line.trim().is_empty()).filter(|lines| !lines.is_empty());
    paragraphs.map(|lines| lines.join("\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_have_empty_lines_between_them() {
        assert_eq!(paragraphs("\n one\r\ntwo\r\n \t\r\n\r\nthree\n"), [" one\ntwo", "three"]);
        assert!(paragraphs(" \n\n").is_empty());
    }
}

//! `verify-shot explain`: prints saved JSON answers for people.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::args::ExplainArgs;
use super::exit::Exit;
use super::output;
use crate::error::Error;
use crate::model::answer::Answer;
use crate::report::form::{self, Said};
use crate::report::{parse_json, rules_table};

/// Prints each answer in the text form. If one cannot be parsed, this is reported and the rest of the file is
/// skipped.
pub fn run(args: &ExplainArgs) -> Result<Exit, Error> {
    let mut exit = Exit::Done;
    if args.rules {
        output::result(&rules_table::table())?;
    }
    for file in &args.files {
        let mut told = 0;
        for answer in parse_json::answers(opened(file)?) {
            match answer {
                Ok(answer) => output::result(&told_again(&answer))?,
                Err(why) => {
                    exit = Exit::NotChecked;
                    output::problem(&format!("{}, answer {}: {why}", file.display(), told + 1));
                }
            }
            told += 1;
        }
        if told == 0 {
            exit = Exit::NotChecked;
            output::problem(&format!(
                "{}: it is empty; it should hold answers of `verify-shot --json`.",
                file.display()
            ));
        }
    }
    Ok(exit)
}

/// An answer as it was printed for people.
fn told_again(answer: &Answer) -> String {
    let (columns, is_painted) = (output::columns(), output::is_painted());
    form::usual().answer(&Said { answer, steps: &[], columns, is_painted })
}

fn opened(file: &Path) -> Result<Box<dyn Read>, Error> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let opened = File::open(file);
    Ok(Box::new(Error::path(file, opened)?))
}

//! What a terminal of 80 columns shows of an answer: each `tests/screens/NAME.json` is an answer written by hand, and
//! `NAME.txt` beside it is what is printed of it. What the engine finds is held by `tests/program/shots.rs`.
//!
//! `UPDATE_SCREENS=1 cargo test --test program screens` writes the screens anew: look at what changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::entries;
use assert_cmd::cargo::CommandCargoExt;

/// Columns of the terminal.
const COLUMNS: usize = 80;
/// An answer fits a screen: so many lines.
const SCREEN: usize = 40;

/// What a terminal shows of the answer in a file.
fn screen(answer: &Path) -> String {
    let mut explain = Command::cargo_bin("verify-shot").unwrap();
    let said = explain.arg("explain").arg(answer).env("COLUMNS", COLUMNS.to_string()).output().unwrap();
    assert!(said.status.success(), "{}: {said:?}", answer.display());
    String::from_utf8(said.stdout).unwrap()
}

fn files(ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        entries("tests/screens").filter(|file| file.extension().is_some_and(|e| e == ending)).collect();
    files.sort();
    files
}

#[test]
fn each_answer_is_printed_as_its_screen_has_it() {
    let is_update = std::env::var_os("UPDATE_SCREENS").is_some();
    let answers = files("json");
    assert!(answers.len() >= 15, "every kind of answer has its screen");
    let mut wrong = Vec::new();
    for answer in &answers {
        let screen = screen(answer);
        assert!(screen.lines().count() <= SCREEN, "{screen}");
        assert!(screen.lines().all(|line| line.chars().count() <= COLUMNS), "{screen}");
        let file = answer.with_extension("txt");
        if is_update {
            fs::write(&file, &screen).unwrap();
        } else if fs::read_to_string(&file).ok().as_ref() != Some(&screen) {
            wrong.push(format!("{}:\n{screen}", file.display()));
        }
    }
    assert_eq!(files("txt").len(), answers.len(), "each screen has its answer");
    assert!(wrong.is_empty(), "{} are printed otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

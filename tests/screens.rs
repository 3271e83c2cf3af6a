//! What a terminal of 80 columns shows for each case of `testdata/shots`, held against `tests/screens/CASE.txt`.
//!
//! `UPDATE_SCREENS=1 cargo test --test screens` writes them anew: look at what changed. What depends on the machine is set
//! to the same in each answer before it is said: the chance, the digest, and what the reader of words read.

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use assert_cmd::cargo::CommandCargoExt;
use common::{entries, picture_of};
use serde_json::{Value, json};

/// Columns of the terminal.
const COLUMNS: usize = 80;
/// An answer fits a screen: so many lines.
const SCREEN: usize = 40;

fn program() -> Command {
    Command::cargo_bin("verify-shot").unwrap()
}

/// The answers to pictures, in their order.
fn answers(pictures: &[PathBuf]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("originals.db");
    let added = program().args(["add", "testdata/originals", "--index"]).arg(&index).output().unwrap();
    assert!(added.status.success(), "{added:?}");
    let said = program().arg("--json").arg("--index").arg(&index).args(pictures).output().unwrap();
    let lines = String::from_utf8(said.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// A chance of the same strength in words, whose digits do not depend on the machine.
fn alike(chance: f64) -> f64 {
    let strengths = [(1e-12, 1e-30), (1e-6, 1e-9), (1e-2, 1e-4)];
    strengths.into_iter().find(|(most, _)| chance <= *most).map_or(1.0, |(_, alike)| alike)
}

/// The answer without what depends on the machine.
fn masked(mut answer: Value) -> Value {
    let name = answer["input"].as_str().unwrap().split("testdata/").last().unwrap().to_owned();
    answer["input"] = format!("testdata/{name}").into();
    answer["index"]["path"] = "originals.db".into();
    answer["index"]["digest"] = "0".repeat(64).into();
    let mut is_read = false;
    for page in answer["pages"].as_array_mut().unwrap() {
        page["chance"] = json!(alike(page["chance"].as_f64().unwrap()));
        let by_words = page["basis"].as_array().unwrap().contains(&"words".into());
        is_read |= by_words;
        for difference in page["differences"].as_array_mut().unwrap() {
            if by_words {
                *difference = json!({"box": [1, 2, 3, 4], "kind": difference["kind"], "original": "words of the original",
                    "shown": "words read", "page_box": [1.0, 2.0, 3.0, 4.0], "deviation": 1.0});
            } else if !difference["shown"].is_null() {
                difference["shown"] = "words read".into();
            }
        }
        if by_words {
            page["region"] = json!([1, 2, 3, 4]);
            page["compared"] = json!(0.5);
            page["smallest_text"] = json!(10.0);
        }
    }
    if is_read {
        let without = |why: &Value| why.as_str().unwrap().replace(|c: char| c.is_ascii_digit(), "#");
        answer["why"] = answer["why"].as_array().unwrap().iter().map(without).collect();
    }
    answer
}

/// What a terminal shows of an answer.
fn screen(answer: &Value) -> String {
    let mut explain = program();
    explain.args(["explain", "-"]).env("COLUMNS", COLUMNS.to_string());
    let mut process = explain.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(answer.to_string().as_bytes()).unwrap();
    let said = process.wait_with_output().unwrap();
    assert!(said.status.success(), "{answer}");
    String::from_utf8(said.stdout).unwrap()
}

#[test]
fn each_case_is_said_as_it_was() {
    let mut cases: Vec<PathBuf> = entries("testdata/shots").collect();
    cases.sort();
    let pictures: Vec<PathBuf> = cases.iter().map(|case| picture_of(case)).collect();
    let answers = answers(&pictures);
    assert_eq!(answers.len(), cases.len());
    let is_update = std::env::var_os("UPDATE_SCREENS").is_some();
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(answers) {
        let screen = screen(&masked(answer));
        assert!(screen.lines().count() <= SCREEN, "{screen}");
        assert!(screen.lines().all(|line| line.chars().count() <= COLUMNS), "{screen}");
        let file = Path::new("tests/screens").join(case.file_name().unwrap()).with_extension("txt");
        if is_update {
            fs::write(&file, &screen).unwrap();
        } else if fs::read_to_string(&file).ok().as_ref() != Some(&screen) {
            wrong.push(format!("{}:\n{screen}", file.display()));
        }
    }
    let names: Vec<_> = cases.iter().filter_map(|case| case.file_name()).collect();
    let left = entries("tests/screens").filter(|file| !names.contains(&file.file_stem().unwrap()));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<PathBuf>::new(), "each screen has its case");
    assert!(wrong.is_empty(), "{} are said otherwise:\n{}", wrong.len(), wrong.join("\n"));
}
